import { lchown, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { array, assert, constantFrom, oneof, property, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LayoutRegistry, LayoutRepository } from '../../src/layout/index.ts';
import { folderOf } from '../../src/layout/repository-folders.ts';
import { digestHex, isRepositoryName } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, put, putImage } from '../contract/content.ts';
import { storeImage, temporaryFolder } from './fixture.ts';

interface IndexJson {
  readonly manifests: readonly { readonly digest: string; readonly annotations?: Readonly<Record<string, string>> }[];
}

async function refNames(path: string): Promise<readonly (string | undefined)[]> {
  const index = JSON.parse(await readFile(join(path, 'index.json'), 'utf8')) as IndexJson;
  return index.manifests.map((entry) => entry.annotations?.['org.opencontainers.image.ref.name']);
}

describe('LayoutRegistry', () => {
  it('stores each repository in its own layout, which other tools can read', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    const { manifest } = await putImage(registry, 'acme/bundle', 'one', ['v1']);
    const repository = await LayoutRepository.open(join(folder.path, 'acme', 'bundle'), { readOnly: true });
    await expectBytes(repository.fetch(await repository.resolve('v1')), manifest);
    expect(await Array.fromAsync(registry.repositories())).toEqual(['acme/bundle']);
  });

  it('adds the repository to the names in a shared layout, and reads names without a repository', async () => {
    await using folder = await temporaryFolder();
    const image = await storeImage(await LayoutRepository.open(folder.path), 'bare', ['v0']);
    const registry = await LayoutRegistry.open(folder.path, { mode: 'shared', repository: 'acme/default' });
    expect(await Array.fromAsync(registry.repositories())).toEqual(['acme/default']);
    await expectBytes(registry.getTag('acme/default', 'v0'), image.manifest);
    const other = await putImage(registry, 'acme/other', 'other', ['v1']);
    expect(await Array.fromAsync(registry.tags('acme/other'))).toEqual(['v1']);
    await expectCode(registry.getTag('acme/other', 'v0'), 'MANIFEST_UNKNOWN');
    await putImage(registry, 'acme/other', 'untagged');
    await putImage(registry, 'acme/default', 'next', ['v0']);
    expect((await refNames(folder.path)).map((name) => name?.replace(/@sha256:.*/, '@'))).toEqual([
      'acme/other:v1',
      'acme/other@',
      'acme/default@',
      'acme/default:v0',
    ]);
    expect(await Array.fromAsync(registry.repositories())).toEqual(['acme/default', 'acme/other']);
    await expectBytes(registry.getManifest('acme/default', image.manifest.descriptor.digest), image.manifest);
    await expectCode(registry.getManifest('acme/default', other.manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
    const plain = await LayoutRegistry.open(folder.path, { mode: 'shared' });
    expect(await Array.fromAsync(plain.repositories())).toEqual(['acme/default', 'acme/other']);
  });

  it('reports the size of the file of a manifest, not a wrong one in index.json', async () => {
    await using folder = await temporaryFolder();
    const { manifest } = await putImage(await LayoutRegistry.open(folder.path), 'acme/bundle', 'one', ['v1']);
    const index = join(folder.path, 'acme', 'bundle', 'index.json');
    const { digest, size } = manifest.descriptor;
    const text = await readFile(index, 'utf8');
    await writeFile(index, text.replace(`"size":${size}`, `"size":${size + 1}`));
    expect(await readFile(index, 'utf8')).not.toBe(text);
    const registry = await LayoutRegistry.open(folder.path);
    expect(await registry.resolveManifest('acme/bundle', digest)).toEqual(manifest.descriptor);
    await expectBytes(registry.getManifest('acme/bundle', digest), manifest);
  });

  it('does not delete content of a shared layout that another repository needs', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { mode: 'shared' });
    const one = await putImage(registry, 'acme/one', 'same', ['v1']);
    await putImage(registry, 'acme/two', 'same', ['v1']);
    await expectCode(registry.deleteBlob('acme/one', one.layer.descriptor.digest), 'DENIED');
    await registry.deleteManifest('acme/one', one.manifest.descriptor.digest);
    await expectCode(registry.getTag('acme/one', 'v1'), 'NAME_UNKNOWN');
    await expectBytes(registry.getTag('acme/two', 'v1'), one.manifest);
    await registry.deleteManifest('acme/two', one.manifest.descriptor.digest);
    await expectCode(registry.getTag('acme/two', 'v1'), 'NAME_UNKNOWN');
    expect(await readdir(join(folder.path, 'blobs', 'sha256'))).not.toContain(
      digestHex(one.manifest.descriptor.digest),
    );
  });

  it.each([{}, { mode: 'shared' }] as const)('does not delete a manifest as a blob (%j)', async (options) => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, options);
    const { manifest, layer } = await putImage(registry, 'acme/one', 'one', ['v1']);
    await expectCode(registry.deleteBlob('acme/one', manifest.descriptor.digest), 'BLOB_UNKNOWN');
    await expectBytes(registry.getTag('acme/one', 'v1'), manifest);
    await registry.deleteBlob('acme/one', layer.descriptor.digest);
    await expectCode(registry.getBlob('acme/one', layer.descriptor.digest), 'BLOB_UNKNOWN');
  });

  it('requires a name for a single repository', async () => {
    await using folder = await temporaryFolder();
    await expectCode(LayoutRegistry.open(folder.path, { mode: 'single' }), 'INPUT_INVALID');
    await expectCode(LayoutRegistry.open(folder.path, { mode: 'single', repository: '../x' }), 'NAME_INVALID');
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('writes nothing when it is read-only', async () => {
    await using folder = await temporaryFolder();
    const writer = await LayoutRegistry.open(folder.path);
    const { manifest, layer } = await putImage(writer, 'acme/bundle', 'one', ['v1']);
    const reader = await LayoutRegistry.open(folder.path, { readOnly: true });
    await expectBytes(reader.getTag('acme/bundle', 'v1'), manifest);
    await expectCode(put(reader, 'acme/bundle', blobOf('x')), 'DENIED');
    await expectCode(reader.pushBlobChunked('acme/new'), 'DENIED');
    await expectCode(reader.pushManifest('acme/bundle', manifest.bytes, manifest.mediaType), 'DENIED');
    await expectCode(reader.mountBlob('acme/bundle', 'acme/new', layer.descriptor.digest), 'DENIED');
    await expectCode(reader.deleteBlob('acme/bundle', layer.descriptor.digest), 'DENIED');
    await expectCode(reader.deleteTag('acme/bundle', 'v1'), 'DENIED');
    await expectCode(reader.gc(), 'DENIED');
    await expectCode(reader.getTag('acme/new', 'v1'), 'NAME_UNKNOWN');
    expect(await readdir(folder.path)).toEqual(['acme']);
  });

  it('mounts a blob as a hard link', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    const blob = await put(registry, 'acme/one', blobOf('shared bytes'));
    await registry.mountBlob('acme/one', 'acme/two', blob.descriptor.digest);
    const inodes = await Promise.all(
      ['one', 'two'].map((name) =>
        stat(join(folder.path, 'acme', name, 'blobs', 'sha256', digestHex(blob.descriptor.digest))),
      ),
    );
    expect(inodes[0]?.ino).toBe(inodes[1]?.ino);
    // A damaged file in another repository does not prevent a mount.
    await writeFile(
      join(folder.path, 'acme', 'two', 'blobs', 'sha256', digestHex(blob.descriptor.digest)),
      'damaged bytes',
    );
    await registry.mountBlob('acme/one', 'acme/three', blob.descriptor.digest);
    await expectCode(
      registry.getBlob('acme/three', blob.descriptor.digest).then((reader) => Array.fromAsync(reader)),
      'DIGEST_MISMATCH',
      'SIZE_MISMATCH',
    );
    await put(registry, 'acme/three', blob);
    await expectBytes(registry.getBlob('acme/three', blob.descriptor.digest), blob);
  });

  it('deletes garbage and detects damage in every repository', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await putImage(registry, 'a', 'one', ['v1']);
    const unused = await put(registry, 'a/b', blobOf('unused'));
    await writeFile(join(folder.path, 'a', 'b', 'blobs', 'sha256', digestHex(unused.descriptor.digest)), 'x');
    expect((await Array.fromAsync(registry.scrub())).map(({ digest }) => digest)).toEqual([unused.descriptor.digest]);
    expect((await registry.gc({ graceMs: 0 })).map(({ digest }) => digest)).toEqual([unused.descriptor.digest]);
  });

  it('uses a separate folder for each name, outside of the content of other layouts (SV-02)', () => {
    const part = oneof(
      constantFrom(
        'blobs',
        'index.json',
        'oci-layout',
        'sha256',
        'con',
        'nul.txt',
        'com1',
        'a',
        'b',
        '0',
        'uploads',
        'staging',
      ),
      stringMatching(/^[a-z0-9]{1,3}(?:[._-][a-z0-9]{1,3})?$/),
    );
    const name = array(part, { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'))
      .filter(isRepositoryName);
    assert(
      property(name, name, (a, b) => {
        const [first, second] = [folderOf('/root', a), folderOf('/root', b)];
        if (a !== b) expect(first).not.toBe(second);
        for (const inside of ['blobs', 'index.json', 'oci-layout', '.staging', '.uploads', '.index.json.lock']) {
          expect(second === join(first, inside) || second.startsWith(`${join(first, inside)}/`)).toBe(false);
        }
        expect(second.slice('/root/'.length).split('/')).not.toContain('con');
      }),
      { numRuns: 500 },
    );
  });

  it('uses a new private folder when no folder is given (ST-09)', async () => {
    const registry = await LayoutRegistry.open();
    try {
      expect(dirname(registry.root)).toBe(tmpdir());
      if (process.platform !== 'win32') expect((await lstat(registry.root)).mode & 0o777).toBe(0o700);
      await putImage(registry, 'acme/bundle', 'one', ['v1']);
    } finally {
      await rm(registry.root, { recursive: true });
    }
  });

  it('rejects a root that is a symlink of another user, and accepts a symlink of this user (ST-09)', async () => {
    await using folder = await temporaryFolder();
    const target = join(folder.path, 'target');
    await mkdir(target);
    const link = join(folder.path, 'link');
    await symlink(target, link);
    await LayoutRegistry.open(link);
    // Only root can create a symlink of another user.
    if (process.getuid?.() !== 0) return;
    await lchown(link, 12_345, 12_345);
    expect((await expectCode(LayoutRegistry.open(link), 'DENIED')).message).toContain('12345');
    expect(await readdir(target)).toEqual([]);
  });
});
