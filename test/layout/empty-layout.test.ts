import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LayoutRegistry } from '../../src/layout/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { blobOf, expectBytes, expectCode, put, putImage } from '../contract/content.ts';
import { eventually, inBackground } from '../eventually.ts';
import { temporaryFolder } from './fixture.ts';

/** A registry with a journal must be flushed before its folder is removed, also when it only reads. */
const open = (root: string, journal = true): Promise<LayoutRegistry> =>
  LayoutRegistry.open(root, { sync: false, journal });

/** Pushes an image and deletes its manifest. */
async function deletedImage(registry: Registry, name: string): Promise<void> {
  const { manifest } = await putImage(registry, name, name, ['v1']);
  await registry.deleteManifest(name, manifest.descriptor.digest);
}

describe('a garbage collection', () => {
  it('removes empty layouts with their folders, but not those around them', async () => {
    await using folder = await temporaryFolder();
    const registry = await open(folder.path);
    for (const name of ['a', 'b/c/d', 'e', 'e/f', 'g/h']) await deletedImage(registry, name);
    await putImage(registry, 'e/f/kept', 'kept', ['v1']);
    await putImage(registry, 'g/i', 'kept', ['v1']);
    expect(await registry.gc({ graceMs: 0, dryRun: true })).not.toEqual([]);
    expect((await readdir(folder.path)).sort()).toEqual(['a', 'b', 'e', 'g']);
    await registry.gc({ graceMs: 0 });
    expect(await Array.fromAsync(registry.repositories())).toEqual(['e/f/kept', 'g/i']);
    expect((await readdir(folder.path)).sort()).toEqual(['e', 'g']);
    expect(await readdir(join(folder.path, 'e'))).toEqual(['f']);
    expect(await readdir(join(folder.path, 'e/f'))).toEqual(['kept']);
    expect(await readdir(join(folder.path, 'g'))).toEqual(['i']);
    await registry.flush();
  });

  it('keeps empty layouts in a dry run', async () => {
    await using folder = await temporaryFolder();
    const registry = await open(folder.path);
    const { manifest, layer, config } = await putImage(registry, 'a/b', 'image', ['v1']);
    await registry.deleteManifest('a/b', manifest.descriptor.digest);
    for (const { descriptor } of [layer, config]) await registry.deleteBlob('a/b', descriptor.digest);
    await registry.flush();
    expect(await registry.gc({ graceMs: 0, dryRun: true })).toEqual([]);
    expect(await readdir(join(folder.path, 'a'))).toEqual(['b']);
    await registry.gc({ graceMs: 0 });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('keeps a layout with recent blobs, with untagged manifests, or with an unfinished upload', async () => {
    await using folder = await temporaryFolder();
    const registry = await open(folder.path);
    await deletedImage(registry, 'recent');
    await putImage(registry, 'untagged', 'untagged');
    const upload = await registry.pushBlobChunked('upload');
    await upload.write(new Uint8Array(10));
    await upload.close();
    await registry.gc();
    await registry.gc();
    expect(await Array.fromAsync(registry.repositories())).toEqual(['recent', 'untagged']);
    const resumed = await registry.pushBlobChunkedResume('upload', upload.id);
    expect(resumed.size).toBe(10);
    await resumed.cancel();
    await registry.gc({ graceMs: 0 });
    expect((await readdir(folder.path)).sort()).toEqual(['untagged']);
    await registry.flush();
  });

  it('removes a layout that another process has open, which then reports an unknown repository', async () => {
    await using folder = await temporaryFolder();
    const registry = await open(folder.path);
    const { config } = await putImage(registry, 'a/b', 'one', ['v1']);
    const { manifest } = await putImage(registry, 'a/b', 'two', ['v2']);
    for (const tag of ['v1', 'v2'])
      await registry.deleteManifest('a/b', (await registry.resolveTag('a/b', tag)).digest);
    await registry.flush();
    await (await open(folder.path, false)).gc({ graceMs: 0 });
    expect(existsSync(join(folder.path, 'a'))).toBe(false);
    for (const work of [
      () => registry.getTag('a/b', 'v1'),
      () => registry.resolveBlob('a/b', config.descriptor.digest),
      () => registry.resolveManifest('a/b', manifest.descriptor.digest),
      () => Array.fromAsync(registry.tags('a/b')),
      () => registry.deleteTag('a/b', 'v1'),
      () => registry.deleteManifest('a/b', manifest.descriptor.digest),
      () => registry.mountBlob('a/b', 'c', config.descriptor.digest),
    ])
      await expectCode(work(), 'NAME_UNKNOWN');
    expect(await Array.fromAsync(registry.referrers('a/b', manifest.descriptor.digest))).toEqual([]);
    await registry.flush();
  });

  for (const [title, push] of [
    ['an image', (registry: Registry) => putImage(registry, 'a/b', 'again', ['v1'])],
    ['a blob', (registry: Registry) => put(registry, 'a/b', blobOf('again'))],
    [
      'a chunked blob',
      async (registry: Registry) => {
        const writer = await registry.pushBlobChunked('a/b');
        await writer.write(blobOf('again').bytes);
        await writer.commit(blobOf('again').descriptor.digest);
      },
    ],
    [
      'a mounted blob',
      async (registry: Registry) => {
        const { descriptor } = await put(registry, 'source', blobOf('again'));
        await registry.mountBlob('source', 'a/b', descriptor.digest);
      },
    ],
  ] as const) {
    it(`does not prevent a later push of ${title} in another process`, async () => {
      await using folder = await temporaryFolder();
      const registry = await open(folder.path);
      await deletedImage(registry, 'a/b');
      await registry.flush();
      await (await open(folder.path, false)).gc({ graceMs: 0 });
      await push(registry);
      for (const reader of [registry, await open(folder.path, false)])
        expect(await Array.fromAsync(reader.repositories())).toContain('a/b');
      await (await open(folder.path, false)).gc();
      await registry.flush();
    });
  }

  it('loses no concurrent push', async () => {
    await using folder = await temporaryFolder();
    const registry = await open(folder.path);
    const other = await open(folder.path, false);
    let accepted = 0;
    let interrupted = 0;
    {
      await using _collecting = inBackground(async () => {
        await other.gc({ graceMs: 0 });
        // After enough interrupted pushes, a push fits between two collections, on a machine of any speed.
        await sleep(5 * (1 + interrupted));
      });
      let round = 0;
      await eventually(async () => {
        const blob = blobOf(`blob ${round}`);
        await put(registry, 'a/b', blob);
        try {
          const { manifest } = await putImage(registry, 'a/b', `image ${round}`, ['v1']);
          await expectBytes((await open(folder.path, false)).getTag('a/b', 'v1'), manifest);
          await registry.deleteManifest('a/b', manifest.descriptor.digest);
          accepted++;
        } catch (error) {
          // The collection has no grace, so it may delete the content before the manifest refers to it.
          await expectCode(Promise.reject(error), 'MANIFEST_BLOB_UNKNOWN');
          interrupted++;
        }
        return ++round >= 12 && accepted > 0;
      }, 'a push that no collection interrupts');
    }
    await putImage(registry, 'a/b', 'last', ['v1']);
    expect(await Array.fromAsync((await open(folder.path, false)).tags('a/b'))).toEqual(['v1']);
    await registry.flush();
  });
});
