import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { failureOf, quickTransport, textOf } from './harness.ts';

async function* oneByteAndNoMore(): AsyncGenerator<Uint8Array, void, undefined> {
  yield new Uint8Array(1);
  await new Promise(() => undefined);
}

describe('aborting', () => {
  it.each<[string, Step]>([
    ['waiting for the answer', { silent: true }],
    ['reading', { body: 'x'.repeat(1000), cutAt: undefined, drip: { bytes: 1, everyMs: 50 } }],
    ['waiting for the next try', { status: 503, headers: { 'Retry-After': '100' } }],
  ])('aborts %s at once', async (_name, step) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ sleep: undefined });
    server.on('GET /', step);
    const control = new AbortController();
    const work = transport.send({ method: 'GET', url: server.origin, signal: control.signal }).then(textOf);
    work.catch(() => undefined);
    await pause(100);
    const started = performance.now();
    control.abort();
    const error = await failureOf(work);
    expect(error.code).toBe('ABORTED');
    expect(performance.now() - started).toBeLessThan(200);
    await pause(50);
    if (step.status === undefined) expect(server.openConnections).toBe(0);
  });

  it('aborts an upload, also while its source yields nothing', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('PUT /', { status: 201 });
    const control = new AbortController();
    const work = transport.send({
      method: 'PUT',
      url: server.origin,
      body: { open: oneByteAndNoMore, length: 2 },
      signal: control.signal,
    });
    work.catch(() => undefined);
    await pause(100);
    control.abort();
    expect((await failureOf(work)).code).toBe('ABORTED');
    await pause(50);
    expect(server.openConnections).toBe(0);
  });

  it('aborts while it connects', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    // The server accepts the connection and does not answer the handshake.
    const url = new URL(`https://127.0.0.1:${server.port}/`);
    const control = new AbortController();
    const work = transport.send({ method: 'GET', url, signal: control.signal });
    work.catch(() => undefined);
    await pause(100);
    expect(server.connections).toBe(1);
    const started = performance.now();
    control.abort();
    expect((await failureOf(work)).code).toBe('ABORTED');
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('sends nothing when the signal is already aborted', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    expect(
      (await failureOf(transport.send({ method: 'GET', url: server.origin, signal: AbortSignal.abort() }))).code,
    ).toBe('ABORTED');
    expect(server.connections).toBe(0);
  });

  it('closing the transport aborts pending requests and refuses new ones', async () => {
    await using server = await ScriptedServer.start();
    const transport = quickTransport();
    server.on('GET /', { silent: true });
    const work = transport.send({ method: 'GET', url: server.origin });
    work.catch(() => undefined);
    await pause(50);
    await transport.close();
    expect((await failureOf(work)).code).toBe('ABORTED');
    expect((await failureOf(transport.send({ method: 'GET', url: server.origin }))).code).toBe('ABORTED');
    expect(server.requests).toHaveLength(1);
  });
});
