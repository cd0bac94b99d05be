import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { connectRegistry, parseDigest } from '../../src/library/index.ts';

// Pushes a file as a blob, or pulls a blob into a file:
//   push HOST REPOSITORY FILE
//   pull HOST REPOSITORY DIGEST FILE
const [verb, host = '', repository = '', ...rest] = process.argv.slice(2);
const chunkBytes = 1024 * 1024;

await using connection = await connectRegistry(host, { plainHttp: true });
if (verb === 'push') {
  const [file = ''] = rest;
  const hash = createHash('sha256');
  for await (const chunk of read(file)) hash.update(chunk);
  const digest = parseDigest(`sha256:${hash.digest('hex')}`);
  const { size } = await stat(file);
  const content = Object.assign(() => createReadStream(file), { borrowed: () => read(file) });
  await connection.registry.pushBlob(repository, { mediaType: 'application/octet-stream', digest, size }, content);
} else {
  const [digest = '', file = ''] = rest;
  await using blob = await connection.registry.getBlob(repository, parseDigest(digest));
  await using target = await open(file, 'w');
  for await (const chunk of blob.borrowed()) {
    for (let at = 0; at < chunk.byteLength;) at += (await target.write(chunk, at)).bytesWritten;
  }
}

/** Two buffers alternate: the reader uses one while the other is filled. */
async function* read(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  await using file = await open(path);
  let spare = Buffer.allocUnsafeSlow(chunkBytes);
  let reading = file.read(Buffer.allocUnsafeSlow(chunkBytes));
  for (;;) {
    const { buffer, bytesRead } = await reading;
    if (bytesRead === 0) return;
    reading = file.read(spare);
    spare = buffer;
    yield buffer.subarray(0, bytesRead);
  }
}
