import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { HttpResponse, HttpTransport } from '../../src/http/index.ts';
import { noise } from '../archive/tar/blocks.ts';
import { CertificateAuthority, ScriptedServer, type Step } from '../faults/kit/index.ts';
import { failureOf, quickTransport, textOf } from './harness.ts';

// Bodies of 8 MiB and more are read from the socket.
const body = noise(9_000_001, 5);

/** Reads a body in borrowed chunks. */
async function read(
  response: HttpResponse,
  onChunk?: (chunk: Uint8Array, size: number) => Promise<void> | void,
  chunks: Uint8Array[] = [],
): Promise<Buffer> {
  let size = 0;
  for await (const chunk of response.body.borrowed?.() ?? []) {
    size += chunk.byteLength;
    chunks.push(Uint8Array.from(chunk));
    await onChunk?.(chunk, size);
  }
  return Buffer.concat(chunks);
}

async function get(transport: HttpTransport, server: ScriptedServer, path = '/'): Promise<HttpResponse> {
  return transport.send({ method: 'GET', url: new URL(path, server.origin) });
}

describe('a large body in borrowed chunks', () => {
  it.each([
    ['at full speed', {}],
    ['that begins after the head', { bodyDelayMs: 50 }],
    ['in small parts', { drip: { bytes: 500_000, everyMs: 5 } }],
    ['from a server that closes the connection', { after: 'fin' }],
  ] as const)('%s is complete, and comes in parts of 1 MiB', async (_, step) => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body, ...step });
    await using transport = quickTransport();
    const sizes: number[] = [];
    const content = await read(await get(transport, server), (chunk) => void sizes.push(chunk.byteLength));
    expect(Buffer.compare(content, body)).toBe(0);
    await expect.poll(() => server.openConnections).toBe(0);
    // The first parts arrive with the head.
    expect(sizes.slice(3, -1).every((size) => size === 1024 * 1024)).toBe(true);
  });

  it('is complete when its reader begins late', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body });
    await using transport = quickTransport();
    const response = await get(transport, server);
    // Meanwhile, the memory for a body without a reader gets full.
    await sleep(100);
    expect(Buffer.compare(await read(response), body)).toBe(0);
  });

  it('is complete with TLS', async () => {
    const authority = new CertificateAuthority();
    await using server = await ScriptedServer.start({ tls: authority.issue() });
    server.on('GET *', { body });
    await using transport = quickTransport({ ca: authority.cert });
    const sizes: number[] = [];
    const content = await read(await get(transport, server), (chunk) => void sizes.push(chunk.byteLength));
    expect(Buffer.compare(content, body)).toBe(0);
    expect(sizes.slice(3, -1).every((size) => size === 1024 * 1024)).toBe(true);
  });

  it('is complete on a connection that was used before, and for the request after it', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET /small', { body: 'small' }).on('GET /large', { body });
    await using transport = quickTransport();
    for (const path of ['/small', '/large', '/small', '/large']) {
      const response = await get(transport, server, path);
      const content = path === '/small' ? Buffer.from(await textOf(response)) : await read(response);
      expect(content.equals(path === '/small' ? Buffer.from('small') : body)).toBe(true);
    }
    const [first, second, third] = server.requests.map(({ connection }) => connection);
    expect(second).toBe(first);
    // A large body ends its connection.
    expect(third).not.toBe(first);
  });

  it('can be read in parallel with others', async () => {
    await using server = await ScriptedServer.start();
    const bodies = [1, 2, 3, 4].map((seed) => noise(8_500_000, seed));
    for (const [index, each] of bodies.entries()) server.on(`GET /${index}`, { body: each });
    await using transport = quickTransport();
    const contents = await Promise.all(
      bodies.map(async (_, index) => read(await get(transport, server, `/${index}`), () => sleep(index))),
    );
    expect(contents.map((content, index) => content.equals(bodies[index] ?? content.subarray(1)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('keeps a chunk unchanged until the next one is requested, and needs three buffers', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body });
    await using transport = quickTransport();
    const memories = new Set<ArrayBufferLike>();
    const content = await read(await get(transport, server), async (chunk) => {
      if (chunk.byteLength === 1024 * 1024) memories.add(chunk.buffer);
      const before = Uint8Array.from(chunk);
      await sleep(10);
      expect(Buffer.compare(before, chunk)).toBe(0);
    });
    expect(content.equals(body)).toBe(true);
    expect(memories.size).toBeLessThanOrEqual(3);
  });

  it('is not received faster than it is read', async () => {
    await using server = await ScriptedServer.start();
    let sent = 0;
    const part = Buffer.alloc(1024 * 1024);
    const total = 64;
    server.on('GET *', {
      headers: { 'content-length': String(total * part.byteLength) },
      body: async function* parts() {
        for (; sent < total; sent++) yield part;
      },
      framing: 'length',
    });
    await using transport = quickTransport();
    const chunks = (await get(transport, server)).body.borrowed?.()[Symbol.asyncIterator]();
    await chunks?.next();
    let before = -1;
    // The system has buffers of some MiB on both sides.
    for (; sent !== before; await sleep(200)) before = sent;
    expect(sent).toBeLessThan(48);
    await chunks?.return?.();
    await expect.poll(() => server.openConnections).toBe(0);
  });

  it.each([
    ['fin', 'UNREACHABLE'],
    ['rst', 'UNREACHABLE'],
  ] as const)('that is cut by a %s fails after its last bytes', async (cut, code) => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body, cutAt: 8_700_000, cut });
    await using transport = quickTransport();
    const chunks: Uint8Array[] = [];
    const error = await failureOf(read(await get(transport, server), undefined, chunks));
    expect(error.code).toBe(code);
    const received = Buffer.concat(chunks);
    // A reset discards what the system has not delivered.
    expect(received.byteLength).toBeGreaterThan(cut === 'fin' ? 8_699_999 : 0);
    expect(received.equals(body.subarray(0, received.byteLength))).toBe(true);
  });

  it('fails when the server stalls, without the time of a slow reader (DL-07)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET /drip', { body, drip: { bytes: 1, everyMs: 20 } }).on('GET /whole', { body });
    await using transport = quickTransport({ stall: { bytes: 1024, ms: 300 } });
    const error = await failureOf(read(await get(transport, server, '/drip')));
    expect([error.code, error.message]).toEqual(['TIMEOUT', expect.stringContaining('receiving stalled')]);
    const content = await read(await get(transport, server, '/whole'), async (_, size) => {
      if (size < 1_000_000) await sleep(400);
    });
    expect(content.byteLength).toBe(body.byteLength);
  });

  it('stops when the signal is aborted, while it waits for the server and while it does not', async () => {
    await using server = await ScriptedServer.start();
    const held: Step = { body, drip: { bytes: 3_000_000, everyMs: 100_000 } };
    server.on('GET /held', held).on('GET /whole', { body });
    await using transport = quickTransport();
    for (const path of ['/held', '/whole']) {
      const stop = new AbortController();
      const response = await transport.send({
        method: 'GET',
        url: new URL(path, server.origin),
        signal: stop.signal,
      });
      const error = await failureOf(
        read(response, (_, size) => {
          if (size > 2_000_000) stop.abort();
        }),
      );
      expect(error.code).toBe('ABORTED');
      await expect.poll(() => server.openConnections).toBe(0);
    }
  });

  it('closes the connection when the reader stops, and when the transport is closed', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { body });
    const transport = quickTransport();
    for await (const chunk of (await get(transport, server)).body.borrowed?.() ?? []) if (chunk.byteLength > 0) break;
    await expect.poll(() => server.openConnections).toBe(0);
    const response = await get(transport, server);
    await expect(
      read(response, async (_, size) => {
        if (size > 1_000_000) await transport.close();
      }),
    ).rejects.toThrow();
    await expect.poll(() => server.openConnections).toBe(0);
  });

  it.each(['http', 'https'])('ends at its length, whatever the server sends after it (%s)', async (scheme) => {
    const authority = new CertificateAuthority();
    await using server = await ScriptedServer.start(scheme === 'https' ? { tls: authority.issue() } : {});
    const raw = Buffer.concat([
      Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.byteLength}\r\n\r\n`),
      body,
      noise(500_000, 9),
    ]);
    server.on('GET *', { raw });
    await using transport = quickTransport({ ca: authority.cert });
    expect((await read(await get(transport, server))).equals(body)).toBe(true);
  });
});
