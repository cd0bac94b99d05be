import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileSystemError } from '../fs/index.ts';
import type { CallOptions, Storage } from '../registry/index.ts';
import { checkMediaType, Digester, mediaTypeOctetStream, throwIfAborted, type Descriptor } from '../spec/index.ts';
import { fileBody } from './file-layer.ts';

/**
 * Stores content whose digest and size are not known yet. The content is first written to a temporary file, so that it
 * can be hashed, and sent again after a failure. Memory use is constant.
 *
 * @param mediaType empty: `application/octet-stream`
 * @param stream read once: a web or Node stream of bytes, or another iterable of chunks
 * @throws OciError `FILE_SYSTEM`, `MEDIA_TYPE_INVALID`, `ABORTED`; errors of the storage. An error of the stream is
 *   thrown unchanged
 */
export async function pushStream(
  storage: Storage,
  mediaType: string,
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: CallOptions = {},
): Promise<Descriptor> {
  const type = checkMediaType(mediaType === '' ? mediaTypeOctetStream : mediaType);
  const { signal } = options;
  const directory = await mkdtemp(join(tmpdir(), 'oci-stream-'));
  try {
    const path = join(directory, 'content');
    const digester = new Digester();
    const hashed = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      for await (const chunk of stream) {
        digester.update(chunk);
        yield chunk;
      }
    };
    try {
      await pipeline(Readable.from(hashed(), { objectMode: false }), createWriteStream(path), { signal });
    } catch (error) {
      throwIfAborted(signal);
      throw error instanceof Error && 'syscall' in error ? fileSystemError(error, `write ${path}`) : error;
    }
    const { size } = digester;
    const descriptor = { mediaType: type, digest: digester.digest(), size };
    await storage.push(descriptor, fileBody(path, descriptor), { signal });
    return descriptor;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
