import { describe, expect, it } from 'vitest';
import { fetchTransport, type Fetch } from '../../src/http/index.ts';
import { once } from '../../src/streams/index.ts';
import { expectCode } from '../contract/content.ts';

const request = { method: 'GET', url: new URL('http://localhost/v2/') } as const;

/** Answers nothing. Ends when it is aborted. */
const silent: Fetch = (_, { signal }) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });

describe('fetchTransport', () => {
  it('ends requests when it is closed, and refuses later ones', async () => {
    const transport = fetchTransport({ fetch: silent });
    const pending = transport.send(request);
    pending.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    await transport.close();
    for (const sending of [pending, transport.send(request)]) {
      const { message } = await expectCode(sending, 'ABORTED');
      expect(message).toBe(
        'GET http://localhost/v2/ failed: its connection was closed; wait for each call before the connection is closed',
      );
    }
  });

  const withCode = (error: Error, code: string): Error => Object.assign(error, { code });

  it.each<[string, Error, string]>([
    [
      'a refused connection of Node',
      new TypeError('fetch failed', { cause: withCode(new Error('connect'), 'ECONNREFUSED') }),
      'UNREACHABLE',
    ],
    ['a refused connection of Bun', withCode(new Error('Unable to connect.'), 'ConnectionRefused'), 'UNREACHABLE'],
    ['a failure of Deno', new TypeError('error sending request for url (http://localhost/)'), 'UNREACHABLE'],
    ['a failure of a browser', new TypeError('Failed to fetch'), 'UNREACHABLE'],
    ['a name that does not exist', new TypeError('dns error: failed to lookup address information'), 'UNREACHABLE'],
    ['a certificate', new TypeError('invalid peer certificate: UnknownIssuer'), 'TLS_FAILED'],
  ])('explains %s', async (_, error, code) => {
    const transport = fetchTransport({ fetch: () => Promise.reject(error), attempts: 1 });
    const failure = await expectCode(transport.send(request), 'UNREACHABLE', 'TLS_FAILED');
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(/^GET http:\/\/localhost\/v2\/ failed: /);
  });

  it('throws an error of the given function unchanged', async () => {
    const mistake = new RangeError('a mistake of the caller');
    const transport = fetchTransport({ fetch: () => Promise.reject(mistake), attempts: 1 });
    await expect(transport.send(request)).rejects.toBe(mistake);
  });

  it('limits the time to the headers', async () => {
    const transport = fetchTransport({ fetch: silent, attempts: 1, headersTimeoutMs: 10 });
    await expectCode(transport.send(request), 'TIMEOUT');
  });

  it.each([
    ['3', 'abc'],
    ['5', undefined],
  ])('detects a body that ends before its length: %s', async (length, expected) => {
    const headers = { 'content-length': length };
    const transport = fetchTransport({ fetch: async () => new Response('abc', { headers }), attempts: 1 });
    const { body } = await transport.send(request);
    const reading = Array.fromAsync(body).then((chunks) => Buffer.concat(chunks).toString());
    if (expected === undefined) await expectCode(reading, 'UNREACHABLE');
    else expect(await reading).toBe(expected);
    await expect(Array.fromAsync(body)).rejects.toThrow(/can be read only once/);
  });

  it('does not split fields at commas', async () => {
    const challenge = 'Bearer realm="https://a/token",service="a,b"';
    const headers = { 'www-authenticate': challenge, 'content-length': '0' };
    const transport = fetchTransport({ fetch: async () => new Response(null, { status: 401, headers }) });
    const response = await transport.send(request);
    expect([response.headers.all('WWW-Authenticate'), response.headers.all('link')]).toEqual([[challenge], []]);
    expect([response.headers.get('WWW-Authenticate'), response.headers.get('link')]).toEqual([challenge, undefined]);
  });

  it('sends the headers and the body, and follows no redirect itself', async () => {
    const sent: RequestInit[] = [];
    const transport = fetchTransport({
      fetch: async (_, init) => {
        sent.push(init);
        return new Response(null, { status: 201 });
      },
      runtimeInit: () => ({ cache: 'no-store' }),
    });
    const body = { open: () => once(Buffer.from('content')), length: 7 };
    expect((await transport.send({ ...request, method: 'PUT', headers: { a: 'b' }, body })).status).toBe(201);
    expect(sent).toMatchObject([
      { method: 'PUT', redirect: 'manual', cache: 'no-store', headers: { a: 'b', 'accept-encoding': 'identity' } },
    ]);
    expect(Buffer.from(sent[0]?.body as Uint8Array).toString()).toBe('content');
  });
});
