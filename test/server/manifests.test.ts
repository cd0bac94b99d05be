import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { type BlobReader, blobReader } from '../../src/registry/index.ts';
import { once } from '../../src/streams/index.ts';
import { listen } from '../../src/server/index.ts';
import {
  descriptorOf,
  digestOf,
  encodeJson,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
  type Digest,
} from '../../src/spec/index.ts';
import { send, prepareManifest, pushBlob, pushManifest, sendRaw, statusOfRaw, type Reply } from './requests.ts';

function put(
  base: string,
  reference: string,
  body: Uint8Array | string,
  type = mediaTypeImageManifest,
): Promise<Reply> {
  return send(base, 'PUT', `/v2/a/manifests/${reference}`, {
    body,
    headers: type === '' ? {} : { 'content-type': type },
  });
}

/** A registry that does not distinguish blobs from manifests. */
class UntypedRegistry extends MemoryRegistry {
  reads = 0;

  override async getManifest(_repository: string, digest: Digest): Promise<BlobReader> {
    return blobReader({ mediaType: 'application/octet-stream', digest, size: 2 ** 30 }, this.#content());
  }

  async *#content(): AsyncGenerator<Uint8Array, void, undefined> {
    this.reads++;
    yield new Uint8Array(1024);
  }
}

describe('manifests', () => {
  it('are stored unchanged and served by tag and digest', async () => {
    await using server = await listen(new MemoryRegistry());
    const manifest = await prepareManifest(server.url, 'a', 'x');
    // White space and characters of two, three and four bytes must be preserved.
    const text = Buffer.from(manifest.bytes).toString().replace('"salt":"x"', '"salt":"ü€😀"');
    const spaced = Buffer.from(`${text} \n`);
    const digest = digestOf(spaced);
    const stored = await put(server.url, 'v1', spaced, `${mediaTypeImageManifest}; charset=utf-8`);
    expect([
      stored.status,
      stored.headers.location,
      stored.headers['docker-content-digest'],
      stored.headers['oci-tag'],
    ]).toEqual([201, `/v2/a/manifests/${digest}`, digest, 'v1']);
    for (const reference of ['v1', digest]) {
      const response = await send(server.url, 'GET', `/v2/a/manifests/${reference}`);
      expect([response.status, response.headers['content-type'], response.headers['docker-content-digest']]).toEqual([
        200,
        mediaTypeImageManifest,
        digest,
      ]);
      expect(response.body.equals(spaced)).toBe(true);
      const head = await send(server.url, 'HEAD', `/v2/a/manifests/${reference}`);
      expect([
        head.status,
        head.headers['content-length'],
        head.headers['docker-content-digest'],
        head.body.byteLength,
      ]).toEqual([200, String(spaced.byteLength), digest, 0]);
    }
    expect(
      (await send(server.url, 'GET', '/v2/a/manifests/v1', { headers: { 'if-none-match': `"${digest}"` } })).status,
    ).toBe(304);
    expect(
      (await send(server.url, 'HEAD', '/v2/a/manifests/v1', { headers: { 'if-none-match': '"sha256:else"' } })).status,
    ).toBe(200);
  });

  it('accept additional tags as parameters, and list each tag in the reply', async () => {
    await using server = await listen(new MemoryRegistry());
    const { bytes, descriptor } = await prepareManifest(server.url, 'a', 'x');
    const { status, headers } = await put(server.url, `${descriptor.digest}?tag=1.2.3&tag=1.2&tag=latest`, bytes);
    expect([status, headers['oci-tag']]).toEqual([201, '1.2.3, 1.2, latest']);
    const list = await send(server.url, 'GET', '/v2/a/tags/list');
    expect(JSON.parse(list.body.toString())).toEqual({ name: 'a', tags: ['1.2', '1.2.3', 'latest'] });
    expect((await put(server.url, `${descriptor.digest}?tag=-bad`, bytes)).code).toBe('TAG_INVALID');
    const many = Array.from({ length: 129 }, (_, index) => `tag=t${index}`).join('&');
    expect((await put(server.url, `${descriptor.digest}?${many}`, bytes)).status).toBe(414);
  });

  it('confirm their subject, also if the subject does not exist', async () => {
    await using server = await listen(new MemoryRegistry());
    const subject = descriptorOf(mediaTypeImageManifest, Buffer.from('absent'));
    const { bytes } = await prepareManifest(server.url, 'a', 'x', subject);
    const { status, headers } = await put(server.url, 'v1', bytes);
    expect([status, headers['oci-subject']]).toEqual([201, subject.digest]);
  });

  it('are not stored when the digest, media type or content does not match (SV-18)', async () => {
    await using server = await listen(new MemoryRegistry());
    const { bytes, descriptor } = await prepareManifest(server.url, 'a', 'x');
    const missing = encodeJson({
      schemaVersion: 2,
      mediaType: mediaTypeImageManifest,
      config: descriptorOf('a/b', Buffer.from('absent')),
      layers: [],
    });
    const both = encodeJson({
      schemaVersion: 2,
      mediaType: mediaTypeImageIndex,
      manifests: [],
      config: descriptor,
      layers: [],
    });
    const table: readonly (readonly [string, Uint8Array | string, string, number, string])[] = [
      [digestOf('else'), bytes, mediaTypeImageManifest, 400, 'DIGEST_INVALID'],
      [digestOf('else', 'sha512'), bytes, mediaTypeImageManifest, 400, 'DIGEST_INVALID'],
      ['v1', bytes, mediaTypeImageIndex, 400, 'MANIFEST_INVALID'],
      ['v1', missing, mediaTypeImageManifest, 404, 'MANIFEST_BLOB_UNKNOWN'],
      ['v1', '{', mediaTypeImageManifest, 400, 'MANIFEST_INVALID'],
      ['v1', '', mediaTypeImageManifest, 400, 'MANIFEST_INVALID'],
      ['v1', '[]', mediaTypeImageManifest, 400, 'MANIFEST_INVALID'],
      ['v1', '{}', '', 400, 'MANIFEST_INVALID'],
      ['v1', both, mediaTypeImageIndex, 400, 'MANIFEST_INVALID'],
      ['.bad', bytes, mediaTypeImageManifest, 400, 'TAG_INVALID'],
      ['a'.repeat(129), bytes, mediaTypeImageManifest, 400, 'TAG_INVALID'],
    ];
    for (const [reference, body, type, status, code] of table) {
      const rejected = await put(server.url, reference, body, type);
      expect([reference, rejected.status, rejected.code]).toEqual([reference, status, code]);
    }
    expect((await send(server.url, 'GET', '/v2/a/manifests/v1')).status).toBe(404);
    expect((await send(server.url, 'GET', `/v2/a/manifests/${descriptor.digest}`)).status).toBe(404);
    expect((await put(server.url, 'v1', bytes, '')).status).toBe(201);
  });

  it('are rejected with other media types, and are never served as a page (SV-17)', async () => {
    class Foreign extends MemoryRegistry {
      override async getTag(_repository: string, tag: string): Promise<BlobReader> {
        const bytes = Buffer.from('<script>');
        return blobReader({ ...descriptorOf(tag.replace('_', '/'), bytes) }, once(bytes));
      }
    }
    await using server = await listen(new Foreign());
    expect((await put(server.url, 'v1', '<script>', 'text/html')).code).toBe('MANIFEST_INVALID');
    for (const type of ['text_html', 'image_svg', 'application_xhtml', 'application_javascript', 'application_pdf']) {
      const { headers } = await send(server.url, 'GET', `/v2/a/manifests/${type}`);
      expect([headers['content-type'], headers['x-content-type-options']]).toEqual([
        'application/octet-stream',
        'nosniff',
      ]);
    }
    expect(
      (await send(server.url, 'GET', '/v2/a/manifests/application_vnd.docker.distribution.manifest.v1')).headers[
        'content-type'
      ],
    ).toBe('application/vnd.docker.distribution.manifest.v1');
  });

  it('are accepted up to 4 MiB and get 413 above, with and without a length (SV-08)', async () => {
    await using server = await listen(new MemoryRegistry());
    const { bytes } = await prepareManifest(server.url, 'a', 'x');
    const limit = 4 * 1024 * 1024;
    const padded = (size: number): Buffer => Buffer.concat([bytes, Buffer.alloc(size - bytes.byteLength, ' ')]);
    expect((await put(server.url, 'v1', padded(limit))).status).toBe(201);
    const over = await put(server.url, 'v1', padded(limit + 1));
    expect([over.status, over.code]).toEqual([413, 'SIZE_LIMIT']);
    const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
    const endless = await sendRaw(
      server.url,
      `PUT /v2/a/manifests/v1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(80)}`,
    );
    expect(statusOfRaw(endless)).toBe(413);
  });

  it('do not include layers: the digest of a layer is unknown, and the layer is not read (SV-10)', async () => {
    const registry = new UntypedRegistry();
    await using untyped = await listen(registry);
    const { status, code } = await send(untyped.url, 'GET', `/v2/a/manifests/${digestOf('layer')}`);
    expect([status, code, registry.reads]).toEqual([404, 'MANIFEST_UNKNOWN', 0]);
    await using server = await listen(new MemoryRegistry());
    const digest = await pushBlob(server.url, 'a', Buffer.from('layer'));
    for (const method of ['GET', 'HEAD'])
      expect((await send(server.url, method, `/v2/a/manifests/${digest}`)).code).toBe('MANIFEST_UNKNOWN');
  });

  it('lose a tag by a delete of the tag, and all tags by a delete of the digest', async () => {
    await using server = await listen(new MemoryRegistry());
    const { descriptor } = await pushManifest(server.url, 'a', 'x', 'v1');
    await pushManifest(server.url, 'a', 'x', 'v2');
    expect((await send(server.url, 'DELETE', '/v2/a/manifests/v1')).status).toBe(202);
    expect((await send(server.url, 'DELETE', '/v2/a/manifests/v1')).code).toBe('MANIFEST_UNKNOWN');
    expect((await send(server.url, 'GET', '/v2/a/manifests/v2')).status).toBe(200);
    expect((await send(server.url, 'DELETE', `/v2/a/manifests/${descriptor.digest}`)).status).toBe(202);
    expect((await send(server.url, 'GET', '/v2/a/manifests/v2')).code).toBe('MANIFEST_UNKNOWN');
    expect((await send(server.url, 'DELETE', '/v2/a/manifests/.bad')).code).toBe('TAG_INVALID');
  });

  it('do not exist for an invalid tag', async () => {
    await using server = await listen(new MemoryRegistry());
    for (const method of ['GET', 'HEAD'])
      expect((await send(server.url, method, '/v2/a/manifests/.INVALID_MANIFEST_NAME')).status).toBe(404);
  });

  it('get 405 with the allowed methods for other methods', async () => {
    await using server = await listen(new MemoryRegistry(), { readOnly: false });
    const { status, code, headers } = await send(server.url, 'POST', '/v2/a/manifests/v1');
    expect([status, code, headers.allow]).toEqual([405, 'UNSUPPORTED', 'GET, HEAD, PUT, DELETE']);
  });

  it('cannot be changed in a read-only registry (SV-12)', async () => {
    const registry = new MemoryRegistry();
    await using writable = await listen(registry);
    const { bytes, descriptor } = await pushManifest(writable.url, 'a', 'x', 'v1');
    const location = String((await send(writable.url, 'POST', '/v2/a/blobs/uploads/')).headers.location);
    await using server = await listen(registry, { readOnly: true });
    const writes: readonly (readonly [string, string])[] = [
      ['PUT', '/v2/a/manifests/v2'],
      ['DELETE', '/v2/a/manifests/v1'],
      ['DELETE', `/v2/a/manifests/${descriptor.digest}`],
      ['DELETE', `/v2/a/blobs/${descriptor.digest}`],
      ['POST', '/v2/a/blobs/uploads/'],
      ['POST', `/v2/b/blobs/uploads/?mount=${descriptor.digest}&from=a`],
      ['PATCH', location],
      ['PUT', location],
      ['DELETE', location],
    ];
    for (const [method, path] of writes) {
      const { status, code } = await send(server.url, method, path, { body: bytes });
      expect([method, path, status, code]).toEqual([method, path, 405, 'UNSUPPORTED']);
    }
    expect((await send(server.url, 'GET', '/v2/a/manifests/v1')).status).toBe(200);
  });
});
