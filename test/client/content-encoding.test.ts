import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzip, identify } from '../../src/client/content-encoding.ts';
import { repository } from '../../src/registry/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { blobOf, expectCode, noise, readAll } from '../contract/content.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { name, TestClient } from './test-client.ts';

const blob = blobOf(noise(100_000, 1));
const { digest, size } = blob.descriptor;

describe('blobs with a Content-Encoding', () => {
  const packed = gzipSync(blob.bytes);
  const archive = blobOf(packed);

  it('accepts gzip content with a wrong label unchanged (RD-08)', async () => {
    for (const label of ['gzip', 'x-gzip']) {
      await using server = await ScriptedServer.start();
      server.on('GET *', { headers: { 'content-encoding': label }, body: packed });
      await using client = new TestClient(server.origin);
      const reader = await client.registry.getBlob(name, archive.descriptor.digest);
      expect(reader.descriptor.size).toBe(packed.byteLength);
      expect(Buffer.compare(await readAll(reader), packed)).toBe(0);
    }
  });

  it('decodes content that the server compressed (RD-08)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: { 'content-encoding': 'gzip' }, body: packed });
    await using client = new TestClient(server.origin);
    const reader = await client.registry.getBlob(name, digest);
    expect(reader.descriptor.size).toBe(size);
    expect(Buffer.compare(await readAll(reader), blob.bytes)).toBe(0);
  });

  it('reads truncated encoded content again from the start, and returns each byte once (RD-08)', async () => {
    await using server = await ScriptedServer.start();
    const step: Step = { headers: { 'content-encoding': 'gzip' }, body: packed };
    server.on('GET *', { ...step, cutAt: 10 }, step, { ...step, cutAt: 60_000 }, step);
    await using client = new TestClient(server.origin);
    expect(Buffer.compare(await readAll(await client.registry.getBlob(name, digest)), blob.bytes)).toBe(0);
    expect(server.requests.map((request) => request.header('range'))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('accepts plain content with a wrong label unchanged (RD-08)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: { 'content-encoding': 'gzip' }, body: blob.bytes });
    await using client = new TestClient(server.origin);
    expect(Buffer.compare(await readAll(await client.registry.getBlob(name, digest)), blob.bytes)).toBe(0);
  });

  it('names the header in the error when neither raw nor decoded content matches (RD-08)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(noise(100_000, 2)) });
    await using client = new TestClient(server.origin);
    const failure = await expectCode(client.registry.getBlob(name, digest), 'DIGEST_MISMATCH');
    expect(failure.message).toContain('Content-Encoding "gzip"');
  });

  it('decodes at most the size in the descriptor, at any ratio (RD-08)', async () => {
    const content = new Uint8Array(9 * 1024 * 1024);
    const encoded = gzipSync(content);
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: { 'content-encoding': 'gzip' }, body: encoded });
    await using client = new TestClient(server.origin);
    const zeros = digestOf(content);
    const read = async (expectedSize: number | undefined): Promise<number> => {
      let size = 0;
      for await (const chunk of await client.registry.getBlob(name, zeros, { expectedSize })) size += chunk.byteLength;
      return size;
    };
    expect(await read(content.byteLength)).toBe(content.byteLength);
    expect(await read(undefined)).toBe(content.byteLength);
    for (const size of [0, 1000, content.byteLength - 1]) await expectCode(read(size), 'DIGEST_MISMATCH');
    const target = { mediaType: 'application/octet-stream', digest: zeros, size: 1000 };
    await expectCode(repository(client.registry, name).fetch(target), 'DIGEST_MISMATCH');
  });

  it.each([0, 1000, 8 * 1024 * 1024])('stops after %i decoded bytes (RD-08)', async (limit) => {
    const member = gzipSync(new Uint8Array(8 * 1024 * 1024));
    let members = 0;
    const body = async function* bomb(): AsyncGenerator<Uint8Array, void, undefined> {
      for (; members < 1000; members++) yield member;
    };
    const read = async (): Promise<void> => {
      for await (const _ of gunzip(body(), limit, 'the bomb'));
    };
    await expectCode(read(), 'SIZE_LIMIT');
    expect(members).toBeLessThan(50);
    const identified = await identify(Readable.from([member, member]), 'sha256', limit);
    expect(identified).toMatchObject({ raw: { size: 2 * member.byteLength }, decoded: undefined });
  });

  it('limits the memory for a decompression bomb (RD-08)', async () => {
    await using server = await ScriptedServer.start();
    const zeros = gzipSync(new Uint8Array(8 * 1024 * 1024));
    server.on('GET *', {
      headers: { 'content-encoding': 'gzip' },
      body: Buffer.concat(Array.from({ length: 20 }, () => zeros)),
    });
    await using client = new TestClient(server.origin);
    const before = process.memoryUsage.rss();
    await expectCode(client.registry.getBlob(name, digest), 'DIGEST_MISMATCH');
    expect(process.memoryUsage.rss() - before).toBeLessThan(96 * 1024 * 1024);
  });

  it('rejects a range with a Content-Encoding, because its positions are ambiguous (RD-08)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', {
      status: 206,
      headers: { 'content-encoding': 'gzip', 'content-range': `bytes 10-${size - 1}/${size}` },
      body: blob.bytes.subarray(10),
    });
    await using client = new TestClient(server.origin);
    await expectCode(client.registry.getBlobRange(name, digest, 10, undefined), 'UNSUPPORTED');
  });
});
