import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { failureOf, quickTransport, textOf } from './harness.ts';

async function* oneByteThenPending(): AsyncGenerator<Uint8Array, void, undefined> {
  yield new Uint8Array(1);
  await new Promise(() => undefined);
}

describe('aborting', () => {
  it.each<[string, Step]>([
    ['a wait for the response', { silent: true }],
    ['a download', { body: 'x'.repeat(1000), cutAt: undefined, drip: { bytes: 1, everyMs: 500 } }],
    ['a wait for the next attempt', { status: 503, headers: { 'Retry-After': '100' } }],
  ])('aborts %s immediately', async (_name, step) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ sleep: undefined });
    server.on('GET /', step);
    const control = new AbortController();
    const work = transport.send({ method: 'GET', url: server.origin, signal: control.signal }).then(textOf);
    work.catch(() => undefined);
    await eventually(() => server.requests.length === 1, 'the request');
    await sleep(20);
    control.abort();
    // Without an abort, each step takes more than a minute.
    expect((await failureOf(work)).code).toBe('ABORTED');
    if (step.status === undefined) await eventually(() => server.openConnections === 0, 'the connection to close');
  });

  it('aborts an upload while its source yields no chunk', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('PUT /', { status: 201 });
    const control = new AbortController();
    const work = transport.send({
      method: 'PUT',
      url: server.origin,
      body: { open: oneByteThenPending, length: 2 },
      signal: control.signal,
    });
    work.catch(() => undefined);
    await eventually(() => server.requests.length === 1, 'the request');
    control.abort();
    expect((await failureOf(work)).code).toBe('ABORTED');
    await eventually(() => server.openConnections === 0, 'the connection to close');
  });

  it('aborts a TLS handshake immediately', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    // The server accepts the connection and does not answer the handshake.
    const url = new URL(`https://127.0.0.1:${server.port}/`);
    const control = new AbortController();
    const work = transport.send({ method: 'GET', url, signal: control.signal });
    work.catch(() => undefined);
    await eventually(() => server.connections === 1, 'the connection');
    control.abort();
    expect((await failureOf(work)).code).toBe('ABORTED');
  });

  it('sends nothing when the signal is already aborted', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    expect(
      (await failureOf(transport.send({ method: 'GET', url: server.origin, signal: AbortSignal.abort() }))).code,
    ).toBe('ABORTED');
    expect(server.connections).toBe(0);
  });

  it('aborts pending and new requests when the transport is closed', async () => {
    await using server = await ScriptedServer.start();
    const transport = quickTransport();
    server.on('GET /', { silent: true });
    const work = transport.send({ method: 'GET', url: server.origin });
    work.catch(() => undefined);
    await eventually(() => server.requests.length === 1, 'the request');
    await transport.close();
    expect((await failureOf(work)).code).toBe('ABORTED');
    expect((await failureOf(transport.send({ method: 'GET', url: server.origin }))).code).toBe('ABORTED');
    expect(server.requests).toHaveLength(1);
  });
});
