import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  digestOf,
  maxManifestBytes,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
  type Digest,
} from '../../src/spec/index.ts';
import { expectCode, readAll } from '../contract/content.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { json, manifestWith, name, TestClient, wireError } from './test-client.ts';

const manifest = manifestWith('one');
const other = digestOf('something else');
const typed = { 'content-type': mediaTypeImageManifest };

describe('digests of manifests', () => {
  const headers = { absent: undefined, correct: manifest.digest, wrong: other, malformed: 'sha256:xyz' } as const;
  const sha512 = digestOf(manifest.bytes, 'sha512');

  for (const [kind, header] of Object.entries(headers)) {
    const all = header === undefined ? typed : { ...typed, 'docker-content-digest': header };
    const outcome = kind === 'wrong' ? 'DIGEST_MISMATCH' : kind === 'malformed' ? 'PROTOCOL' : undefined;

    it(`checks the digest for GET by digest with the header ${kind} (MF-01)`, async () => {
      await using server = await ScriptedServer.start();
      server.on('GET /v2/acme/bundle/manifests/*', { headers: all, body: manifest.bytes });
      await using client = new TestClient(server.origin);
      const work = client.registry.getManifest(name, manifest.digest);
      if (outcome !== undefined) await expectCode(work, outcome);
      else
        expect((await work).descriptor).toEqual({
          mediaType: mediaTypeImageManifest,
          digest: manifest.digest,
          size: manifest.bytes.byteLength,
        });
    });

    it(`checks the digest for GET by tag with the header ${kind} (MF-01)`, async () => {
      await using server = await ScriptedServer.start();
      server.on('GET /v2/acme/bundle/manifests/v1', { headers: all, body: manifest.bytes });
      await using client = new TestClient(server.origin);
      const work = client.registry.getTag(name, 'v1');
      if (outcome !== undefined) await expectCode(work, outcome);
      else
        expect((await work).descriptor).toEqual({
          mediaType: mediaTypeImageManifest,
          digest: manifest.digest,
          size: manifest.bytes.byteLength,
        });
    });

    it(`checks the digest for HEAD by digest with the header ${kind} (MF-01)`, async () => {
      await using server = await ScriptedServer.start();
      server
        .on('HEAD /v2/acme/bundle/manifests/*', {
          headers: { ...all, 'content-length': String(manifest.bytes.byteLength) },
        })
        .on('GET /v2/acme/bundle/manifests/*', { headers: typed, body: manifest.bytes });
      await using client = new TestClient(server.origin);
      const work = client.registry.resolveManifest(name, manifest.digest);
      if (outcome !== undefined) await expectCode(work, outcome);
      else
        expect(await work).toEqual({
          mediaType: mediaTypeImageManifest,
          digest: manifest.digest,
          size: manifest.bytes.byteLength,
        });
      // If the header is absent, the digest is computed from the content.
      expect(server.seen('GET *')).toHaveLength(kind === 'absent' ? 1 : 0);
    });
  }

  const described = { ...typed, 'content-length': String(manifest.bytes.byteLength) };
  const complete = { ...described, 'docker-content-digest': manifest.digest };
  const descriptor = { mediaType: mediaTypeImageManifest, digest: manifest.digest, size: manifest.bytes.byteLength };

  it('resolves a tag by one HEAD', async () => {
    await using server = await ScriptedServer.start();
    server.on('HEAD /v2/acme/bundle/manifests/v1', { headers: complete });
    await using client = new TestClient(server.origin);
    expect(await client.registry.resolveTag(name, 'v1')).toEqual(descriptor);
    expect(server.requests.map((request) => request.method)).toEqual(['HEAD']);
  });

  const unusable: readonly (readonly [string, Step])[] = [
    ['has no digest', { headers: described }],
    ['has no length', { headers: { ...typed, 'docker-content-digest': manifest.digest }, framing: 'close' }],
    ['has the length 0', { headers: { ...complete, 'content-length': '0' } }],
    ['has a gzip label', { headers: { ...complete, 'content-encoding': 'gzip' } }],
    ['is a web page', { headers: { ...complete, 'content-type': 'text/html' } }],
    ['is 400', { status: 400 }],
    ['is 405', { status: 405 }],
    ['is 501', { status: 501 }],
  ];
  it.each(unusable)('resolves a tag by GET when the response to HEAD %s', async (_title, step) => {
    await using server = await ScriptedServer.start();
    server.on('HEAD *', step).on('GET *', { headers: typed, body: manifest.bytes });
    await using client = new TestClient(server.origin);
    expect(await client.registry.resolveTag(name, 'v1')).toEqual(descriptor);
    expect(server.requests.map((request) => request.method)).toEqual(['HEAD', 'GET']);
  });

  it('reports a missing tag when the response to HEAD is 404, without a GET', async () => {
    await using server = await ScriptedServer.start();
    server.on('HEAD *', { status: 404 });
    await using client = new TestClient(server.origin);
    await expectCode(client.registry.resolveTag(name, 'v1'), 'MANIFEST_UNKNOWN');
    expect(server.requests).toHaveLength(1);
  });

  it("reports the registry's text when the registry refuses the tag", async () => {
    await using server = await ScriptedServer.start();
    const body = wireError('DENIED', 'the token may not read');
    server.on('HEAD *', { status: 403 }).on('GET *', { status: 403, headers: json, body });
    await using client = new TestClient(server.origin);
    const failure = await expectCode(client.registry.resolveTag(name, 'v1'), 'DENIED');
    expect(failure.message).toContain('the token may not read');
  });

  it('resolves a tag by GET after the wait that the response to HEAD requests', async () => {
    await using server = await ScriptedServer.start();
    server
      .on('HEAD *', { status: 429, headers: { 'retry-after': '60' } })
      .on('GET *', { headers: typed, body: manifest.bytes });
    await using client = new TestClient(server.origin);
    expect(await client.registry.resolveTag(name, 'v1')).toEqual(descriptor);
    expect(client.waits).toEqual([60_000]);
  });

  it.each([other, 'sha256:xyz'])('verifies the digest from the response to HEAD: %s (MF-01)', async (header) => {
    await using server = await ScriptedServer.start();
    server
      .on('HEAD *', { headers: { ...described, 'docker-content-digest': header } })
      .on('GET *', { headers: typed, body: manifest.bytes });
    await using client = new TestClient(server.origin);
    const work = client.registry.resolveTag(name, 'v1').then(({ digest }) => client.registry.getManifest(name, digest));
    await expectCode(work, 'DIGEST_MISMATCH', 'PROTOCOL');
  });

  it('computes the digest of the body for any header (MF-01)', async () => {
    for (const header of [manifest.digest, other]) {
      await using server = await ScriptedServer.start();
      server.on('GET *', { headers: { ...typed, 'docker-content-digest': header }, body: manifest.bytes });
      await using client = new TestClient(server.origin);
      const failure = await expectCode(client.registry.getManifest(name, other), 'DIGEST_MISMATCH');
      expect(failure.message).toContain(manifest.digest);
    }
  });

  it('resolves a digest by GET when HEAD returns neither length nor type (MF-01)', async () => {
    await using server = await ScriptedServer.start();
    server
      .on('HEAD *', { headers: { 'docker-content-digest': manifest.digest } })
      .on('GET *', { headers: { ...typed, 'docker-content-digest': manifest.digest }, body: manifest.bytes });
    await using client = new TestClient(server.origin);
    expect((await client.registry.resolveManifest(name, manifest.digest)).size).toBe(manifest.bytes.byteLength);
  });

  it('verifies the digest and the header with their own algorithms (MF-04)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: { ...typed, 'docker-content-digest': manifest.digest }, body: manifest.bytes });
    await using client = new TestClient(server.origin);
    expect((await client.registry.getManifest(name, sha512)).descriptor.digest).toBe(sha512);
    await expectCode(client.registry.getManifest(name, digestOf('x', 'sha512')), 'DIGEST_MISMATCH');
    server.on('GET *', { headers: { ...typed, 'docker-content-digest': other }, body: manifest.bytes });
    await expectCode(client.registry.getManifest(name, sha512), 'DIGEST_MISMATCH');
  });
});

describe('manifests', () => {
  it('returns the content of one GET for a tag (MF-02)', async () => {
    await using server = await ScriptedServer.start();
    const second = manifestWith('two');
    server.on('GET *', { headers: typed, body: manifest.bytes }, { headers: typed, body: second.bytes });
    await using client = new TestClient(server.origin);
    const reader = await client.registry.getTag(name, 'v1');
    expect(reader.descriptor.digest).toBe(manifest.digest);
    expect(digestOf(await readAll(reader))).toBe(manifest.digest);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.header('accept')).toContain(mediaTypeImageIndex);
  });

  it('rejects a malformed digest, tag or name without a request (MF-03)', async () => {
    await using server = await ScriptedServer.start();
    await using client = new TestClient(server.origin);
    const malformed = [
      'sha256:../../x',
      `sha256:${'A'.repeat(64)}`,
      `sha256:${'a'.repeat(63)}`,
      `sha256:${'a'.repeat(64)}\n`,
      `md5:${'a'.repeat(32)}`,
      `sha1:${'a'.repeat(40)}`,
      'v1',
    ];
    for (const bad of malformed as unknown as readonly Digest[]) {
      await expectCode(client.registry.getManifest(name, bad), 'DIGEST_INVALID');
      await expectCode(client.registry.getBlob(name, bad), 'DIGEST_INVALID');
      await expectCode(client.registry.deleteManifest(name, bad), 'DIGEST_INVALID');
      await expectCode(Array.fromAsync(client.registry.referrers(name, bad)), 'DIGEST_INVALID');
    }
    await expectCode(client.registry.getTag(name, '../../x'), 'TAG_INVALID');
    await expectCode(client.registry.getTag('../x', 'v1'), 'NAME_INVALID');
    await expectCode(client.registry.mountBlob('A', name, other), 'NAME_INVALID');
    expect(server.requests).toHaveLength(0);
  });

  it('rejects a descriptor with an invalid size (MF-05)', async () => {
    for (const size of ['-1', '1.5', '"1"', '1e400', '9007199254740993']) {
      await using server = await ScriptedServer.start();
      const text = manifest.text.replace('"size":2', `"size":${size}`);
      server.on('GET *', { headers: typed, body: text });
      await using client = new TestClient(server.origin);
      await expectCode(client.registry.getManifest(name, digestOf(text)), 'MANIFEST_INVALID');
    }
  });

  it('rejects a manifest larger than 4 MiB, with or without a length header, and accepts 4 MiB (MF-06)', async () => {
    const piece = new Uint8Array(65_536).fill(0x20);
    let sent = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      for (;;) {
        sent += piece.byteLength;
        yield piece;
      }
    };
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: typed, body: endless, framing: 'chunked' });
    await using client = new TestClient(server.origin);
    const before = process.memoryUsage.rss();
    await expectCode(client.registry.getTag(name, 'v1'), 'SIZE_LIMIT');
    expect(sent).toBeLessThan(maxManifestBytes * 4);
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);

    const padded = `${manifest.text}${' '.repeat(maxManifestBytes - manifest.bytes.byteLength)}`;
    server.on('GET *', { headers: typed, body: padded });
    expect((await client.registry.getTag(name, 'v1')).descriptor.size).toBe(maxManifestBytes);
    server.on('GET *', { headers: typed, body: `${padded} ` });
    await expectCode(client.registry.getTag(name, 'v1'), 'SIZE_LIMIT');
  });

  const contradictory: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
    ['a header that the body contradicts', mediaTypeImageIndex, {}],
    ['an image manifest with manifests', mediaTypeImageManifest, { manifests: [] }],
    ['an index with layers', mediaTypeImageIndex, { mediaType: mediaTypeImageIndex, manifests: [], config: undefined }],
    ['a body with another media type', mediaTypeImageManifest, { mediaType: 'application/vnd.example' }],
  ];
  for (const [title, contentType, more] of contradictory) {
    it(`rejects ${title} (MF-07)`, async () => {
      const body = manifestWith('x', more);
      await using server = await ScriptedServer.start();
      server.on('GET *', { headers: { 'content-type': contentType }, body: body.bytes });
      await using client = new TestClient(server.origin);
      await expectCode(client.registry.getManifest(name, body.digest), 'MANIFEST_INVALID');
    });
  }

  const types: readonly (readonly [string, Step['headers'], string])[] = [
    ['with parameters', { 'content-type': `${mediaTypeImageManifest}; charset=utf-8` }, mediaTypeImageManifest],
    ['in upper case', { 'content-type': mediaTypeImageManifest.toUpperCase() }, mediaTypeImageManifest],
    ['that is absent', {}, mediaTypeImageManifest],
    ['that is generic', { 'content-type': 'application/json' }, mediaTypeImageManifest],
  ];
  for (const [title, headers, expected] of types) {
    it(`accepts a content type ${title} (MF-08)`, async () => {
      await using server = await ScriptedServer.start();
      server.on('GET *', { headers, body: manifest.bytes }).on('HEAD *', {
        headers: [
          ...Object.entries(headers ?? {}),
          ['docker-content-digest', manifest.digest],
          ['content-length', String(manifest.bytes.byteLength)],
        ] as const,
      });
      await using client = new TestClient(server.origin);
      expect((await client.registry.getTag(name, 'v1')).descriptor.mediaType).toBe(expected);
      expect((await client.registry.resolveManifest(name, manifest.digest)).mediaType).toBe(expected);
    });
  }

  it('rejects an ambiguous manifest without a type (MF-08)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body: '{"schemaVersion":2}' });
    await using client = new TestClient(server.origin);
    await expectCode(client.registry.getTag(name, 'v1'), 'MANIFEST_INVALID');
  });

  it('rejects a web page (MF-09)', async () => {
    await using server = await ScriptedServer.start();
    server
      .on('GET /v2/*', { status: 307, headers: { location: '/login' } })
      .on('GET /login', { headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>Log in</html>' });
    await using client = new TestClient(server.origin);
    const { registry } = client;
    const calls = [
      () => registry.getTag(name, 'v1'),
      () => registry.getManifest(name, manifest.digest),
      () => Array.fromAsync(registry.tags(name)),
    ];
    for (const call of calls) {
      const failure = await expectCode(call(), 'PROTOCOL');
      expect(failure.message).toContain('a web page (text/html) instead of a registry response');
      expect(failure.message).not.toContain('Log in');
    }
  });

  it('accepts a manifest with a gzip label, encoded or not (RD-08)', async () => {
    const label = { ...typed, 'content-encoding': 'gzip' };
    await using server = await ScriptedServer.start();
    server
      .on('GET */manifests/encoded', {
        headers: { ...label, 'docker-content-digest': manifest.digest },
        body: gzipSync(manifest.bytes),
      })
      .on('GET */manifests/silent', { headers: label, body: gzipSync(manifest.bytes) })
      .on('GET */manifests/raw', { headers: label, body: manifest.bytes })
      .on('GET */manifests/bomb', { headers: label, body: gzipSync(new Uint8Array(maxManifestBytes + 1)) })
      .on('GET */manifests/sha256:*', { headers: label, body: gzipSync('other') });
    await using client = new TestClient(server.origin);
    for (const tag of ['encoded', 'silent', 'raw']) {
      const reader = await client.registry.getTag(name, tag);
      expect(reader.descriptor.digest).toBe(manifest.digest);
      expect(Buffer.compare(await readAll(reader), manifest.bytes)).toBe(0);
    }
    await expectCode(client.registry.getTag(name, 'bomb'), 'MANIFEST_INVALID');
    const failure = await expectCode(client.registry.getManifest(name, manifest.digest), 'DIGEST_MISMATCH');
    expect(failure.message).toContain('Content-Encoding "gzip"');
    expect(server.requests[0]?.header('accept-encoding')).toBe('identity');
  });

  it('requests a truncated manifest again (DL-01)', async () => {
    await using server = await ScriptedServer.start();
    server.on(
      'GET *',
      { headers: typed, body: manifest.bytes, cutAt: 20 },
      { status: 503 },
      { headers: typed, body: manifest.bytes },
    );
    await using client = new TestClient(server.origin);
    expect((await client.registry.getTag(name, 'v1')).descriptor.digest).toBe(manifest.digest);
    expect(server.requests).toHaveLength(3);
  });

  it('counts failed connections and error responses together (DL-10)', async () => {
    await using server = await ScriptedServer.start();
    server.on(
      'GET *',
      { headers: typed, body: manifest.bytes, cutAt: 20 },
      { status: 503 },
      { headers: typed, body: manifest.bytes, cutAt: 1 },
      { status: 503 },
    );
    await using client = new TestClient(server.origin, { attempts: 4 });
    const failure = await expectCode(client.registry.getTag(name, 'v1'), 'UNAVAILABLE');
    expect(failure.message).toContain('given up after 4 attempts');
    expect(server.requests).toHaveLength(4);
    expect(client.waits).toEqual([500, 1000, 2000]);
    const reasons = client.events.flatMap((event) => (event.kind === 'retry' ? [event.reason] : []));
    expect(reasons).toHaveLength(3);
    // The event has method and URL in other fields.
    expect(reasons[0]).toMatch(/^the response ended after 20 of \d+ bytes: [^;]+$/);
  });
});

describe('a manifest whose blob the registry does not know', () => {
  const unknown = { status: 400, body: wireError('MANIFEST_BLOB_UNKNOWN') };

  it('is sent once more, because another client may store the same blob at this moment', async () => {
    await using server = await ScriptedServer.start();
    server.on('PUT /v2/acme/bundle/manifests/*', unknown, { status: 201 });
    await using client = new TestClient(server.origin, { attempts: 5 });
    await client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest);
    expect(server.requests).toHaveLength(2);
  });

  it('is refused after two requests', async () => {
    await using server = await ScriptedServer.start();
    server.on('PUT /v2/acme/bundle/manifests/*', unknown, unknown, { status: 201 });
    await using client = new TestClient(server.origin, { attempts: 5 });
    await expectCode(
      client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest),
      'MANIFEST_BLOB_UNKNOWN',
    );
    expect(server.requests).toHaveLength(2);
  });
});
