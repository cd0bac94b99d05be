import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { AddressGuard, PrivateAddressError } from '../../src/http/address-guard.ts';
import { once } from '../../src/streams/index.ts';
import { Client, get, Recorder, thrown } from '../auth/fixtures.ts';
import { name, TestClient } from '../client/test-client.ts';
import { blobOf } from '../contract/content.ts';
import { CaptureProxy, ScriptedServer, TokenIssuer } from '../faults/kit/index.ts';
import { failureOf, quickTransport, textOf } from './harness.ts';

interface Names {
  readonly lookup: LookupFunction;
  /** Looked-up names in order. */
  readonly asked: string[];
}

/** Resolves names to the next of their lists of addresses. The last list repeats. */
function namesOf(table: Readonly<Record<string, readonly (readonly string[])[]>>): Names {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, _, callback) => {
    const lists = table[hostname] ?? [];
    const count = asked.filter((each) => each === hostname).length;
    asked.push(hostname);
    const addresses = lists[Math.min(count, lists.length - 1)] ?? [];
    const answer: LookupAddress[] = addresses.map((address) => ({ address, family: isIP(address) }));
    callback(answer.length === 0 ? new Error('unknown name') : null, answer);
  };
  return { lookup, asked };
}

const loopback = ['127.0.0.1'];
/** A registry with a public address. The first address accepts the connections. */
const internet = ['127.0.0.1', '203.0.113.5'];

describe('hosts that a registry names', () => {
  it.each([
    [['10.0.0.5']],
    [['169.254.169.254']],
    [['203.0.113.9', '192.168.1.1']],
    [['::ffff:10.0.0.5']],
    [['fd00:ec2::254']],
    [['0.0.0.0']],
  ])('refuses a redirect to a name with the addresses %j', async (addresses) => {
    const { lookup } = namesOf({ 'registry.test': [internet], 'storage.test': [addresses] });
    await using registry = await ScriptedServer.start({ host: 'registry.test' });
    await using transport = quickTransport({ lookup });
    registry.on('GET /blob', { status: 307, headers: { Location: 'http://storage.test:9000/x?sig=1' } });
    const error = await failureOf(transport.send({ method: 'GET', url: registry.url('/blob') }));
    expect(error.code).toBe('REDIRECT_REFUSED');
    expect(error.message).toContain(`storage.test resolves to ${addresses.at(-1)}, an address of a private network`);
    expect(error.message).toContain('turn redirects off in the storage settings of the registry');
    expect(registry.requests).toHaveLength(1);
  });

  it('connects to a private address of a name only if the name is trusted', async () => {
    const { lookup } = namesOf({ 'registry.test': [internet], 'storage.test': [loopback] });
    await using registry = await ScriptedServer.start({ host: 'registry.test' });
    await using storage = await ScriptedServer.start({ host: 'storage.test' });
    registry.on('GET /blob', { status: 307, headers: { Location: storage.url('/blob').href } });
    storage.on('GET /blob', { body: 'content' });
    for (const trustedHosts of [[], ['test'], ['registry.test'], ['other.storage.test']]) {
      await using transport = quickTransport({ lookup, trustedHosts });
      const error = await failureOf(transport.send({ method: 'GET', url: registry.url('/blob') }));
      expect(error.code).toBe('REDIRECT_REFUSED');
    }
    expect(storage.connections).toBe(0);
    await using transport = quickTransport({ lookup, trustedHosts: ['STORAGE.test.'] });
    expect(await textOf(await transport.send({ method: 'GET', url: registry.url('/blob') }))).toBe('content');
  });

  it('names the registry and its kind of URL when a host that it named redirects to a private address', async () => {
    const { lookup } = namesOf({ 'storage.test': [loopback] });
    await using storage = await ScriptedServer.start({ host: 'storage.test' });
    storage.on('GET /upload', { status: 307, headers: { Location: 'http://10.0.0.5/upload' } });
    await using transport = quickTransport({ lookup, trustedHosts: ['storage.test'] });
    const namedBy = { registry: new URL('https://registry.test/v2/'), kind: 'upload location' } as const;
    const error = await failureOf(transport.send({ method: 'GET', url: storage.url('/upload'), namedBy }));
    expect([error.code, error.message]).toEqual([
      'REDIRECT_REFUSED',
      expect.stringContaining('refused the upload location of https://registry.test on http://10.0.0.5'),
    ]);
  });

  it('follows a redirect to a trusted private address', async () => {
    const { lookup } = namesOf({ 'registry.test': [internet] });
    await using registry = await ScriptedServer.start({ host: 'registry.test' });
    await using storage = await ScriptedServer.start();
    registry.on('GET /blob', { status: 307, headers: { Location: storage.url('/blob').href } });
    storage.on('GET /blob', { body: 'content' });
    await using transport = quickTransport({ lookup, trustedHosts: ['127.0.0.1'] });
    expect(await textOf(await transport.send({ method: 'GET', url: registry.url('/blob') }))).toBe('content');
  });

  it('connects to the addresses that it checked, without a second lookup', async () => {
    const { lookup, asked } = namesOf({ 'registry.test': [loopback], 'storage.test': [loopback, ['10.0.0.5']] });
    await using registry = await ScriptedServer.start({ host: 'registry.test' });
    await using storage = await ScriptedServer.start({ host: 'storage.test' });
    registry.on('GET /blob', { status: 307, headers: { Location: storage.url('/blob').href } });
    storage.on('GET /blob', { body: 'content', framing: 'close' });
    await using transport = quickTransport({ lookup });
    // A loopback registry may name a loopback host.
    expect(await textOf(await transport.send({ method: 'GET', url: registry.url('/blob') }))).toBe('content');
    expect(asked).toEqual(['registry.test', 'storage.test']);
    // The next connection resolves the name again, to another address.
    const error = await failureOf(transport.send({ method: 'GET', url: registry.url('/blob') }));
    expect([error.code, asked.slice(2)]).toEqual(['REDIRECT_REFUSED', ['storage.test']]);
  });

  it.each([
    [['10.1.0.1'], ['192.168.3.4'], true],
    [['fd12::1'], ['10.0.0.5'], true],
    [['10.1.0.1'], ['127.0.0.1'], false],
    [['10.1.0.1'], ['169.254.169.254'], false],
    [['10.1.0.1'], ['10.0.0.5', 'fd00:ec2::254'], false],
    [['10.1.0.1', '203.0.113.5'], ['10.0.0.5'], false],
    [['203.0.113.5'], ['203.0.113.6'], true],
  ])('with the registry on %j, allows a name on %j: %s', async (own, named, allowed) => {
    const { lookup } = namesOf({ 'registry.test': [own], 'storage.test': [named] });
    const guard = new AddressGuard({ lookup });
    const registry = new URL('https://registry.test/');
    const resolve = (look: LookupFunction, host: string): Promise<unknown> =>
      new Promise((done, fail) => {
        look(host, { all: true }, (error, result) => (error === null ? done(result) : fail(error)));
      });
    await resolve(guard.lookup, 'registry.test');
    const result = resolve(guard.lookupFor(registry), 'storage.test');
    if (allowed) expect(await result).toHaveLength(named.length);
    else await expect(result).rejects.toThrow(PrivateAddressError);
  });

  it('does not resolve a name that a proxy resolves', async () => {
    const { lookup, asked } = namesOf({});
    await using storage = await ScriptedServer.start();
    await using proxy = await CaptureProxy.start({
      resolve: (_: string, port: number) => ({ host: '127.0.0.1', port }),
    });
    await using registry = await ScriptedServer.start();
    registry.on('GET /blob', { status: 307, headers: { Location: `http://storage.test:${storage.port}/blob` } });
    storage.on('GET *', { body: 'content' });
    await using transport = quickTransport({ lookup, proxy: { http: proxy.url.href } });
    expect(await textOf(await transport.send({ method: 'GET', url: registry.url('/blob') }))).toBe('content');
    expect(asked).toEqual([]);
  });

  it('refuses a token endpoint with a private address unless its host is allowed', async () => {
    const { lookup } = namesOf({ 'registry.example.com': [internet], 'auth.example.com': [loopback] });
    const scope = 'repository:a/b:pull';
    await using registry = await ScriptedServer.start({ host: 'registry.example.com' });
    await using tokens = await ScriptedServer.start({ host: 'auth.example.com' });
    registry.on('GET /v2/', new TokenIssuer(tokens).guard(scope, { status: 200 }));
    const credentials = new Recorder({ username: 'u', password: 'secret' });
    await using client = new Client(registry.origin, credentials, {}, { lookup });
    const error = await thrown(client.send(get(registry.url('/v2/'), scope)));
    expect(error).toMatchObject({
      code: 'REDIRECT_REFUSED',
      remedy: 'tokenHosts',
      message: expect.stringMatching(/auth\.example\.com resolves to 127\.0\.0\.1.* as a token realm/),
    });
    expect(tokens.connections).toBe(0);
    const allowed = { allowedRealmHosts: ['auth.example.com'] };
    await using trusting = new Client(registry.origin, credentials, allowed, { lookup });
    expect(await trusting.status(get(registry.url('/v2/'), scope))).toBe(200);
  });

  it('refuses an upload location with a private address', async () => {
    const { lookup } = namesOf({ 'registry.test': [internet], 'uploads.test': [['10.0.0.5']] });
    await using registry = await ScriptedServer.start({ host: 'registry.test' });
    registry
      .on('HEAD *', { status: 404 })
      .on('POST *', { status: 202, headers: { location: 'https://uploads.test/session' } });
    await using client = new TestClient(registry.origin, { allowForeignUploads: true }, { lookup });
    const blob = blobOf(Buffer.from('content'));
    const push = client.registry.pushBlob(name, blob.descriptor, () => once(blob.bytes));
    await expect(push).rejects.toMatchObject({
      code: 'REDIRECT_REFUSED',
      remedy: 'trustedRedirectHosts',
      message: expect.stringContaining('uploads.test resolves to 10.0.0.5'),
    });
  });
});
