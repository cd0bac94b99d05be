import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { connectRegistry, connectRepository } from '../../src/connect/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pushContent, repository } from '../../src/registry/index.ts';
import { listen, type ListenOptions } from '../../src/server/index.ts';
import { descriptorOf } from '../../src/spec/index.ts';
import { CertificateAuthority } from '../faults/kit/index.ts';

const env = {};

/** A server with the tag `v1` of the repository `acme/tool`. */
async function serve(options: ListenOptions = {}): ReturnType<typeof listen> {
  const registry = new MemoryRegistry();
  const bytes = Buffer.from('{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}');
  const manifest = descriptorOf('application/vnd.oci.image.index.v1+json', bytes);
  await pushContent(repository(registry, 'acme/tool'), manifest, bytes, { tags: ['v1'] });
  return listen(registry, options);
}

async function listenTls(options: TlsOptions): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createTlsServer(options).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

const overTls = { code: 'TLS_FAILED', message: expect.stringContaining('https://') };

describe('without plainHttp, a connection', () => {
  it('uses plain HTTP for a loopback host that refuses TLS', async () => {
    await using server = await serve();
    for (const host of [server.host, `localhost:${server.port}`]) {
      await using connection = await connectRepository(`${host}/acme/tool`, { env });
      expect((await connection.repository.resolve('v1')).size, host).toBe(88);
    }
  });

  it('uses plain HTTP for an IPv6 loopback host that refuses TLS', async () => {
    await using server = await serve({ address: '::1' });
    await using connection = await connectRepository(`[::1]:${server.port}/acme/tool`, { env, attempts: 1 });
    expect((await connection.repository.resolve('v1')).size).toBe(88);
  });

  it('uses TLS for a loopback host that speaks TLS', async () => {
    await using server = await serve({ tls: new CertificateAuthority().issue() });
    await using connection = await connectRepository(`${server.host}/acme/tool`, { env, attempts: 1 });
    await expect(connection.repository.resolve('v1')).rejects.toMatchObject({ code: 'TLS_FAILED' });
    await using lax = await connectRepository(`${server.host}/acme/tool`, { env, insecureTls: true });
    expect((await lax.repository.resolve('v1')).size).toBe(88);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('uses TLS for a loopback host that speaks only %s', async (version) => {
    const { cert, key } = new CertificateAuthority().issue();
    await using server = await listenTls({ cert, key, minVersion: version, maxVersion: version });
    await using connection = await connectRepository(`127.0.0.1:${server.port}/acme/tool`, { env, attempts: 1 });
    await expect(connection.repository.resolve('v1')).rejects.toMatchObject(overTls);
  });

  it('uses TLS for a loopback host that requires another cipher', async () => {
    const { cert, key } = new CertificateAuthority().issue();
    const ciphers = 'AES128-SHA256';
    await using server = await listenTls({ cert, key, ciphers, maxVersion: 'TLSv1.2' });
    await using connection = await connectRepository(`127.0.0.1:${server.port}/acme/tool`, { env, attempts: 1 });
    await expect(connection.repository.resolve('v1')).rejects.toMatchObject(overTls);
  });

  it('does not use plain HTTP with insecureTls or plainHttp: false', async () => {
    await using server = await serve();
    for (const options of [{ insecureTls: true }, { plainHttp: false }]) {
      await using connection = await connectRepository(`${server.host}/acme/tool`, { env, attempts: 1, ...options });
      await expect(connection.repository.resolve('v1')).rejects.toMatchObject({ code: 'TLS_FAILED' });
    }
  });

  it('ends at once for a port without a server', async () => {
    const server = await serve();
    await server.close();
    await using connection = await connectRepository(`${server.host}/acme/tool`, { env, attempts: 1 });
    await expect(connection.repository.resolve('v1')).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  it('can be aborted while the server does not answer', async () => {
    const silent = createServer();
    const { promise, resolve } = Promise.withResolvers<void>();
    silent.listen(0, '127.0.0.1', resolve);
    await promise;
    const address = silent.address() as { readonly port: number };
    const stop = new AbortController();
    silent.once('connection', () => stop.abort());
    await expect(connectRegistry(`127.0.0.1:${address.port}`, { env, signal: stop.signal })).rejects.toMatchObject({
      code: 'ABORTED',
      name: 'AbortError',
    });
    silent.close();
  });
});

describe('a URL', () => {
  it('selects the scheme', async () => {
    await using server = await serve();
    for (const url of [server.url, `${server.url}/`, server.url.toUpperCase()]) {
      await using connection = await connectRegistry(url.toLowerCase() === url ? url : url.replace('HTTP', 'Http'), {
        env,
      });
      expect((await connection.registry.resolveTag('acme/tool', 'v1')).size, url).toBe(88);
    }
    await using connection = await connectRepository(`${server.url}/acme/tool:v1`, { env });
    expect(connection.reference).toEqual({ registry: server.host, repository: 'acme/tool', tag: 'v1' });
    await using secure = await connectRegistry(`https://${server.host}`, { env, attempts: 1 });
    await expect(secure.registry.resolveTag('acme/tool', 'v1')).rejects.toMatchObject({ code: 'TLS_FAILED' });
  });

  it.each(['http://', 'ftp://127.0.0.1:5000', 'http://user:secret@127.0.0.1:5000', 'http://127.0.0.1:5000/acme'])(
    'is refused: %s',
    async (url) => {
      const failure: unknown = await connectRegistry(url, { env }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'REFERENCE_INVALID' });
    },
  );
});

describe('with plainHttp, a connection to a port that uses TLS', () => {
  const code = { code: 'TLS_FAILED', remedy: 'plainHttp' };

  it('is explained at the first failure', async () => {
    await using server = await serve({ tls: new CertificateAuthority().issue() });
    const events: unknown[] = [];
    const onHttpEvent = (event: { readonly kind: string }): void => void events.push(event.kind);
    for (const host of [server.host, `localhost:${server.port}`]) {
      await using connection = await connectRepository(`${host}/acme/tool`, { env, plainHttp: true, onHttpEvent });
      await expect(connection.repository.resolve('v1'), host).rejects.toMatchObject(code);
    }
    await using connection = await connectRepository(`http://${server.host}/acme/tool`, { env, onHttpEvent });
    await expect(Array.fromAsync(connection.repository.tags())).rejects.toMatchObject(code);
    expect(events).not.toContain('retry');
  });

  it('is not the explanation for a server that closes each connection', async () => {
    const closing = createServer((socket) => socket.once('data', () => socket.destroy()));
    const { promise, resolve } = Promise.withResolvers<void>();
    closing.listen(0, '127.0.0.1', resolve);
    await promise;
    const { port } = closing.address() as { readonly port: number };
    await using connection = await connectRepository(`127.0.0.1:${port}/acme/tool`, {
      env,
      plainHttp: true,
      attempts: 1,
    });
    await expect(connection.repository.resolve('v1')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    closing.close();
  });
});
