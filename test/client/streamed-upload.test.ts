import { describe, expect, it } from 'vitest';
import type { WholeBlob } from '../../src/client/index.ts';
import type { IncompleteBlob } from '../../src/registry/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { blobOf, expectCode, noise } from '../contract/content.ts';
import { eventually } from '../eventually.ts';
import { TokenIssuer, type Step } from '../faults/kit/index.ts';
import { json, name, TestClient, wireError } from './test-client.ts';
import { UploadRegistry } from './upload-registry.ts';
import { authenticate } from '../../src/auth/index.ts';
import { createTransport } from '../../src/http/index.ts';

const blob = blobOf(noise(300_000, 1));
const { digest, size } = blob.descriptor;

/** Content in memory that grows when a test calls `grow`. */
class PartialFile implements IncompleteBlob {
  size = 0;
  opened: number[] = [];
  readonly whole = Promise.withResolvers<WholeBlob>();
  #failure: { readonly error: unknown } | undefined;
  #waiting: (() => void)[] = [];

  constructor(end = 0) {
    this.whole.promise.catch(() => undefined);
    if (end > 0) this.grow(end);
  }

  grow(to: number): void {
    this.size = to;
    if (to === size) this.whole.resolve({ digest, size });
    for (const resume of this.#waiting.splice(0)) resume();
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.whole.reject(error);
    for (const resume of this.#waiting.splice(0)) resume();
  }

  async reaches(count: number): Promise<boolean> {
    while (this.size < count && this.size < size && this.#failure === undefined)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.size >= count;
  }

  async *open(from: number): AsyncGenerator<Uint8Array, void, undefined> {
    this.opened.push(from);
    let at = from;
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      if (at === size) return;
      if (at === this.size) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      const next = Math.min(at + 10_000, this.size);
      yield blob.bytes.subarray(at, next);
      at = next;
    }
  }

  async close(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

function push(
  client: TestClient,
  content: PartialFile,
  signal?: AbortSignal,
): ReturnType<TestClient['registry']['pushBlobStreamed']> {
  return client.registry.pushBlobStreamed(name, content, content.whole.promise, { signal });
}

const methods = (registry: UploadRegistry): string[] => registry.server.requests.map((request) => request.method);

describe('uploads of blobs that are being created', () => {
  it('sends one PATCH without length and Content-Range, and a PUT with only the digest (UP-04)', async () => {
    await using registry = await UploadRegistry.start();
    await using client = new TestClient(registry.server.origin);
    const content = new PartialFile(100_000);
    const result = push(client, content);
    await eventually(() => (registry.server.requests[1]?.bodySize ?? 0) === 100_000, 'the content of the upload');
    content.grow(200_000);
    await eventually(() => (registry.server.requests[1]?.bodySize ?? 0) === 200_000, 'the content of the upload');
    content.grow(size);
    expect(await result).toEqual({ mediaType: 'application/octet-stream', digest, size });
    expect(methods(registry)).toEqual(['POST', 'PATCH', 'PUT']);
    const [, patch, put] = registry.server.requests;
    expect([
      patch?.header('content-length'),
      patch?.header('content-range'),
      patch?.header('transfer-encoding'),
      patch?.header('content-type'),
    ]).toEqual([undefined, undefined, 'chunked', 'application/octet-stream']);
    expect([put?.header('content-length'), put?.query.get('digest')]).toEqual(['0', digest]);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
  });

  const refusals: readonly (readonly [string, Step])[] = [
    ['400', { status: 400, headers: json, body: wireError('BLOB_UPLOAD_INVALID') }],
    ['404', { status: 404 }],
    ['405', { status: 405 }],
    ['411', { status: 411 }],
    ['413', { status: 413 }],
    ['416', { status: 416 }],
    ['501', { status: 501 }],
    ['401 during the upload, from a registry without tokens', { status: 401, at: 64 * 1024, after: 'fin' }],
    ['416 during the upload', { status: 416, at: 64 * 1024, after: 'fin' }],
  ];
  it.each(refusals)(
    'fails immediately and cancels the session when the registry answers the PATCH with %s',
    async (_, step) => {
      await using registry = await UploadRegistry.start();
      registry.server.on('PATCH /upload/*', step);
      await using client = new TestClient(registry.server.origin);
      await expect(push(client, new PartialFile(step.at === undefined ? size : 200_000))).rejects.toMatchObject({
        name: 'OciError',
        status: step.status,
      });
      expect(methods(registry)).toEqual(['POST', 'PATCH', 'DELETE']);
      expect(client.waits).toEqual([]);
      expect(registry.sessions.size).toBe(0);
    },
  );

  it('continues at the offset of the registry when the connection fails (UP-01)', async () => {
    await using registry = await UploadRegistry.start();
    let first = true;
    registry.server.on((request) => request.method === 'PATCH' && first && !(first = false), {
      at: 128 * 1024,
      cutAt: -1,
      rest: 'ignore',
    });
    registry.server.on('GET /upload/*', (request) => {
      registry.sessions.set(request.path, Buffer.from(blob.bytes.subarray(0, 70_000)));
      return registry.status(request);
    });
    await using client = new TestClient(registry.server.origin);
    const content = new PartialFile(200_000);
    const result = push(client, content);
    await eventually(() => registry.count('GET') === 1, 'a request for the offset');
    content.grow(size);
    await result;
    expect(content.opened).toEqual([0, 70_000]);
    // Only a position prevents that the registry stores bytes twice.
    expect(registry.server.seen('PATCH *')[1]?.header('content-range')).toBe(`70000-${size - 1}`);
    expect(methods(registry)).toEqual(['POST', 'PATCH', 'GET', 'PATCH', 'PUT']);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
  });

  it('starts another session when the registry reports no offset, and fails the second time (UP-02)', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PATCH /upload/*', { at: 128 * 1024, cutAt: -1, rest: 'ignore' });
    registry.server.on('GET /upload/*', { status: 204 });
    await using client = new TestClient(registry.server.origin);
    const content = new PartialFile(200_000);
    await expectCode(push(client, content), 'BLOB_UPLOAD_UNKNOWN');
    expect(registry.count('POST')).toBe(2);
    expect(registry.sessions.size).toBe(0);
  });

  it('repeats only a failed PUT, and recognises a success whose response was lost (UP-05)', async () => {
    await using registry = await UploadRegistry.start();
    let puts = 0;
    registry.server.on('PUT /upload/*', async (request) => {
      if (++puts === 1) return { status: 503 };
      const step = registry.put(request);
      return puts === 2 ? { cutAt: -1 } : step;
    });
    await using client = new TestClient(registry.server.origin);
    expect((await push(client, new PartialFile(size))).digest).toBe(digest);
    expect(methods(registry)).toEqual(['POST', 'PATCH', 'PUT', 'PUT', 'PUT', 'HEAD']);
  });

  it('repeats the PATCH from its beginning when the token is refused (AU-07)', async () => {
    await using registry = await UploadRegistry.start();
    const issuer = new TokenIssuer(registry.server, { lifeRequests: 1 });
    const scope = `repository:${name}:pull,push`;
    registry.server
      .on(
        'POST /v2/*/blobs/uploads/',
        issuer.guard(scope, () => registry.open()),
      )
      .on(
        'PATCH /upload/*',
        issuer.guard(scope, (request) => registry.patch(request)),
      )
      .on(
        'PUT /upload/*',
        issuer.guard(scope, (request) => registry.put(request)),
      );
    await using transport = Object.assign(createTransport(), { [Symbol.asyncDispose]: () => Promise.resolve() });
    const credentials = { find: () => Promise.resolve(undefined) };
    await using client = new TestClient(registry.server.origin, {
      transport: authenticate(transport.send, {
        origin: registry.server.origin,
        registry: registry.server.origin.host,
        credentials,
      }),
    });
    const content = new PartialFile(size);
    await push(client, content);
    await transport.close();
    expect(content.opened).toEqual([0, 0]);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
  });

  it('cancels the session when it is aborted (UP-11)', async () => {
    await using registry = await UploadRegistry.start();
    await using client = new TestClient(registry.server.origin);
    const stop = new AbortController();
    const content = new PartialFile(100_000);
    const result = push(client, content, stop.signal);
    result.catch(() => undefined);
    await eventually(() => (registry.server.requests[1]?.bodySize ?? 0) > 0, 'the content of the upload');
    stop.abort();
    await expectCode(result, 'ABORTED');
    expect(methods(registry)).toEqual(['POST', 'PATCH', 'DELETE']);
    expect(registry.sessions.size).toBe(0);
  });

  it('cancels the session and throws an error of the content unchanged', async () => {
    await using registry = await UploadRegistry.start();
    await using client = new TestClient(registry.server.origin);
    const content = new PartialFile(100_000);
    const result = push(client, content);
    result.catch(() => undefined);
    await eventually(() => (registry.server.requests[1]?.bodySize ?? 0) > 0, 'the content of the upload');
    content.fail(new OciError('FILE_CHANGED', 'a.txt was written to'));
    await expectCode(result, 'FILE_CHANGED');
    expect(methods(registry)).toEqual(['POST', 'PATCH', 'DELETE']);
    expect(registry.count('PUT')).toBe(0);
  });

  it('fails when the registry computes another digest (UP-10)', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PATCH /upload/*', (request) => {
      registry.sessions.set(request.path, Buffer.from('something else'));
      return { status: 202 };
    });
    await using client = new TestClient(registry.server.origin);
    await expectCode(push(client, new PartialFile(size)), 'DIGEST_INVALID');
    expect(registry.blobs.size).toBe(0);
  });
});
