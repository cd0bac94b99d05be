import { describe, expect, it } from 'vitest';
import type { BlobReader } from '../../src/registry/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { blobOf, expectCode, noise, pieces, readAll } from '../contract/content.ts';
import { ScriptedServer, type SeenRequest, type Step } from '../faults/kit/index.ts';
import { json, name, TestClient, wireError } from './test-client.ts';

const blob = blobOf(noise(100_000, 1));
const { digest, size } = blob.descriptor;
const other = noise(100_000, 2);

/** Answers a range request correctly except for `change`. */
function part(
  request: SeenRequest,
  change: Partial<{ start: number; total: number | string; bytes: Uint8Array; type: string }> = {},
): Step {
  const from = Number(/^bytes=(\d+)-/.exec(request.header('range') ?? '')?.[1] ?? NaN);
  const start = change.start ?? from;
  return {
    status: 206,
    headers: {
      'content-range': `bytes ${start}-${size - 1}/${change.total ?? size}`,
      ...(change.type === undefined ? {} : { 'content-type': change.type }),
    },
    body: (change.bytes ?? blob.bytes).subarray(start),
  };
}

const whole: Step = { body: blob.bytes };
const cut: Step = { body: blob.bytes, cutAt: 40_000 };
const ranges = (server: ScriptedServer): readonly (string | undefined)[] =>
  server.seen('GET *').map((request) => request.header('range'));

describe('blobs', () => {
  const framings: readonly (readonly [string, Step])[] = [
    ['with a length', { body: blob.bytes, framing: 'length', cutAt: 40_000, cut: 'fin' }],
    ['in chunks', { body: () => pieces(blob.bytes, 10_000), framing: 'chunked', cutAt: 40_000, cut: 'fin' }],
    ['without a length', { body: blob.bytes.subarray(0, 40_000), framing: 'close' }],
    ['by a reset', { body: blob.bytes, framing: 'length', cutAt: 40_000, cut: 'rst' }],
  ];
  for (const [title, step] of framings) {
    it(`resumes a truncated blob ${title} (DL-01)`, async () => {
      await using server = await ScriptedServer.start();
      server
        .on('GET *', step, (request) => part(request))
        .on('HEAD *', { headers: { 'content-length': String(size) } });
      // If the response has no length, the client looks it up and requests the blob again.
      if (step.framing !== 'length') server.on('GET *', step, step, (request) => part(request));
      await using client = new TestClient(server.origin);
      const reader = await client.registry.getBlob(name, digest);
      expect(reader.descriptor.size).toBe(size);
      expect(Buffer.compare(await readAll(reader), blob.bytes)).toBe(0);
      expect(ranges(server).at(-1)).toMatch(/^bytes=[1-9]\d*-$/);
    });

    it(`rejects a blob that is always truncated ${title} (DL-01)`, async () => {
      await using server = await ScriptedServer.start();
      server.on('GET *', step).on('HEAD *', { headers: { 'content-length': String(size) } });
      await using client = new TestClient(server.origin);
      await expectCode(client.registry.getBlob(name, digest).then(readAll), 'UNREACHABLE');
    });
  }

  it('rejects a blob when neither GET nor HEAD reports a length (DL-01)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body: blob.bytes, framing: 'close' }).on('HEAD *', { framing: 'close' });
    await using client = new TestClient(server.origin);
    await expectCode(client.registry.getBlob(name, digest), 'PROTOCOL');
  });

  it.each([
    ['before it is read', async () => undefined],
    ['after its first chunk', async (reader: BlobReader) => reader[Symbol.asyncIterator]().next()],
  ])('frees its connection when it is closed %s', async (_, read) => {
    const large = blobOf(noise(3_000_000, 3));
    const { descriptor } = large;
    await using server = await ScriptedServer.start();
    server.on('GET *', (request) => {
      const range = request.header('range');
      const extent = { 'content-range': `bytes 10-2999999/${descriptor.size}` };
      if (range !== undefined) return { status: 206, headers: extent, body: large.bytes.subarray(10) };
      return { body: request.target.includes('/tags/') ? '{"tags":[]}' : large.bytes };
    });
    await using client = new TestClient(server.origin, {}, { connections: 1 });
    const { registry } = client;
    for (const open of [
      () => registry.getBlob(name, descriptor.digest),
      () => registry.getBlobRange(name, descriptor.digest, 10, undefined),
    ]) {
      const reader = await open();
      await read(reader);
      await reader.close();
      const tags = registry.tags(name, { signal: AbortSignal.timeout(60_000) });
      expect(await Array.fromAsync(tags)).toEqual([]);
    }
  });

  const resumes: readonly (readonly [string, (request: SeenRequest) => Step])[] = [
    ['the rest', (request) => part(request)],
    ['the complete blob', () => whole],
    ['a part at another position', (request) => part(request, { start: 39_000 })],
    ['a part with another total size', (request) => part(request, { total: size + 1 })],
    ['a part with an unknown total size', (request) => part(request, { total: '*' })],
    ['several parts', (request) => part(request, { type: 'multipart/byteranges; boundary=x' })],
    ['416', () => ({ status: 416 })],
    ['a part without Content-Range', () => ({ status: 206, body: blob.bytes.subarray(40_000) })],
  ];
  for (const [title, answer] of resumes) {
    it(`returns each byte once when the registry answers a resumption with ${title} (DL-02)`, async () => {
      await using server = await ScriptedServer.start();
      server.on('GET *', (request) => (request.header('range') === undefined ? whole : answer(request)));
      server.on('GET *', cut, answer, whole);
      await using client = new TestClient(server.origin);
      const bytes = await readAll(await client.registry.getBlob(name, digest));
      expect(Buffer.compare(bytes, blob.bytes)).toBe(0);
      expect(ranges(server).slice(0, 2)).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
      expect(ranges(server).slice(2)).toEqual(title === 'the rest' || title === 'the complete blob' ? [] : [undefined]);
    });
  }

  it('restarts a download at most twice (DL-02)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', cut);
    await using client = new TestClient(server.origin, { attempts: 10 });
    const failure = await expectCode(client.registry.getBlob(name, digest).then(readAll), 'UNREACHABLE');
    expect(failure.message).toContain('given up after 2 restarts');
    expect(server.requests).toHaveLength(4);
  });

  it('rejects content that changed between attempts (DL-02)', async () => {
    for (const answer of [(request: SeenRequest) => part(request, { bytes: other }), (): Step => ({ body: other })]) {
      await using server = await ScriptedServer.start();
      server.on('GET *', { ...cut, headers: { etag: '"one"' } }, answer);
      await using client = new TestClient(server.origin);
      await expectCode(client.registry.getBlob(name, digest).then(readAll), 'DIGEST_MISMATCH');
    }
  });

  it('requests a new URL from the registry, with the range, when a signed URL has expired (DL-03)', async () => {
    await using storage = await ScriptedServer.start();
    await using server = await ScriptedServer.start();
    let signature = 0;
    server.on('GET *', () => ({ status: 307, headers: { location: storage.url(`/blob?sig=${signature++}`).href } }));
    storage.on('GET /blob*', cut, { status: 403 }, (request) => part(request));
    await using client = new TestClient(server.origin);
    expect(Buffer.compare(await readAll(await client.registry.getBlob(name, digest)), blob.bytes)).toBe(0);
    expect(storage.requests.map((request) => request.target)).toEqual(['/blob?sig=0', '/blob?sig=1', '/blob?sig=2']);
    expect(storage.requests[2]?.header('range')).toMatch(/^bytes=[1-9]\d*-$/);
    expect(ranges(server)).toHaveLength(3);
  });

  it('counts first attempts and resumptions together, and waits as the registry requests (DL-10)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { status: 429, headers: { 'retry-after': '7' } }, cut, { status: 503 });
    await using client = new TestClient(server.origin, { attempts: 4 });
    const failure = await expectCode(client.registry.getBlob(name, digest).then(readAll), 'UNAVAILABLE');
    expect(failure.status).toBe(503);
    expect(server.requests).toHaveLength(4);
    expect(client.waits).toEqual([7000, 1000, 2000]);
  });

  it('ends the download when the registry requests too long a wait (DL-04)', async () => {
    await using server = await ScriptedServer.start();
    const date = new Date('2026-01-01T00:00:00Z');
    server.on('GET *', {
      status: 429,
      headers: { date: date.toUTCString(), 'retry-after': new Date(date.getTime() + 121_000).toUTCString() },
      dateSkewMs: false,
    });
    await using client = new TestClient(server.origin);
    const failure = await expectCode(client.registry.getBlob(name, digest), 'TOOMANYREQUESTS');
    expect(failure.message).toContain('longer than the limit of 120 s');
    expect(client.waits).toEqual([]);
  });

  it('waits for a secondary rate limit with status 403', async () => {
    await using server = await ScriptedServer.start();
    server.on(
      'GET *',
      { status: 403, headers: json, body: wireError('DENIED', 'You have exceeded a secondary rate limit') },
      whole,
    );
    await using client = new TestClient(server.origin);
    expect((await readAll(await client.registry.getBlob(name, digest))).byteLength).toBe(size);
  });

  it('continues a long download over a poor connection as long as it makes progress', async () => {
    const big = blobOf(noise(40 * 1024 * 1024, 3));
    await using server = await ScriptedServer.start();
    server.on('GET *', (request) => {
      const from = Number(/^bytes=(\d+)-/.exec(request.header('range') ?? '')?.[1] ?? 0);
      const range =
        from === 0
          ? {}
          : {
              status: 206,
              headers: { 'content-range': `bytes ${from}-${big.descriptor.size - 1}/${big.descriptor.size}` },
            };
      return {
        ...range,
        body: big.bytes.subarray(from),
        ...(big.descriptor.size - from > 9_000_000 ? { cutAt: 9_000_000, cut: 'fin' as const } : {}),
      };
    });
    await using client = new TestClient(server.origin, { attempts: 3 });
    let read = 0;
    for await (const chunk of await client.registry.getBlob(name, big.descriptor.digest)) read += chunk.byteLength;
    expect(read).toBe(big.descriptor.size);
    expect(server.requests.length).toBeGreaterThan(4);
  });

  it('rejects a contradictory length or digest header before it reads the body (DL-11)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: { 'docker-content-digest': digestOf('other') }, body: blob.bytes });
    await using client = new TestClient(server.origin);
    await expectCode(client.registry.getBlob(name, digest), 'DIGEST_MISMATCH');
    server.on('GET *', cut, { body: blob.bytes.subarray(1) });
    await expectCode(client.registry.getBlob(name, digest).then(readAll), 'SIZE_MISMATCH');
  });

  it('rejects other content and web pages (MF-01)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body: other });
    await using client = new TestClient(server.origin);
    await expectCode(client.registry.getBlob(name, digest).then(readAll), 'DIGEST_MISMATCH');
    server.on('GET *', { headers: { 'content-type': 'text/html' }, body: '<html>Welcome' });
    const failure = await expectCode(client.registry.getBlob(name, digest).then(readAll), 'PROTOCOL');
    expect(failure.message).toContain('a web page (text/html) instead of a registry response');
  });

  it('names a missing blob in the error, and sends no other request (MF-10)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { status: 404, headers: json, body: wireError('BLOB_UNKNOWN') });
    await using client = new TestClient(server.origin);
    const failure = await expectCode(client.registry.getBlob(name, digest), 'BLOB_UNKNOWN');
    expect(failure.message).toContain(digest);
    expect(server.requests).toHaveLength(1);
  });
});

describe('ranges of blobs', () => {
  it('requests the range and resumes within it', async () => {
    await using server = await ScriptedServer.start();
    const answer = (request: SeenRequest): Step => {
      const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(request.header('range') ?? '') ?? [];
      const [start, end] = [Number(from), Number(last) + 1];
      return {
        status: 206,
        headers: { 'content-range': `bytes ${start}-${end - 1}/${size}` },
        body: blob.bytes.subarray(start, end),
        ...(start === 10_000 ? { cutAt: 20_000 } : {}),
      };
    };
    server.on('GET *', answer);
    await using client = new TestClient(server.origin);
    const reader = await client.registry.getBlobRange(name, digest, 10_000, 60_000);
    expect(reader.descriptor).toEqual(blob.descriptor);
    expect(Buffer.compare(await readAll(reader), blob.bytes.subarray(10_000, 60_000))).toBe(0);
    expect(ranges(server)[0]).toBe('bytes=10000-59999');
    expect(ranges(server)[1]).toMatch(/^bytes=[1-5]\d{4}-59999$/);
  });

  it('extracts the range from the complete blob when the registry ignores ranges', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', cut, whole);
    await using client = new TestClient(server.origin);
    const reader = await client.registry.getBlobRange(name, digest, 10_000, 60_000);
    expect(Buffer.compare(await readAll(reader), blob.bytes.subarray(10_000, 60_000))).toBe(0);
    await expectCode(client.registry.getBlobRange(name, digest, size, undefined), 'RANGE_INVALID');
  });

  it('looks up the size when the response does not contain it', async () => {
    await using server = await ScriptedServer.start();
    server
      .on('GET *', (request) => part(request, { total: '*' }))
      .on('HEAD *', { headers: { 'content-length': String(size) } });
    await using client = new TestClient(server.origin);
    const reader = await client.registry.getBlobRange(name, digest, 99_000, undefined);
    expect(reader.descriptor.size).toBe(size);
    expect(Buffer.compare(await readAll(reader), blob.bytes.subarray(99_000))).toBe(0);
  });

  it('rejects a web page (MF-09)', async () => {
    await using server = await ScriptedServer.start();
    server.on('HEAD *', { headers: { 'content-type': 'text/html', 'content-length': '20' } });
    await using client = new TestClient(server.origin);
    await expectCode(client.registry.resolveBlob(name, digest), 'PROTOCOL');
  });

  it('closes the connection when the reader is closed during a read', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body: blob.bytes, drip: { bytes: 1, everyMs: 1000 } });
    await using client = new TestClient(server.origin);
    const reader = await client.registry.getBlob(name, digest);
    const chunks = reader[Symbol.asyncIterator]();
    expect((await chunks.next()).done).toBe(false);
    const pending = chunks.next();
    await Promise.all([expectCode(pending, 'ABORTED'), reader.close()]);
    await expect.poll(() => server.openConnections).toBe(0);
  });

  it('sends no further request when a reader is closed between attempts', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', cut);
    const waiting = Promise.withResolvers<void>();
    await using client = new TestClient(server.origin, {
      sleep: (_ms, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('interrupted')));
          waiting.resolve();
        }),
    });
    const reader = await client.registry.getBlob(name, digest);
    const reading = expectCode(readAll(reader), 'ABORTED');
    await waiting.promise;
    await reader.close();
    await reading;
    expect(server.requests).toHaveLength(1);
  });

  it('stops immediately when the signal is aborted between attempts', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { status: 503 });
    const stop = new AbortController();
    await using client = new TestClient(server.origin, {
      sleep: (_ms, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('interrupted')));
          stop.abort();
        }),
    });
    await expectCode(client.registry.getBlob(name, digest, { signal: stop.signal }), 'ABORTED');
    expect(server.requests).toHaveLength(1);
  });
});
