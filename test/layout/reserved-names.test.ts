import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LayoutRegistry, LayoutRepository } from '../../src/layout/index.ts';
import { repository } from '../../src/registry/index.ts';
import { storeImage, temporaryFolder } from './fixture.ts';

/** Writes a repository where zot stores it: in a folder with its name, also if the name is reserved. */
async function storedByZot(root: string, name: string, tag: string): Promise<void> {
  const folder = join(root, ...name.split('/'));
  await mkdir(folder, { recursive: true });
  await storeImage(await LayoutRepository.open(folder), name, [tag]);
}

async function tagsOf(registry: LayoutRegistry, name: string): Promise<readonly string[]> {
  return Array.fromAsync(registry.tags(name));
}

describe('a storage that zot wrote', () => {
  it.each([
    [['a/blobs']],
    [['a', 'a/blobs']],
    [['blobs']],
    [['a', 'a/blobs', 'a/blobs/b']],
    [['a/blobs', 'a/blobs/blobs']],
    [['a/index.json']],
  ])('serves and lists %j, and stores pushes there', async (names) => {
    await using folder = await temporaryFolder();
    for (const name of names) await storedByZot(folder.path, name, 'v1');
    const registry = await LayoutRegistry.open(folder.path);
    expect(await Array.fromAsync(registry.repositories())).toEqual(names.toSorted());
    for (const name of names) {
      expect(await tagsOf(registry, name)).toEqual(['v1']);
      await storeImage(repository(registry, name), `new ${name}`, ['v2']);
    }
    for (const name of names) {
      expect(await tagsOf(registry, name)).toEqual(['v1', 'v2']);
      const layout = await LayoutRepository.open(join(folder.path, ...name.split('/')), { readOnly: true });
      expect(await Array.fromAsync(layout.tags())).toEqual(['v1', 'v2']);
    }
    // Another process finds the same repositories, and no content is unreferenced or damaged.
    const again = await LayoutRegistry.open(folder.path);
    expect(await Array.fromAsync(again.repositories())).toEqual(names.toSorted());
    expect(await again.gc({ graceMs: 0 })).toEqual([]);
    expect(await Array.fromAsync(again.scrub())).toEqual([]);
  });

  it('keeps a repository named blobs apart from the repository above it', async () => {
    await using folder = await temporaryFolder();
    await storedByZot(folder.path, 'a/blobs', 'v1');
    const registry = await LayoutRegistry.open(folder.path);
    await storeImage(repository(registry, 'a'), 'above', ['v1']);
    const { digest } = await registry.resolveTag('a', 'v1');
    await registry.deleteManifest('a', digest);
    expect(await registry.gc({ graceMs: 0 })).toHaveLength(2);
    expect(await tagsOf(registry, 'a/blobs')).toEqual(['v1']);
    const { layer } = await storeImage(repository(registry, 'a/blobs'), 'below', ['v2']);
    await expect(registry.resolveBlob('a', layer.descriptor.digest)).rejects.toMatchObject({ status: 404 });
  });
});

it.each(['a/blobs', 'blobs', 'a/aux', 'a/blobs/b'])(
  'a new repository %s has a folder that is not reserved',
  async (name) => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await storeImage(repository(registry, 'a'), 'above', ['v1']);
    await storeImage(repository(registry, name), name, ['v1']);
    // A layout at the name of zot is not used when this registry has the repository.
    await storedByZot(folder.path, name, 'zot');
    const again = await LayoutRegistry.open(folder.path);
    expect(await tagsOf(again, name)).toEqual(['v1']);
    expect(await Array.fromAsync(again.repositories())).toEqual(['a', name].toSorted());
    const entries = await readdir(folder.path, { recursive: true });
    expect(entries.some((entry) => /(?:^|[\\/])~/.test(entry))).toBe(true);
  },
);
