import { createServer, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { blobReader, bytesReader, type Registry } from '../../src/registry/index.ts';
import {
  createHandler,
  createTokenIssuer,
  listen,
  type AccessLogEntry,
  type Listening,
  type ListenOptions,
} from '../../src/server/index.ts';
import { descriptorOf, mediaTypeImageManifest, OciError, type Descriptor } from '../../src/spec/index.ts';
import { once } from '../../src/streams/index.ts';
import { blobOf, put, putImage, type Image } from '../contract/content.ts';
import { eventually } from '../eventually.ts';
import { withMethods } from '../wrappers/fake-registries.ts';
import { send } from './requests.ts';

const name = 'acme/app';
let registry: MemoryRegistry;
let image: Image;

beforeEach(async () => {
  registry = new MemoryRegistry();
  image = await putImage(registry, name, 'one', ['v1']);
});

let server: Listening | undefined;
async function serve(methods: Partial<Registry>, options: ListenOptions = {}): Promise<string> {
  server = await listen(withMethods(registry, methods), options);
  return server.url;
}
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Sends a request, and closes the connection when `isReceived`. */
async function leave(url: string, method: string, path: string, isReceived: () => boolean): Promise<void> {
  const { hostname, port } = new URL(url);
  const body = method === 'PUT' ? Buffer.from(image.manifest.bytes) : undefined;
  const headers = body === undefined ? {} : { 'content-type': mediaTypeImageManifest, 'content-length': body.length };
  const sent = request({ host: hostname, port, method, path, headers, agent: false });
  sent.on('error', () => undefined);
  sent.end(body);
  await eventually(isReceived, 'the call of the registry');
  sent.destroy();
}

describe('a call of the registry', () => {
  const { digest } = blobOf('x').descriptor;
  const hangs = (seen: AbortSignal[]): Partial<Registry> => {
    const call = (...parameters: readonly unknown[]): Promise<never> => {
      const { signal } = parameters.at(-1) as { readonly signal?: AbortSignal };
      if (signal !== undefined) seen.push(signal);
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(new OciError('ABORTED', 'left')));
      });
    };
    const list = async function* list(...parameters: readonly unknown[]): AsyncGenerator<never, void, undefined> {
      yield await call(...parameters);
    };
    return {
      getBlob: call,
      getBlobRange: call,
      mountBlob: call,
      pushManifest: call,
      deleteBlob: call,
      deleteTag: call,
      deleteManifest: call,
      tags: list,
      repositories: list,
      referrers: list,
    };
  };

  it.each([
    ['GET', `/v2/${name}/blobs/${digest}`],
    ['POST', `/v2/${name}/blobs/uploads/?mount=${digest}&from=acme/other`],
    ['PUT', `/v2/${name}/manifests/v1`],
    ['DELETE', `/v2/${name}/blobs/${digest}`],
    ['DELETE', `/v2/${name}/manifests/v1`],
    ['DELETE', `/v2/${name}/manifests/${digest}`],
    ['GET', `/v2/${name}/tags/list`],
    ['GET', '/v2/_catalog'],
    ['GET', `/v2/${name}/referrers/${digest}`],
  ])('ends when the client closes the connection: %s %s', async (method, path) => {
    const seen: AbortSignal[] = [];
    const entries: AccessLogEntry[] = [];
    const url = await serve(hangs(seen), { onAccess: (entry) => void entries.push(entry) });
    await leave(url, method, path, () => seen.length === 1);
    await eventually(() => seen[0]?.aborted === true, 'the end of the call');
    await eventually(() => entries.length === 1, 'the entry of the log');
    expect(entries[0]).toMatchObject({ method, path: path.replace(/\?.*/, ''), status: 0, bytes: 0, complete: false });
  });

  it('has no aborted signal after a complete reply', async () => {
    const seen: AbortSignal[] = [];
    const url = await serve({
      deleteTag: async (...[, , options]) => {
        if (options?.signal !== undefined) seen.push(options.signal);
      },
    });
    expect((await send(url, 'DELETE', `/v2/${name}/manifests/v1`)).status).toBe(202);
    expect(seen.map(({ aborted }) => aborted)).toEqual([false]);
  });
});

describe('an outdated answer of a pull-through cache', () => {
  const outdated = new OciError('UNREACHABLE', 'the upstream is down');
  const stale: Partial<Registry> = {
    getTag: (...parameters) => {
      parameters[2]?.onStale?.(outdated, 61_999);
      return registry.getTag(...parameters);
    },
    resolveTag: (...parameters) => {
      parameters[2]?.onStale?.(outdated, 500);
      return registry.resolveTag(...parameters);
    },
    tags: (...parameters) => {
      parameters[1]?.onStale?.(outdated);
      return registry.tags(...parameters);
    },
    repositories: (...parameters) => {
      parameters[0]?.onStale?.(outdated);
      return registry.repositories(...parameters);
    },
  };

  it.each([
    ['GET', `/v2/${name}/manifests/v1`, '61'],
    ['HEAD', `/v2/${name}/manifests/v1`, '0'],
    ['GET', `/v2/${name}/tags/list`, undefined],
    ['GET', '/v2/_catalog', undefined],
  ])('has warnings and its age, and is logged: %s %s', async (method, path, age) => {
    const errors: [unknown, string][] = [];
    const url = await serve(stale, { onError: (...parameters) => void errors.push(parameters) });
    const { status, headers } = await send(url, method, path);
    expect(status).toBe(200);
    expect(headers['warning']).toMatch(
      /110 - "Response is Stale".*111 - .*299 - "the upstream registry is unavailable/,
    );
    expect(headers['age']).toBe(age);
    expect(errors).toEqual([[outdated, `${method} ${path}, answered from the cache`]]);
    const fresh = await serve({});
    const { headers: others } = await send(fresh, method, path);
    expect([others['warning'], others['age']]).toEqual([undefined, undefined]);
  });
});

describe('a reader of a manifest', () => {
  it.each<[string, number, Readonly<Record<string, string>>, (descriptor: Descriptor) => Descriptor]>([
    ['that the client has', 304, { 'if-none-match': '"DIGEST"' }, (descriptor) => descriptor],
    ['that is too large', 404, {}, (descriptor) => ({ ...descriptor, size: 5_000_000 })],
    ['that is sent', 200, {}, (descriptor) => descriptor],
  ])('%s is closed', async (_, status, headers, change) => {
    const { descriptor, bytes } = image.manifest;
    let open = 0;
    const getTag: Registry['getTag'] = async () => {
      open++;
      return blobReader(change(descriptor), once(bytes), { free: async () => void open-- });
    };
    const url = await serve({ getTag });
    const conditional = Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key, value.replace('DIGEST', descriptor.digest)]),
    );
    const reply = await send(url, 'GET', `/v2/${name}/manifests/v1`, { headers: conditional });
    expect(reply.status).toBe(status);
    await eventually(() => open === 0, 'the end of the reader');
    if (status === 304) expect(reply.headers).toMatchObject({ etag: `"${descriptor.digest}"` });
  });
});

describe('the additional tags of a manifest', () => {
  it.each([
    [128, 201],
    [129, 414],
  ])('are at most 128: %i', async (count, status) => {
    const url = await serve({});
    const query = Array.from({ length: count }, (_, index) => `tag=t${index}`).join('&');
    const { descriptor, bytes } = image.manifest;
    const reply = await send(url, 'PUT', `/v2/${name}/manifests/${descriptor.digest}?${query}`, {
      headers: { 'content-type': descriptor.mediaType },
      body: bytes,
    });
    expect(reply.status).toBe(status);
    expect(await Array.fromAsync(registry.tags(name))).toHaveLength(status === 201 ? count + 1 : 1);
  });

  it('are written once each, and only with a valid name', async () => {
    const written: (readonly string[] | undefined)[] = [];
    const url = await serve({
      pushManifest: (...parameters) => {
        written.push(parameters[3]?.tags);
        return registry.pushManifest(...parameters);
      },
    });
    const { descriptor, bytes } = image.manifest;
    const options = { headers: { 'content-type': descriptor.mediaType }, body: bytes };
    const reply = await send(url, 'PUT', `/v2/${name}/manifests/v2?tag=v2&tag=v3&tag=v3`, options);
    expect([reply.status, written]).toEqual([201, [['v2', 'v3']]]);
    for (const path of ['v4?tag=-x', '-x', `${descriptor.digest}?tag=-x`])
      expect((await send(url, 'PUT', `/v2/${name}/manifests/${path}`, options)).status).toBe(400);
    expect(written).toHaveLength(1);
  });
});

describe('a mount', () => {
  const { descriptor } = blobOf('mounted');
  const mount = (url: string, query: string): ReturnType<typeof send> =>
    send(url, 'POST', `/v2/target/blobs/uploads/?mount=${descriptor.digest}${query}`);

  it.each(['BLOB_UNKNOWN', 'NAME_UNKNOWN', 'UNSUPPORTED'] as const)(
    'starts an upload when the registry answers %s',
    async (code) => {
      const url = await serve({ mountBlob: () => Promise.reject(new OciError(code, 'no mount')) });
      const reply = await mount(url, '&from=source');
      expect([reply.status, reply.code]).toEqual([202, code]);
      expect(reply.headers.location).toMatch(/^\/v2\/target\/blobs\/uploads\//);
    },
  );

  it.each(['DENIED', 'UNREACHABLE', 'UNKNOWN'] as const)('fails when the registry answers %s', async (code) => {
    const url = await serve({ mountBlob: () => Promise.reject(new OciError(code, 'no mount')) });
    const reply = await mount(url, '&from=source');
    expect(reply.code).toBe(code);
    expect(reply.status).toBeGreaterThanOrEqual(400);
  });

  it('without a source tries a limited number of repositories', async () => {
    for (const source of ['a', 'b', 'c', 'd', 'e']) await put(registry, source, blobOf('mounted'));
    const tried: string[] = [];
    const mountBlob: Registry['mountBlob'] = (from) => {
      tried.push(from);
      return Promise.reject(new OciError('BLOB_UNKNOWN', 'no mount'));
    };
    for (const [limit, sources] of [
      [2, ['target', 'a', 'b']],
      [4, ['target', 'a', 'b', 'c', 'd']],
    ] as const) {
      tried.length = 0;
      const url = await serve({ mountBlob }, { anonymousMountScan: limit });
      expect((await mount(url, '')).status).toBe(202);
      expect(tried).toEqual(sources);
      await server?.close();
    }
    const repositories = async function* refuse(): AsyncGenerator<never, void, undefined> {
      yield await Promise.reject(new OciError('UNSUPPORTED', 'no list'));
    };
    const url = await serve({ repositories });
    expect((await mount(url, '')).status).toBe(202);
  });
});

describe('an entry of the access log', () => {
  it('has the status, the sent bytes, the user and the code of the error', async () => {
    const entries: AccessLogEntry[] = [];
    const url = await serve({}, { onAccess: (entry) => void entries.push(entry) });
    const { digest, size } = image.layer.descriptor;
    await send(url, 'GET', `/v2/${name}/blobs/${digest}?token=secret`);
    await send(url, 'HEAD', `/v2/${name}/blobs/${digest}`);
    await send(url, 'GET', `/v2/${name}/manifests/none`);
    await send(url, 'GET', '/v2/../x');
    await eventually(() => entries.length === 4, 'the entries');
    const address = { remoteAddress: '127.0.0.1', user: undefined, complete: true };
    expect(entries).toMatchObject([
      { ...address, method: 'GET', path: `/v2/${name}/blobs/${digest}`, status: 200, bytes: size },
      { ...address, method: 'HEAD', path: `/v2/${name}/blobs/${digest}`, status: 200, bytes: 0, errorCode: undefined },
      { ...address, path: `/v2/${name}/manifests/none`, status: 404, errorCode: 'MANIFEST_UNKNOWN' },
      { ...address, method: 'GET', path: '-', errorCode: expect.any(String) },
    ]);
    for (const entry of entries) expect(entry.durationMs).toBeGreaterThanOrEqual(0);
    expect(JSON.stringify(entries)).not.toContain('secret');
  });
});

describe('a reply while the server ends', () => {
  it('closes its connection', async () => {
    const handler = createHandler(registry);
    const plain = createServer(handler).listen(0, '127.0.0.1');
    await new Promise((resolve) => plain.once('listening', resolve));
    const { port } = plain.address() as { readonly port: number };
    const ping = async (): Promise<string | null> => {
      const response = await fetch(`http://127.0.0.1:${port}/v2/`);
      await response.text();
      return response.headers.get('connection');
    };
    try {
      expect(await ping()).toBe('keep-alive');
      handler.drain();
      expect(await ping()).toBe('close');
    } finally {
      plain.closeAllConnections();
      await new Promise((resolve) => plain.close(resolve));
      await handler.close();
    }
  });
});

describe('a manifest of another registry', () => {
  it.each([
    [mediaTypeImageManifest, mediaTypeImageManifest],
    ['application/vnd.example.custom+json', 'application/vnd.example.custom+json'],
    ['application/json', 'application/json'],
    ['text/html', 'application/octet-stream'],
    ['application/xhtml+xml', 'application/octet-stream'],
    ['image/svg+xml', 'application/octet-stream'],
    ['application/vnd.a; x="y"', 'application/octet-stream'],
  ])('with the type %s is served with the type %s', async (mediaType, served) => {
    const bytes = Buffer.from('{}');
    const descriptor = descriptorOf(mediaType, bytes);
    const url = await serve({
      getTag: async () => blobReader(descriptor, once(bytes)),
      resolveTag: async () => descriptor,
    });
    for (const method of ['GET', 'HEAD']) {
      const { headers } = await send(url, method, `/v2/${name}/manifests/v1`);
      expect([headers['content-type'], headers['x-content-type-options']]).toEqual([served, 'nosniff']);
      expect(headers['content-length']).toBe('2');
    }
  });
});

describe('content in memory', () => {
  it.each([
    [6, 'SIZE_MISMATCH'],
    [8, 'SIZE_MISMATCH'],
    [7, undefined],
  ])('of %i bytes has the size of its descriptor, 7', async (length, code) => {
    const { digest } = blobOf('0123456').descriptor;
    const descriptor = { mediaType: 'application/octet-stream', digest, size: 7 };
    const url = await serve({ getBlob: async () => bytesReader(descriptor, Buffer.alloc(length, 'x')) });
    const reply = await send(url, 'GET', `/v2/${name}/blobs/${digest}`);
    expect([reply.code, reply.status < 300]).toEqual([code, code === undefined]);
  });

  it('is an empty reply for an empty stream', async () => {
    const { descriptor } = blobOf('');
    const url = await serve({ getBlob: async () => blobReader(descriptor, once(new Uint8Array())) });
    const { status, body, headers } = await send(url, 'GET', `/v2/${name}/blobs/${descriptor.digest}`);
    expect([status, body.byteLength, headers['content-length']]).toEqual([200, 0, '0']);
  });
});

describe('an error of the registry', () => {
  it.each(['BLOB_UNKNOWN', 'DENIED', 'UNREACHABLE'] as const)('%s of a range is not a wrong range', async (code) => {
    const url = await serve({ getBlobRange: () => Promise.reject(new OciError(code, 'no')) });
    const { digest } = image.layer.descriptor;
    const reply = await send(url, 'GET', `/v2/${name}/blobs/${digest}`, { headers: { range: 'bytes=1-' } });
    expect(reply.code).toBe(code);
    expect(reply.headers['content-range']).toBeUndefined();
  });

  it('in the list of repositories fails a mount without a source', async () => {
    const repositories = async function* fail(): AsyncGenerator<never, void, undefined> {
      yield await Promise.reject(new OciError('UNREACHABLE', 'no disk'));
    };
    const url = await serve({ repositories });
    const { digest } = blobOf('mounted').descriptor;
    expect((await send(url, 'POST', `/v2/target/blobs/uploads/?mount=${digest}`)).code).toBe('UNREACHABLE');
  });
});

describe('the query of a list of referrers', () => {
  it.each(['x', 'sha256:0', '', 'v1'])('has a digest for "last": %j', async (last) => {
    const url = await serve({});
    const { digest } = image.manifest.descriptor;
    const reply = await send(url, 'GET', `/v2/${name}/referrers/${digest}?last=${last}`);
    expect([reply.status, reply.code]).toEqual([400, 'DIGEST_INVALID']);
  });
});

describe('a session key', () => {
  it.each([0, 16, 31])('must have at least 32 bytes: %i', (length) => {
    expect(() => createHandler(registry, { sessionKey: Buffer.alloc(length) })).toThrow(/at least 32 random bytes/);
  });

  it('may have 32 bytes', async () => {
    await createHandler(registry, { sessionKey: Buffer.alloc(32) }).close();
  });
});

describe('the token endpoint', () => {
  it('supports only GET and POST, and only Basic authentication', async () => {
    const tokens = createTokenIssuer({ service: 'r' });
    const url = await serve({}, { tokens });
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect((await send(url, method, '/token?service=r')).code).toBe('UNSUPPORTED');
    for (const authorization of ['Bearer x', 'Digest x', 'Basic', 'Basic !!!']) {
      const { status, headers } = await send(url, 'GET', '/token?service=r', { headers: { authorization } });
      expect([authorization, status, headers['www-authenticate'], headers['cache-control']]).toEqual([
        authorization,
        401,
        expect.stringMatching(/^Basic /),
        'no-store',
      ]);
    }
    const plain = await serve({});
    expect((await send(plain, 'GET', '/token')).status).toBe(404);
  });
});
