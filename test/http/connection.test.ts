import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { HttpMethod } from '../../src/http/index.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { countedBody, failureOf, quickTransport, textOf } from './harness.ts';

describe('an idle connection', () => {
  it('is reused, also after HEAD', async () => {
    await using server = await ScriptedServer.start({
      otherwise: { headers: { Connection: 'keep-alive' }, body: 'x' },
    });
    await using transport = quickTransport();
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD', 'PUT', 'GET'] as const) {
      await (await transport.send({ method, url: server.origin })).body.discard();
      // The pool gets a connection back in the next turn of the event loop.
      await pause(5);
    }
    expect(server.connections).toBe(1);
  });

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const)(
    'is replaced once when the server had closed it, for %s with a single attempt (DL-06)',
    async (method) => {
      await using server = await ScriptedServer.start();
      await using transport = quickTransport();
      server.on('GET /first', { body: 'x' }).on(`${method} /`, { cutAt: -1, cut: 'rst' }, { status: 202 });
      await textOf(await transport.send({ method: 'GET', url: server.url('/first') }));
      await pause(5);
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
    ['anything on a new connection', 'POST', { cutAt: -1 }, false, 1000],
    ['what was cut within the answer', 'GET', { cutAt: 0 }, true, 0],
    ['a body that was far under way', 'PUT', { cutAt: -1 }, true, 3_000_000],
  ])('does not repeat %s with a single attempt (DL-06)', async (_name, method, step, warm, size) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('GET /first', { body: 'x' }).on(`${method} /`, { ...step, body: 'abc' });
    if (warm) await textOf(await transport.send({ method: 'GET', url: server.url('/first') }));
    await pause(5);
    const error = await failureOf(
      transport.send({ method, url: server.origin, body: countedBody(size).body, attempts: 1 }).then(textOf),
    );
    expect(error.code).toBe('UNREACHABLE');
    expect(server.seen(`${method} /`)).toHaveLength(1);
  });

  it('counts the new connection as one attempt, and retries when it fails too (DL-06)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ attempts: 2 });
    server.on('GET /first', { body: 'x' }).on('POST /', { cutAt: -1 });
    await textOf(await transport.send({ method: 'GET', url: server.url('/first') }));
    await pause(5);
    const error = await failureOf(transport.send({ method: 'POST', url: server.origin }));
    expect([error.code, error.message]).toEqual(['UNREACHABLE', expect.stringContaining('given up after 2 attempts')]);
    expect(server.seen('POST /')).toHaveLength(3);
  });
});

describe('an early response', () => {
  const size = 64 * 1024 * 1024;

  it.each<[string, Step]>([
    ['the rest is read', { rest: 'read', after: 'keep' }],
    ['the rest is ignored', { rest: 'ignore', after: 'keep' }],
    ['the connection is closed', { rest: 'ignore', after: 'fin', headers: { Connection: 'close' } }],
  ])('reaches the caller, and the upload stops within 1 MiB, when %s (UP-07)', async (_name, step) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('PUT /', { status: 413, at: 64 * 1024, body: '{"errors":[{"code":"QUOTA"}]}', ...step });
    const counted = countedBody(size);
    const response = await transport.send({ method: 'PUT', url: server.origin, body: counted.body });
    // Bytes in the kernel's buffers cannot be recalled, but no more are read from the source.
    await pause(50);
    const takenAtAnswer = counted.taken;
    await pause(100);
    expect(counted.taken - takenAtAnswer).toBeLessThanOrEqual(1024 * 1024);
    expect(counted.taken).toBeLessThan(size);
    expect([response.status, await textOf(response)]).toEqual([413, '{"errors":[{"code":"QUOTA"}]}']);
    expect(counted.opened).toBe(1);
  });

  it('stops the upload within 1 MiB while the body of a 401 arrives slowly (UP-07)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('PUT /', { status: 401, at: 'head', rest: 'read', body: 'who?', bodyDelayMs: 600 });
    let taken = 0;
    const open = async function* open(): AsyncGenerator<Uint8Array, void, undefined> {
      for (; taken < size; taken += 16 * 1024) {
        yield new Uint8Array(16 * 1024);
        await pause(1);
      }
    };
    const response = await transport.send({ method: 'PUT', url: server.origin, body: { open, length: size } });
    expect(taken).toBeLessThan(1024 * 1024);
    expect([response.status, await textOf(response)]).toEqual([401, 'who?']);
    expect(taken).toBeLessThan(1024 * 1024);
  });

  it('is a connection error when the server resets instead of answering (UP-07)', async () => {
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
