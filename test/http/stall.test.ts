import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ScriptedServer } from '../faults/kit/index.ts';
import { countedBody, failureOf, quickTransport, textOf } from './harness.ts';

async function* tenBytesTwice(): AsyncGenerator<Uint8Array, void, undefined> {
  yield new Uint8Array(10);
  await sleep(600);
  yield new Uint8Array(10);
}

describe('the timers of the stall detection', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['a response that was read', { body: 'x'.repeat(100_000) }],
    ['a response that was cut', { body: 'x'.repeat(100_000), cutAt: 50_000 }],
    ['an error response', { status: 404, body: 'not found' }],
  ] as const)('end with %s', async (_, step) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await using server = await ScriptedServer.start();
    server.on('GET /', step);
    await using transport = quickTransport({ attempts: 1 });
    const response = await transport.send({ method: 'GET', url: server.origin });
    await textOf(response).catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('end with a response that is not read, and with an upload', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await using server = await ScriptedServer.start();
    server.on('GET /', { body: 'x'.repeat(1_000_000) }).on('PUT /', { status: 201 });
    await using transport = quickTransport({ attempts: 1 });
    const unread = await transport.send({ method: 'GET', url: server.origin });
    await unread.body.discard();
    expect(vi.getTimerCount()).toBe(0);
    const left = await transport.send({ method: 'GET', url: server.origin });
    for await (const chunk of left.body) if (chunk.byteLength > 0) break;
    expect(vi.getTimerCount()).toBe(0);
    const { body } = countedBody(1_000_000);
    await textOf(await transport.send({ method: 'PUT', url: server.origin, body }));
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('stall detection', () => {
  const stall = { bytes: 1024, ms: 300 };

  it('ends a response that is too slow (DL-07)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ stall });
    server.on('GET /', { body: 'x'.repeat(10_000), drip: { bytes: 1, everyMs: 20 } });
    // Without the detection, the response takes longer than the time limit of the test.
    const response = await transport.send({ method: 'GET', url: server.origin });
    const error = await failureOf(textOf(response));
    expect([error.code, error.message]).toEqual(['TIMEOUT', expect.stringContaining('receiving stalled')]);
  });

  it('reads a slow response at the accepted rate to its end (DL-07)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ stall: { bytes: 1024, ms: 800 } });
    // The response takes longer than the period of the stall detection, and its rate is eight times the accepted rate.
    server.on('GET /', { body: 'x'.repeat(12_000), drip: { bytes: 1000, everyMs: 100 } });
    const started = performance.now();
    expect(await textOf(await transport.send({ method: 'GET', url: server.origin }))).toHaveLength(12_000);
    expect(performance.now() - started).toBeGreaterThan(800);
  });

  it('does not count the time of a slow reader (DL-07)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ stall: { bytes: 1024, ms: 300 } });
    server.on('GET /', { body: Buffer.alloc(1_000_000) });
    const response = await transport.send({ method: 'GET', url: server.origin });
    let size = 0;
    let waited = false;
    for await (const chunk of response.body) {
      size += chunk.length;
      if (!waited) await sleep(400);
      waited = true;
    }
    expect(size).toBe(1_000_000);
  });

  it('applies to borrowed chunks, without the time of a slow reader (DL-07)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ stall });
    const bytes = Buffer.alloc(3_000_000, 'borrowed');
    server.on('GET /drip', { body: bytes, drip: { bytes: 1, everyMs: 20 } }).on('GET /whole', { body: bytes });
    const slowResponse = await transport.send({ method: 'GET', url: new URL('/drip', server.origin) });
    const error = await failureOf(Array.fromAsync(slowResponse.body.borrowed?.() ?? []));
    expect([error.code, error.message]).toEqual(['TIMEOUT', expect.stringContaining('receiving stalled')]);
    const response = await transport.send({ method: 'GET', url: new URL('/whole', server.origin) });
    let size = 0;
    for await (const chunk of response.body.borrowed?.() ?? []) {
      if (size < 600_000) await sleep(500);
      size += chunk.byteLength;
    }
    expect(size).toBe(bytes.byteLength);
  });

  it('ends an upload that stalls, and retries it (DL-07)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ stall, attempts: 2 });
    server.on('PUT /', { at: 'head', rest: 'ignore', silent: true }, { status: 201 });
    const counted = countedBody(32 * 1024 * 1024);
    const response = await transport.send({ method: 'PUT', url: server.origin, body: counted.body });
    await response.body.discard();
    expect([response.status, counted.opened]).toEqual([201, 2]);
    expect(transport.events.filter((event) => event.kind === 'retry')).toMatchObject([
      { reason: expect.stringContaining('sending stalled') },
    ]);
  });

  it('does not end an upload with a slow source or a slow peer at the accepted rate (DL-07)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ stall: { bytes: 1024, ms: 500 }, attempts: 1 });
    server
      .on('PUT /source', { status: 201 })
      .on('PUT /sink', { status: 201, slow: { bytes: 1024 * 1024, everyMs: 60 } });
    await (
      await transport.send({ method: 'PUT', url: server.url('/source'), body: { open: tenBytesTwice, length: 20 } })
    ).body.discard();
    await (
      await transport.send({ method: 'PUT', url: server.url('/sink'), body: countedBody(16 * 1024 * 1024).body })
    ).body.discard();
    expect(server.requests.map((request) => [request.complete, request.bodySize])).toEqual([
      [true, 20],
      [true, 16 * 1024 * 1024],
    ]);
  });

  it('limits the time until the response by headersTimeoutMs (DL-07)', async () => {
    await using server = await ScriptedServer.start();
    const stallSooner = { bytes: 1024, ms: 150 };
    await using patient = quickTransport({ stall: stallSooner, headersTimeoutMs: 30_000, attempts: 1 });
    await using transport = quickTransport({ stall: stallSooner, headersTimeoutMs: 200, attempts: 2 });
    server.on('PUT /slow', { status: 201, delayMs: 250 }).on('PUT /stuck', { silent: true });
    const response = await patient.send({ method: 'PUT', url: server.url('/slow'), body: countedBody(10).body });
    expect(response.status).toBe(201);
    await response.body.discard();
    const error = await failureOf(
      transport.send({ method: 'PUT', url: server.url('/stuck'), body: countedBody(10).body }),
    );
    expect([error.code, error.message]).toEqual(['TIMEOUT', expect.stringContaining('given up after 2 attempts')]);
    // The server may read the second request after its client has given up.
    await expect.poll(() => server.seen('PUT /stuck').length).toBe(2);
  });

  it('limits the total time only by the signal (DL-07)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('GET /', { silent: true });
    const error = await failureOf(
      transport.send({ method: 'GET', url: server.origin, signal: AbortSignal.timeout(100) }),
    );
    expect(error.code).toBe('TIMEOUT');
  });
});
