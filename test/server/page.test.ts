import { createHash } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import {
  createFetchHandler,
  createTokenIssuer,
  listen,
  type AccessLogEntry,
  type ListenOptions,
} from '../../src/server/index.ts';
import { exampleRegistry } from '../page/example-registry.ts';
import { basic, send, type Reply } from './requests.ts';

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const htpasswd = `ada:${hashSync('secret', 4)}`;

/** The reply to a browser. */
async function browse(
  options: ListenOptions,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply & { readonly text: string }> {
  const { registry } = await exampleRegistry();
  await using server = await listen(registry, { page: true, ...options });
  const reply = await send(server.url, 'GET', path, { headers: { ...browser, ...headers } });
  return { ...reply, text: reply.body.toString() };
}

describe('the page', () => {
  it('is the reply to browsers at /', async () => {
    const { status, headers, text } = await browse({}, '/');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      vary: 'accept',
    });
    expect(text).toMatch(/^<!doctype html>/);
    expect(text).toContain('<a href="/?repository=acme/bundle">');
  });

  it.each(['application/json', '*/*', 'application/vnd.oci.image.manifest.v1+json', 'text/plain'])(
    'is not the reply to a client that accepts %s',
    async (accept) => {
      expect(await browse({}, '/', { accept })).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    },
  );

  it.each([
    ['POST', '/', 404],
    ['GET', '/index.html', 404],
    ['GET', '/v2/', 200],
    ['GET', '/v2/_catalog', 200],
    ['GET', '/v2/acme/none/tags/list', 404],
  ])('does not change the reply to %s %s', async (method, path, status) => {
    await using server = await listen((await exampleRegistry()).registry, { page: true });
    const reply = await send(server.url, method, path, { headers: browser });
    expect(reply).toMatchObject({ status, headers: { 'content-type': 'application/json' } });
  });

  it('is absent by default', async () => {
    expect(await browse({ page: undefined }, '/')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await browse({ page: false }, '/')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('has the same headers and no body for HEAD', async () => {
    await using server = await listen((await exampleRegistry()).registry, { page: true });
    const get = await send(server.url, 'GET', '/', { headers: browser });
    const head = await send(server.url, 'HEAD', '/', { headers: browser });
    expect(head.status).toBe(200);
    expect(head.body.byteLength).toBe(0);
    expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' });
  });

  it('works in a handler for the Fetch standard', async () => {
    const { registry } = await exampleRegistry();
    const handle = createFetchHandler(registry, { page: true, allowedHosts: '*' });
    const reply = await handle(
      new Request('https://registry.test/?repository=acme/bundle&tag=v1.2', { headers: browser }),
    );
    expect(reply.status).toBe(200);
    const text = await reply.text();
    expect(text).toContain('<code>oras pull registry.test/acme/bundle:v1.2</code>');
    const plain = await handle(
      new Request('http://registry.test/?repository=acme/bundle&tag=v1.2', { headers: browser }),
    );
    expect(await plain.text()).toContain('<code>oras pull --plain-http registry.test/acme/bundle:v1.2</code>');
  });

  it.each([
    [{}, '--plain-http '],
    [{ 'x-forwarded-proto': 'http' }, '--plain-http '],
    [{ 'x-forwarded-proto': 'https' }, ''],
  ])('shows commands for the scheme of a proxy with %j', async (headers, option) => {
    const { text } = await browse({}, '/?repository=acme/bundle&tag=v1.2', headers);
    expect(text).toMatch(new RegExp(`<code>oras pull ${option}127\\.0\\.0\\.1:\\d+/acme/bundle:v1\\.2</code>`));
  });

  it('runs only the script and the style of its policy', async () => {
    const { headers, text } = await browse({}, '/?repository=acme/bundle&tag=v1.2.0');
    const policy = String(headers['content-security-policy']);
    expect(policy.split('; ').filter((part) => !part.includes('sha256-'))).toEqual([
      "default-src 'none'",
      'img-src data:',
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    for (const name of ['script', 'style']) {
      const codes = [...text.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, 'g'))].map(([, code = '']) => code);
      expect(codes).toHaveLength(1);
      const hash = createHash('sha256')
        .update(codes[0] ?? '')
        .digest('base64');
      expect(policy).toContain(`${name}-src 'sha256-${hash}'`);
    }
    expect(text).not.toMatch(/<[^>]*\s(?:on\w+|style|srcdoc)=/i);
  });

  it.each([
    ['/?repository=../x', 400, 'NAME_INVALID'],
    ['/?repository=Upper', 400, 'NAME_INVALID'],
    ['/?repository=a&repository=b', 400, 'INPUT_INVALID'],
    ['/?n=0', 400, 'INPUT_INVALID'],
    ['/?n=-1', 400, 'INPUT_INVALID'],
    ['/?last=%3Cscript%3E', 400, 'NAME_INVALID'],
    ['/?repository=acme/bundle&tag=%3Cb%3E', 400, 'TAG_INVALID'],
    ['/?repository=acme/bundle&digest=sha256:1', 400, 'DIGEST_INVALID'],
    ['/?repository=acme/none', 404, 'NAME_UNKNOWN'],
    ['/?repository=acme/bundle&tag=none', 404, 'MANIFEST_UNKNOWN'],
  ])('shows the error of %s', async (path, status, code) => {
    const reply = await browse({}, path);
    expect(reply).toMatchObject({ status, headers: { 'oci-error-code': code } });
    expect(reply.text).toContain(`Status ${status}, ${code}`);
    expect(reply.text).not.toContain('<script>"');
    expect(reply.text).not.toContain('<b>');
  });
});

describe('access to the page', () => {
  it('needs the user name and the password of the API', async () => {
    const log: AccessLogEntry[] = [];
    const options = { htpasswd, onAccess: (entry: AccessLogEntry) => log.push(entry) };
    for (const path of ['/', '/?repository=acme/bundle', '/?repository=acme/bundle&tag=v1.2.0']) {
      const { status, headers, text } = await browse(options, path);
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toMatch(/^Basic /);
      expect(text).toContain('enter your user name and password');
      expect(text).not.toContain('v1.2.0</a>');
      expect(await browse(options, path, basic('ada', 'wrong'))).toMatchObject({ status: 401 });
      expect(await browse(options, path, basic('ada', 'secret'))).toMatchObject({ status: 200 });
    }
    expect(log.at(-1)).toMatchObject({ method: 'GET', path: '/', status: 200, user: 'ada' });
  });

  it('says what to do if the registry accepts only tokens', async () => {
    const tokens = createTokenIssuer({ service: 'r', htpasswd });
    const { status, headers, text } = await browse({ tokens }, '/');
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Bearer /);
    expect(text).toContain('accepts only tokens, which a browser does not send');
    expect(text).toMatch(/<code>oci-artifact login 127\.0\.0\.1:\d+<\/code>/);
  });

  it('hides repositories that the user may not pull from', async () => {
    const authorize: ListenOptions['authorize'] = (_, { name }) => name === 'catalog' || !name.startsWith('acme/');
    const { text } = await browse({ authorize }, '/');
    expect(text).toContain('tools/');
    expect(text).not.toContain('acme/');
    const { text: found } = await browse({ authorize }, '/?q=bundle');
    expect(found).not.toContain('repository=acme/bundle');
    const denied = await browse({ authorize }, '/?repository=acme/bundle');
    expect(denied).toMatchObject({ status: 403, headers: { 'oci-error-code': 'DENIED' } });
    expect(denied.text).not.toContain('v1.2.0');
    const unlisted = await browse({ authorize: (_, { name }) => name !== 'catalog' }, '/');
    expect(unlisted.status).toBe(403);
    expect(unlisted.text).toContain('name="repository"');
  });

  it('refuses requests of other sites and for other hosts (SV-13)', async () => {
    for (const headers of [
      { host: 'evil.test' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.test' },
    ]) {
      const { status, text } = await browse({}, '/', headers);
      expect(status).toBe(403);
      expect(text).not.toContain('acme/bundle');
    }
    expect(await browse({}, '/', { 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200 });
    expect(await browse({}, '/', { 'sec-fetch-site': 'none' })).toMatchObject({ status: 200 });
  });

  it('shows no path of the server in an error', async () => {
    const registry = new MemoryRegistry();
    const broken = Object.assign(Object.create(registry) as MemoryRegistry, {
      repositories: () => {
        throw new Error('/secret/path');
      },
    });
    await using server = await listen(broken, { page: true });
    const reply = await send(server.url, 'GET', '/', { headers: browser });
    expect(reply.status).toBe(500);
    expect(reply.body.toString()).toContain('internal error of the registry');
    expect(reply.body.toString()).not.toContain('/secret');
  });
});
