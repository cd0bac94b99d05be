import { describe, expect, it } from 'vitest';
import { abortable } from '../../src/concurrency/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { blobReader, type BlobReader, type CallOptions } from '../../src/registry/index.ts';
import { large } from '../../src/wrappers/index.ts';
import { blobOf, expectBytes, expectCode, name, noise, put, readAll } from '../contract/content.ts';
import { withMethods } from './fake-registries.ts';
import { blob, cut, digest, failure, options, registryOf, size } from './large-blob.ts';

describe('large: downloads', () => {
  it('forwards small blobs with one request', async () => {
    const { registry, ranges, wholes } = await registryOf();
    const small = await put(registry, name, blobOf(noise(99_999, 2)));
    await expectBytes(large(registry, options).getBlob(name, small.descriptor.digest), small);
    expect([ranges, wholes()]).toEqual([[], 1]);
  });

  it('requests each byte once, in consecutive ranges', async () => {
    const { registry, ranges, wholes } = await registryOf();
    await expectBytes(large(registry, options).getBlob(name, digest), blob);
    expect(wholes()).toBe(1);
    expect(ranges.length).toBeGreaterThan(4);
    // The bytes before the first range come from the request for the complete blob.
    let position = 50_000;
    for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
      expect(start).toBe(position);
      position = end;
    }
    expect(position).toBe(size);
  });

  it('returns bytes in order for ranges in any order', async () => {
    let asked = 0;
    const { registry } = await registryOf(async (_range, _call, honest) => {
      // The first of four arrives last.
      await new Promise((resolve) => setTimeout(resolve, 8 - 2 * (asked++ % 4)));
      return honest();
    });
    await expectBytes(large(registry, options).getBlob(name, digest), blob);
  });

  it('respects the limits of parallel ranges and bytes in flight', async () => {
    let open = 0;
    let most = 0;
    let asked = 50_000;
    let ahead = 0;
    let read = 0;
    const { registry } = await registryOf(async ([start, end], _call, honest) => {
      most = Math.max(most, ++open);
      asked += end - start;
      ahead = Math.max(ahead, asked - read);
      const reader = await honest();
      const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield* reader;
        open--;
      };
      return blobReader(reader.descriptor, content());
    });
    for await (const chunk of await large(registry, { ...options, maxInFlight: 200_000, parallel: 3 }).getBlob(
      name,
      digest,
    )) {
      // The reader is slower than the registry.
      await new Promise((resolve) => setTimeout(resolve, 2));
      read += chunk.byteLength;
    }
    expect(read).toBe(size);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    expect(ahead).toBeGreaterThan(100_000);
    expect(ahead).toBeLessThanOrEqual(200_000);
  });

  it('limits bytes in flight to 64 MiB for any option', async () => {
    const mebibyte = 1024 * 1024;
    const huge = { ...blob.descriptor, size: 1024 * mebibyte };
    let asked = 0;
    const hang = async (call: CallOptions | undefined): Promise<BlobReader> =>
      blobReader(huge, abortable(never(), call?.signal));
    const never = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      await new Promise(() => undefined);
      yield new Uint8Array();
    };
    const registry = withMethods(new MemoryRegistry(), {
      getBlob: (_repository, _digest, call) => hang(call),
      getBlobRange: (_repository, _digest, start, end, call) => {
        asked += (end ?? huge.size) - start;
        return hang(call);
      },
    });
    for (const parallel of [4, 64, 1000]) {
      asked = 0;
      const reader = await large(registry, {
        parallel,
        maxInFlight: 1024 * mebibyte,
        firstChunkSize: 512 * mebibyte,
      }).getBlob(name, digest);
      const reading = expectCode(readAll(reader), 'ABORTED');
      await new Promise((resolve) => setTimeout(resolve, 5));
      const first = Math.floor((64 * mebibyte) / parallel);
      expect(asked + first).toBeLessThanOrEqual(64 * mebibyte);
      expect(asked + first).toBeGreaterThan(60 * mebibyte);
      await reader.close();
      await reading;
    }
  });

  it('adapts the size of ranges to the bandwidth', async () => {
    let clock = 0;
    let bytesPerMs = 1;
    const { registry, ranges } = await registryOf(async ([start, end], _call, honest) => {
      const reader = await honest();
      const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
        let first = true;
        for await (const chunk of reader) {
          // The time until the first chunk is latency, not bandwidth.
          if (first) yield chunk.subarray(0, 1);
          clock += chunk.byteLength / bytesPerMs;
          yield first ? chunk.subarray(1) : chunk;
          first = false;
        }
      };
      bytesPerMs = start < 400_000 ? 600 : 300;
      expect(end).toBeGreaterThan(start);
      return blobReader(reader.descriptor, content());
    });
    const tuned = large(registry, { ...options, parallel: 1, chunkMs: 200, now: () => clock });
    await expectBytes(tuned.getBlob(name, digest), blob);
    const lengths = ranges.map(([start, end]) => [start, end - start] as const);
    const around = (from: number, to: number): readonly number[] =>
      lengths.filter(([start]) => start >= from && start < to).map(([, length]) => length);
    expect(around(0, 60_000)).toEqual([50_000]);
    // 600 bytes per 200 ms.
    expect(around(100_000, 400_000).every((length) => length > 100_000 && length < 130_000)).toBe(true);
    // 300 bytes per 200 ms; the weight of older measurements decreases.
    expect(around(700_000, 900_000).every((length) => length < 80_000)).toBe(true);
  });

  it('resumes each range at the byte where it failed (DL-02)', async () => {
    const broke = new Map<number, number>();
    const { registry, ranges } = await registryOf(async (range, _call, honest) => {
      const [start, end] = range;
      const times = broke.get(end) ?? 0;
      broke.set(end, times + 1);
      if (times === 0) return cut(range, 7000, failure());
      if (times === 1) return cut(range, 3000);
      if (times === 2) throw failure('TOOMANYREQUESTS');
      expect(start % 1000).toBe(0);
      return honest();
    });
    await expectBytes(large(registry, options).getBlob(name, digest), blob);
    for (const end of new Set(ranges.map(([, last]) => last))) {
      const starts = ranges.filter(([, last]) => last === end).map(([start]) => start);
      const [first = 0] = starts;
      expect(starts).toEqual([first, first + 7000, first + 10_000, first + 10_000]);
    }
  });

  it('resumes the beginning', async () => {
    const { registry, ranges } = await registryOf();
    const breaking = withMethods(registry, { getBlob: async () => cut([0, size], 30_000, failure()) });
    await expectBytes(large(breaking, options).getBlob(name, digest), blob);
    expect(ranges).toContainEqual([30_000, 50_000]);
  });

  it('retries while attempts make progress, and gives up after several attempts without progress', async () => {
    const { registry } = await registryOf(async (range) => cut(range, 1000, failure()));
    await expectBytes(
      large(registry, { ...options, attempts: 2, sleep: async () => undefined }).getBlob(name, digest),
      blob,
    );
    let tries = 0;
    const stuck = await registryOf(async (range, _call, honest) => {
      if (range[1] !== 100_000) return honest();
      return cut(range, tries++ === 0 ? 1000 : 0, failure());
    });
    await expectCode(
      large(stuck.registry, { ...options, attempts: 3 })
        .getBlob(name, digest)
        .then(readAll),
      'UNREACHABLE',
    );
    // The first attempt makes progress and counts as the first of three.
    expect(tries).toBe(3);
  });

  for (const code of ['BLOB_UNKNOWN', 'DENIED', 'UNAUTHORIZED', 'REDIRECT_REFUSED'] as const) {
    it(`fails at once with ${code} and aborts all other ranges (DL-09)`, async () => {
      let running = 0;
      let asked = 0;
      const { registry } = await registryOf(async (range, call) => {
        asked++;
        if (range[0] > 140_000) throw failure(code);
        running++;
        call.signal?.addEventListener('abort', () => running--);
        const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
          await new Promise(() => undefined);
          yield new Uint8Array();
        };
        return blobReader(blob.descriptor, abortable(content(), call.signal));
      });
      await expectCode(large(registry, options).getBlob(name, digest).then(readAll), code);
      expect(running).toBe(0);
      const before = asked;
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(asked).toBe(before);
    });
  }

  it('detects a range with bytes from another position (DL-02)', async () => {
    const { registry } = await registryOf(async ([start, end], _call, honest) =>
      start === 100_000 ? cut([0, size], end - start) : honest(),
    );
    await expectCode(large(registry, options).getBlob(name, digest).then(readAll), 'DIGEST_MISMATCH');
  });

  it('ends all requests when it is aborted or closed', async () => {
    const signals: AbortSignal[] = [];
    const { registry, ranges } = await registryOf(async (_range, call, honest) => {
      if (call.signal !== undefined) signals.push(call.signal);
      return honest();
    });
    const stop = new AbortController();
    const aborted = await large(registry, options).getBlob(name, digest, { signal: stop.signal });
    const read = async (reader: BlobReader, then: () => void): Promise<void> => {
      for await (const chunk of reader) if (chunk.byteLength > 0) then();
    };
    await expectCode(
      read(aborted, () => stop.abort()),
      'ABORTED',
    );
    const left = await large(registry, options).getBlob(name, digest);
    for await (const chunk of left) if (chunk.byteLength > 0) break;
    const unread = await large(registry, options).getBlob(name, digest);
    await unread.close();
    expect(signals.length).toBeGreaterThan(0);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
    const before = ranges.length;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ranges.length).toBe(before);
  });

  it('refuses invalid options', () => {
    for (const bad of [
      { parallel: 0 },
      { threshold: -1 },
      { chunkMs: NaN },
      { maxInFlight: 1.5 },
      { uploadChunkSize: 0 },
    ]) {
      expect(() => large(new MemoryRegistry(), bad)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
  });
});
