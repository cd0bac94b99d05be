import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  rmdir,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copy, copyGraph, packManifest } from '../../src/transfer/index.ts';
import { compress, decompress } from '../../src/archive/index.ts';
import { DirectoryStorage, FileStore, MemoryStore, type FileStoreOptions } from '../../src/files/index.ts';
import { once, withVerification } from '../../src/streams/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository } from '../../src/registry/index.ts';
import { digestOf, type Descriptor } from '../../src/spec/index.ts';
import { archive as tarArchive, concatChunks, type RawEntry } from '../archive/tar/blocks.ts';
import { blobOf, manifestOf } from '../contract/content.ts';

const title = 'org.opencontainers.image.title';
const unpack = 'io.deis.oras.content.unpack';
const contentDigest = 'io.deis.oras.content.digest';

let root: string;
let workingDir: string;
const openStores: FileStore[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'file-store-test-'));
  workingDir = join(root, 'work');
  await mkdir(workingDir);
  await mkdir(join(root, 'temporary'));
});
afterEach(async () => {
  for (const store of openStores.splice(0)) await store.close();
  expect(await readdir(join(root, 'temporary'))).toEqual([]);
  await rm(root, { recursive: true, force: true });
});

function fileStore(options: FileStoreOptions = {}, directory = workingDir): FileStore {
  const store = new FileStore(directory, { temporaryDir: join(root, 'temporary'), ...options });
  openStores.push(store);
  return store;
}

async function put(files: Readonly<Record<string, string>>, directory = workingDir): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(directory, name, '..'), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

function titledBlob(
  name: string,
  content: string | Uint8Array,
  annotations: Readonly<Record<string, string>> = {},
): { readonly descriptor: Descriptor; readonly bytes: Uint8Array } {
  const { descriptor, bytes } = blobOf(content);
  return { descriptor: { ...descriptor, annotations: { [title]: name, ...annotations } }, bytes };
}

async function push(
  store: FileStore,
  name: string,
  content: string | Uint8Array,
  annotations?: Readonly<Record<string, string>>,
): Promise<Descriptor> {
  const { descriptor, bytes } = titledBlob(name, content, annotations);
  await store.push(descriptor, () => once(bytes));
  return descriptor;
}

async function read(store: FileStore, target: Descriptor): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(await store.fetch(target)));
}

async function gzippedTar(entries: readonly RawEntry[]): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(compress(once(tarArchive(...entries)), { compression: 'gzip' })));
}

async function tree(directory: string): Promise<readonly string[]> {
  return (await readdir(directory, { recursive: true })).sort();
}

describe('add', () => {
  it('makes a file available with its title', async () => {
    await put({ 'a.txt': 'content' });
    const store = fileStore();
    const added = await store.add('a.txt', 'text/plain');
    expect(added).toEqual({
      mediaType: 'text/plain',
      digest: digestOf('content'),
      size: 7,
      annotations: { [title]: 'a.txt' },
    });
    expect((await read(store, added)).toString()).toBe('content');
    expect(await store.exists(added)).toBe(true);
    expect(await store.resolve(added.digest)).toMatchObject({ mediaType: 'text/plain', digest: added.digest });
  });

  it('accepts a relative or absolute path other than the name, and a media type', async () => {
    await put({ 'deep/a.txt': 'a' });
    await put({ 'elsewhere.txt': 'b' }, root);
    const store = fileStore();
    expect(await store.add('a', '', 'deep/a.txt')).toMatchObject({
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      annotations: { [title]: 'a' },
    });
    expect(await store.add('b', '', join(root, 'elsewhere.txt'))).toMatchObject({ digest: digestOf('b') });
    expect(await store.add('d', '', 'deep')).toMatchObject({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    });
  });

  it('archives a directory after the temporary directory was missing once', async () => {
    await put({ 'd/file': 'text' });
    const temporaryDir = join(root, 'temporary', 'later');
    const store = fileStore({ temporaryDir });
    await expect(store.add('d')).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
    await mkdir(temporaryDir);
    expect(await store.add('d')).toMatchObject({ annotations: { 'org.opencontainers.image.title': 'd' } });
    await store.close();
    await rmdir(temporaryDir);
  });

  it('archives a directory with its name as prefix, and requests unpacking', async () => {
    await put({ 'dir/a.txt': 'a', 'dir/sub/b.txt': 'b' });
    const store = fileStore();
    const added = await store.add('dir', 'application/vnd.example.dir');
    expect(added.annotations).toMatchObject({ [title]: 'dir', [unpack]: 'true' });
    const archive = await concatChunks(decompress(once(await read(store, added))));
    expect(added.annotations?.[contentDigest]).toBe(digestOf(archive));
    for (const name of ['dir', 'dir/a.txt', 'dir/sub', 'dir/sub/b.txt'])
      expect(archive.includes(`${name}\0`)).toBe(true);
  });

  it('archives modification times unless tarReproducible is set', async () => {
    await put({ 'dir/a.txt': 'a' });
    const contentOf = async (seconds: number, tarReproducible: boolean): Promise<string | undefined> => {
      await utimes(join(workingDir, 'dir/a.txt'), seconds, seconds);
      await utimes(join(workingDir, 'dir'), seconds, seconds);
      return (await fileStore({ tarReproducible }).add('dir')).annotations?.[contentDigest];
    };
    expect(await contentOf(1_000_000, true)).toBe(await contentOf(2_000_000, true));
    expect(await contentOf(1_000_000, false)).not.toBe(await contentOf(2_000_000, false));
    const store = fileStore();
    const added = await store.add('dir');
    const copyDirectory = join(root, 'copy');
    const other = fileStore({}, copyDirectory);
    await other.push(added, async function* open() {
      yield* await store.fetch(added);
    });
    expect((await stat(join(copyDirectory, 'dir/a.txt'))).mtimeMs).toBe(2_000_000_000);
  });

  it('rejects a missing name, a duplicate name and a missing file', async () => {
    await put({ 'a.txt': 'a' });
    const store = fileStore();
    await expect(store.add('')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('missing name') as string,
    });
    await expect(store.add('absent')).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
    await store.add('a.txt');
    await expect(store.add('a.txt')).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: expect.stringContaining('duplicate name') as string,
    });
    await expect(push(store, 'a.txt', 'other')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    // A failed attempt does not reserve the name.
    await put({ absent: 'exists now' });
    await store.add('absent');
  });

  it('detects that a file changed after it was added', async () => {
    await put({ 'a.txt': 'content' });
    const store = fileStore();
    const added = await store.add('a.txt');
    await writeFile(join(workingDir, 'a.txt'), 'CONTENT');
    await expect(read(store, added)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await rm(join(workingDir, 'a.txt'));
    await expect(store.fetch(added)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  });
});

describe('push', () => {
  it('writes content with a title atomically to a file with this name', async () => {
    const store = fileStore();
    const pushed = await push(store, 'deep/down/a.txt', 'content');
    expect(await readFile(join(workingDir, 'deep/down/a.txt'), 'utf8')).toBe('content');
    expect((await read(store, pushed)).toString()).toBe('content');
    const { descriptor } = titledBlob('b.txt', 'wanted');
    await expect(store.push(descriptor, () => once(Buffer.from('WANTED')))).rejects.toMatchObject({
      code: 'DIGEST_INVALID',
    });
    await expect(store.push(descriptor, () => once(Buffer.from('short')))).rejects.toMatchObject({
      code: 'SIZE_INVALID',
    });
    expect(await tree(workingDir)).toEqual(['deep', 'deep/down', 'deep/down/a.txt']);
    expect(await store.exists(descriptor)).toBe(false);
    await push(store, 'b.txt', 'wanted');
    expect(await store.exists(descriptor)).toBe(true);
    expect(await store.exists(titledBlob('c.txt', 'wanted').descriptor)).toBe(false);
  });

  it('accepts the same content with a name again, and rejects other content', async () => {
    const store = fileStore();
    await push(store, 'a.txt', 'content');
    await push(store, 'a.txt', 'content');
    await expect(push(store, 'a.txt', 'other')).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: expect.stringContaining('duplicate name') as string,
    });
    expect(await readFile(join(workingDir, 'a.txt'), 'utf8')).toBe('content');
  });

  it('replaces an existing file unless overwriting is disabled', async () => {
    await put({ 'a.txt': 'old' });
    const strict = fileStore({ disableOverwrite: true });
    await expect(push(strict, 'a.txt', 'new')).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: expect.stringContaining('overwrite disallowed') as string,
    });
    await push(strict, 'b.txt', 'new');
    await push(fileStore(), 'a.txt', 'new');
    expect(await readFile(join(workingDir, 'a.txt'), 'utf8')).toBe('new');
  });

  it.each(['../a', '/tmp/a', 'a/../../b', 'C:/a', String.raw`a\b`, 'a\0b', 'a/', '.'])(
    'rejects the name %j (EX-01)',
    async (name) => {
      await expect(push(fileStore(), name, 'content')).rejects.toMatchObject({
        code: 'ARCHIVE_INVALID',
        message: expect.stringContaining('path traversal disallowed') as string,
      });
      expect(await tree(root)).toEqual(['temporary', 'work']);
    },
  );

  it('writes an absolute name in the working directory, as pushed by the store that added it', async () => {
    await put({ 'sub/a.txt': 'content' });
    const path = join(workingDir, 'sub/a.txt');
    const pushed = new MemoryStore();
    const source = fileStore();
    const file = await source.add(path);
    const manifest = await packManifest(source, '1.1', 'application/vnd.example', { layers: [file] });
    await copyGraph(source, pushed, manifest);
    await rm(join(workingDir, 'sub'), { recursive: true });
    await copyGraph(pushed, fileStore(), manifest);
    expect(await readFile(path, 'utf8')).toBe('content');
    expect(file.annotations).toEqual({ 'org.opencontainers.image.title': path });
  });

  it.each([
    ['in a sibling with the same prefix', () => `${workingDir}-evil/a`],
    ['in the parent directory', () => join(root, 'a')],
    ['that leads out', () => `${workingDir}/../a`],
    ['that leads out of a sub-directory', () => `${workingDir}/b/../../a`],
    ['with two slashes at its begin', () => `/${workingDir}/a`],
    ['of a directory', () => `${workingDir}/`],
    ['of the working directory', () => workingDir],
    ['with a NUL byte', () => `${workingDir}/a\0b`],
    ['with a backslash', () => `${workingDir}/a\\b`],
    ['through a link', () => `${workingDir}/link/a`],
  ])('rejects an absolute name %s (EX-01, EX-04)', async (_, name) => {
    await symlink(root, join(workingDir, 'link'));
    await expect(push(fileStore(), name(), 'content')).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringContaining('path traversal disallowed') as string,
    });
    expect((await readdir(root)).toSorted()).toEqual(['temporary', 'work']);
  });

  it('does not write through a link in the path or at the path of the file (EX-05, EX-08)', async () => {
    await mkdir(join(root, 'outside'));
    await put({ target: 'safe' }, join(root, 'outside'));
    await symlink(join(root, 'outside'), join(workingDir, 'link'));
    await symlink(join(root, 'outside/target'), join(workingDir, 'file'));
    const store = fileStore();
    await expect(push(store, 'link/a', 'content')).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    await expect(push(store, 'link/new/a', 'content')).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    await push(store, 'file', 'content');
    expect(await tree(join(root, 'outside'))).toEqual(['target']);
    expect(await readFile(join(root, 'outside/target'), 'utf8')).toBe('safe');
    expect(await readFile(join(workingDir, 'file'), 'utf8')).toBe('content');
  });

  it('does not treat a sibling with the same name prefix as inside (EX-04)', async () => {
    await mkdir(join(root, 'work-evil'));
    await symlink('../work-evil', join(workingDir, 'link'));
    await expect(push(fileStore(), 'link/a', 'content')).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
  });

  it('writes outside the working directory with allowPathTraversalOnWrite', async () => {
    await push(fileStore({ allowPathTraversalOnWrite: true }), '../a.txt', 'content');
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('content');
    await push(fileStore({ allowPathTraversalOnWrite: true }), join(root, 'b.txt'), 'content');
    expect(await readFile(join(root, 'b.txt'), 'utf8')).toBe('content');
  });

  it('stores content without a title in memory, up to a limit', async () => {
    const store = fileStore({ fallbackLimit: 10 });
    const small = blobOf('ten bytes!');
    const large = blobOf('more bytes!');
    await store.push(small.descriptor, () => once(small.bytes));
    expect((await read(store, small.descriptor)).toString()).toBe('ten bytes!');
    await expect(store.push(large.descriptor, () => once(large.bytes))).rejects.toMatchObject({ code: 'SIZE_LIMIT' });
    expect(await tree(workingDir)).toEqual([]);
  });

  it('accepts at most 4 MiB without a title by default', async () => {
    const store = fileStore();
    const largest = blobOf(new Uint8Array(4 * 1024 * 1024));
    const tooLarge = blobOf(new Uint8Array(4 * 1024 * 1024 + 1));
    await store.push(largest.descriptor, () => once(largest.bytes));
    await expect(store.push(tooLarge.descriptor, () => once(tooLarge.bytes))).rejects.toMatchObject({
      code: 'SIZE_LIMIT',
    });
  });

  it('writes content without a title to fallbackStorage', async () => {
    const fallbackStorage = new DirectoryStorage(join(root, 'fallback'));
    const store = fileStore({ fallbackStorage });
    const blob = blobOf('content');
    await store.push(blob.descriptor, () => once(blob.bytes));
    expect(await readdir(join(root, 'fallback'))).toEqual([blob.descriptor.digest.replace(':', '-')]);
    expect((await read(store, blob.descriptor)).toString()).toBe('content');
    expect(await fallbackStorage.exists({ ...blob.descriptor, size: 1 })).toBe(false);
    await writeFile(join(root, 'fallback', blob.descriptor.digest.replace(':', '-')), 'CONTENT');
    await expect(read(store, blob.descriptor)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await expect(fallbackStorage.fetch(blobOf('absent').descriptor)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  });

  it.each(['a file', 'the fallback storage'])(
    'does not hash content for %s again if its source verifies it',
    async (kind) => {
      const store = fileStore();
      const { descriptor } = kind === 'a file' ? titledBlob('a.txt', 'content') : blobOf('content');
      const body = Object.assign(
        () => {
          throw new Error('read without borrowed chunks');
        },
        { borrowed: () => withVerification(once(Buffer.from('CONTENT')), () => descriptor.digest) },
      );
      await store.push(descriptor, body);
      expect(await store.exists(descriptor)).toBe(true);
    },
  );

  it('returns readers that declare to verify their content', async () => {
    const store = fileStore();
    for (const { descriptor, bytes } of [titledBlob('a.txt', 'content'), blobOf('other content')]) {
      await store.push(descriptor, () => once(bytes));
      await using reader = await store.fetch(descriptor);
      const chunks = reader.borrowed();
      for await (const chunk of chunks) expect(Buffer.compare(chunk, bytes)).toBe(0);
      expect(chunks.verifies).toBe(descriptor.digest);
    }
  });

  it('discards content without a title with ignoreNoName', async () => {
    const source = repository(new MemoryRegistry(), 'source');
    const files = fileStore();
    await put({ 'a.txt': 'a' });
    const layer = await files.add('a.txt');
    const manifest = await packManifest(files, '1.1', 'application/vnd.example', { layers: [layer] });
    await copyGraph(files, source, manifest);
    const target = fileStore({ ignoreNoName: true }, join(root, 'target'));
    await copyGraph(source, target, manifest);
    expect(await tree(join(root, 'target'))).toEqual(['a.txt']);
    expect(await target.exists(manifest)).toBe(false);
  });
});

describe('pushed archives', () => {
  async function archive(
    entries: readonly RawEntry[],
    name = 'dir',
    more: Readonly<Record<string, string>> = {},
  ): Promise<ReturnType<typeof titledBlob>> {
    return titledBlob(name, await gzippedTar(entries), { [unpack]: 'true', ...more });
  }

  it('unpacks an archive into the directory of its title, and can read the archive again', async () => {
    const { descriptor, bytes } = await archive([
      { name: 'dir/', type: '5', mode: 0o750 },
      { name: 'dir/a', content: 'a' },
      { name: 'dir/link', type: '2', linkName: 'a' },
    ]);
    const store = fileStore();
    await store.push(descriptor, () => once(bytes));
    expect(await tree(workingDir)).toEqual(['dir', 'dir/a', 'dir/link']);
    expect(await readlink(join(workingDir, 'dir/link'))).toBe('a');
    expect(Buffer.compare(await read(store, descriptor), bytes)).toBe(0);
  });

  it('restores an added directory after a copy through a registry', async () => {
    await put({ 'dir/a.txt': 'a', 'dir/sub/b.txt': 'b', 'plain.txt': 'plain' });
    await chmod(join(workingDir, 'dir/a.txt'), 0o755);
    const files = fileStore();
    const layers = [await files.add('dir'), await files.add('plain.txt', 'text/plain')];
    await files.tag(await packManifest(files, '1.1', 'application/vnd.example', { layers }), 'v1');
    const registry = repository(new MemoryRegistry(), 'some/repository');
    await copy(files, 'v1', registry);
    const target = fileStore({}, join(root, 'target'));
    await copy(registry, 'v1', target);
    expect(await tree(join(root, 'target'))).toEqual(['dir', 'dir/a.txt', 'dir/sub', 'dir/sub/b.txt', 'plain.txt']);
    expect((await stat(join(root, 'target/dir/a.txt'))).mode & 0o777).toBe(0o755);
    expect((await target.resolve('v1')).digest).toBe((await registry.resolve('v1')).digest);
  });

  it('unpacks an archive into the working directory when its title is a dot', async () => {
    await put({ 'other.txt': 'other', 'sub/old.txt': 'old', 'sub/new.txt': 'old' });
    const entries = [
      { name: './', type: '5' },
      { name: 'sub/new.txt', content: 'new' },
    ];
    const { descriptor, bytes } = await archive(entries, '.');
    await fileStore().push(descriptor, () => once(bytes));
    expect(await tree(workingDir)).toEqual(['other.txt', 'sub', 'sub/new.txt', 'sub/old.txt']);
    expect(await readFile(join(workingDir, 'sub/new.txt'), 'utf8')).toBe('new');
  });

  it('writes an archive as a file with skipUnpack', async () => {
    const { descriptor, bytes } = await archive([{ name: 'dir/a', content: 'a' }], 'dir.tgz');
    await fileStore({ skipUnpack: true }).push(descriptor, () => once(bytes));
    expect(await tree(workingDir)).toEqual(['dir.tgz']);
  });

  it('rejects an archive with a wrong content digest', async () => {
    const entries = [{ name: 'dir/a', content: 'a' }];
    const wrong = await archive(entries, 'dir', { [contentDigest]: digestOf('something else') });
    await expect(fileStore().push(wrong.descriptor, () => once(wrong.bytes))).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    expect(await tree(workingDir)).toEqual([]);
    const right = await archive(entries, 'dir', { [contentDigest]: digestOf(tarArchive(...entries)) });
    await fileStore().push(right.descriptor, () => once(right.bytes));
  });

  it.each<readonly [string, readonly RawEntry[]]>([
    [
      'an entry outside the title',
      [
        { name: 'dir/a', content: 'a' },
        { name: 'other/b', content: 'b' },
      ],
    ],
    ['no entry below the title', [{ name: 'a', content: 'a' }]],
    ['a name with ".."', [{ name: 'dir/../../a', content: 'a' }]],
    ['an absolute name', [{ name: '/dir/a', content: 'a' }]],
    ['a link out of the archive', [{ name: 'dir/a', type: '2', linkName: '../../a' }]],
    ['a link out of its directory', [{ name: 'dir/a', type: '2', linkName: '../victim' }]],
    [
      'an entry below a link',
      [
        { name: 'dir/l', type: '2', linkName: '..' },
        { name: 'dir/l/x', content: 'x' },
      ],
    ],
  ])('rejects an archive with %s, and leaves no files (EX-02, EX-16)', async (_, entries) => {
    await put({ victim: 'safe' });
    const { descriptor, bytes } = await archive(entries);
    await expect(fileStore().push(descriptor, () => once(bytes))).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    expect(await tree(root)).toEqual(expect.arrayContaining(['temporary', 'work', 'work/victim']));
    expect(await tree(workingDir)).toEqual(['victim']);
    expect(await readFile(join(workingDir, 'victim'), 'utf8')).toBe('safe');
  });

  it('limits all files that it writes with maxUnpackedSize, and writes none above the limit', async () => {
    const store = fileStore({ maxUnpackedSize: 11 });
    const directory = await archive([{ name: 'dir/f', content: '12345' }]);
    const file = titledBlob('file', Buffer.from('123456'));
    const others = [titledBlob('g', Buffer.from('x')), await archive([{ name: 'e/f', content: 'x' }], 'e')];
    for (const { descriptor, bytes } of [directory, file]) await store.push(descriptor, () => once(bytes));
    for (const { descriptor, bytes } of others)
      await expect(store.push(descriptor, () => once(bytes))).rejects.toMatchObject({ code: 'SIZE_LIMIT' });
    expect((await readdir(workingDir)).toSorted()).toEqual(['dir', 'file']);
  });

  it('does not unpack an archive before its last byte is verified (EX-16)', async () => {
    const { descriptor, bytes } = await archive([{ name: 'dir/a', content: 'a' }]);
    const damaged = Uint8Array.from(bytes);
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    await expect(fileStore().push(descriptor, () => once(damaged))).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    expect(await tree(workingDir)).toEqual([]);
  });

  it('does not unpack an archive through a link out of the working directory (EX-05)', async () => {
    await mkdir(join(root, 'outside'));
    await symlink(join(root, 'outside'), join(workingDir, 'dir'));
    const { descriptor, bytes } = await archive([{ name: 'dir/a', content: 'a' }]);
    await expect(fileStore().push(descriptor, () => once(bytes))).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    expect(await tree(join(root, 'outside'))).toEqual([]);
  });

  it('does not merge an archive into an existing directory with disableOverwrite', async () => {
    await put({ 'dir/old': 'old' });
    const { descriptor, bytes } = await archive([{ name: 'dir/a', content: 'a' }]);
    await expect(fileStore({ disableOverwrite: true }).push(descriptor, () => once(bytes))).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    expect(await tree(workingDir)).toEqual(['dir', 'dir/old']);
  });

  it('does not change files when a directory conflicts with a file', async () => {
    await put({ 'dir/a/b': 'old', 'dir/z': 'old' });
    const { descriptor, bytes } = await archive([
      { name: 'dir/a', content: 'new' },
      { name: 'dir/z', content: 'new' },
    ]);
    await expect(fileStore().push(descriptor, () => once(bytes))).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await readFile(join(workingDir, 'dir/z'), 'utf8')).toBe('old');
  });

  it.runIf(process.platform === 'linux')(
    'merges an archive with names that are not UTF-8 into an existing directory',
    async () => {
      await put({ 'dir/old': 'old' });
      const { descriptor, bytes } = await archive([
        { name: Buffer.from('dir/\u00e9\u00ff', 'latin1'), content: 'new' },
      ]);
      await fileStore().push(descriptor, () => once(bytes));
      const names = await readdir(join(workingDir, 'dir'), { encoding: 'latin1' });
      expect(names.sort()).toEqual(['old', '\u00e9\u00ff']);
    },
  );

  it('does not add a directory with a name that is unsafe in an archive (EX-01)', async () => {
    await put({ 'dir/a': 'a' });
    for (const name of ['../dir', '/dir', 'a/../dir'])
      await expect(fileStore().add(name, '', 'dir')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('content with several names', () => {
  async function copySharedContent(store: FileStore): Promise<Descriptor> {
    const source = repository(new MemoryRegistry(), 'source');
    const one = titledBlob('one.txt', 'same');
    await source.push(one.descriptor, () => once(one.bytes));
    const config = blobOf('{}');
    await source.push(config.descriptor, () => once(config.bytes));
    const manifest = manifestOf({
      config: config.descriptor,
      layers: [one.descriptor, titledBlob('two.txt', 'same').descriptor],
      artifactType: 'a/b',
    });
    await source.push(manifest.descriptor, () => once(manifest.bytes));
    await copyGraph(source, store, manifest.descriptor);
    return manifest.descriptor;
  }

  it('writes content with all its names when its manifest is pushed', async () => {
    await copySharedContent(fileStore());
    expect(await tree(workingDir)).toEqual(['one.txt', 'two.txt']);
    expect(await readFile(join(workingDir, 'two.txt'), 'utf8')).toBe('same');
  });

  it('writes content with one name with forceCas', async () => {
    await copySharedContent(fileStore({ forceCas: true }));
    expect(await tree(workingDir)).toEqual(['one.txt']);
  });
});

describe('tags and predecessors', () => {
  it('resolves tags and rejects invalid ones', async () => {
    await put({ 'a.txt': 'a' });
    const store = fileStore();
    const added = await store.add('a.txt');
    await store.tag(added, 'v1');
    expect(await store.resolve('v1')).toEqual(added);
    await expect(store.resolve('v2')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.resolve('')).rejects.toMatchObject({ code: 'REFERENCE_INVALID' });
    await expect(store.tag(added, '')).rejects.toMatchObject({ code: 'REFERENCE_INVALID' });
    await expect(store.tag(added, digestOf('other'))).rejects.toMatchObject({ code: 'TAG_INVALID' });
    await expect(store.tag(blobOf('absent').descriptor, 'v1')).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    await expect(store.resolve(digestOf('absent'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('lists the manifests that refer to content', async () => {
    await put({ 'a.txt': 'a' });
    const store = fileStore();
    const layer = await store.add('a.txt');
    const subject = await packManifest(store, '1.1', 'application/vnd.example', { layers: [layer] });
    const referrer = await packManifest(store, '1.1', 'application/vnd.example.sbom', { subject });
    expect((await store.predecessors(layer)).map(({ digest }) => digest)).toEqual([subject.digest]);
    expect(await store.predecessors(subject)).toMatchObject([
      { digest: referrer.digest, artifactType: 'application/vnd.example.sbom' },
    ]);
    expect(await store.predecessors(referrer)).toEqual([]);
  });

  it('sets the tags of a pushed manifest', async () => {
    const store = fileStore();
    const manifest = manifestOf({ config: blobOf('x').descriptor, layers: [], artifactType: 'a/b' });
    await store.push(manifest.descriptor, () => once(manifest.bytes), { tags: ['v1'] });
    expect((await store.resolve('v1')).digest).toBe(manifest.descriptor.digest);
    await expect(
      store.push({ ...blobOf('{').descriptor, mediaType: manifest.mediaType }, () => once(Buffer.from('{'))),
    ).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
  });
});

it('rejects all operations after it is closed, and leaves only the requested files', async () => {
  await put({ 'dir/a': 'a' });
  const store = fileStore();
  const added = await store.add('dir');
  expect(await readdir(join(root, 'temporary'))).toHaveLength(1);
  await store.close();
  await store.close();
  for (const call of [
    store.add('x'),
    store.fetch(added),
    store.exists(added),
    store.push(added, () => once(Buffer.alloc(0))),
    store.resolve('v1'),
    store.tag(added, 'v1'),
    store.predecessors(added),
  ]) {
    await expect(call).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('it is closed') as string,
    });
  }
  expect(await tree(workingDir)).toEqual(['dir', 'dir/a']);
});

it('throws ABORTED when its signal is aborted', async () => {
  await put({ 'a.txt': 'a' });
  const store = fileStore();
  const options = { signal: AbortSignal.abort() };
  const { descriptor, bytes } = titledBlob('b.txt', 'b');
  for (const call of [
    store.add('a.txt', '', '', options),
    store.push(descriptor, () => once(bytes), options),
    store.exists(descriptor, options),
    store.fetch(descriptor, options),
    store.resolve('x', options),
  ]) {
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' });
  }
  expect(await tree(workingDir)).toEqual(['a.txt']);
});
