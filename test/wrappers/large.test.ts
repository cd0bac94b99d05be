import { describe, expect, it } from 'vitest';
import { abortable } from '../../src/concurrency/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { blobReader, type BlobReader, type CallOptions } from '../../src/registry/index.ts';
import { large } from '../../src/wrappers/index.ts';
import { blobOf, expectBytes, expectCode, name, noise, put, readAll } from '../contract/content.ts';
import { withMethods } from './fake-registries.ts';
import { blob, truncatedReader, digest, failure, options, registryOf, size } from './large-blob.ts';

describe('large: downloads', () => {
  it('forwards small blobs with one request', async () => {
    const { registry, ranges, fullRequests } = await registryOf();
    const small = await put(registry, name, blobOf(noise(99_999, 2)));
    await expectBytes(large(registry, options).getBlob(name, small.descriptor.digest), small);
    expect([ranges, fullRequests()]).toEqual([[], 1]);
  });

  it('requests each byte once, in consecutive ranges', async () => {
    const { registry, ranges, fullRequests } = await registryOf();
    await expectBytes(large(registry, options).getBlob(name, digest), blob);
    expect(fullRequests()).toBe(1);
    expect(ranges.length).toBeGreaterThan(4);
    // The bytes before the first range come from the request for the complete blob.
    let position = 50_000;
    for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
      expect(start).toBe(position);
      position = end;
    }
    expect(position).toBe(size);
  });

  it.each([
    ['before it is read', 0],
    ['after the first chunk', 1],
    ['in the ranges', 60_000],
  ])('closes every request when the reader is closed %s', async (_, bytes) => {
    const open = new Set<BlobReader>();
    const tracked = (reader: BlobReader): BlobReader => {
      const content = reader[Symbol.asyncIterator].bind(reader);
      const result = blobReader(
        reader.descriptor,
        { [Symbol.asyncIterator]: content },
        {
          free: async () => {
            open.delete(result);
            await reader.close();
          },
        },
      );
      open.add(result);
      return result;
    };
    const { registry } = await registryOf(async (_range, _call, original) => tracked(await original()));
    const both = withMethods(registry, {
      getBlob: async (...args: Parameters<typeof registry.getBlob>) => tracked(await registry.getBlob(...args)),
    });
    const reader = await large(both, options).getBlob(name, digest);
    expect(open.size).toBe(1);
    let read = 0;
    if (bytes > 0)
      for await (const chunk of reader) {
        read += chunk.byteLength;
        if (read >= bytes) break;
      }
    await reader.close();
    expect(open.size).toBe(0);
  });

  it('returns bytes in order for ranges in any order', async () => {
    let requests = 0;
    const { registry } = await registryOf(async (_range, _call, original) => {
      // The first of four ranges arrives last.
      await new Promise((resolve) => setTimeout(resolve, 8 - 2 * (requests++ % 4)));
      return original();
    });
    await expectBytes(large(registry, options).getBlob(name, digest), blob);
  });

  it('respects the limits of parallel ranges and bytes in flight', async () => {
    let open = 0;
    let maxOpen = 0;
    let requested = 50_000;
    let inFlight = 0;
    let read = 0;
    const { registry } = await registryOf(async ([start, end], _call, original) => {
      maxOpen = Math.max(maxOpen, ++open);
      requested += end - start;
      inFlight = Math.max(inFlight, requested - read);
      const reader = await original();
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
    expect(maxOpen).toBeGreaterThan(1);
    expect(maxOpen).toBeLessThanOrEqual(3);
    expect(inFlight).toBeGreaterThan(100_000);
    expect(inFlight).toBeLessThanOrEqual(200_000);
  });

  it('limits bytes in flight to 64 MiB for any option', async () => {
    const mebibyte = 1024 * 1024;
    const huge = { ...blob.descriptor, size: 1024 * mebibyte };
    let requested = 0;
    const hang = async (call: CallOptions | undefined): Promise<BlobReader> =>
      blobReader(huge, abortable(never(), call?.signal));
    const never = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      await new Promise(() => undefined);
      yield new Uint8Array();
    };
    const registry = withMethods(new MemoryRegistry(), {
      getBlob: (_repository, _digest, call) => hang(call),
      getBlobRange: (_repository, _digest, start, end, call) => {
        requested += (end ?? huge.size) - start;
        return hang(call);
      },
    });
    for (const parallel of [4, 64, 1000]) {
      requested = 0;
      const reader = await large(registry, {
        parallel,
        maxInFlight: 1024 * mebibyte,
        firstChunkSize: 512 * mebibyte,
      }).getBlob(name, digest);
      const reading = expectCode(readAll(reader), 'ABORTED');
      await new Promise((resolve) => setTimeout(resolve, 5));
      const first = Math.floor((64 * mebibyte) / parallel);
      expect(requested + first).toBeLessThanOrEqual(64 * mebibyte);
      expect(requested + first).toBeGreaterThan(60 * mebibyte);
      await reader.close();
      await reading;
    }
  });

  it('adapts the size of ranges to the bandwidth', async () => {
    let clock = 0;
    let bytesPerMs = 1;
    const { registry, ranges } = await registryOf(async ([start, end], _call, original) => {
      const reader = await original();
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
    // 600 bytes per millisecond during 200 ms.
    expect(around(100_000, 400_000).every((length) => length > 100_000 && length < 130_000)).toBe(true);
    // 300 bytes per millisecond during 200 ms, after the influence of older measurements has decreased.
    expect(around(700_000, 900_000).every((length) => length < 80_000)).toBe(true);
  });

  it('resumes each range at the byte where it failed (DL-02)', async () => {
    const failures = new Map<number, number>();
    const { registry, ranges } = await registryOf(async (range, _call, original) => {
      const [start, end] = range;
      const count = failures.get(end) ?? 0;
      failures.set(end, count + 1);
      if (count === 0) return truncatedReader(range, 7000, failure());
      if (count === 1) return truncatedReader(range, 3000);
      if (count === 2) throw failure('TOOMANYREQUESTS');
      expect(start % 1000).toBe(0);
      return original();
    });
    await expectBytes(large(registry, options).getBlob(name, digest), blob);
    for (const end of new Set(ranges.map(([, last]) => last))) {
      const starts = ranges.filter(([, last]) => last === end).map(([start]) => start);
      const [first = 0] = starts;
      expect(starts).toEqual([first, first + 7000, first + 10_000, first + 10_000]);
    }
  });

  it('resumes the beginning of the blob after a failure', async () => {
    const { registry, ranges } = await registryOf();
    const breaking = withMethods(registry, { getBlob: async () => truncatedReader([0, size], 30_000, failure()) });
    await expectBytes(large(breaking, options).getBlob(name, digest), blob);
    expect(ranges).toContainEqual([30_000, 50_000]);
  });

  it('retries while attempts make progress, and fails after several attempts without progress', async () => {
    const { registry } = await registryOf(async (range) => truncatedReader(range, 1000, failure()));
    await expectBytes(
      large(registry, { ...options, attempts: 2, sleep: async () => undefined }).getBlob(name, digest),
      blob,
    );
    let attempts = 0;
    const stuck = await registryOf(async (range, _call, original) => {
      if (range[1] !== 100_000) return original();
      return truncatedReader(range, attempts++ === 0 ? 1000 : 0, failure());
    });
    await expectCode(
      large(stuck.registry, { ...options, attempts: 3 })
        .getBlob(name, digest)
        .then(readAll),
      'UNREACHABLE',
    );
    // The first attempt makes progress and counts as the first of three.
    expect(attempts).toBe(3);
  });

  for (const code of ['BLOB_UNKNOWN', 'DENIED', 'UNAUTHORIZED', 'REDIRECT_REFUSED'] as const) {
    it(`fails at once with ${code} and aborts all other ranges (DL-09)`, async () => {
      let running = 0;
      let requests = 0;
      const { registry } = await registryOf(async (range, call) => {
        requests++;
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
      const before = requests;
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(requests).toBe(before);
    });
  }

  it('detects a range with bytes from another position (DL-02)', async () => {
    const { registry } = await registryOf(async ([start, end], _call, original) =>
      start === 100_000 ? truncatedReader([0, size], end - start) : original(),
    );
    await expectCode(large(registry, options).getBlob(name, digest).then(readAll), 'DIGEST_MISMATCH');
  });

  it('ends all requests when it is aborted or closed', async () => {
    const signals: AbortSignal[] = [];
    const { registry, ranges } = await registryOf(async (_range, call, original) => {
      if (call.signal !== undefined) signals.push(call.signal);
      return original();
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
    const partial = await large(registry, options).getBlob(name, digest);
    for await (const chunk of partial) if (chunk.byteLength > 0) break;
    const unread = await large(registry, options).getBlob(name, digest);
    await unread.close();
    expect(signals.length).toBeGreaterThan(0);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
    const before = ranges.length;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ranges.length).toBe(before);
  });

  it('rejects invalid options', () => {
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
