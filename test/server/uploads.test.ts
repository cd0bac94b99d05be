import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { PushBlobChunkedOptions, BlobWriter } from '../../src/registry/index.ts';
import { createTokenIssuer, listen } from '../../src/server/index.ts';
import { digestOf, mediaTypeImageManifest, OciError } from '../../src/spec/index.ts';
import { send, sendRaw, statusOfRaw, beginUpload, pushBlob, type Reply } from './requests.ts';

function patch(base: string, location: string, body: Uint8Array | string, range?: string): Promise<Reply> {
  return send(base, 'PATCH', location, { body, headers: range === undefined ? {} : { 'content-range': range } });
}

describe('uploads', () => {
  it('consist of POST, PATCH and PUT, and each reply contains the state', async () => {
    await using server = await listen(new MemoryRegistry());
    const bytes = randomBytes(3000);
    const digest = digestOf(bytes);
    const location = await beginUpload(server.url, 'a');
    const initial = await send(server.url, 'GET', location);
    expect([initial.status, initial.headers.range, initial.headers['upload-offset']]).toEqual([204, '0-0', '0']);
    const first = await patch(server.url, location, bytes.subarray(0, 1000), '0-999');
    expect([first.status, first.headers.range, first.headers['upload-offset'], first.headers.location]).toEqual([
      202,
      '0-999',
      '1000',
      location,
    ]);
    const second = await patch(server.url, location, bytes.subarray(1000, 2000));
    expect([second.status, second.headers.range]).toEqual([202, '0-1999']);
    const last = await send(server.url, 'PUT', `${location}?digest=${digest}`, {
      body: bytes.subarray(2000),
      headers: { 'content-range': '2000-2999' },
    });
    expect([last.status, last.headers.location, last.headers['docker-content-digest']]).toEqual([
      201,
      `/v2/a/blobs/${digest}`,
      digest,
    ]);
    expect((await send(server.url, 'GET', `/v2/a/blobs/${digest}`)).body.equals(bytes)).toBe(true);
    expect((await send(server.url, 'GET', location)).code).toBe('BLOB_UPLOAD_UNKNOWN');
  });

  it('support sha512', async () => {
    await using server = await listen(new MemoryRegistry());
    const digest = digestOf('x', 'sha512');
    const { status, headers } = await send(server.url, 'POST', '/v2/a/blobs/uploads/?digest-algorithm=sha512');
    expect(status).toBe(202);
    const put = await send(server.url, 'PUT', `${String(headers.location)}?digest=${digest}`, { body: 'x' });
    expect([put.status, put.headers['docker-content-digest']]).toEqual([201, digest]);
    expect((await send(server.url, 'POST', '/v2/a/blobs/uploads/?digest-algorithm=md5')).code).toBe('DIGEST_INVALID');
  });

  it('reject chunks out of order with 416 and the current offset', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    await patch(server.url, location, 'abc', '0-2');
    for (const range of ['0-2', '4-6', '2-4']) {
      const late = await patch(server.url, location, 'def', range);
      expect([late.status, late.code, late.headers.range, late.headers.location]).toEqual([
        416,
        'RANGE_INVALID',
        '0-2',
        location,
      ]);
      expect(JSON.parse(late.body.toString())).toMatchObject({
        errors: [{ detail: { detail: { offset: 3 } } }],
      });
      const put = await send(server.url, 'PUT', `${location}?digest=${digestOf('abcdef')}`, {
        body: 'def',
        headers: { 'content-range': range },
      });
      expect(put.status).toBe(416);
    }
    expect((await patch(server.url, location, 'def', '3-9')).code).toBe('SIZE_INVALID');
    expect((await patch(server.url, location, 'def', 'nonsense')).status).toBe(416);
    const put = await send(server.url, 'PUT', `${location}?digest=${digestOf('abcdef')}`, {
      body: 'def',
      headers: { 'content-range': '3-5' },
    });
    expect(put.status).toBe(201);
  });

  it('accept chunks of any size, also of one byte', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    for (const [body, range] of [
      ['a', '0-0'],
      ['b', '1-1'],
      ['cde', '2-4'],
    ] as const) {
      const { status, headers } = await patch(server.url, location, body, range);
      expect([status, headers.range]).toEqual([202, `0-${range.split('-')[1]}`]);
    }
    const put = await send(server.url, 'PUT', `${location}?digest=${digestOf('abcdef')}`, {
      body: 'f',
      headers: { 'content-range': '5-5' },
    });
    expect(put.status).toBe(201);
  });

  it('end and store nothing when the digest does not match', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    const put = await send(server.url, 'PUT', `${location}?digest=${digestOf('other')}`, { body: 'this' });
    expect([put.status, put.code]).toEqual([400, 'DIGEST_INVALID']);
    expect((await send(server.url, 'GET', location)).code).toBe('BLOB_UPLOAD_UNKNOWN');
    expect((await send(server.url, 'HEAD', `/v2/a/blobs/${digestOf('this')}`)).status).toBe(404);
    const post = await send(server.url, 'POST', `/v2/a/blobs/uploads/?digest=${digestOf('other')}`, { body: 'this' });
    expect(post.code).toBe('DIGEST_INVALID');
    expect((await send(server.url, 'PUT', await beginUpload(server.url, 'a'), { body: 'x' })).code).toBe(
      'DIGEST_INVALID',
    );
  });

  it('are cancelled by DELETE', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    expect((await send(server.url, 'DELETE', location)).status).toBe(204);
    expect((await send(server.url, 'DELETE', location)).code).toBe('BLOB_UPLOAD_UNKNOWN');
  });

  it('mount a blob from a named or any repository, and otherwise start with 202', async () => {
    await using server = await listen(new MemoryRegistry());
    const digest = await pushBlob(server.url, 'source', Buffer.from('x'));
    const named = await send(server.url, 'POST', `/v2/a/blobs/uploads/?mount=${digest}&from=source`);
    expect([named.status, named.headers.location]).toEqual([201, `/v2/a/blobs/${digest}`]);
    expect((await send(server.url, 'POST', `/v2/b/blobs/uploads/?mount=${digest}`)).status).toBe(201);
    const absent = await send(server.url, 'POST', `/v2/b/blobs/uploads/?mount=${digestOf('absent')}&from=source`);
    expect([absent.status, absent.code]).toEqual([202, 'BLOB_UNKNOWN']);
    expect(
      (
        await send(server.url, 'PUT', `${String(absent.headers.location)}?digest=${digestOf('absent')}`, {
          body: 'absent',
        })
      ).status,
    ).toBe(201);
    expect((await send(server.url, 'POST', `/v2/b/blobs/uploads/?mount=${digest}&from=../source`)).code).toBe(
      'NAME_INVALID',
    );
    expect((await send(server.url, 'POST', '/v2/b/blobs/uploads/?mount=sha256:x&from=source')).code).toBe(
      'DIGEST_INVALID',
    );
  });

  it('have random ids of 128 bits that are valid only for the repository and user (SV-04)', async () => {
    const tokens = createTokenIssuer({ service: 'r' });
    await using server = await listen(new MemoryRegistry(), { tokens });
    const as = (user: string): Readonly<Record<string, string>> => {
      const access = ['a', 'b'].map((name) => ({
        type: 'repository' as const,
        name,
        actions: ['pull' as const, 'push' as const],
      }));
      return { authorization: `Bearer ${tokens.issue(user, access)}` };
    };
    const location = await beginUpload(server.url, 'a', as('ada'));
    const ids = new Set(await Promise.all(Array.from({ length: 20 }, () => beginUpload(server.url, 'a', as('ada')))));
    expect(ids.size).toBe(20);
    expect(location).toMatch(/\/uploads\/[0-9a-f]{32}$/);
    const invalid: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      [location.replace('/v2/a/', '/v2/b/'), as('ada')],
      [location, as('eve')],
      [location.slice(0, -1) + (location.endsWith('0') ? '1' : '0'), as('ada')],
    ];
    for (const [path, headers] of invalid) {
      for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
        const { status, code } = await send(server.url, method, `${path}?digest=${digestOf('evil')}`, {
          headers,
          body: 'evil',
        });
        expect([method, status, code]).toEqual([method, 404, 'BLOB_UPLOAD_UNKNOWN']);
      }
    }
    const mine = await send(server.url, 'GET', location, { headers: as('ada') });
    expect([mine.status, mine.headers['upload-offset']]).toEqual([204, '0']);
  });

  it('expire when they are idle, but not while bytes arrive (SV-04)', async () => {
    await using server = await listen(new MemoryRegistry(), { uploadIdleMs: 2500 });
    const idle = await beginUpload(server.url, 'a');
    const busy = await beginUpload(server.url, 'a');
    // All chunks take longer than the limit, and each one takes a small part of it.
    expect(await sendSlowly(server.url, busy, 10, 280)).toContain('202 Accepted');
    expect((await send(server.url, 'GET', idle)).code).toBe('BLOB_UPLOAD_UNKNOWN');
    expect((await send(server.url, 'PUT', `${busy}?digest=${digestOf('x'.repeat(10))}`)).status).toBe(201);
  });

  it('can be resumed after a restart only with the same session key (SV-04)', async () => {
    const registry = new MemoryRegistry();
    const sessionKey = randomBytes(32);
    const first = await listen(registry, { sessionKey });
    const location = await beginUpload(first.url, 'a');
    await patch(first.url, location, 'abc');
    const forged = `${location.slice(0, -4)}AAAA`;
    await first.close();
    await using second = await listen(registry, { sessionKey });
    expect((await send(second.url, 'GET', forged)).code).toBe('BLOB_UPLOAD_UNKNOWN');
    expect((await send(second.url, 'GET', location.replace('/v2/a/', '/v2/b/'))).code).toBe('BLOB_UPLOAD_UNKNOWN');
    const state = await send(second.url, 'GET', location);
    expect([state.status, state.headers['upload-offset']]).toEqual([204, '3']);
    expect((await send(second.url, 'PUT', `${location}?digest=${digestOf('abcdef')}`, { body: 'def' })).status).toBe(
      201,
    );
    await using third = await listen(registry, { sessionKey: randomBytes(32) });
    expect((await send(third.url, 'GET', location)).code).toBe('BLOB_UPLOAD_UNKNOWN');
  });

  it('reject one of two concurrent chunks for the same offset and never mix their bytes (SV-05)', async () => {
    const size = 16 * 1024 * 1024;
    const bodies = [Buffer.alloc(size, 'a'), Buffer.alloc(size, 'b')];
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    const replies = await Promise.all(bodies.map((body) => patch(server.url, location, body, `0-${size - 1}`)));
    const accepted = bodies[replies.findIndex((reply) => reply.status === 202)];
    expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([202, 416]);
    if (accepted === undefined) throw new Error('neither chunk was accepted');
    expect((await send(server.url, 'PUT', `${location}?digest=${digestOf(accepted)}`)).status).toBe(201);
  });

  it('reject a second concurrent request without an offset (SV-05)', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    const socket = await open(server.url);
    // The server reads the body when it sends 100 Continue.
    const fields = 'Host: localhost\r\nExpect: 100-continue\r\nContent-Length: 10';
    socket.write(`PATCH ${location} HTTP/1.1\r\n${fields}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    const responded = new Promise((resolve) => socket.once('data', resolve));
    socket.write('01234');
    const second = await patch(server.url, location, 'xxxxx');
    expect([second.status, second.code]).toEqual([409, 'BLOB_UPLOAD_INVALID']);
    expect((await send(server.url, 'PUT', `${location}?digest=${digestOf('01234')}`)).status).toBe(409);
    socket.write('56789');
    await responded;
    socket.destroy();
    expect((await send(server.url, 'PUT', `${location}?digest=${digestOf('0123456789')}`)).status).toBe(201);
  });

  it('get 429 above the limit', async () => {
    await using server = await listen(new MemoryRegistry(), { maxUploads: 2 });
    await beginUpload(server.url, 'a');
    const second = await beginUpload(server.url, 'a');
    const third = await send(server.url, 'POST', '/v2/a/blobs/uploads/');
    expect([third.status, third.code]).toEqual([429, 'TOOMANYREQUESTS']);
    await send(server.url, 'DELETE', second);
    await beginUpload(server.url, 'a');
  });

  it('get 413 above the size limit, with and without a length, and store nothing (SV-08)', async () => {
    await using server = await listen(new MemoryRegistry(), { maxBlobBytes: 1000 });
    const bytes = randomBytes(1001);
    const post = await send(server.url, 'POST', `/v2/a/blobs/uploads/?digest=${digestOf(bytes)}`, { body: bytes });
    expect([post.status, post.code]).toEqual([413, 'SIZE_LIMIT']);
    const location = await beginUpload(server.url, 'a');
    await patch(server.url, location, bytes.subarray(0, 600));
    expect((await patch(server.url, location, bytes.subarray(600))).status).toBe(413);
    expect(await sendSlowly(server.url, location, 401, 0)).toContain('413 ');
    await pushBlob(server.url, 'a', bytes.subarray(0, 1000));
  });

  it('end when they exceed the quota, and release their storage (SV-08)', async () => {
    const registry = new MemoryRegistry({ quota: 1024 * 1024 });
    await using server = await listen(registry);
    const bytes = randomBytes(900 * 1024);
    for (let round = 0; round < 3; round++) {
      const post = await send(server.url, 'POST', `/v2/a/blobs/uploads/?digest=${digestOf('x')}`, {
        body: randomBytes(4 * 1024 * 1024),
      });
      expect([post.status, post.code]).toEqual([413, 'QUOTA']);
    }
    await pushBlob(server.url, 'a', bytes);
  });

  it('release their storage when the registry cannot complete them', async () => {
    class Failing extends MemoryRegistry {
      override async pushBlobChunked(...args: Parameters<MemoryRegistry['pushBlobChunked']>): Promise<BlobWriter> {
        const commit = (): Promise<never> => Promise.reject(new OciError('UNAVAILABLE', 'the storage is busy'));
        return Object.assign(await super.pushBlobChunked(...args), { commit });
      }
    }
    const registry = new Failing({ quota: 1024 * 1024 });
    await using server = await listen(registry);
    const bytes = randomBytes(900 * 1024);
    for (let round = 0; round < 3; round++) {
      const location = await beginUpload(server.url, 'a');
      const put = await send(server.url, 'PUT', `${location}?digest=${digestOf(bytes)}`, { body: bytes });
      expect([put.status, put.code]).toEqual([503, 'UNAVAILABLE']);
    }
  });
});

/** Counts the writers that were opened and ended. */
class WriterCounter extends MemoryRegistry {
  open = 0;
  ended = 0;

  override async pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter> {
    const writer = await super.pushBlobChunked(repository, options);
    this.open++;
    const end =
      <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
      (...args: A): Promise<R> => {
        this.ended++;
        return work(...args);
      };
    const close = end(writer.close.bind(writer));
    const cancel = end(writer.cancel.bind(writer));
    return new Proxy(writer, {
      get: (target, key) => {
        if (key === 'close') return close;
        if (key === 'cancel') return cancel;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }
}

describe('disconnected clients', () => {
  it('commit nothing and leave no open writer after many incomplete PUT requests (SV-19)', async () => {
    const registry = new WriterCounter();
    const failures: unknown[] = [];
    await using server = await listen(registry, { onError: (error) => failures.push(error) });
    const digest = digestOf('0123456789');
    for (let round = 0; round < 4; round++) {
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          const location = await beginUpload(server.url, 'a');
          await disconnectMidway(server.url, `PUT ${location}?digest=${digest}`);
        }),
      );
    }
    await expect.poll(() => registry.ended).toBe(registry.open);
    expect([registry.open, registry.ended]).toEqual([200, 200]);
    expect((await send(server.url, 'HEAD', `/v2/a/blobs/${digest}`)).status).toBe(404);
    expect(failures).toEqual([]);
  });

  it('can resume after the last byte that they sent (SV-19)', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    await disconnectMidway(server.url, `PATCH ${location}`);
    const { headers } = await send(server.url, 'GET', location);
    expect(headers['upload-offset']).toBe('5');
    expect(
      (await send(server.url, 'PUT', `${location}?digest=${digestOf('01234 rest')}`, { body: ' rest' })).status,
    ).toBe(201);
  });

  it('leave no session after an incomplete POST (SV-19)', async () => {
    const registry = new WriterCounter();
    await using server = await listen(registry, { maxUploads: 1 });
    await disconnectMidway(server.url, `POST /v2/a/blobs/uploads/?digest=${digestOf('0123456789')}`);
    await expect.poll(() => registry.ended).toBe(1);
    // The limit is one upload, so the session of the incomplete POST has ended.
    await beginUpload(server.url, 'a');
    expect(JSON.parse((await send(server.url, 'GET', '/v2/_catalog')).body.toString())).toEqual({ repositories: [] });
  });

  it('get 408 when their body stalls, but not while it makes progress (SV-07)', async () => {
    await using server = await listen(new MemoryRegistry(), { stall: { bytes: 3, ms: 2000 } });
    const location = await beginUpload(server.url, 'a');
    // The total time exceeds the stall limit, but the body makes progress.
    expect(await sendSlowly(server.url, location, 30, 80)).toContain('202 Accepted');
    expect(await sendSlowly(server.url, location, 20, 1500)).toContain('408 ');
  });
});

describe('uploads', () => {
  it.each([
    ['0-9', '4\r\nabcd\r\n0\r\n\r\n', 4],
    ['0-4', '4\r\nabcd\r\n0\r\n\r\n', 4],
    ['0-3', '5\r\nabcde\r\n0\r\n\r\n', 0],
    ['0-99', '13\r\nlonger than maximum\r\n0\r\n\r\n', 0],
  ])(
    'are refused when a chunk of the range %s has another size, and report their offset',
    async (range, body, offset) => {
      await using server = await listen(new MemoryRegistry(), { maxBlobBytes: 10 });
      const location = await beginUpload(server.url, 'a');
      const head = `PATCH ${location} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n`;
      const reply = await sendRaw(server.url, `${head}Content-Range: ${range}\r\n\r\n${body}`);
      expect(statusOfRaw(reply)).toBeGreaterThanOrEqual(400);
      const { headers } = await send(server.url, 'GET', location);
      expect(headers['upload-offset']).toBe(String(offset));
    },
  );

  it.each(['PUT /v2/a/manifests/v1', 'POST /v2/a/blobs/uploads/?digest=DIGEST', 'PATCH UPLOAD'])(
    'are refused before their body is sent when it is too large: %s (SV-08)',
    async (line) => {
      await using server = await listen(new MemoryRegistry(), { maxBlobBytes: 1000 });
      const location = await beginUpload(server.url, 'a');
      const target = line.replace('DIGEST', digestOf('x')).replace('UPLOAD', location);
      const head = `${target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${mediaTypeImageManifest}\r\n`;
      const reply = await sendRaw(server.url, `${head}Content-Length: 100000000\r\n\r\n`);
      expect(statusOfRaw(reply)).toBe(413);
    },
  );

  it.each([10, 100, 1024])(
    'end with 408 when their body arrives below %i bytes per interval (SV-07)',
    async (bytes) => {
      await using server = await listen(new MemoryRegistry(), { stall: { bytes, ms: 300 } });
      const location = await beginUpload(server.url, 'a');
      // The body never stops completely.
      expect(await sendSlowly(server.url, location, 40, 50)).toContain('408 ');
    },
  );
});

/** Announces ten bytes, sends five, and closes the connection. */
async function disconnectMidway(base: string, line: string): Promise<void> {
  const socket = await open(base);
  socket.write(`${line} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n01234`);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  // Unlike a reset, this delivers the sent bytes to the server.
  socket.destroySoon();
  await closed;
}

/** Sends `count` bytes with PATCH in HTTP chunks of one byte. @returns the text of the reply */
async function sendSlowly(base: string, location: string, count: number, everyMs: number): Promise<string> {
  const socket = await open(base);
  const response: string[] = [];
  socket.on('data', (data) => {
    response.push(data.toString());
  });
  const responded = new Promise((resolve) => socket.once('data', resolve));
  socket.write(`PATCH ${location} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`);
  for (let sent = 0; sent < count && response.length === 0; sent++) {
    socket.write('1\r\nx\r\n');
    if (everyMs > 0) await sleep(everyMs);
  }
  if (response.length === 0) socket.write('0\r\n\r\n');
  await responded;
  socket.destroy();
  return response.join('');
}

async function open(base: string): Promise<Socket> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}
