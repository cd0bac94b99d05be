import { expect, it } from 'vitest';
import { Digester, mediaTypeOctetStream } from '../../src/spec/index.ts';
import { noise } from '../contract/content.ts';
import { ScriptedServer } from '../faults/kit/index.ts';
import { name, TestClient } from './test-client.ts';

const piece = noise(1024 * 1024, 1);
const count = 160;
const maxGrowth = 128 * 1024 * 1024;

async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
  for (let index = 0; index < count; index++) yield piece;
}

/** Measures the growth of the resident set while `work` runs, bytes. */
async function peakOf(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  await work();
  clearInterval(timer);
  return Math.max(peak, process.memoryUsage.rss()) - before;
}

it('pushes and pulls 160 MiB without holding them in memory (MF-05)', async () => {
  const digester = new Digester();
  for await (const chunk of content()) digester.update(chunk);
  const size = digester.size;
  const digest = digester.digest();
  await using server = await ScriptedServer.start();
  server
    .on('GET *', { headers: { 'content-length': String(size) }, body: content, framing: 'length' })
    .on('POST *', { status: 202, headers: { location: '/upload/1' } })
    .on('PUT *', { status: 201, headers: { 'docker-content-digest': digest } });
  await using client = new TestClient(server.origin);
  const up = await peakOf(async () => {
    await client.registry.pushBlob(name, { mediaType: mediaTypeOctetStream, digest, size }, content);
  });
  expect(server.seen('PUT *')[0]?.bodySize).toBe(size);
  expect(up).toBeLessThan(maxGrowth);
  let read = 0;
  const down = await peakOf(async () => {
    for await (const chunk of await client.registry.getBlob(name, digest)) read += chunk.byteLength;
  });
  expect(read).toBe(size);
  expect(down).toBeLessThan(maxGrowth);
});
