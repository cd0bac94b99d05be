import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, mediaTypeOctetStream } from '../../src/spec/index.ts';
import { once } from '../../src/streams/index.ts';
import { TemporaryStore } from '../../src/transfer/index.ts';
import { blobOf, manifestOf, noise } from '../contract/content.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'temporary-store-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const limit = 1000;

function inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  return (async function* () {
    // Each chunk is overwritten by the next one, as with buffers that are used again.
    const buffer = new Uint8Array(size);
    for (let start = 0; start < bytes.byteLength; start += size) {
      const chunk = bytes.subarray(start, start + size);
      buffer.set(chunk);
      yield buffer.subarray(0, chunk.byteLength);
    }
  })();
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('TemporaryStore', () => {
  it.each([
    ['empty', 0, 7, false],
    ['of exactly the limit', limit, 333, false],
    ['above the limit', limit + 1, 333, true],
    ['much above the limit, in one chunk', 20 * limit, 20 * limit, true],
  ])('stores content %s', async (_, size, chunkSize, isOnDisk) => {
    const bytes = noise(size, 3);
    await using store = new TemporaryStore(join(parent, 'store'), limit);
    const blob = await store.ingest(inChunks(bytes, chunkSize), mediaTypeOctetStream);
    expect(blob).toEqual({ mediaType: mediaTypeOctetStream, digest: digestOf(bytes), size });
    expect(await store.exists(blob)).toBe(true);
    expect(Buffer.from(await (await store.fetch(blob)).bytes()).equals(bytes)).toBe(true);
    expect(await readdir(parent)).toEqual(isOnDisk ? ['store'] : []);
  });

  it('limits the content in memory as a whole, and always has manifests with their tags', async () => {
    await using store = new TemporaryStore(join(parent, 'store'), limit);
    const [first, second] = [noise(600, 1), noise(600, 2)];
    const layers = [
      await store.ingest(once(first), mediaTypeOctetStream),
      await store.ingest(once(second), mediaTypeOctetStream),
    ];
    expect(await readdir(join(parent, 'store/blobs/sha256'))).toEqual([layers[1]?.digest.slice(7)]);
    const config = blobOf(noise(500, 3));
    await store.push(config.descriptor, () => once(config.bytes));
    const manifest = manifestOf({ config: config.descriptor, layers });
    await store.push(manifest.descriptor, () => once(manifest.bytes), { tags: ['v1'] });
    expect(await store.resolve('v1')).toEqual(manifest.descriptor);
    for (const node of [...layers, config.descriptor, manifest.descriptor]) {
      expect(await store.exists(node)).toBe(true);
      expect(digestOf(await (await store.fetch(node)).bytes())).toBe(node.digest);
    }
    expect(await store.exists(blobOf('absent').descriptor)).toBe(false);
    await expect(store.fetch(blobOf('absent').descriptor)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  });

  it('frees the memory of content that failed', async () => {
    await using store = new TemporaryStore(join(parent, 'store'), limit);
    const failing = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield noise(900, 1);
      throw new Error('cut');
    };
    await expect(store.ingest(failing(), mediaTypeOctetStream)).rejects.toThrow('cut');
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(
      store.ingest(once(noise(900, 1)), mediaTypeOctetStream, { signal: stop.signal }),
    ).rejects.toMatchObject({ code: 'ABORTED' });
    await store.ingest(once(noise(900, 2)), mediaTypeOctetStream);
    expect(await readdir(parent)).toEqual([]);
  });

  it('keeps its directory from other users, and removes it', async () => {
    const store = TemporaryStore.below(parent);
    await Promise.all([1, 2, 3].map((seed) => store.ingest(once(noise(9_000_000, seed)), mediaTypeOctetStream)));
    expect(await readdir(parent)).toHaveLength(1);
    if (process.platform !== 'win32') expect(await modeOf(store.path)).toBe(0o700);
    await store[Symbol.asyncDispose]();
    expect(await readdir(parent)).toEqual([]);
  });

  it('neither uses nor removes a directory that exists, and ends its source', async () => {
    let isEnded = false;
    const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        yield noise(1, 1);
      } finally {
        isEnded = true;
      }
    };
    const store = new TemporaryStore(parent, 0);
    await expect(store.ingest(content(), mediaTypeOctetStream)).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
    await store[Symbol.asyncDispose]();
    expect(await readdir(parent)).toEqual([]);
    expect(isEnded).toBe(true);
  });
});
