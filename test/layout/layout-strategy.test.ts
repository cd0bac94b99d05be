import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PerRepository } from '../../src/layout/layout-strategy.ts';
import { SharedState } from '../../src/layout/shared-state.ts';
import { blobOf, expectCode, noise, pieces } from '../contract/content.ts';
import { temporaryFolder } from './fixture.ts';

/** A registry with at most two open repositories. */
async function smallRegistry(
  sync = false,
): Promise<AsyncDisposable & { layouts: PerRepository; shared: SharedState; path: string }> {
  const folder = await temporaryFolder();
  const shared = new SharedState();
  const layouts = new PerRepository(folder.path, { sync, shared }, 2);
  return { layouts, shared, path: folder.path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

async function evictAll(layouts: PerRepository): Promise<void> {
  for (const name of ['x', 'y']) await layouts.create(name);
}

describe('PerRepository', () => {
  it('limits the number of open repositories', async () => {
    await using registry = await smallRegistry();
    const { layouts } = registry;
    const blob = blobOf('content');
    for (let count = 0; count < 10; count++)
      await (await layouts.create(`a/${count}`)).folder.blobs.put(blob.descriptor, () => pieces(blob.bytes, 4));
    expect(layouts.openRepositories).toBe(2);
    expect(await Array.fromAsync(layouts.repositories())).toHaveLength(10);
    expect(await (await layouts.find('a/0'))?.folder.blobs.size(blob.descriptor.digest)).toBe(blob.descriptor.size);
  });

  it('opens a repository again after a failure', async () => {
    await using registry = await smallRegistry();
    const { layouts, path } = registry;
    await writeFile(join(path, 'a'), 'not a folder');
    await expect(layouts.create('a/b')).rejects.toThrow('a/b');
    await rm(join(path, 'a'));
    const blob = blobOf('content');
    await (await layouts.create('a/b')).folder.blobs.put(blob.descriptor, () => pieces(blob.bytes, 4));
    expect(await Array.fromAsync(layouts.repositories())).toEqual(['a/b']);
  });

  it('continues a chunked upload of an evicted repository', async () => {
    await using registry = await smallRegistry();
    const { layouts } = registry;
    const blob = blobOf(noise(100_000, 1));
    const first = await (await layouts.create('a')).folder.uploads.start('a', undefined);
    await first.write(blob.bytes.subarray(0, 40_000));
    await evictAll(layouts);
    const second = await (await layouts.create('a')).folder.uploads.resume('a', first.id, 40_000, undefined);
    await second.write(blob.bytes.subarray(40_000));
    // Both writers use the same upload, so they cannot interleave.
    await expectCode(first.write(blob.bytes.subarray(40_000)), 'RANGE_INVALID');
    await second.commit(blob.descriptor.digest);
    expect(await (await layouts.create('a')).folder.blobs.isIntact(blob.descriptor.digest)).toBe(true);
  });

  it('completes a push to an evicted repository', async () => {
    await using registry = await smallRegistry();
    const { layouts } = registry;
    const blob = blobOf(noise(100_000, 1));
    const { promise: evicted, resolve } = Promise.withResolvers<void>();
    const body = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      await evicted;
      yield blob.bytes;
    };
    const pushing = (await layouts.create('a')).folder.blobs.put(blob.descriptor, body);
    await evictAll(layouts);
    resolve();
    await pushing;
    expect(await (await layouts.create('a')).folder.blobs.size(blob.descriptor.digest)).toBe(blob.descriptor.size);
  });

  it('flushes the names of blobs that were pushed before the eviction', async () => {
    await using registry = await smallRegistry(true);
    const { layouts, shared } = registry;
    const blob = blobOf('content');
    const { folder } = await layouts.create('a');
    await folder.blobs.put(blob.descriptor, () => pieces(blob.bytes, 4));
    await evictAll(layouts);
    const reopened = (await layouts.create('a')).folder;
    expect(reopened).not.toBe(folder);
    const synced: string[] = [];
    const flush = shared.flushes.flush.bind(shared.flushes);
    shared.flushes.flush = async (path) => {
      synced.push(path);
      await flush(path);
    };
    await reopened.blobs.syncNames();
    expect(synced).toContain(join(folder.path, 'blobs', 'sha256'));
  });
});
