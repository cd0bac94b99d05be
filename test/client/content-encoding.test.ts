import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/spec/index.ts';
import { blobOf, expectCode, noise, readAll } from '../contract/content.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { name, TestClient } from './client-of.ts';

const blob = blobOf(noise(100_000, 1));
const { digest, size } = blob.descriptor;

describe('RD-08 blobs with a Content-Encoding', () => {
  const packed = gzipSync(blob.bytes);
  const archive = blobOf(packed);

  it('RD-08 gzip content that is mislabelled as encoded is taken as it is', async () => {
    for (const label of ['gzip', 'x-gzip']) {
      await using server = await ScriptedServer.start();
      server.on('GET *', { headers: { 'content-encoding': label }, body: packed });
      await using client = new TestClient(server.origin);
      const reader = await client.registry.getBlob(name, archive.descriptor.digest);
      expect(reader.descriptor.size).toBe(packed.byteLength);
      expect(Buffer.compare(await readAll(reader), packed)).toBe(0);
    }
  });

  it('RD-08 plain content that was encoded on the way is decoded', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: { 'content-encoding': 'gzip' }, body: packed });
    await using client = new TestClient(server.origin);
    const reader = await client.registry.getBlob(name, digest);
    expect(reader.descriptor.size).toBe(size);
    expect(Buffer.compare(await readAll(reader), blob.bytes)).toBe(0);
  });

  it('RD-08 encoded content that broke off is read from the start and not given twice', async () => {
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

  it('RD-08 plain content with a wrong label is taken as it is', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: { 'content-encoding': 'gzip' }, body: blob.bytes });
    await using client = new TestClient(server.origin);
    expect(Buffer.compare(await readAll(await client.registry.getBlob(name, digest)), blob.bytes)).toBe(0);
  });

  it('RD-08 content that fits in neither reading is refused, naming the header', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(noise(100_000, 2)) });
    await using client = new TestClient(server.origin);
    const failure = await expectCode(client.registry.getBlob(name, digest), 'DIGEST_MISMATCH');
    expect(failure.message).toContain('Content-Encoding "gzip"');
  });

  it('RD-08 a bomb is refused even if it decodes to the very content', async () => {
    const content = new Uint8Array(65 * 1024 * 1024);
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(content) });
    await using client = new TestClient(server.origin);
    await expectCode(client.registry.getBlob(name, digestOf(content)), 'DIGEST_MISMATCH');
  });

  it('RD-08 a bomb does not fill the memory', async () => {
    await using server = await ScriptedServer.start();
    const zeros = gzipSync(new Uint8Array(8 * 1024 * 1024));
    server.on('GET *', {
      headers: { 'content-encoding': 'gzip' },
      body: Buffer.concat(Array.from({ length: 40 }, () => zeros)),
    });
    await using client = new TestClient(server.origin);
    const before = process.memoryUsage.rss();
    await expectCode(client.registry.getBlob(name, digest), 'DIGEST_MISMATCH');
    expect(process.memoryUsage.rss() - before).toBeLessThan(128 * 1024 * 1024);
  });

  it('RD-08 a labelled range is refused, since its positions may mean either', async () => {
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
