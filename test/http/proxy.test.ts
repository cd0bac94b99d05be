import { once as eventOf } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { proxyFromEnvironment, type ProxySettings } from '../../src/http/index.ts';
import { ProxyRules } from '../../src/http/proxy.ts';
import {
  CaptureProxy,
  CertificateAuthority,
  findCanaries,
  newCanary,
  newPlainCanary,
  ScriptedServer,
} from '../faults/kit/index.ts';
import { failureOf, quickTransport, textOf } from './harness.ts';

const resolveToLoopback = (_host: string, port: number): { readonly host: string; readonly port: number } => ({
  host: '127.0.0.1',
  port,
});

describe('proxyFromEnvironment', () => {
  it.each<[Record<string, string>, ProxySettings]>([
    [{}, { http: undefined, https: undefined, noProxy: undefined }],
    [
      { http_proxy: 'a', HTTP_PROXY: 'b', HTTPS_PROXY: 'c', NO_PROXY: 'd' },
      { http: 'a', https: 'c', noProxy: 'd' },
    ],
    [
      { http_proxy: ' ', HTTP_PROXY: 'b', no_proxy: 'e', NO_PROXY: 'd' },
      { http: 'b', https: undefined, noProxy: 'e' },
    ],
    [
      { ALL_PROXY: 'x', https_proxy: 'y' },
      { http: 'x', https: 'y', noProxy: undefined },
    ],
  ])('reads %j (AU-16)', (env, expected) => {
    expect(proxyFromEnvironment(env)).toEqual(expected);
  });
});

describe('no_proxy', () => {
  it.each([
    ['', 'https://ghcr.io/', true],
    ['*', 'https://ghcr.io/', false],
    ['ghcr.io', 'https://ghcr.io/', false],
    ['GHCR.io', 'https://ghcr.io/', false],
    ['ghcr.io', 'https://a.ghcr.io/', false],
    ['ghcr.io', 'https://evilghcr.io/', true],
    ['ghcr.io', 'https://ghcr.io.evil.test/', true],
    ['.ghcr.io', 'https://a.ghcr.io/', false],
    ['*.ghcr.io', 'https://a.ghcr.io/', false],
    ['a.test, ghcr.io b.test', 'https://ghcr.io/', false],
    ['ghcr.io:443', 'https://ghcr.io/', false],
    ['ghcr.io:8443', 'https://ghcr.io/', true],
    ['ghcr.io:8443', 'https://ghcr.io:8443/', false],
    ['10.0.0.0/8', 'https://10.1.2.3/', false],
    ['10.0.0.0/8', 'https://11.1.2.3/', true],
    ['10.1.2.3', 'https://10.1.2.3:5000/', false],
    ['10.1.2', 'https://10.1.2.3/', true],
    ['.2.3', 'https://10.1.2.3/', true],
    ['fd00::/8', 'https://[fd00::1]/', false],
    ['fd00::1', 'https://[fd00:0::1]/', false],
    ['[fd00::1]:5000', 'https://[fd00::1]:5000/', false],
    ['[fd00::1]:5000', 'https://[fd00::1]/', true],
    ['10.0.0.0/99', 'https://10.0.0.1/', true],
    ['', 'http://localhost:5000/', false],
    ['', 'http://127.0.0.1:5000/', false],
    ['', 'https://[::1]/', false],
    ['', 'https://registry.localhost/', false],
  ])('with %j, sends %s through the proxy: %s (AU-16)', (noProxy, url, through) => {
    const rules = new ProxyRules({ http: 'proxy.test:3128', https: 'https://proxy.test', noProxy });
    expect(rules.for(new URL(url)) !== undefined).toBe(through);
  });

  it('applies the proxy for http only to http (AU-16)', () => {
    const rules = new ProxyRules({ http: 'proxy.test:3128' });
    expect(rules.for(new URL('http://ghcr.io'))?.url).toBe('http://proxy.test:3128/');
    expect(rules.for(new URL('https://ghcr.io'))).toBeUndefined();
  });

  it.each(['socks5://u:SECRET@proxy:1080', 'http://u:SECRET@', 'http://u:SECRET@pro xy', 'ftp://u:SECRET@x'])(
    'rejects an unusable proxy without showing its value: %s (AU-16)',
    (value) => {
      expect(() => new ProxyRules({ https: value })).toThrow(
        expect.objectContaining({
          code: 'INPUT_INVALID',
          message: expect.stringMatching(/^(?!.*SECRET).*https_proxy/s),
        }),
      );
    },
  );
});

describe('proxies', () => {
  it('sends the credentials of a proxy only to the proxy, and tunnels https (AU-16)', async () => {
    const authority = new CertificateAuthority();
    await using registry = await ScriptedServer.start({ tls: authority.issue({ hosts: ['registry.test'] }) });
    const password = newCanary('proxy');
    const token = newPlainCanary('token');
    await using proxy = await CaptureProxy.start({ credentials: `user:${password}`, resolve: resolveToLoopback });
    registry.on('GET /v2/', { body: 'tunnelled' });
    const proxyUrl = proxy.url.href.replace('//', `//user:${encodeURIComponent(password)}@`);
    await using transport = quickTransport({ ca: authority.cert, proxy: { https: proxyUrl } });
    const url = new URL(`https://registry.test:${registry.port}/v2/`);
    const response = await transport.send({ method: 'GET', url, headers: { authorization: `Bearer ${token}` } });
    expect(await textOf(response)).toBe('tunnelled');
    expect(proxy.requests.map((request) => request.method)).toEqual(['CONNECT']);
    const heads = proxy.requests.map((request) => request.head).join('\n');
    expect(findCanaries([password], { registry: registry.wire })).toEqual([]);
    expect(findCanaries([token], { heads })).toEqual([]);
    expect(findCanaries([token], { registry: registry.wire })).toHaveLength(1);
    expect(proxy.requests[0]?.header('proxy-authorization')).toBe(
      `Basic ${Buffer.from(`user:${password}`).toString('base64')}`,
    );
  });

  const authority = new CertificateAuthority();
  it.each([
    ['an unknown authority', () => new CertificateAuthority().issue()],
    ['the name of another host', () => authority.issue({ hosts: ['other.test'] })],
    ['a date in the past', () => authority.issue({ notAfter: new Date(Date.now() - 1000) })],
  ])('checks the certificate of an https proxy also with insecureTls (%s) (AU-16)', async (_, issue) => {
    await using proxy = await ScriptedServer.start({ tls: issue() });
    const password = newPlainCanary('proxy');
    for (const scheme of ['https', 'http']) {
      const proxyUrl = `https://user:${password}@127.0.0.1:${proxy.port}`;
      const settings = { http: proxyUrl, https: proxyUrl };
      await using transport = quickTransport({ insecureTls: true, ca: authority.cert, proxy: settings, attempts: 1 });
      const url = new URL(`${scheme}://registry.test/v2/`);
      expect((await failureOf(transport.send({ method: 'GET', url }))).code).toBe('TLS_FAILED');
    }
    expect(proxy.requests).toHaveLength(0);
    expect(findCanaries([password], { proxy: proxy.wire })).toEqual([]);
  });

  it('sends http requests through a proxy without its credentials for the registry (AU-16)', async () => {
    await using registry = await ScriptedServer.start();
    const password = newPlainCanary('proxy');
    await using proxy = await CaptureProxy.start({ credentials: `user:${password}`, resolve: resolveToLoopback });
    registry.on('GET /v2/', { body: 'forwarded' }).on('PUT /v2/', { status: 201 });
    await using transport = quickTransport({ proxy: { http: proxy.url.href.replace('//', `//user:${password}@`) } });
    const url = new URL(`http://registry.test:${registry.port}/v2/`);
    expect(await textOf(await transport.send({ method: 'GET', url }))).toBe('forwarded');
    const body = { length: 5, open: () => once(Buffer.from('bytes')) };
    await (await transport.send({ method: 'PUT', url, body })).body.discard();
    expect(proxy.requests.map((request) => request.target)).toEqual([url.href, url.href]);
    expect(registry.requests[1]?.body.toString()).toBe('bytes');
    expect(registry.requests[0]?.header('host')).toBe(url.host);
    expect(findCanaries([password], { registry: registry.wire })).toEqual([]);
  });

  it('verifies the certificate of the registry behind a proxy with `ca` (AU-16)', async () => {
    const authority = new CertificateAuthority();
    await using registry = await ScriptedServer.start({ tls: authority.issue({ hosts: ['registry.test'] }) });
    await using proxy = await CaptureProxy.start({ resolve: resolveToLoopback, tls: authority.issue() });
    const url = new URL(`https://registry.test:${registry.port}/v2/`);
    await using withCa = quickTransport({ ca: authority.cert, proxy: { https: proxy.url.href } });
    expect((await withCa.send({ method: 'HEAD', url })).status).toBe(404);
    await using withoutCa = quickTransport({ proxy: { https: proxy.url.href } });
    expect((await failureOf(withoutCa.send({ method: 'HEAD', url }))).code).toBe('TLS_FAILED');
    await using other = await ScriptedServer.start({
      tls: new CertificateAuthority().issue({ hosts: ['registry.test'] }),
    });
    expect(
      (await failureOf(withCa.send({ method: 'HEAD', url: new URL(`https://registry.test:${other.port}/`) }))).code,
    ).toBe('TLS_FAILED');
    expect(other.requests).toHaveLength(0);
  });

  it('does not use a proxy for loopback hosts (AU-16)', async () => {
    await using registry = await ScriptedServer.start({ host: 'localhost', otherwise: { body: 'direct' } });
    await using proxy = await CaptureProxy.start();
    await using transport = quickTransport({ proxy: { http: proxy.url.href, https: proxy.url.href } });
    expect(await textOf(await transport.send({ method: 'GET', url: registry.origin }))).toBe('direct');
    expect(
      await textOf(await transport.send({ method: 'GET', url: new URL(`http://127.0.0.1:${registry.port}/`) })),
    ).toBe('direct');
    expect(proxy.requests).toHaveLength(0);
  });

  it.each(['http', 'https'] as const)(
    'names the proxy for %s in the error for wrong credentials, without the credentials and without a retry (DL-08)',
    async (scheme) => {
      await using proxy = await CaptureProxy.start({ credentials: 'user:right' });
      const password = newPlainCanary('proxy');
      const value = proxy.url.href.replace('//', `//user:${password}@`);
      await using transport = quickTransport({ proxy: { http: value, https: value } });
      const error = await failureOf(transport.send({ method: 'GET', url: new URL(`${scheme}://registry.test/v2/`) }));
      expect([error.code, error.message]).toEqual([
        'UNREACHABLE',
        expect.stringContaining(
          `through the proxy ${proxy.url.href} failed: the proxy requires other credentials (407)`,
        ),
      ]);
      expect(proxy.requests).toHaveLength(1);
      expect(findCanaries([password], { error, events: transport.events })).toEqual([]);
    },
  );

  it.each([
    [403, 1],
    [502, 2],
  ])('names the proxy in the error when it answers %i to the tunnel (DL-08)', async (refuse, attempts) => {
    await using proxy = await CaptureProxy.start({ refuse });
    await using transport = quickTransport({ attempts: 2, proxy: { https: proxy.url.href } });
    const error = await failureOf(transport.send({ method: 'GET', url: new URL('https://registry.test/v2/') }));
    expect([error.code, error.message]).toEqual([
      'UNREACHABLE',
      expect.stringContaining(`the proxy answered ${refuse}`),
    ]);
    expect(proxy.requests).toHaveLength(attempts);
  });

  it.each(['100 Continue', '102 Processing', '103 Early Hints', '199 Other'])(
    'fails at once when the proxy answers the tunnel only with %s',
    async (status) => {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.once('data', () => {
          const timer = setInterval(() => socket.write(`HTTP/1.1 ${status}\r\n\r\n`), 10);
          socket.on('close', () => clearInterval(timer));
        });
      });
      server.listen(0, '127.0.0.1');
      await eventOf(server, 'listening');
      const href = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      await using transport = quickTransport({ proxy: { https: href }, attempts: 1 });
      const error = await failureOf(transport.send({ method: 'GET', url: new URL('https://registry.test/v2/') }));
      expect([error.code, error.message]).toEqual([
        'UNREACHABLE',
        expect.stringContaining(`through the proxy ${href}`),
      ]);
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  );

  it('names the proxy in the error when it refuses connections (DL-08)', async () => {
    const proxy = await CaptureProxy.start();
    const { href } = proxy.url;
    await proxy[Symbol.asyncDispose]();
    await using transport = quickTransport({ attempts: 1, proxy: { https: href } });
    const error = await failureOf(transport.send({ method: 'GET', url: new URL('https://registry.test/v2/') }));
    expect([error.code, error.message]).toEqual([
      'UNREACHABLE',
      expect.stringContaining(`through the proxy ${href} failed: the connection was refused`),
    ]);
  });
});
