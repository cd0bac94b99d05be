import { describe, expect, it } from 'vitest';
import { isOciError } from '../../src/spec/index.ts';
import { eventually } from '../eventually.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { countedBody, failureOf, quickTransport, textOf } from './harness.ts';

describe('response bodies', () => {
  it('closes the connection to discard a large body (DL-11)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    let sent = 0;
    server.on('GET /', {
      headers: { 'Content-Length': String(1024 ** 3) },
      framing: 'length',
      body: function* body() {
        for (; sent < 1024 ** 3; sent += 65_536) yield Buffer.alloc(65_536);
      },
    });
    const response = await transport.send({ method: 'GET', url: server.origin });
    expect(response.headers.get('content-length')).toBe('1073741824');
    await response.body.discard();
    await eventually(() => server.openConnections === 0, 'the connection to close');
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('discards a body without waiting for a large rest (DL-11)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('GET /', { body: Buffer.alloc(1_000_000), bodyDelayMs: 3_600_000 });
    const response = await transport.send({ method: 'GET', url: server.origin });
    await response.body.discard();
  });

  it.each<[string, Step]>([
    ['length', { body: 'x'.repeat(1000), cutAt: 400, cut: 'fin' }],
    [
      'length and Connection: close',
      { body: 'x'.repeat(1000), headers: { Connection: 'close' }, cutAt: 400, cut: 'fin' },
    ],
    ['length and a reset', { body: 'x'.repeat(1000), cutAt: 400, cut: 'rst' }],
    ['chunks', { body: 'x'.repeat(1000), framing: 'chunked', cutAt: 400, cut: 'fin' }],
  ])('reports an error for a truncated body with %s', async (_name, step) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('GET /', step);
    const error = await failureOf(transport.send({ method: 'GET', url: server.origin }).then(textOf));
    expect([error.code, error.message]).toEqual([
      'UNREACHABLE',
      expect.stringMatching(/ended after 400( of 1000)? bytes/),
    ]);
    expect(server.requests).toHaveLength(1);
  });

  it('closes the connection when the reader stops early', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('GET /', { body: Buffer.alloc(10_000_000) });
    const response = await transport.send({ method: 'GET', url: server.origin });
    for await (const chunk of response.body) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await eventually(() => server.openConnections === 0, 'the connection to close');
    await expect(response.body[Symbol.asyncIterator]().next()).rejects.toThrow('read only once');
  });

  it('requests bodies without compression, and returns a body with Content-Encoding unchanged (RD-08)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    const bytes = Buffer.from('1f8b0800000000000003cb48cdc9c907008106', 'hex');
    server.on('GET /', { headers: { 'Content-Encoding': 'gzip' }, body: bytes });
    const response = await transport.send({
      method: 'GET',
      url: server.origin,
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(Buffer.concat(await Array.fromAsync(response.body)).equals(bytes)).toBe(true);
    expect(server.requests[0]?.header('accept-encoding')).toBe('identity');
  });
});

describe('HTTP messages', () => {
  it.each([
    ['two different lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 3\r\n\r\nabcde'],
    ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5, 3\r\n\r\nabcde'],
    [
      'length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n',
    ],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabcde'],
    ['a header with a NUL', 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a TLS alert', '\x15\x03\x01\x00\x02\x02\x16'],
  ])('rejects %s (RD-09)', async (_name, raw) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('GET /', { raw, after: 'fin' });
    const error = await failureOf(transport.send({ method: 'GET', url: server.origin }));
    expect(error.code).toBe('PROTOCOL');
    expect(server.requests).toHaveLength(1);
  });

  it('does not treat bytes after the end as the next response (RD-09)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server
      .on('GET /', {
        raw: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
      })
      .on('GET /next', { body: 'good' });
    expect(await textOf(await transport.send({ method: 'GET', url: server.origin }))).toBe('abc');
    expect(await textOf(await transport.send({ method: 'GET', url: server.url('/next') }))).toBe('good');
  });

  it('does not treat bytes after a response to HEAD as the next response (RD-09)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server
      .on('HEAD /', {
        raw:
          'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 42\r\n\r\n' +
          'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
      })
      .on('GET /next', { body: 'good' });
    expect((await transport.send({ method: 'HEAD', url: server.origin })).status).toBe(200);
    expect(await textOf(await transport.send({ method: 'GET', url: server.url('/next') }))).toBe('good');
  });

  it('accepts 64 KiB of repeated headers, and rejects 300 KB', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    const headers = Array.from({ length: 64 }, (_, index) => ['X-Filler', `${index}${'x'.repeat(1000)}`] as const);
    server.on('GET /', { headers }).on('GET /huge', { headers: { X: 'x'.repeat(300_000) } });
    const response = await transport.send({ method: 'GET', url: server.origin });
    expect(response.headers.all('x-filler')).toHaveLength(64);
    expect(response.headers.get('X-Filler')).toContain('x, 63xx');
    await response.body.discard();
    expect((await failureOf(transport.send({ method: 'GET', url: server.url('/huge') }))).code).toBe('PROTOCOL');
  });

  it('sends a body of unknown length in chunks and an empty body with its length', async () => {
    await using server = await ScriptedServer.start({ otherwise: { status: 201 } });
    await using transport = quickTransport();
    await (
      await transport.send({
        method: 'PUT',
        url: server.origin,
        body: { ...countedBody(100_000).body, length: undefined },
      })
    ).body.discard();
    await (await transport.send({ method: 'PUT', url: server.origin, body: countedBody(0).body })).body.discard();
    await (await transport.send({ method: 'POST', url: server.origin })).body.discard();
    expect(
      server.requests.map((request) => [
        request.header('transfer-encoding'),
        request.header('content-length'),
        request.bodySize,
      ]),
    ).toEqual([
      ['chunked', undefined, 100_000],
      [undefined, '0', 0],
      [undefined, '0', 0],
    ]);
  });

  it('rejects a header value with a line break without repeating it', async () => {
    await using transport = quickTransport();
    const error = await failureOf(
      transport.send({
        method: 'GET',
        url: new URL('http://127.0.0.1:9/'),
        headers: { authorization: 'Bearer secretvalue\r\nX: y' },
      }),
    );
    expect(isOciError(error, 'INPUT_INVALID')).toBe(true);
    expect(error.message).not.toContain('secretvalue');
  });
});
