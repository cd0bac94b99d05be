import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport } from '../../src/http/index.ts';
import { Digester, type Descriptor } from '../../src/spec/index.ts';
import { openFakeStore } from '../bucket/fake-store.ts';
import { noise } from '../contract/content.ts';
import { embedded } from './embedded.ts';

const mebibyte = 1024 * 1024;
const uploads = 64;
/** Size of each upload. Use 256 for a thorough run. */
const mebibytes = Number(process.env['OCI_ARTIFACT_UPLOAD_MIB'] ?? 32);
const limit = 300 * mebibyte;
const block = noise(mebibyte, 1);

async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
  for (let index = 0; index < mebibytes; index++) yield block;
}

it(`${uploads} parallel uploads of ${mebibytes} MiB need less than 300 MiB`, { timeout: 1_200_000 }, async () => {
  const digester = new Digester();
  for (let index = 0; index < mebibytes; index++) digester.update(block);
  const blob: Descriptor = {
    mediaType: 'application/octet-stream',
    digest: digester.digest(),
    size: mebibytes * mebibyte,
  };
  await using store = await openFakeStore();
  // Only the memory of the replica matters, so the store discards the parts.
  store.intercept = (req, res) => {
    const query = new URL(req.url ?? '', 'http://store').searchParams;
    if (!query.has('uploadId') || req.method === 'DELETE') return false;
    req.resume().once('end', () => {
      if (req.method === 'PUT') res.writeHead(200, { etag: '"part"' }).end();
      else res.end('<R><ETag>"whole"</ETag></R>');
    });
    return true;
  };
  const env = { AWS_ENDPOINT_URL_S3: store.url, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  await using server = await embedded(['--storage', 's3://bucket/registry'], undefined, env);
  await using transport = createTransport({ attempts: 1 });
  const registry = new HttpRegistry(new URL(server.url), { transport: transport.send, attempts: 1 });
  const push = (_: unknown, index: number): Promise<Descriptor> =>
    registry.pushBlob(`acme/app${index}`, blob, content, { isAbsent: true });
  await Promise.all(Array.from({ length: uploads }, push));
  const status = await readFile(`/proc/${server.service.process.pid}/status`, 'utf8');
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
  console.log(`${uploads} uploads of ${mebibytes} MiB: peak resident size ${Math.round(peak / mebibyte)} MiB`);
  expect(peak).toBeLessThan(limit);
});
