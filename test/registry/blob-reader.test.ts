import { describe, expect, it } from 'vitest';
import { blobReader, bytesReader, observeReader, type BlobReader } from '../../src/registry/index.ts';
import { descriptorOf } from '../../src/spec/index.ts';
import { once, withVerification } from '../../src/streams/index.ts';
import { expectCode, noise, pieces } from '../contract/content.ts';

const bytes = noise(600_000, 1);
const descriptor = descriptorOf('application/octet-stream', bytes);

async function read(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks, (chunk) => Uint8Array.from(chunk)));
}

/** A reader that uses the same memory for all borrowed chunks. */
function borrowing(failure?: Error): { readonly reader: BlobReader; readonly freed: () => number } {
  let freed = 0;
  const borrowed = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    const memory = new Uint8Array(100_000);
    for (let at = 0; at < bytes.byteLength; at += memory.byteLength) {
      memory.set(bytes.subarray(at, at + memory.byteLength));
      yield memory;
      memory.fill(0xdd);
      if (failure !== undefined) throw failure;
    }
  };
  const reader = blobReader(descriptor, pieces(bytes, 100_000), {
    borrowed: () => withVerification(borrowed(), () => descriptor.digest),
    free: async () => {
      freed++;
    },
  });
  return { reader, freed: () => freed };
}

describe('blobReader', () => {
  it('delivers borrowed chunks and calls `free` once', async () => {
    const { reader, freed } = borrowing();
    const chunks = reader.borrowed();
    expect(chunks.verifies).toBe(descriptor.digest);
    expect(Buffer.compare(await read(chunks), bytes)).toBe(0);
    await reader.close();
    expect(freed()).toBe(1);
  });

  it('allows only one read, iterated or borrowed', async () => {
    const { reader } = borrowing();
    await read(reader.borrowed());
    await expect(read(reader)).rejects.toThrow(TypeError);
    await expect(read(reader.borrowed())).rejects.toThrow(TypeError);
  });

  it('throws the error of borrowed chunks and calls `free`', async () => {
    const failure = new Error('the connection broke');
    const { reader, freed } = borrowing(failure);
    await expect(read(reader.borrowed())).rejects.toBe(failure);
    expect(freed()).toBe(1);
  });

  it('calls `free` when the loop over borrowed chunks ends early', async () => {
    const { reader, freed } = borrowing();
    for await (const chunk of reader.borrowed()) {
      expect(chunk.byteLength).toBe(100_000);
      break;
    }
    expect(freed()).toBe(1);
  });

  it('throws when it is closed during a borrowed read', async () => {
    const { reader } = borrowing();
    const reading = async (): Promise<void> => {
      for await (const _ of reader.borrowed()) await reader.close();
    };
    await expectCode(reading(), 'ABORTED');
  });

  it('delivers the last borrowed chunk only after content without a borrowed form has ended', async () => {
    const failure = new Error('the digest differs');
    const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield* pieces(bytes, 200_000);
      throw failure;
    };
    let delivered = 0;
    const reading = async (): Promise<void> => {
      for await (const chunk of blobReader(descriptor, content()).borrowed()) delivered += chunk.byteLength;
    };
    await expect(reading()).rejects.toBe(failure);
    expect(delivered).toBe(400_000);
  });
});

describe('bytesReader', () => {
  it('exposes the cached bytes', () => {
    expect(bytesReader(descriptor, bytes).cached).toBe(bytes);
  });

  it('delivers all bytes in several chunks, iterated or borrowed', async () => {
    expect(Buffer.compare(await read(bytesReader(descriptor, bytes)), bytes)).toBe(0);
    const chunks = await Array.fromAsync(bytesReader(descriptor, bytes).borrowed());
    expect(Buffer.compare(Buffer.concat(chunks), bytes)).toBe(0);
    expect(chunks.length).toBeGreaterThan(1);
  });

  it('delivers copies when it is iterated, because other readers share the bytes', async () => {
    const shared = Uint8Array.from(bytes);
    for await (const chunk of bytesReader(descriptor, shared)) chunk.fill(0);
    expect(Buffer.compare(shared, bytes)).toBe(0);
  });

  it('verifies whole content and not a range', () => {
    expect(bytesReader(descriptor, bytes).borrowed().verifies).toBe(descriptor.digest);
    expect(bytesReader(descriptor, bytes.subarray(1)).borrowed().verifies).toBeUndefined();
  });

  it('allows only one read', async () => {
    const reader = bytesReader(descriptor, bytes);
    await read(reader);
    await expect(read(reader)).rejects.toThrow(TypeError);
    await expect(read(reader.borrowed())).rejects.toThrow(TypeError);
    const closed = bytesReader(descriptor, bytes);
    await closed.close();
    await expect(read(closed)).rejects.toThrow(TypeError);
  });

  it.each([
    ['in the middle', bytes],
    ['after the last chunk', bytes.subarray(0, 1)],
  ])('throws when it is closed %s', async (_, content) => {
    const reader = bytesReader(descriptorOf('application/octet-stream', content), content);
    const reading = async (): Promise<void> => {
      for await (const _chunk of reader.borrowed()) await reader.close();
    };
    await expectCode(reading(), 'ABORTED');
  });

  it('stops when the signal is aborted', async () => {
    const stop = new AbortController();
    const reader = bytesReader(descriptor, bytes, { signal: stop.signal });
    const reading = async (): Promise<void> => {
      for await (const _ of reader.borrowed()) stop.abort();
    };
    await expectCode(reading(), 'ABORTED');
  });
});

describe('BlobReader', () => {
  const text = '{"name":"Zoë"}';
  const readerOf = (content: string): BlobReader =>
    blobReader(descriptorOf('application/json', Buffer.from(content)), once(Buffer.from(content)));

  it('reads bytes', async () => {
    expect(Buffer.compare(await bytesReader(descriptor, bytes).bytes(), bytes)).toBe(0);
  });

  it('reads UTF-8 text', async () => {
    expect(await readerOf(text).text()).toBe(text);
  });

  it('reads JSON', async () => {
    expect(await readerOf(text).json()).toEqual({ name: 'Zoë' });
  });

  it.each([
    ['bytes', bytesReader(descriptor, bytes)],
    ['a stream', readerOf(text)],
  ])('reads nothing of %s after it was closed', async (_, reader) => {
    await reader.close();
    await expect(read(reader)).rejects.toThrow(TypeError);
    await expect(read(reader.borrowed())).rejects.toThrow(TypeError);
  });

  it('reads a web stream', async () => {
    const { reader, freed } = borrowing();
    expect(Buffer.compare(Buffer.from(await new Response(reader.stream()).arrayBuffer()), bytes)).toBe(0);
    expect(freed()).toBe(1);
  });

  it('closes when its web stream is cancelled', async () => {
    const { reader, freed } = borrowing();
    const stream = reader.stream().getReader();
    await stream.read();
    await stream.cancel();
    expect(freed()).toBe(1);
  });

  it('rejects content over the limit and closes', async () => {
    const { reader, freed } = borrowing();
    await expectCode(reader.bytes({ limit: bytes.byteLength - 1 }), 'SIZE_LIMIT');
    expect(freed()).toBe(1);
    expect(await readerOf(text).text({ limit: Buffer.byteLength(text) })).toBe(text);
  });
});

describe('observeReader', () => {
  it.each(['iterated', 'borrowed'])('reports each chunk of an %s read and preserves the verification', async (kind) => {
    let seen = 0;
    const { reader, freed } = borrowing();
    const observed = observeReader(reader, (chunk) => (seen += chunk.byteLength));
    const chunks = kind === 'borrowed' ? observed.borrowed() : observed;
    if (kind === 'borrowed') expect(observed.borrowed().verifies).toBe(descriptor.digest);
    expect(Buffer.compare(await read(chunks), bytes)).toBe(0);
    expect(seen).toBe(bytes.byteLength);
    expect(freed()).toBe(1);
  });

  it.each(['before it is read', 'while a chunk is awaited'])('calls `free` when it is closed %s', async (when) => {
    const { promise: freed, resolve: free } = Promise.withResolvers<void>();
    let isFreed = false;
    // Like a connection, the content ends only when its resources are released.
    const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      await freed;
      yield bytes;
    };
    const source = blobReader(descriptor, content(), {
      free: async () => {
        isFreed = true;
        free();
      },
    });
    const observed = observeReader(source, () => undefined);
    const reading = when === 'before it is read' ? undefined : expectCode(read(observed), 'ABORTED');
    const closing = observed.close();
    expect(isFreed).toBe(true);
    await closing;
    await reading;
  });
});
