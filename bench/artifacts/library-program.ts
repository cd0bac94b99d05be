import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { connectRegistry, lentChunks, parseDigest } from '../../src/index.ts';

// Sends one file as a blob, or fetches one into a file: push HOST REPOSITORY FILE · pull HOST REPOSITORY DIGEST FILE
const [verb, host = '', repository = '', ...rest] = process.argv.slice(2);
const chunkBytes = 1024 * 1024;

await using connection = await connectRegistry(host, { plainHttp: true });
if (verb === 'push') {
  const [file = ''] = rest;
  const content = (): AsyncIterable<Uint8Array> => createReadStream(file, { highWaterMark: chunkBytes });
  const hash = createHash('sha256');
  await pipeline(content(), hash);
  const digest = parseDigest(`sha256:${hash.digest('hex')}`);
  const { size } = await stat(file);
  await connection.registry.pushBlob(repository, { mediaType: 'application/octet-stream', digest, size }, content);
} else {
  const [digest = '', file = ''] = rest;
  await using blob = await connection.registry.getBlob(repository, parseDigest(digest));
  await using target = await open(file, 'w');
  for await (const chunk of lentChunks(blob)) await target.writeFile(chunk);
}
