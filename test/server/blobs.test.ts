import { hashSync } from 'bcryptjs';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { blobReader, type BlobReader } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { parseChunkRange, parseRange } from '../../src/server/range.ts';
import { descriptorOf, digestOf, OciError } from '../../src/spec/index.ts';
import { basic, pushBlob, pushManifest, send } from './requests.ts';

describe('blobs', () => {
  it('replies to inner, open, suffix, overlong, reversed, outside, multiple and invalid ranges (SV-16)', async () => {
    await using server = await listen(new MemoryRegistry());
    const bytes = randomBytes(2048);
    const digest = await pushBlob(server.url, 'a', bytes);
    const table: readonly (readonly [string, number, Uint8Array | undefined, string | undefined])[] = [
      ['bytes=500-1499', 206, bytes.subarray(500, 1500), 'bytes 500-1499/2048'],
      ['bytes=500-', 206, bytes.subarray(500), 'bytes 500-2047/2048'],
      ['bytes=-500', 206, bytes.subarray(1548), 'bytes 1548-2047/2048'],
      ['bytes=-5000', 206, bytes, 'bytes 0-2047/2048'],
      ['bytes=2000-5000', 206, bytes.subarray(2000), 'bytes 2000-2047/2048'],
      ['bytes=0-0', 206, bytes.subarray(0, 1), 'bytes 0-0/2048'],
      ['bytes=2047-99999999999999999999', 206, bytes.subarray(2047), 'bytes 2047-2047/2048'],
      ['bytes=500-0', 416, undefined, 'bytes */2048'],
      ['bytes=2048-', 416, undefined, 'bytes */2048'],
      ['bytes=5000-10000', 416, undefined, 'bytes */2048'],
      ['bytes=-0', 416, undefined, 'bytes */2048'],
      ['bytes=99999999999999999999-', 416, undefined, 'bytes */2048'],
      ['bytes=0-1,5-6', 200, bytes, undefined],
      ['bytes=-', 200, bytes, undefined],
      ['lines=1-2', 200, bytes, undefined],
      ['bytes=a-b', 200, bytes, undefined],
    ];
    for (const [range, status, body, contentRange] of table) {
      const response = await send(server.url, 'GET', `/v2/a/blobs/${digest}`, { headers: { range } });
      expect([range, response.status, response.headers['content-range']]).toEqual([range, status, contentRange]);
      if (body !== undefined) {
        expect(response.body.equals(body)).toBe(true);
        expect(response.headers['content-length']).toBe(String(body.byteLength));
      }
    }
    const stale = await send(server.url, 'GET', `/v2/a/blobs/${digest}`, {
      headers: { range: 'bytes=0-1', 'if-range': '"else"' },
    });
    expect([stale.status, stale.body.byteLength]).toEqual([200, 2048]);
  });

  it('rejects every range of an empty blob (SV-16)', async () => {
    await using server = await listen(new MemoryRegistry());
    const digest = await pushBlob(server.url, 'a', new Uint8Array());
    expect((await send(server.url, 'GET', `/v2/a/blobs/${digest}`)).status).toBe(200);
    for (const range of ['bytes=0-', 'bytes=0-0', 'bytes=-1']) {
      const { status, headers } = await send(server.url, 'GET', `/v2/a/blobs/${digest}`, { headers: { range } });
      expect([range, status, headers['content-range']]).toEqual([range, 416, 'bytes */0']);
    }
  });

  it('sends blobs as plain bytes with nosniff (SV-17)', async () => {
    await using server = await listen(new MemoryRegistry());
    const digest = await pushBlob(server.url, 'a', Buffer.from('<script>alert(1)</script>'));
    for (const method of ['GET', 'HEAD']) {
      const { headers } = await send(server.url, method, `/v2/a/blobs/${digest}`);
      expect(headers['content-type']).toBe('application/octet-stream');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['docker-content-digest']).toBe(digest);
      expect(headers['docker-distribution-api-version']).toBe('registry/2.0');
      expect(headers['content-length']).toBe('25');
    }
  });

  it('replies 304 to a client that has the blob', async () => {
    await using server = await listen(new MemoryRegistry());
    const digest = await pushBlob(server.url, 'a', Buffer.from('x'));
    const { status, body } = await send(server.url, 'GET', `/v2/a/blobs/${digest}`, {
      headers: { 'if-none-match': `"${digest}"` },
    });
    expect([status, body.byteLength]).toEqual([304, 0]);
  });

  it('replies 404 and not 304 to a conditional request for missing content (SV-12)', async () => {
    const registry = new MemoryRegistry();
    await using server = await listen(registry);
    const deleted = await pushBlob(server.url, 'a', Buffer.from('x'));
    await registry.deleteBlob('a', deleted);
    const present = await pushBlob(server.url, 'a', Buffer.from('y'));
    const manifest = (await pushManifest(server.url, 'a', 'one')).descriptor.digest;
    await registry.deleteManifest('a', manifest);
    const absent = digestOf('absent');
    for (const [path, digest] of [
      [`a/blobs/${deleted}`, deleted],
      [`a/blobs/${absent}`, absent],
      [`b/blobs/${present}`, present],
      [`a/manifests/${manifest}`, manifest],
      [`a/manifests/${absent}`, absent],
      [`b/manifests/${manifest}`, manifest],
      ['a/manifests/v1', manifest],
    ] as const) {
      for (const method of ['GET', 'HEAD']) {
        for (const headers of [{}, { range: 'bytes=0-0' }]) {
          const { status, headers: replied } = await send(server.url, method, `/v2/${path}`, {
            headers: { 'if-none-match': `"${digest}"`, ...headers },
          });
          expect([method, path, status, replied.etag, replied['docker-content-digest']]).toEqual([
            method,
            path,
            404,
            undefined,
            undefined,
          ]);
        }
      }
    }
  });

  it('replies to a conditional request only to users who may pull (SV-12)', async () => {
    const registry = new MemoryRegistry();
    await using unprotected = await listen(registry);
    const blob = await pushBlob(unprotected.url, 'private', Buffer.from('x'));
    const manifest = (await pushManifest(unprotected.url, 'private', 'one')).descriptor.digest;
    await using server = await listen(registry, {
      htpasswd: ['eve', 'root'].map((user) => `${user}:${hashSync('pw', 4)}`).join('\n'),
      authorize: (user, { name }) => user === 'root' || name === 'mine',
    });
    for (const [kind, digest] of [
      ['blobs', blob],
      ['manifests', manifest],
    ] as const) {
      for (const method of ['GET', 'HEAD']) {
        const status = async (repository: string, user: Readonly<Record<string, string>>): Promise<number> =>
          (
            await send(server.url, method, `/v2/${repository}/${kind}/${digest}`, {
              headers: { 'if-none-match': `"${digest}"`, ...user },
            })
          ).status;
        expect([
          await status('private', basic('root', 'pw')),
          await status('private', basic('eve', 'pw')),
          await status('mine', basic('eve', 'pw')),
          await status('private', {}),
        ]).toEqual([304, 403, 404, 401]);
      }
    }
  });

  it('deletes a blob', async () => {
    await using server = await listen(new MemoryRegistry());
    const digest = await pushBlob(server.url, 'a', Buffer.from('x'));
    // An empty repository would disappear.
    await pushBlob(server.url, 'a', Buffer.from('y'));
    expect((await send(server.url, 'DELETE', `/v2/a/blobs/${digest}`)).status).toBe(202);
    const after = await send(server.url, 'GET', `/v2/a/blobs/${digest}`);
    expect([after.status, after.code]).toEqual([404, 'BLOB_UNKNOWN']);
    expect((await send(server.url, 'DELETE', `/v2/a/blobs/${digest}`)).code).toBe('BLOB_UNKNOWN');
  });

  it('rejects an invalid digest before it calls the registry (SV-03)', async () => {
    await using server = await listen(new MemoryRegistry());
    const bad = [
      'sha256:baddigeststring',
      `sha256:${'A'.repeat(64)}`,
      `md5:${'0'.repeat(32)}`,
      `sha256:${'a'.repeat(63)}`,
      `sha512:${'a'.repeat(64)}`,
      `sha256:${'a'.repeat(64)}%0a`,
      'latest',
    ];
    for (const digest of bad) {
      for (const method of ['GET', 'HEAD', 'DELETE']) {
        const { status } = await send(server.url, method, `/v2/a/blobs/${digest}`);
        expect([digest, status]).toEqual([digest, 400]);
      }
    }
    expect((await send(server.url, 'GET', '/v2/a/manifests/sha256:bad')).code).toBe('DIGEST_INVALID');
    expect((await send(server.url, 'GET', '/v2/a/referrers/sha256:bad')).code).toBe('DIGEST_INVALID');
    expect((await send(server.url, 'POST', '/v2/a/blobs/uploads/?digest=sha256:bad', { body: 'x' })).code).toBe(
      'DIGEST_INVALID',
    );
    expect(JSON.parse((await send(server.url, 'GET', '/v2/_catalog')).body.toString())).toEqual({ repositories: [] });
  });

  it('reports a damaged blob instead of sending it', async () => {
    const content = Buffer.from('expected content');
    class Damaged extends MemoryRegistry {
      override async getBlob(): Promise<BlobReader> {
        const descriptor = descriptorOf('application/octet-stream', content);
        async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
          yield* once(content);
          throw new OciError('DIGEST_MISMATCH', 'damaged');
        }
        return blobReader(descriptor, broken());
      }
    }
    await using server = await listen(new Damaged());
    const { status, code } = await send(server.url, 'GET', `/v2/a/blobs/${digestOf(content)}`);
    expect([status, code]).toEqual([400, 'DIGEST_MISMATCH']);
  });
});

describe('range headers', () => {
  it('parses the forms of Range', () => {
    expect(parseRange(undefined)).toEqual({ kind: 'whole' });
    expect(parseRange('bytes=1-2')).toEqual({ kind: 'from', start: 1, end: 3 });
    expect(parseRange('bytes= 1-2 ')).toEqual({ kind: 'from', start: 1, end: 3 });
  });

  it('parses the forms of Content-Range, and rejects invalid ones', () => {
    expect(parseChunkRange('0-9')).toEqual({ start: 0, last: 9 });
    expect(parseChunkRange('bytes 0-9/10')).toEqual({ start: 0, last: 9 });
    expect(parseChunkRange('bytes=0-9')).toEqual({ start: 0, last: 9 });
    for (const bad of ['9-0', '-1', 'x', '0-', '1-2-3', '0-99999999999999999999'])
      expect(() => parseChunkRange(bad)).toThrow(OciError);
  });
});
