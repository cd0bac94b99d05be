import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../src/http/index.ts';
import { eventually } from '../eventually.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { countedBody, failureOf, quickTransport, textOf } from './harness.ts';

const hourMs = 3_600_000;

describe('retry', () => {
  it.each([408, 425, 429, 500, 502, 503, 504, 507, 599])('retries %i (DL-08)', async (status) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('GET /', { status, body: 'busy' }, { status }, { body: 'done' });
    expect(await textOf(await transport.send({ method: 'GET', url: server.origin }))).toBe('done');
    expect(server.requests).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 405, 409, 410, 412, 413, 416, 422, 451, 501, 505])(
    'returns %i without a retry (DL-08)',
    async (status) => {
      await using server = await ScriptedServer.start();
      await using transport = quickTransport();
      server.on('GET /', { status, body: '{"errors":[{"code":"DENIED"}]}' });
      const response = await transport.send({ method: 'GET', url: server.origin });
      expect([response.status, await textOf(response)]).toEqual([status, '{"errors":[{"code":"DENIED"}]}']);
      expect(server.requests).toHaveLength(1);
    },
  );

  it('stops after five attempts and returns the last response, JSON or not (DL-10)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('GET /', { status: 503, headers: { 'Content-Type': 'text/html' }, body: '<h1>busy</h1>' });
    const response = await transport.send({ method: 'GET', url: server.origin });
    expect([response.status, await textOf(response)]).toEqual([503, '<h1>busy</h1>']);
    expect(server.requests).toHaveLength(5);
    expect(
      transport.events
        .filter((event) => event.kind === 'retry')
        .map((event) => [event.attempt, event.attempts, event.reason]),
    ).toEqual([
      [1, 5, 'status 503'],
      [2, 5, 'status 503'],
      [3, 5, 'status 503'],
      [4, 5, 'status 503'],
    ]);
  });

  it('limits the attempts of a request, also when it is redirected (DL-10)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ attempts: 3 });
    server
      .on('GET /once', { status: 503 })
      .on('GET /a', { status: 307, headers: { Location: '/b' } })
      .on('GET /b', { status: 503 });
    await (await transport.send({ method: 'GET', url: server.url('/once'), attempts: 1 })).body.discard();
    expect(server.seen('GET /once')).toHaveLength(1);
    await (await transport.send({ method: 'GET', url: server.url('/a') })).body.discard();
    expect([server.seen('GET /a').length, server.seen('GET /b').length]).toEqual([3, 3]);
  });

  it.each([
    [503, 1_000_000],
    [503, 50_000],
    [429, 50_000],
  ])('frees the connection of a response with %i and %i bytes before it retries', async (status, size) => {
    await using server = await ScriptedServer.start();
    let openBefore: number | undefined;
    const sleep = async (): Promise<void> => {
      await eventually(() => server.openConnections === (size > 64 * 1024 ? 0 : 1), 'the connection');
      openBefore = server.connections;
    };
    await using transport = quickTransport({ connections: 1, sleep });
    server.on('GET /', { status, body: Buffer.alloc(size) }, { body: 'done' });
    expect(await textOf(await transport.send({ method: 'GET', url: server.origin }))).toBe('done');
    expect([openBefore, server.requests.length]).toEqual([1, 2]);
  });

  it('reports a failed connection of a request with a single attempt as a RetryableError', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('GET /', { cutAt: -1 });
    const request = { method: 'GET', url: server.url('/?sig=secret') } as const;
    const error = await failureOf(transport.send({ ...request, attempts: 1 }));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ method: 'GET', url: `${server.origin.href}?***`, hasResponse: false });
    expect(await failureOf(transport.send(request))).not.toBeInstanceOf(RetryableError);
  });

  it('limits the retries of all requests together until one succeeds (DL-10)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ retryBudget: 6 });
    server.on('GET /bad', { status: 503 }).on('GET /good', {});
    const send = async (path: string): Promise<void> =>
      (await transport.send({ method: 'GET', url: server.url(path) })).body.discard();
    for (let count = 0; count < 4; count++) await send('/bad');
    expect(server.seen('GET /bad')).toHaveLength(5 + 3 + 1 + 1);
    await send('/good');
    await send('/bad');
    expect(server.seen('GET /bad')).toHaveLength(12);
  });

  it('doubles the wait up to its limit, minus a random part of up to one half', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ attempts: 9, random: () => 0.999_999 });
    server.on('GET /', { status: 500 });
    await (await transport.send({ method: 'GET', url: server.origin })).body.discard();
    expect(transport.waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
    await using withoutRandom = quickTransport({ random: () => 0 });
    await (await withoutRandom.send({ method: 'GET', url: server.origin })).body.discard();
    expect(withoutRandom.waits).toEqual([500, 1000, 2000, 4000]);
  });

  it.each<[string, Step, number]>([
    ['seconds', { status: 429, headers: { 'Retry-After': '7' } }, 7000],
    ['seconds with 503', { status: 503, headers: { 'Retry-After': '120' } }, 120_000],
    ['zero', { status: 429, headers: { 'Retry-After': '0' } }, 375],
    ['a negative number', { status: 429, headers: { 'Retry-After': '-5' } }, 375],
    ['malformed text', { status: 429, headers: { 'Retry-After': 'soon, 2020' } }, 375],
    ['microseconds in the body', { status: 429, body: 'retry-after: 880µs, allowed: 44000/minute' }, 375],
    ['milliseconds in the body', { status: 429, body: '{"errors":[{"message":"retry-after: 910.3ms"}]}' }, 911],
    ['minutes in the body', { status: 429, body: 'retry-after: 1m30.5s' }, 90_500],
    [
      "GHCR's 403",
      { status: 403, body: 'You have exceeded a secondary rate limit.', headers: { 'Retry-After': '60' } },
      60_000,
    ],
    [
      'the end of the rate limit of the API of GitHub',
      {
        status: 403,
        headers: {
          'X-RateLimit-Remaining': '0',
          'X-RateLimit-Reset': String(Date.UTC(2026, 0, 1, 0, 1) / 1000),
          Date: 'Thu, 01 Jan 2026 00:00:00 GMT',
        },
      },
      60_000,
    ],
    [
      'the same with 429 and a time in the past',
      { status: 429, headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1000' } },
      375,
    ],
    [
      'a time in place of which requests remain',
      { status: 429, headers: { 'X-RateLimit-Remaining': '7', 'X-RateLimit-Reset': '99999999999' } },
      375,
    ],
    ['a 403 with Retry-After and without a body', { status: 403, headers: { 'Retry-After': '7' } }, 7000],
    [
      'a 403 with the code TOOMANYREQUESTS',
      { status: 403, body: '{"errors":[{"code":"TOOMANYREQUESTS","message":"retry-after: 1m30s"}]}' },
      90_000,
    ],
    [
      'a 403 with the code TOOMANYREQUESTS in the header',
      { status: 403, headers: { 'OCI-Error-Code': 'TOOMANYREQUESTS' } },
      375,
    ],
    ["GHCR's 403 without a time", { status: 403, body: '{"message":"You have exceeded a Secondary Rate Limit"}' }, 375],
  ])('waits for the time that the server requests: %s (DL-04)', async (_name, step, wait) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('PUT /', step, { status: 201 });
    const response = await transport.send({ method: 'PUT', url: server.origin, body: countedBody(10).body });
    await response.body.discard();
    expect([response.status, transport.waits]).toEqual([201, [wait]]);
  });

  it.each<[string, Step, string, string]>([
    ['a day', { status: 429, headers: { 'Retry-After': '86400' } }, 'TOOMANYREQUESTS', '86400'],
    ['121 seconds', { status: 503, headers: { 'Retry-After': '121' } }, 'UNAVAILABLE', '121'],
    ['an hour in the body', { status: 429, body: 'retry-after: 1h0m0s' }, 'TOOMANYREQUESTS', '1h0m0s'],
    [
      'more digits than a number has',
      { status: 429, headers: { 'Retry-After': '9'.repeat(400) } },
      'TOOMANYREQUESTS',
      '999',
    ],
    [
      "an hour with GHCR's 403",
      { status: 403, body: 'secondary rate limit', headers: { 'Retry-After': '3600' } },
      'TOOMANYREQUESTS',
      '3600',
    ],
  ])('fails immediately when the server requests too long a wait: %s (DL-04)', async (_name, step, code, quoted) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('GET /', step);
    const error = await failureOf(transport.send({ method: 'GET', url: server.origin }));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(quoted)]);
    expect(error.message.length).toBeLessThan(500);
    expect([server.requests.length, transport.waits]).toEqual([1, []]);
  });

  it.each([-hourMs, 0, hourMs])(
    "compares a date with the server's clock, which differs by %i ms (DL-05)",
    async (skew) => {
      await using server = await ScriptedServer.start();
      await using transport = quickTransport();
      const until = new Date(Date.now() + skew + 10_000);
      server.on('GET /', { status: 503, dateSkewMs: skew, headers: { 'Retry-After': until.toUTCString() } }, {});
      await (await transport.send({ method: 'GET', url: server.origin })).body.discard();
      expect(transport.waits[0]).toBeGreaterThanOrEqual(8000);
      expect(transport.waits[0]).toBeLessThanOrEqual(11_000);
    },
  );

  it('compares a date with the local clock if the response has no date, and ignores a past date (DL-05)', async () => {
    await using server = await ScriptedServer.start();
    const noon = Date.UTC(2030, 0, 1, 12);
    await using transport = quickTransport({ now: () => noon });
    server.on(
      'GET /',
      { status: 503, dateSkewMs: false, headers: { 'Retry-After': new Date(noon + 30_000).toUTCString() } },
      {
        status: 503,
        headers: { 'Retry-After': new Date(noon - hourMs).toUTCString(), Date: new Date(noon).toUTCString() },
      },
      {},
    );
    await (await transport.send({ method: 'GET', url: server.origin })).body.discard();
    expect(transport.waits).toEqual([30_000, 750]);
  });

  it('returns the complete body of a 403 that is not a rate limit (DL-04)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    const body = Buffer.alloc(200_000, 'denied ');
    server.on('GET /', { status: 403, body });
    const response = await transport.send({ method: 'GET', url: server.origin });
    expect(Buffer.concat(await Array.fromAsync(response.body)).equals(body)).toBe(true);
  });

  it('opens the body for each attempt (UP-08)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('PUT /', { status: 503 }, { cutAt: -1 }, { status: 201 });
    const counted = countedBody(300_000);
    const response = await transport.send({ method: 'PUT', url: server.origin, body: counted.body });
    await response.body.discard();
    expect([response.status, counted.opened]).toEqual([201, 3]);
    expect(server.requests.map((request) => [request.bodySize, request.body[0]])).toEqual([
      [300_000, 1],
      [300_000, 2],
      [300_000, 3],
    ]);
  });

  it.each([
    [99, 'ended after 99 of 100 bytes'],
    [101, 'more than the announced 100 bytes'],
  ])('does not retry a body of %i bytes instead of 100 (UP-08)', async (size, message) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('PUT /', { status: 201 });
    const counted = countedBody(size);
    const error = await failureOf(
      transport.send({ method: 'PUT', url: server.origin, body: { ...counted.body, length: 100 } }),
    );
    expect([error.code, error.message, counted.opened]).toEqual(['SIZE_MISMATCH', expect.stringContaining(message), 1]);
    expect(server.requests.every((request) => !request.complete)).toBe(true);
  });

  it('throws an error of the source unchanged (UP-08)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    const sourceError = new RangeError('the source failed');
    const open = async function* open(): AsyncGenerator<Uint8Array, void, undefined> {
      yield new Uint8Array(10);
      throw sourceError;
    };
    await expect(transport.send({ method: 'PUT', url: server.origin, body: { open, length: 20 } })).rejects.toBe(
      sourceError,
    );
    await expect(
      transport.send({
        method: 'PUT',
        url: server.origin,
        body: {
          open: () => {
            throw sourceError;
          },
          length: 20,
        },
      }),
    ).rejects.toBe(sourceError);
  });
});
