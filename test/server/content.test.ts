import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { blobReader, type BlobReader, type BlobWriter, type Registry } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { descriptorOf, digestHex, digestOf } from '../../src/spec/index.ts';
import { noise } from '../contract/content.ts';
import { temporaryFolder } from '../layout/fixture.ts';
import { send, sendRaw, beginUpload, pushBlob } from './requests.ts';

/** Sizes around the limits between different ways to send a reply. */
const sizes: readonly number[] = [1, 16 * 1024, 64 * 1024, 64 * 1024 + 1, 256 * 1024, 256 * 1024 + 1, 1_300_007];

describe('content of downloads', () => {
  for (const kind of ['memory', 'layout'] as const) {
    it(`is identical for every size, in whole and in ranges, at the first and later reads (${kind})`, async () => {
      await using folder = await temporaryFolder();
      const registry: Registry =
        kind === 'memory'
          ? new MemoryRegistry()
          : await LayoutRegistry.open(folder.path, { now: () => Date.now() + 1000 });
      await using server = await listen(registry);
      for (const size of sizes) {
        const bytes = noise(size, size);
        const digest = await pushBlob(server.url, 'a', bytes);
        for (let time = 1; time <= 3; time++) {
          const { status, headers, body } = await send(server.url, 'GET', `/v2/a/blobs/${digest}`);
          expect([status, headers['content-length'], Buffer.compare(body, bytes)]).toEqual([200, String(size), 0]);
          const part = await send(server.url, 'GET', `/v2/a/blobs/${digest}`, {
            headers: { range: `bytes=${Math.floor(size / 2)}-` },
          });
          expect([part.status, Buffer.compare(part.body, bytes.subarray(Math.floor(size / 2)))]).toEqual([206, 0]);
        }
      }
    });
  }

  it('ends early when the blob is damaged (ST-05)', async () => {
    await using folder = await temporaryFolder();
    await using server = await listen(await LayoutRegistry.open(folder.path));
    const bytes = noise(3_000_000, 1);
    const digest = await pushBlob(server.url, 'a', bytes);
    bytes[2_999_999] = (bytes[2_999_999] ?? 0) ^ 1;
    await writeFile(join(folder.path, 'a', 'blobs', 'sha256', digestHex(digest)), bytes);
    const result = await new Promise((resolve, reject) => {
      request(`${server.url}/v2/a/blobs/${digest}`, { agent: false }, (res) => {
        res.resume();
        res.once('end', () => {
          resolve('complete');
        });
        res.once('error', () => {
          resolve('incomplete');
        });
      })
        .once('error', reject)
        .end();
    });
    expect(result).toBe('incomplete');
  });

  it('is no longer read when the client disconnects or stalls (SV-07)', async () => {
    const bytes = noise(64 * 1024, 1);
    const descriptor = { ...descriptorOf('application/octet-stream', bytes), size: 1e12 };
    const freed: number[] = [];
    class Endless extends MemoryRegistry {
      override async getBlob(): Promise<BlobReader> {
        const endless = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
          for (;;) yield bytes;
        };
        return blobReader(descriptor, endless(), {
          borrowed: endless,
          free: async () => {
            freed.push(1);
          },
        });
      }
    }
    await using server = await listen(new Endless(), { stall: { bytes: 1024 * 1024, ms: 300 } });
    const { port } = new URL(server.url);
    const get = `GET /v2/a/blobs/${descriptor.digest} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const disconnecting = connect(Number(port), '127.0.0.1');
    disconnecting.write(get);
    await new Promise((resolve) => disconnecting.once('data', resolve));
    disconnecting.destroy();
    await expect.poll(() => freed.length).toBe(1);
    const stalled = connect(Number(port), '127.0.0.1');
    stalled.write(get);
    stalled.pause();
    const closed = new Promise((resolve) => stalled.once('close', resolve));
    await expect.poll(() => freed.length).toBe(2);
    stalled.on('error', () => undefined).resume();
    await closed;
  });
});

describe('content that is shorter than its descriptor', () => {
  it.each([70_000, 100_000, 999_999])('ends with an error after %i of 1,000,000 bytes', async (length) => {
    const bytes = noise(1_000_000, 1);
    class TooShort extends MemoryRegistry {
      override async getBlob(): Promise<BlobReader> {
        const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
          yield bytes.subarray(0, length);
        };
        return blobReader(descriptorOf('application/octet-stream', bytes), content(), { borrowed: content });
      }
    }
    const codes: (string | undefined)[] = [];
    await using server = await listen(new TooShort(), { onAccess: ({ errorCode }) => codes.push(errorCode) });
    await expect(send(server.url, 'GET', `/v2/a/blobs/${digestOf(bytes)}`)).rejects.toThrow('aborted');
    await expect.poll(() => codes).toEqual(['SIZE_MISMATCH']);
  });
});

describe('content that is longer than its descriptor', () => {
  it.each([
    [100_000, 1],
    [100_000, 70_000],
    [1_000_000, 200],
  ])('never exceeds the announced length (%i bytes and %i more)', async (size, more) => {
    const bytes = noise(size, 1);
    const extra = Buffer.alloc(more, 'HTTP/1.1 200 OK\r\n\r\n');
    class TooLong extends MemoryRegistry {
      override async getBlob(): Promise<BlobReader> {
        const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
          yield bytes;
          yield extra;
        };
        return blobReader(descriptorOf('application/octet-stream', bytes), content(), { borrowed: content });
      }
    }
    await using server = await listen(new TooLong());
    const get = `GET /v2/a/blobs/${digestOf(bytes)} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const reply = await sendRaw(server.url, get, 1000);
    const start = reply.indexOf('\r\n\r\n') + 4;
    expect(reply.slice(0, start)).toContain(`content-length: ${size}\r\n`);
    expect(reply.length - start).toBe(size);
  });
});

describe('content of uploads', () => {
  for (const kind of ['memory', 'layout'] as const) {
    it(`is identical for concurrent uploads and any chunk sizes (${kind})`, async () => {
      await using folder = await temporaryFolder();
      await using server = await listen(
        kind === 'memory' ? new MemoryRegistry() : await LayoutRegistry.open(folder.path, { sync: false }),
      );
      await Promise.all(
        [1, 70_000, 262_144, 262_145, 1_000_003, 2_500_000].map(async (size) => {
          const bytes = noise(size, size);
          const location = await beginUpload(server.url, 'a');
          const half = Math.floor(size / 2);
          const patched = await send(server.url, 'PATCH', location, { body: bytes.subarray(0, half) });
          expect(patched.headers['upload-offset']).toBe(String(half));
          const put = await send(server.url, 'PUT', `${patched.headers.location ?? ''}?digest=${digestOf(bytes)}`, {
            body: bytes.subarray(half),
          });
          expect(put.status).toBe(201);
          expect(Buffer.compare((await send(server.url, 'GET', `/v2/a/blobs/${digestOf(bytes)}`)).body, bytes)).toBe(0);
        }),
      );
    });
  }

  it('is not overwritten while a slow registry uses the buffer', async () => {
    class Slow extends MemoryRegistry {
      override async pushBlobChunked(repository: string): Promise<BlobWriter> {
        const writer = await super.pushBlobChunked(repository);
        const write = writer.write.bind(writer);
        writer.write = async (chunk) => {
          await sleep(5);
          await write(chunk);
        };
        return writer;
      }
    }
    await using server = await listen(new Slow());
    await Promise.all(
      [1, 2, 3].map(async (seed) => {
        const bytes = noise(2_000_000, seed);
        const location = await beginUpload(server.url, 'a');
        expect((await send(server.url, 'PUT', `${location}?digest=${digestOf(bytes)}`, { body: bytes })).status).toBe(
          201,
        );
      }),
    );
  });

  it('includes the last byte before the client disconnected (SV-19)', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    const bytes = noise(700_001, 1);
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`PATCH ${location} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n`);
    socket.write(bytes);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.destroySoon();
    await closed;
    const { headers } = await send(server.url, 'GET', location);
    expect(headers['upload-offset']).toBe(String(bytes.byteLength));
  });
});
