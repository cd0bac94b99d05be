import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { BlobReader } from '../../src/registry/index.ts';
import { blobOf, expectCode, noise, pieces } from '../contract/content.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { name, TestClient } from './test-client.ts';

// The blob has two batches of 1 MiB and a part of a third one.
const blob = blobOf(noise(2_300_000, 7));
const { digest, size } = blob.descriptor;
const lengthOnly: Step = { headers: { 'content-length': String(size) } };

async function readBorrowed(
  reader: BlobReader,
  onChunk?: (chunk: Uint8Array) => Promise<void> | void,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of reader.borrowed()) {
    chunks.push(Uint8Array.from(chunk));
    await onChunk?.(chunk);
  }
  return Buffer.concat(chunks);
}

describe('blobs in borrowed chunks', () => {
  const framings: readonly (readonly [string, Step])[] = [
    ['with a length', { body: blob.bytes, framing: 'length', cutAt: 1_400_000, cut: 'fin' }],
    ['in chunks', { body: () => pieces(blob.bytes, 100_000), framing: 'chunked', cutAt: 1_400_000, cut: 'fin' }],
    ['by a reset', { body: blob.bytes, framing: 'length', cutAt: 1_400_000, cut: 'rst' }],
  ];
  for (const [title, step] of framings) {
    it(`resumes a truncated blob ${title} (DL-01)`, async () => {
      await using server = await ScriptedServer.start();
      server.on('GET *', ...(step.framing === 'length' ? [step] : [step, step]), (request) => {
        const from = Number(/^bytes=(\d+)-/.exec(request.header('range') ?? '')?.[1] ?? Number.NaN);
        return {
          status: 206,
          headers: { 'content-range': `bytes ${from}-${size - 1}/${size}` },
          body: blob.bytes.subarray(from),
        };
      });
      server.on('HEAD *', lengthOnly);
      await using client = new TestClient(server.origin);
      expect(Buffer.compare(await readBorrowed(await client.registry.getBlob(name, digest)), blob.bytes)).toBe(0);
      expect(server.seen('GET *').at(-1)?.header('range')).toMatch(/^bytes=[1-9]\d*-$/);
    });

    it(`rejects a blob that is always truncated ${title} (DL-01)`, async () => {
      await using server = await ScriptedServer.start();
      server.on('GET *', step).on('HEAD *', lengthOnly);
      await using client = new TestClient(server.origin);
      await expectCode(
        client.registry.getBlob(name, digest).then((reader) => readBorrowed(reader)),
        'UNREACHABLE',
      );
    });
  }

  it('returns the last batch only after verification (MF-01)', async () => {
    const wrong = Buffer.from(blob.bytes);
    wrong[0] = (wrong[0] ?? 0) ^ 1;
    await using server = await ScriptedServer.start();
    server.on('GET *', { body: wrong });
    await using client = new TestClient(server.origin);
    let bytesRead = 0;
    const reader = await client.registry.getBlob(name, digest);
    await expectCode(
      readBorrowed(reader, (chunk) => {
        bytesRead += chunk.byteLength;
        return undefined;
      }),
      'DIGEST_MISMATCH',
    );
    expect(bytesRead).toBeGreaterThan(0);
    expect(bytesRead).toBeLessThan(size);
  });

  it('rejects content that is longer than the blob (MF-01)', async () => {
    for (const more of [1, 1_000_000]) {
      await using server = await ScriptedServer.start();
      server
        .on('GET *', { body: () => pieces(Buffer.concat([blob.bytes, noise(more, 3)]), 64_000), framing: 'chunked' })
        .on('HEAD *', lengthOnly);
      await using client = new TestClient(server.origin);
      for (const read of [readBorrowed, async (reader: BlobReader) => Buffer.concat(await Array.fromAsync(reader))])
        await expectCode(
          client.registry.getBlob(name, digest).then((reader) => read(reader)),
          'SIZE_MISMATCH',
        );
    }
  });

  it('reuses the memory of a batch only after the reader requests the next one', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body: blob.bytes });
    await using client = new TestClient(server.origin);
    const memories = new Set<ArrayBufferLike>();
    const content = await readBorrowed(await client.registry.getBlob(name, digest), async (chunk) => {
      memories.add(chunk.buffer);
      const before = Uint8Array.from(chunk);
      // The next batch arrives in this time.
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(Buffer.compare(before, chunk)).toBe(0);
    });
    expect(Buffer.compare(content, blob.bytes)).toBe(0);
    expect(memories.size).toBeLessThanOrEqual(2);
  });

  it('reads an empty blob', async () => {
    const empty = blobOf(new Uint8Array(0));
    await using server = await ScriptedServer.start();
    server.on('GET *', { body: '' });
    await using client = new TestClient(server.origin);
    expect(await readBorrowed(await client.registry.getBlob(name, empty.descriptor.digest))).toHaveLength(0);
  });

  it('returns the chunks of a custom transport without changing them', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body: blob.bytes });
    await using inner = new TestClient(server.origin);
    const transportBytes = Buffer.from(blob.bytes);
    await using client = new TestClient(server.origin, {
      transport: async (request) => {
        const response = await inner.send(request);
        await response.body.discard();
        async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
          yield* pieces(transportBytes, 100_000);
        }
        return { ...response, body: { [Symbol.asyncIterator]: content, discard: () => Promise.resolve() } };
      },
    });
    expect(Buffer.compare(await readBorrowed(await client.registry.getBlob(name, digest)), blob.bytes)).toBe(0);
    expect(Buffer.compare(transportBytes, blob.bytes)).toBe(0);
  });

  it('closes the connection when the reader is closed during a read, and when the loop throws', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body: blob.bytes, drip: { bytes: 100_000, everyMs: 50 } });
    await using client = new TestClient(server.origin);
    const reader = await client.registry.getBlob(name, digest);
    const reading = expectCode(readBorrowed(reader), 'ABORTED');
    await reader.close();
    await reading;
    await expect.poll(() => server.openConnections).toBe(0);
    const failure = new Error('the disk is full');
    await expect(
      client.registry.getBlob(name, digest).then((second) => readBorrowed(second, () => Promise.reject(failure))),
    ).rejects.toBe(failure);
    await expect.poll(() => server.openConnections).toBe(0);
  });

  it('stops immediately when the signal is aborted', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body: blob.bytes, drip: { bytes: 1, everyMs: 1000 } });
    await using client = new TestClient(server.origin);
    const stop = new AbortController();
    const reading = expectCode(
      client.registry.getBlob(name, digest, { signal: stop.signal }).then((reader) => readBorrowed(reader)),
      'ABORTED',
    );
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort();
    await reading;
    await expect.poll(() => server.openConnections).toBe(0);
  });
});

// These blobs are hashed in a worker.
describe('large blobs in borrowed chunks', () => {
  const large = blobOf(Buffer.alloc(64 * 1024 * 1024 + 1, noise(1_000_003, 4)));
  const from = (request: { header(name: string): string | undefined }): number =>
    Number(/^bytes=(\d+)-/.exec(request.header('range') ?? '')?.[1] ?? Number.NaN);
  const last = large.descriptor.size - 1;

  async function readLarge(server: ScriptedServer): Promise<Buffer> {
    await using client = new TestClient(server.origin);
    const content = Buffer.alloc(large.descriptor.size);
    let size = 0;
    for await (const chunk of (await client.registry.getBlob(name, large.descriptor.digest)).borrowed()) {
      content.set(chunk, size);
      size += chunk.byteLength;
    }
    return content.subarray(0, size);
  }

  it('resumes a truncated blob, and starts again when the registry does not resume (DL-01)', async () => {
    const cut: Step = { body: large.bytes, cutAt: 30_000_000, cut: 'fin' };
    for (const supportsRanges of [true, false]) {
      await using server = await ScriptedServer.start();
      server.on('GET *', cut, (request) =>
        supportsRanges
          ? {
              status: 206,
              headers: { 'content-range': `bytes ${from(request)}-${last}/${last + 1}` },
              body: large.bytes.subarray(from(request)),
            }
          : { body: large.bytes },
      );
      expect(Buffer.compare(await readLarge(server), large.bytes)).toBe(0);
      expect(server.seen('GET *')).toHaveLength(2);
    }
  });

  it('returns the last batch only after verification, and terminates its worker (MF-01)', async () => {
    const workers: Worker[] = [];
    const addWorker = (worker: Worker): void => {
      workers.push(worker);
    };
    process.on('worker', addWorker);
    using stack = new DisposableStack();
    stack.defer(() => process.off('worker', addWorker));
    const wrong = Buffer.from(large.bytes);
    wrong[0] = (wrong[0] ?? 0) ^ 1;
    await using server = await ScriptedServer.start();
    server.on('GET *', { body: wrong });
    await using client = new TestClient(server.origin);
    let bytesRead = 0;
    const reader = await client.registry.getBlob(name, large.descriptor.digest);
    await expectCode(
      readBorrowed(reader, (chunk) => {
        bytesRead += chunk.byteLength;
        return undefined;
      }),
      'DIGEST_MISMATCH',
    );
    expect(bytesRead).toBeGreaterThan(0);
    expect(bytesRead).toBeLessThan(large.descriptor.size);
    const failure = new Error('the disk is full');
    const second = await client.registry.getBlob(name, large.descriptor.digest);
    await expect(readBorrowed(second, () => Promise.reject(failure))).rejects.toBe(failure);
    const third = await client.registry.getBlob(name, large.descriptor.digest);
    await expectCode(
      readBorrowed(third, () => third.close()),
      'ABORTED',
    );
    // A terminated worker has the thread id -1.
    await expect
      .poll(() => workers.map((worker) => worker.threadId))
      .toEqual(availableParallelism() > 1 ? [-1, -1, -1] : []);
  });
});
