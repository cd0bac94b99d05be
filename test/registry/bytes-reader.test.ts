import { describe, expect, it } from 'vitest';
import { blobReader, bytesReader } from '../../src/registry/index.ts';
import { descriptorOf } from '../../src/spec/index.ts';
import { expectCode, noise } from '../contract/content.ts';

const bytes = noise(600_000, 1);
const descriptor = descriptorOf('application/octet-stream', bytes);

describe('bytes that are at hand', () => {
  it('are there at once, poured and iterated over', async () => {
    expect(bytesReader(descriptor, bytes).bytes).toBe(bytes);
    expect(Buffer.compare(Buffer.concat(await Array.fromAsync(bytesReader(descriptor, bytes))), bytes)).toBe(0);
    const chunks: Uint8Array[] = [];
    await bytesReader(descriptor, bytes).pipeTo?.((chunk) => {
      chunks.push(chunk);
      return undefined;
    });
    expect(Buffer.compare(Buffer.concat(chunks), bytes)).toBe(0);
    expect(chunks.length).toBeGreaterThan(1);
  });

  it('are copied for who iterates, because others share them', async () => {
    const shared = Uint8Array.from(bytes);
    for await (const chunk of bytesReader(descriptor, shared)) chunk.fill(0);
    expect(Buffer.compare(shared, bytes)).toBe(0);
  });

  it('are read once', async () => {
    const reader = bytesReader(descriptor, bytes);
    await Array.fromAsync(reader);
    await expect(Array.fromAsync(reader)).rejects.toThrow(TypeError);
    await expect(reader.pipeTo?.(() => undefined)).rejects.toThrow(TypeError);
    const closed = bytesReader(descriptor, bytes);
    await closed.close();
    await expect(Array.fromAsync(closed)).rejects.toThrow(TypeError);
  });

  it('do not look whole to who closed the reader, or aborted, in the middle', async () => {
    const reader = bytesReader(descriptor, bytes);
    await expectCode(reader.pipeTo?.(() => reader.close()) ?? Promise.resolve(), 'ABORTED');
    const stop = new AbortController();
    const aborted = bytesReader(descriptor, bytes, { signal: stop.signal });
    await expectCode(
      aborted.pipeTo?.(() => {
        stop.abort();
        return undefined;
      }) ?? Promise.resolve(),
      'ABORTED',
    );
    const last = bytesReader(descriptorOf('application/octet-stream', bytes.subarray(0, 1)), bytes.subarray(0, 1));
    await expectCode(last.pipeTo?.(() => last.close()) ?? Promise.resolve(), 'ABORTED');
  });
});

describe('a reader with a pour', () => {
  it('is poured or iterated over, not both, and freed once', async () => {
    let freed = 0;
    const reader = blobReader(
      descriptor,
      (async function* () {
        yield bytes;
      })(),
      async () => {
        freed++;
      },
      async (sink) => {
        await sink(bytes);
      },
    );
    const got: Uint8Array[] = [];
    await reader.pipeTo?.((chunk) => {
      got.push(chunk);
      return undefined;
    });
    expect(got).toEqual([bytes]);
    await expect(Array.fromAsync(reader)).rejects.toThrow(TypeError);
    await reader.close();
    expect(freed).toBe(1);
  });

  it('is freed when the sink throws', async () => {
    let freed = 0;
    const reader = blobReader(
      descriptor,
      (async function* () {
        yield bytes;
      })(),
      async () => {
        freed++;
      },
      async (sink) => {
        await sink(bytes);
      },
    );
    await expect(reader.pipeTo?.(() => Promise.reject(new RangeError('no room')))).rejects.toThrow(RangeError);
    expect(freed).toBe(1);
  });
});
