import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ArtifactCache } from '../../src/artifact-cache/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { Descriptor } from '../../src/spec/index.ts';
import { blobOf, put, putImage } from '../contract/content.ts';

const hour = 3_600_000;
const start = Date.parse('2026-01-31T12:00:00Z');
const names = ['a', 'b', 'c', 'd'] as const;

/** A cache of two blobs, with a clock that the test sets. */
async function withCache(
  work: (use: (name: (typeof names)[number], now: number) => Promise<readonly string[]>) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'cache-clock-'));
  try {
    const registry = new MemoryRegistry();
    const blobs = new Map<string, Descriptor>();
    for (const name of names) {
      const { descriptor } = await put(registry, 'acme/app', blobOf(Buffer.alloc(1000, name)));
      blobs.set(name, descriptor);
    }
    let now = start;
    const cache = await ArtifactCache.open(directory, { maxBytes: 2000, now: () => now });
    const repository = cache.repository(registry, { registry: 'registry.test', repository: 'acme/app' });
    await work(async (name, at) => {
      now = at;
      await repository.blobPath(blobs.get(name) as Descriptor);
      const kept = new Set<string | undefined>((await cache.list()).map(({ digest }) => digest));
      return names.filter((each) => kept.has(blobs.get(each)?.digest));
    });
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe('the artifact cache', () => {
  it('evicts a manifest before layers that were used at the same time', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cache-order-'));
    try {
      const registry = new MemoryRegistry();
      const { config, layer, manifest } = await putImage(registry, 'acme/app', 'one', ['v1']);
      const cache = await ArtifactCache.open(directory, { maxBytes: 1_000_000, now: () => start });
      const repository = cache.repository(registry, { registry: 'registry.test', repository: 'acme/app' });
      for (const { descriptor } of [manifest, layer, config])
        await Array.fromAsync(await repository.fetch({ ...descriptor, mediaType: descriptor.mediaType }));
      const listed = (await cache.list()).map(({ digest }) => digest);
      expect(listed.at(-1)).toBe(manifest.descriptor.digest);
      expect(listed).toHaveLength(3);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('the artifact cache after the clock was set', () => {
  it.each([
    ['back by an hour', -hour],
    ['back by a year', -8760 * hour],
  ])('%s, evicts entries from before the change when they are not used', (_, jump) =>
    withCache(async (use) => {
      await use('a', start);
      expect(await use('b', start + jump)).toEqual(['a', 'b']);
      // Dates in the future are corrected here, so that "a" ages from now on.
      await use('c', start + jump + 1000);
      await use('c', start + jump + 60_000);
      await use('d', start + jump + 120_000);
      expect(await use('c', start + jump + 180_000)).toEqual(['c', 'd']);
    }),
  );

  it.each([
    ['back by a second', -1000],
    ['back by an hour', -hour],
    ['back by a year', -8760 * hour],
  ])('%s, keeps the entry that was just stored', (_, jump) =>
    withCache(async (use) => {
      await use('a', start);
      await use('b', start + 1000);
      expect(await use('c', start + jump)).toEqual(['b', 'c']);
    }),
  );

  it('forward by a year, evicts the least recently used entry', () =>
    withCache(async (use) => {
      await use('a', start);
      await use('b', start + 1000);
      await use('a', start + 8760 * hour);
      expect(await use('c', start + 8760 * hour + 1000)).toEqual(['a', 'c']);
    }));
});
