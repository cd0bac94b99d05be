import { describe, expect, it } from 'vitest';
import { connectRegistry } from '../../src/connect/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { once, type Body } from '../../src/streams/index.ts';
import { blobOf, expectCode, noise, pieces } from '../contract/content.ts';
import type { Step } from '../faults/kit/index.ts';
import { completeContent } from './push-kinds.ts';
import { json, name, TestClient, wireError } from './test-client.ts';
import { UploadRegistry } from './upload-registry.ts';

const blob = blobOf(noise(1_200_000, 5));
const { digest, size } = blob.descriptor;
const body: Body = () => pieces(blob.bytes, 70_000);

const kib = 1024;

/** A registry behind a proxy that refuses larger request bodies. */
async function startLimited(limit: number, refusal: Step = { status: 413 }): Promise<UploadRegistry> {
  const registry = await UploadRegistry.start();
  registry.server.on((request) => Number(request.header('content-length') ?? 0) > limit, refusal);
  return registry;
}

function bodySizes(registry: UploadRegistry, method: string): readonly number[] {
  return registry.server.seen(`${method} *`).map((request) => Number(request.header('content-length')));
}

function acceptedRanges(registry: UploadRegistry, limit: number): readonly (string | undefined)[] {
  return registry.server
    .seen('PATCH *')
    .filter((request) => Number(request.header('content-length')) <= limit)
    .map((request) => request.header('content-range'));
}

function rangesOf(chunk: number, from = 0): readonly string[] {
  const starts = Array.from({ length: Math.ceil((size - from) / chunk) }, (_, index) => from + index * chunk);
  return starts.map((start) => `${start}-${Math.min(start + chunk, size) - 1}`);
}

describe('a request body that the registry refuses as too large', () => {
  const html = '<html><h1>413 Request Entity Too Large</h1></html>';
  const refusals: readonly (readonly [string, Step])[] = [
    ['413 with a web page', { status: 413, headers: { 'content-type': 'text/html' }, body: html }],
    ['413 without a body', { status: 413 }],
    ['413 before the end of the body', { status: 413, at: 'head', after: 'fin' }],
    ['413 with the code of another registry', { status: 413, headers: json, body: wireError('TOOBIG') }],
    ['416 with a text', { status: 416, body: 'the request body is too large' }],
    ['416 with a code', { status: 416, headers: json, body: wireError('RANGE_INVALID', 'Entity too big') }],
  ];
  it.each(refusals)('is followed by chunks after %s', async (_, refusal) => {
    const limit = 400 * kib;
    await using registry = await startLimited(limit, refusal);
    await using client = new TestClient(registry.server.origin);
    await client.registry.pushBlob(name, blob.descriptor, body);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
    // The whole content is sent once, and each smaller body is half of the last one.
    expect(bodySizes(registry, 'PUT')).toEqual([size, 0]);
    expect(bodySizes(registry, 'PATCH').filter((length) => length > limit)).toEqual([size / 2]);
    expect(acceptedRanges(registry, limit)).toEqual(rangesOf(size / 4));
    expect(client.waits).toEqual([]);
  });

  it('reads the content once for all chunks', async () => {
    await using registry = await startLimited(400 * kib);
    await using client = new TestClient(registry.server.origin);
    const opened: string[] = [];
    const borrowed: Body = Object.assign(() => body(), {
      borrowed: async function* () {
        opened.push('borrowed');
        const buffer = new Uint8Array(70_000);
        for await (const piece of pieces(blob.bytes, 70_000)) {
          buffer.set(piece);
          yield buffer.subarray(0, piece.byteLength);
        }
      },
    });
    await client.registry.pushBlob(name, blob.descriptor, borrowed);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
    // Once for the whole content, once for the refused half, and once for all chunks.
    expect(opened).toHaveLength(3);
  });

  it.each(['plain', 'borrowed'] as const)(
    'closes the %s content before it sends a part of a chunk again',
    async (kind) => {
      await using registry = await startLimited(400 * kib);
      let interrupted = 0;
      registry.server.on(
        (request) => request.method === 'PATCH' && request.header('content-range') === `${size / 4}-${size / 2 - 1}`,
        (request) => {
          if (interrupted++ > 0) return registry.patch(request);
          // The registry stores a part of the chunk, and its response is lost.
          const stored = registry.sessions.get(request.path) ?? Buffer.alloc(0);
          registry.sessions.set(request.path, Buffer.concat([stored, request.body.subarray(0, 100_000)]));
          return { cutAt: -1 };
        },
      );
      await using client = new TestClient(registry.server.origin);
      let opened = 0;
      let open = 0;
      let most = 0;
      const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
        opened++;
        most = Math.max(most, ++open);
        try {
          yield* pieces(blob.bytes, 70_000);
        } finally {
          open--;
        }
      };
      const source: Body = kind === 'plain' ? content : Object.assign(() => body(), { borrowed: content });
      await client.registry.pushBlob(name, blob.descriptor, source);
      expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
      expect(client.waits).toHaveLength(1);
      // Once for the whole content, once for the refused half, once for the chunks and once after the interruption.
      expect([opened, open, most]).toEqual([4, 0, 1]);
    },
  );

  it('limits later blobs and other kinds of uploads to the registry', async () => {
    const limit = 400 * kib;
    await using registry = await startLimited(limit);
    await using client = new TestClient(registry.server.origin);
    await client.registry.pushBlob(name, blob.descriptor, body);
    const other = blobOf(noise(800_000, 6));
    await client.registry.pushBlob(name, other.descriptor, () => pieces(other.bytes, 50_000));
    expect(registry.blobs.get(other.descriptor.digest)?.equals(other.bytes)).toBe(true);
    expect(bodySizes(registry, 'PUT')).toEqual([size, 0, 0]);
    expect(bodySizes(registry, 'PATCH').filter((length) => length > limit)).toHaveLength(1);
    const small = blobOf(noise(10_000, 8));
    await client.registry.pushBlob(name, small.descriptor, () => once(small.bytes));
    expect(bodySizes(registry, 'PUT').at(-1)).toBe(10_000);
  });

  it.each([
    ['0', 3_250_000],
    ['100', 1024 * kib],
    [String(1200 * kib), 1200 * kib],
    [String(3000 * kib), 3000 * kib],
  ])(
    'is followed by chunks of the minimum %s of the registry, at least 1 MiB, or of half the blob',
    async (minimum, expected) => {
      const large = blobOf(noise(6_500_000, 9));
      await using registry = await startLimited(3200 * kib);
      registry.server.on('POST *', () => registry.open({ 'oci-chunk-min-length': minimum }));
      registry.server.on('PATCH *', { status: 403 });
      await using client = new TestClient(registry.server.origin);
      await expectCode(
        client.registry.pushBlob(name, large.descriptor, () => once(large.bytes)),
        'DENIED',
      );
      expect(bodySizes(registry, 'PATCH')).toEqual([expected]);
    },
  );

  it('never sends chunks below the minimum of the registry', async () => {
    await using registry = await startLimited(300 * kib);
    registry.server.on('POST *', () => registry.open({ 'oci-chunk-min-length': String(350 * kib) }));
    await using client = new TestClient(registry.server.origin);
    await expectCode(client.registry.pushBlob(name, blob.descriptor, body), 'SIZE_LIMIT');
    expect(Math.min(...bodySizes(registry, 'PATCH'))).toBe(350 * kib);
  });

  it('ends with the reason of the registry and a remedy when the smallest chunk is refused', async () => {
    for (const status of [413, 416]) {
      await using registry = await startLimited(1000, { status, body: 'body is too large for acme' });
      await using client = new TestClient(registry.server.origin);
      const failure = await expectCode(
        client.registry.pushBlob(name, blob.descriptor, body),
        'SIZE_LIMIT',
        'RANGE_INVALID',
      );
      expect(failure.status).toBe(status);
      expect(failure.message).toContain('body is too large for acme');
      expect(failure.message).toContain('client_max_body_size');
      expect(Math.min(...bodySizes(registry, 'PATCH'))).toBe(64 * kib);
      expect([registry.sessions.size, client.waits.length]).toEqual([0, 0]);
    }
  });

  it('is final when this project’s server limits the size of a blob', async () => {
    await using registry = await startLimited(400 * kib, {
      status: 413,
      headers: { ...json, 'oci-error-code': 'SIZE_LIMIT' },
      body: wireError('SIZE_LIMIT', 'the blob exceeds the limit'),
    });
    await using client = new TestClient(registry.server.origin);
    await expectCode(client.registry.pushBlob(name, blob.descriptor, body), 'SIZE_LIMIT');
    expect([registry.count('PUT'), registry.count('PATCH')]).toEqual([1, 0]);
  });

  it('continues at the offset of the registry when a chunk fails', async () => {
    const limit = 400 * kib;
    await using registry = await startLimited(limit);
    let patches = 0;
    registry.server.on('PATCH /upload/*', (request) => {
      if (Number(request.header('content-length')) > limit) return { status: 413 };
      return ++patches === 2 ? { status: 503 } : registry.patch(request);
    });
    await using client = new TestClient(registry.server.origin);
    await client.registry.pushBlob(name, blob.descriptor, body);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
    expect([client.waits.length, registry.count('POST')]).toEqual([1, 3]);
  });

  it('is sent in parts by a chunked upload', async () => {
    const limit = 300 * kib;
    await using registry = await startLimited(limit);
    await using client = new TestClient(registry.server.origin);
    const writer = await client.registry.pushBlobChunked(name, { chunkSize: 1000 * kib });
    await writer.write(blob.bytes);
    await writer.commit(digest);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
    expect(bodySizes(registry, 'PATCH').filter((length) => length > limit)).toEqual([1000 * kib, 500 * kib]);
  });
});

describe('the option chunkSize', () => {
  it.each([100_000, 599_999, 1_000_000])('pushes larger blobs in chunks of %i bytes', async (chunkSize) => {
    await using registry = await UploadRegistry.start();
    await using client = new TestClient(registry.server.origin, { chunkSize });
    await client.registry.pushBlob(name, blob.descriptor, body);
    expect(acceptedRanges(registry, size)).toEqual(rangesOf(chunkSize));
    expect(bodySizes(registry, 'PUT')).toEqual([0]);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
  });

  it.each([500_000, 123_456])('applies to a connection and to content that is being created: %i', async (chunkSize) => {
    await using registry = await UploadRegistry.start();
    const { host } = registry.server.origin;
    await using connection = await connectRegistry(host, {
      plainHttp: true,
      env: {},
      homedir: '/',
      chunkSize,
    });
    await connection.registry.pushBlobStreamed(name, completeContent(blob), Promise.resolve({ digest, size }));
    expect(acceptedRanges(registry, size)).toEqual(rangesOf(chunkSize));
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
  });

  it.each([0, -1, 1.5, Number.NaN])('must not be %f', (chunkSize) => {
    expect(() => new TestClient(new URL('http://127.0.0.1:1'), { chunkSize })).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    );
  });

  it('pushes a blob of at most this size in one request', async () => {
    await using registry = await UploadRegistry.start();
    const small = blobOf(noise(50_000, 1));
    for (const chunkSize of [50_000, 60_000]) {
      registry.blobs.clear();
      await using client = new TestClient(registry.server.origin, { chunkSize });
      await client.registry.pushBlob(name, small.descriptor, () => pieces(small.bytes, 1000));
    }
    expect(registry.count('PATCH')).toBe(0);
  });

  it('checks the size and the digest of content that is sent in chunks', async () => {
    await using registry = await UploadRegistry.start();
    await using client = new TestClient(registry.server.origin, { chunkSize: 1_000_000 });
    for (const bytes of [blob.bytes.subarray(1), noise(size + 1, 5)])
      await expectCode(
        client.registry.pushBlob(name, blob.descriptor, () => pieces(bytes, 70_000)),
        'SIZE_INVALID',
      );
    const failing: Body = async function* () {
      yield blob.bytes.subarray(0, 1_100_000);
      throw new OciError('FILE_CHANGED', 'it changed while it was read');
    };
    await expectCode(client.registry.pushBlob(name, blob.descriptor, failing), 'FILE_CHANGED');
    expect([registry.blobs.size, registry.sessions.size]).toEqual([0, 0]);
  });
});
