import { describe, expect, it } from 'vitest';
import { once, type Body } from '../../src/streams/index.ts';
import { digestOf, OciError } from '../../src/spec/index.ts';
import { blobOf, expectCode, noise, pieces } from '../contract/content.ts';
import { CertificateAuthority, ScriptedServer, type Step } from '../faults/kit/index.ts';
import { countedBody, json, name, pushTo, TestClient, wireError } from './test-client.ts';
import { UploadRegistry } from './upload-registry.ts';

const blob = blobOf(noise(300_000, 1));
const { digest, size } = blob.descriptor;

describe('blob uploads', () => {
  it('sends POST and one PUT to exactly the given URL, with a length and without Content-Range (UP-04)', async () => {
    await using registry = await UploadRegistry.start();
    await using client = await pushTo(registry.server.origin, blob);
    expect(client.waits).toEqual([]);
    expect(registry.server.requests.map((request) => request.method)).toEqual(['HEAD', 'POST', 'PUT']);
    const [, post, put] = registry.server.requests;
    expect(post?.header('content-length')).toBe('0');
    expect(put?.target).toBe(`/upload/1?state=a%2Bb&digest=${encodeURIComponent(digest)}`);
    expect([
      put?.header('content-length'),
      put?.header('content-type'),
      put?.header('content-range'),
      put?.header('transfer-encoding'),
    ]).toEqual([String(size), 'application/octet-stream', undefined, undefined]);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
  });

  it('sends the name of the digest algorithm unless it is sha256', async () => {
    await using registry = await UploadRegistry.start();
    await using client = new TestClient(registry.server.origin);
    const long = blobOf('content', 'sha512');
    await client.registry.pushBlob(name, long.descriptor, () => once(long.bytes));
    expect(registry.server.seen('POST *')[0]?.query.get('digest-algorithm')).toBe('sha512');
    expect(registry.blobs.has(long.descriptor.digest)).toBe(true);
  });

  const refusals: readonly (readonly [number, string, 'QUOTA' | 'UNAUTHORIZED' | 'DENIED'])[] = [
    [413, 'QUOTA', 'QUOTA'],
    [401, 'UNAUTHORIZED', 'UNAUTHORIZED'],
    [403, 'DENIED', 'DENIED'],
    [413, 'DENIED', 'DENIED'],
  ];
  for (const [status, code, expected] of refusals) {
    it(`stops sending the body when the registry answers ${status} ${code} (UP-07)`, async () => {
      const big = blobOf(noise(16 * 1024 * 1024, 2));
      await using registry = await UploadRegistry.start();
      registry.server.on('PUT /upload/*', {
        status,
        headers: json,
        body: wireError(code, 'the quota of acme is used up'),
        at: 65_536,
      });
      await using client = new TestClient(registry.server.origin);
      let bytesRead = 0;
      const body: Body = async function* () {
        for await (const piece of pieces(big.bytes, 65_536)) {
          bytesRead += piece.byteLength;
          yield piece;
        }
      };
      const failure = await expectCode(client.registry.pushBlob(name, big.descriptor, body), expected);
      expect(failure.status).toBe(status);
      expect(failure.message).toContain('the quota of acme is used up');
      expect(bytesRead).toBeLessThan(12 * 1024 * 1024);
      expect(registry.count('PUT')).toBe(1);
      expect(registry.sessions.size).toBe(0);
    });
  }

  it('opens the body for each attempt (UP-08)', async () => {
    await using registry = await UploadRegistry.start();
    let puts = 0;
    registry.server.on('PUT /upload/*', (request) => (++puts === 1 ? { status: 503 } : registry.put(request)));
    await using client = new TestClient(registry.server.origin);
    const counted = countedBody(blob);
    await client.registry.pushBlob(name, blob.descriptor, counted.body);
    expect(counted.opened).toBe(2);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
  });

  it('rejects a body with another size, and throws errors of the body unchanged (UP-08)', async () => {
    await using registry = await UploadRegistry.start();
    await using client = new TestClient(registry.server.origin);
    for (const bytes of [blob.bytes.subarray(1), noise(size + 1, 1), new Uint8Array()]) {
      await expectCode(
        client.registry.pushBlob(name, blob.descriptor, () => pieces(bytes, 10_000)),
        'SIZE_INVALID',
      );
    }
    const failing: Body = async function* () {
      yield blob.bytes.subarray(0, 1000);
      throw new OciError('FILE_CHANGED', 'it changed while it was read');
    };
    await expectCode(client.registry.pushBlob(name, blob.descriptor, failing), 'FILE_CHANGED');
    // The source of a copy throws this error after its own attempts.
    const broken: Body = async function* () {
      yield blob.bytes.subarray(0, 1000);
      throw new OciError('UNREACHABLE', 'the source is gone');
    };
    await expectCode(client.registry.pushBlob(name, blob.descriptor, broken), 'UNREACHABLE');
    expect([registry.blobs.size, registry.sessions.size, client.waits.length]).toEqual([0, 0, 0]);
  });

  const heads: readonly (readonly [string, Step])[] = [
    ['200 with another size', { headers: { 'content-length': '5' } }],
    ['200 without a size', { framing: 'close' }],
    ['200 with a web page', { headers: { 'content-type': 'text/html', 'content-length': String(size) } }],
    [
      '200 with another digest',
      { headers: { 'docker-content-digest': digestOf('x'), 'content-length': String(size) } },
    ],
    ['403', { status: 403 }],
    ['405', { status: 405 }],
    ['500', { status: 500 }],
    ['204', { status: 204 }],
    ['a redirect to a missing resource', { status: 307, headers: { location: '/nowhere' } }],
    ['a redirect loop', { status: 307, headers: { location: `/v2/${name}/blobs/${digest}` } }],
  ];
  for (const [title, step] of heads) {
    it(`sends the blob when HEAD returns ${title} (UP-09)`, async () => {
      await using registry = await UploadRegistry.start();
      registry.server.on('HEAD /v2/*', step);
      await using client = await pushTo(registry.server.origin, blob);
      expect(client.waits).toEqual([]);
      expect(registry.blobs.size).toBe(1);
    });
  }

  it('does not upload a blob when HEAD returns 200 with exactly its size (UP-09)', async () => {
    await using registry = await UploadRegistry.start();
    registry.blobs.set(digest, Buffer.from(blob.bytes));
    await using client = await pushTo(registry.server.origin, blob);
    expect(client.waits).toEqual([]);
    expect(registry.server.requests.map((request) => request.method)).toEqual(['HEAD']);
  });

  it('rejects a success with another digest (UP-10)', async () => {
    for (const header of [digestOf('x'), 'sha256:xyz']) {
      await using registry = await UploadRegistry.start();
      registry.server.on('PUT /upload/*', { status: 201, headers: { 'docker-content-digest': header } });
      await using client = new TestClient(registry.server.origin);
      await expectCode(
        client.registry.pushBlob(name, blob.descriptor, countedBody(blob).body),
        'DIGEST_MISMATCH',
        'PROTOCOL',
      );
    }
  });

  it('accepts another successful status only when the registry has the blob (UP-10)', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT /upload/*', { status: 200, body: '<html>' });
    await using client = new TestClient(registry.server.origin);
    await expectCode(client.registry.pushBlob(name, blob.descriptor, countedBody(blob).body), 'PROTOCOL');
    registry.server.on('PUT /upload/*', (request) => ({ ...registry.put(request), status: 204 }));
    await client.registry.pushBlob(name, blob.descriptor, countedBody(blob).body);
  });

  it('stops immediately and cancels the session when it is aborted (UP-11)', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT /upload/*', { silent: true });
    const stop = new AbortController();
    const body: Body = async function* () {
      yield blob.bytes.subarray(0, 100_000);
      stop.abort();
      await new Promise(() => undefined);
    };
    await using client = new TestClient(registry.server.origin);
    await expectCode(client.registry.pushBlob(name, blob.descriptor, body, { signal: stop.signal }), 'ABORTED');
    expect([registry.count('DELETE'), registry.sessions.size, registry.count('PUT')]).toEqual([1, 0, 1]);
  });

  it('waits at most two seconds for the response to DELETE (UP-11)', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT /upload/*', { status: 400 }).on('DELETE /upload/*', { silent: true });
    await using client = new TestClient(registry.server.origin);
    // Without the limit, the push never ends.
    await expectCode(client.registry.pushBlob(name, blob.descriptor, countedBody(blob).body), 'BLOB_UPLOAD_INVALID');
    expect(registry.count('DELETE')).toBe(1);
  });

  const posts: readonly (readonly [
    string,
    Step,
    readonly ('PROTOCOL' | 'REDIRECT_REFUSED' | 'NAME_UNKNOWN' | 'UNSUPPORTED')[],
  ])[] = [
    ['200', { status: 200 }, ['PROTOCOL']],
    ['201', { status: 201, headers: { location: '/upload/1' } }, ['PROTOCOL']],
    ['204', { status: 204 }, ['PROTOCOL']],
    ['202 without Location', { status: 202 }, ['PROTOCOL']],
    ['202 with an empty Location', { status: 202, headers: { location: '' } }, ['PROTOCOL']],
    ['a web page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }, ['PROTOCOL']],
    ['404', { status: 404 }, ['NAME_UNKNOWN']],
    ['405', { status: 405 }, ['UNSUPPORTED']],
  ];
  for (const [title, step, codes] of posts) {
    it(`throws a typed error when the registry answers the POST with ${title} (UP-15)`, async () => {
      await using registry = await UploadRegistry.start();
      registry.server.on('POST *', step);
      await using client = new TestClient(registry.server.origin);
      await expectCode(client.registry.pushBlob(name, blob.descriptor, countedBody(blob).body), ...codes);
      expect(registry.count('PUT')).toBe(0);
    });
  }

  it('refuses a Location on another origin in any notation (RD-01, RD-02)', async () => {
    await using sink = await ScriptedServer.start();
    const host = sink.origin.host;
    for (const location of [
      `http://${host}/x`,
      `//${host}/x`,
      `/\\${host}/x`,
      `/\t/${host}/x`,
      `https://${host}/x`,
      `http://user@${host}/x`,
    ]) {
      await using registry = await UploadRegistry.start();
      registry.server.on('POST *', { status: 202, headers: { location } });
      await using client = new TestClient(registry.server.origin);
      await expectCode(client.registry.pushBlob(name, blob.descriptor, countedBody(blob).body), 'REDIRECT_REFUSED');
    }
    expect(sink.connections).toBe(0);
  });

  it('follows a Location on another https host with allowForeignUploads (RD-01)', async () => {
    const authority = new CertificateAuthority();
    await using storage = await ScriptedServer.start({ tls: authority.issue() });
    await using registry = await UploadRegistry.start();
    registry.server.on('POST *', { status: 202, headers: { location: storage.url('/put?sig=abc').href } });
    storage.on('PUT *', { status: 201 });
    await using client = new TestClient(registry.server.origin, { allowForeignUploads: true }, { ca: authority.cert });
    await client.registry.pushBlob(name, blob.descriptor, countedBody(blob).body);
    expect(storage.requests[0]?.target).toBe(`/put?sig=abc&digest=${encodeURIComponent(digest)}`);
    expect(storage.requests[0]?.bodySize).toBe(size);
  });
});
