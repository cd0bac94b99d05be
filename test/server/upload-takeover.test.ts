import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { noise } from '../contract/content.ts';
import { beginUpload, send, type Reply } from './requests.ts';

const bytes = Buffer.from(noise(600_000, 7));
const digest = digestOf(bytes);

/** A request whose connection stays open after a part of its body. */
class HalfOpenRequest implements Disposable {
  readonly #socket: Socket;
  #reply = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined).on('data', (data) => (this.#reply += data.toString('latin1')));
  }

  static async start(base: string, head: readonly string[], body: Buffer): Promise<HalfOpenRequest> {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    const request = new HalfOpenRequest(socket);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(`${[...head, 'Host: localhost'].join('\r\n')}\r\n\r\n`);
    await request.send(body);
    return request;
  }

  /** The start of the reply. */
  get statusLine(): string {
    return this.#reply.split('\r\n', 1)[0] ?? '';
  }

  send(data: Buffer | string): Promise<unknown> {
    return new Promise((resolve) => this.#socket.write(data, resolve));
  }

  async replied(): Promise<void> {
    if (this.#reply === '') await new Promise((resolve) => this.#socket.once('data', resolve));
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

function patch(base: string, location: string, from: number, more: Readonly<Record<string, string>>): Promise<Reply> {
  return send(base, 'PATCH', location, { body: bytes.subarray(from), headers: more });
}

const head = (method: string, location: string): readonly string[] => [
  `${method} ${location}${method === 'PUT' ? `?digest=${digest}` : ''} HTTP/1.1`,
  `Content-Length: ${bytes.byteLength}`,
];

describe('a request for an upload whose previous request is still open', () => {
  const chunkOf = (part: Buffer): Buffer =>
    Buffer.concat([Buffer.from(`${part.byteLength.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
  const previous: readonly (readonly [string, (location: string) => readonly string[], (part: Buffer) => Buffer])[] = [
    ['PATCH with a length', (location) => head('PATCH', location), (part) => part],
    [
      'PATCH with a position',
      (location) => [...head('PATCH', location), `Content-Range: 0-${bytes.byteLength - 1}`],
      (part) => part,
    ],
    [
      'PATCH of unknown length',
      (location) => [`PATCH ${location} HTTP/1.1`, 'Transfer-Encoding: chunked'],
      (part) => chunkOf(part),
    ],
    ['PUT', (location) => head('PUT', location), (part) => part],
  ];
  it.each(previous)('reports a final offset after a %s', async (_, headOf, encode) => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    using old = await HalfOpenRequest.start(server.url, headOf(location), encode(bytes.subarray(0, 400_000)));
    const { status, headers } = await send(server.url, 'GET', location);
    const offset = Number(headers['upload-offset']);
    expect([status, headers.range]).toEqual([204, `0-${offset - 1}`]);
    expect(offset).toBeGreaterThan(0);
    await old.send(encode(bytes.subarray(400_000, 500_000)));
    // A PATCH without a position relies on the offset that the registry reported.
    const rest = await patch(server.url, location, offset, {});
    expect([rest.status, rest.headers.range]).toEqual([202, `0-${bytes.byteLength - 1}`]);
    expect((await send(server.url, 'PUT', `${location}?digest=${digest}`)).status).toBe(201);
    expect(old.statusLine).toContain('409');
  });

  it('continues a PATCH with a position without a status request', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    using _ = await HalfOpenRequest.start(server.url, head('PATCH', location), bytes.subarray(0, 400_000));
    const range = (from: number): Readonly<Record<string, string>> => ({
      'content-range': `${from}-${bytes.byteLength - 1}`,
    });
    const first = await patch(server.url, location, 500_000, range(500_000));
    expect([first.status, first.code]).toEqual([416, 'RANGE_INVALID']);
    const offset = Number(first.headers['upload-offset']);
    const second = await patch(server.url, location, offset, range(offset));
    expect([second.status, second.headers.range]).toEqual([202, `0-${bytes.byteLength - 1}`]);
  });

  it('cancels the upload, and ends the previous request', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    using old = await HalfOpenRequest.start(server.url, head('PATCH', location), bytes.subarray(0, 400_000));
    expect((await send(server.url, 'DELETE', location)).status).toBe(204);
    await old.replied();
    expect(old.statusLine).toContain('409');
  });

  it('waits while the previous request makes progress', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    using old = await HalfOpenRequest.start(server.url, head('PATCH', location), bytes.subarray(0, 400_000));
    const status = send(server.url, 'GET', location);
    await old.send(bytes.subarray(400_000));
    expect((await status).headers['upload-offset']).toBe(String(bytes.byteLength));
    expect(old.statusLine).toContain('202');
  });
});
