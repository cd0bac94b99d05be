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
import { ask, begin, pushBlob } from './exchange-with.ts';

/** Around the sizes at which a reply is sent in another way. */
const sizes: readonly number[] = [1, 16 * 1024, 64 * 1024, 64 * 1024 + 1, 256 * 1024, 256 * 1024 + 1, 1_300_007];

describe('content on its way out', () => {
  for (const kind of ['memory', 'layout'] as const) {
    it(`is the same in every size, whole and in part, at the first and at later times (${kind})`, async () => {
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
          const { status, headers, body } = await ask(server.url, 'GET', `/v2/a/blobs/${digest}`);
          expect([status, headers['content-length'], Buffer.compare(body, bytes)]).toEqual([200, String(size), 0]);
          const part = await ask(server.url, 'GET', `/v2/a/blobs/${digest}`, {
            headers: { range: `bytes=${Math.floor(size / 2)}-` },
          });
          expect([part.status, Buffer.compare(part.body, bytes.subarray(Math.floor(size / 2)))]).toEqual([206, 0]);
        }
      }
    });
  }

  it('ST-05 ends early when it turns out damaged while it is sent', async () => {
    await using folder = await temporaryFolder();
    await using server = await listen(await LayoutRegistry.open(folder.path));
    const bytes = noise(3_000_000, 1);
    const digest = await pushBlob(server.url, 'a', bytes);
    bytes[2_999_999] = (bytes[2_999_999] ?? 0) ^ 1;
    await writeFile(join(folder.path, 'a', 'blobs', 'sha256', digestHex(digest)), bytes);
    const ended = await new Promise((resolve, reject) => {
      request(`${server.url}/v2/a/blobs/${digest}`, { agent: false }, (res) => {
        res.resume();
        res.once('end', () => {
          resolve('whole');
        });
        res.once('error', () => {
          resolve('broken off');
        });
      })
        .once('error', reject)
        .end();
    });
    expect(ended).toBe('broken off');
  });

  it('SV-07 frees the reader when the client goes, or takes nothing', async () => {
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
    const goes = connect(Number(port), '127.0.0.1');
    goes.write(get);
    await new Promise((resolve) => goes.once('data', resolve));
    goes.destroy();
    while (freed.length < 1) await sleep(10);
    const takesNothing = connect(Number(port), '127.0.0.1');
    takesNothing.write(get);
    takesNothing.pause();
    const closed = new Promise((resolve) => takesNothing.once('close', resolve));
    while (freed.length < 2) await sleep(10);
    takesNothing.on('error', () => undefined).resume();
    await closed;
  });
});

describe('content on its way in', () => {
  for (const kind of ['memory', 'layout'] as const) {
    it(`is what was sent, however many send at a time and in whatever pieces (${kind})`, async () => {
      await using folder = await temporaryFolder();
      await using server = await listen(
        kind === 'memory' ? new MemoryRegistry() : await LayoutRegistry.open(folder.path, { sync: false }),
      );
      await Promise.all(
        [1, 70_000, 262_144, 262_145, 1_000_003, 2_500_000].map(async (size) => {
          const bytes = noise(size, size);
          const location = await begin(server.url, 'a');
          const half = Math.floor(size / 2);
          const patched = await ask(server.url, 'PATCH', location, { body: bytes.subarray(0, half) });
          expect(patched.headers['upload-offset']).toBe(String(half));
          const put = await ask(server.url, 'PUT', `${patched.headers.location ?? ''}?digest=${digestOf(bytes)}`, {
            body: bytes.subarray(half),
          });
          expect(put.status).toBe(201);
          expect(Buffer.compare((await ask(server.url, 'GET', `/v2/a/blobs/${digestOf(bytes)}`)).body, bytes)).toBe(0);
        }),
      );
    });
  }

  it('stays what it was while a slow registry is at work on it', async () => {
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
        const location = await begin(server.url, 'a');
        expect((await ask(server.url, 'PUT', `${location}?digest=${digestOf(bytes)}`, { body: bytes })).status).toBe(
          201,
        );
      }),
    );
  });

  it('SV-19 counts up to the last byte that came before the client went', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await begin(server.url, 'a');
    const bytes = noise(700_001, 1);
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`PATCH ${location} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n`);
    socket.write(bytes);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.destroySoon();
    await closed;
    const { headers } = await ask(server.url, 'GET', location);
    expect(headers['upload-offset']).toBe(String(bytes.byteLength));
  });
});
