import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { HttpMethod } from '../../src/http/index.ts';
import { eventually } from '../eventually.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { countedBody, failureOf, quickTransport, textOf } from './harness.ts';

describe('idle connections', () => {
  it('reuses an idle connection, also after HEAD', async () => {
    await using server = await ScriptedServer.start({
      otherwise: { headers: { Connection: 'keep-alive' }, body: 'x' },
    });
    await using transport = quickTransport();
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD', 'PUT', 'GET'] as const) {
      await (await transport.send({ method, url: server.origin })).body.discard();
    }
    expect(server.connections).toBe(1);
  });

  it.each([
    ['reuses the connection of a short', 200, 10_000, 1],
    ['closes the connection of a long', 200, 1_000_000, 2],
    ['closes the connection of a very long', 500, 4_000_000, 2],
  ])('%s discarded response of unknown length (%d, %d bytes)', async (_, status, bytes, connections) => {
    await using server = await ScriptedServer.start();
    server.on('GET /', { status, body: () => [new Uint8Array(bytes)] });
    await using transport = quickTransport({ attempts: 1 });
    for (let count = 0; count < 2; count++) {
      await (await transport.send({ method: 'GET', url: server.origin })).body.discard();
      await sleep(5);
    }
    expect(server.connections).toBe(connections);
  });

  it('closes the connection of a discarded response that does not end within a second', async () => {
    await using server = await ScriptedServer.start();
    const end = Promise.withResolvers<void>();
    server.on('GET /', {
      framing: 'chunked',
      body: async function* body() {
        yield Buffer.from('slow');
        await end.promise;
      },
    });
    await using transport = quickTransport({ attempts: 1 });
    const { body } = await transport.send({ method: 'GET', url: server.origin });
    let isDiscarded = false;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      void body.discard().then(() => (isDiscarded = true));
      await vi.advanceTimersByTimeAsync(999);
      expect(isDiscarded).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
    } finally {
      vi.useRealTimers();
    }
    await eventually(() => isDiscarded, 'the end of the response');
    end.resolve();
  });

  it.each([1, 2, 3])('reuses %i connections for requests that begin when the responses end', async (count) => {
    await using server = await ScriptedServer.start({
      otherwise: { headers: { Connection: 'keep-alive' }, body: 'x' },
    });
    await using transport = quickTransport();
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'POST', 'PUT', 'GET'] as const) {
      const send = async (): Promise<void> => {
        const body = method === 'PUT' ? countedBody(1000).body : undefined;
        await (await transport.send({ method, url: server.origin, body })).body.discard();
      };
      await Promise.all(Array.from({ length: count }, send));
    }
    expect(server.connections).toBe(count);
  });

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const)(
    'replaces an idle connection that the server closed, for a %s request with a single attempt (DL-06)',
    async (method) => {
      await using server = await ScriptedServer.start();
      await using transport = quickTransport();
      server.on('GET /first', { body: 'x' }).on(`${method} /`, { cutAt: -1, cut: 'rst' }, { status: 202 });
      await textOf(await transport.send({ method: 'GET', url: server.url('/first') }));
      await sleep(5);
      const counted = countedBody(method === 'POST' || method === 'PUT' ? 1000 : 0);
      const response = await transport.send({ method, url: server.origin, body: counted.body, attempts: 1 });
      await response.body.discard();
      expect(response.status).toBe(202);
      expect(server.requests.map((request) => request.connection)).toEqual([0, 0, 1]);
      expect(transport.events.filter((event) => event.kind === 'retry')).toMatchObject([
        { delayMs: 0, reason: expect.stringContaining('closed') },
      ]);
    },
  );

  it.each<[string, HttpMethod, Step, boolean, number]>([
    ['a PATCH', 'PATCH', { cutAt: -1 }, true, 1000],
    ['a request on a new connection', 'POST', { cutAt: -1 }, false, 1000],
    ['a request with a truncated response', 'GET', { cutAt: 0 }, true, 0],
    ['a request of which more than 1 MiB was sent', 'PUT', { cutAt: -1 }, true, 3_000_000],
  ])('does not repeat %s with a single attempt (DL-06)', async (_name, method, step, isReused, size) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('GET /first', { body: 'x' }).on(`${method} /`, { ...step, body: 'abc' });
    if (isReused) await textOf(await transport.send({ method: 'GET', url: server.url('/first') }));
    await sleep(5);
    const error = await failureOf(
      transport.send({ method, url: server.origin, body: countedBody(size).body, attempts: 1 }).then(textOf),
    );
    expect(error.code).toBe('UNREACHABLE');
    expect(server.seen(`${method} /`)).toHaveLength(1);
  });

  it('does not count the replaced connection as an attempt (DL-06)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ attempts: 2 });
    server.on('GET /first', { body: 'x' }).on('POST /', { cutAt: -1 });
    await textOf(await transport.send({ method: 'GET', url: server.url('/first') }));
    await sleep(5);
    const error = await failureOf(transport.send({ method: 'POST', url: server.origin }));
    expect([error.code, error.message]).toEqual(['UNREACHABLE', expect.stringContaining('given up after 2 attempts')]);
    expect(server.seen('POST /')).toHaveLength(3);
  });
});

describe('early responses', () => {
  const size = 64 * 1024 * 1024;

  it.each<[string, Step]>([
    ['reads the rest of the request', { rest: 'read', after: 'keep' }],
    ['ignores the rest of the request', { rest: 'ignore', after: 'keep' }],
    ['closes the connection', { rest: 'ignore', after: 'fin', headers: { Connection: 'close' } }],
  ])('returns it and stops the upload within 1 MiB when the server %s (UP-07)', async (_name, step) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('PUT /', { status: 413, at: 64 * 1024, body: '{"errors":[{"code":"QUOTA"}]}', ...step });
    const counted = countedBody(size);
    const response = await transport.send({ method: 'PUT', url: server.origin, body: counted.body });
    // The kernel still sends the bytes in its buffers, but the source is not read any more.
    await sleep(50);
    const bytesReadAtResponse = counted.bytesRead;
    await sleep(100);
    expect(counted.bytesRead - bytesReadAtResponse).toBeLessThanOrEqual(1024 * 1024);
    expect(counted.bytesRead).toBeLessThan(size);
    expect([response.status, await textOf(response)]).toEqual([413, '{"errors":[{"code":"QUOTA"}]}']);
    expect(counted.opened).toBe(1);
  });

  it('stops the upload within 1 MiB while the body of a 401 arrives slowly (UP-07)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('PUT /', { status: 401, at: 'head', rest: 'read', body: 'who?', bodyDelayMs: 600 });
    let bytesRead = 0;
    const open = async function* open(): AsyncGenerator<Uint8Array, void, undefined> {
      for (; bytesRead < size; bytesRead += 16 * 1024) {
        yield new Uint8Array(16 * 1024);
        await sleep(1);
      }
    };
    const response = await transport.send({ method: 'PUT', url: server.origin, body: { open, length: size } });
    expect(bytesRead).toBeLessThan(1024 * 1024);
    expect([response.status, await textOf(response)]).toEqual([401, 'who?']);
    expect(bytesRead).toBeLessThan(1024 * 1024);
  });

  it.each<[string, Step, number]>([
    ['an early response', { status: 413, at: 64 * 1024, rest: 'ignore' }, 413],
    ['a complete upload', { status: 201 }, 201],
  ])('closes the source of the content after %s (UP-07)', async (_, step, status) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('PUT /', step);
    let isClosed = false;
    const length = 64 * 1024 * 1024;
    const open = async function* open(): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        for (let sent = 0; sent < length; sent += 16 * 1024) yield new Uint8Array(16 * 1024);
      } finally {
        isClosed = true;
      }
    };
    const response = await transport.send({ method: 'PUT', url: server.origin, body: { open, length } });
    await response.body.discard();
    expect(response.status).toBe(status);
    await eventually(() => isClosed, 'the end of the source');
  });

  it('reports a connection error when the server resets the connection instead of answering (UP-07)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ attempts: 1 });
    server.on('PUT /', { at: 64 * 1024, cutAt: -1, rest: 'ignore' });
    const error = await failureOf(transport.send({ method: 'PUT', url: server.origin, body: countedBody(size).body }));
    expect([error.code, error.message]).toEqual([
      'UNREACHABLE',
      expect.stringMatching(/PUT http:.* failed: .*(closed|reset)/),
    ]);
  });
});
