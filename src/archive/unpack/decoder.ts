import type { Transform } from 'node:stream';
import { detachBuffer } from '../../streams/index.ts';
import { messageOf, OciError, printable } from '../../spec/index.ts';
import type { ByteSource } from '../byte-source.ts';

/** A new decoder of node:zlib. It ends at the end of the compressed stream, even if other bytes follow. */
export type Decoder = Transform & {
  /** Number of compressed bytes consumed so far. */
  readonly bytesWritten: number;
};

/** Maximum output of one job in libuv's thread pool, bytes. */
export const decoderChunkSize: number = 1024 * 1024;

/** The decoder stops while this number of chunks waits for the reader. */
const chunksAhead = 2;

/** Number of gzip members or zstd frames that may have any size. */
const uncheckedStreams = 1000;
/**
 * Minimum average size of more members or frames, bytes. Blocked gzip has 64 KiB. Millions of tiny streams would take
 * hours, because each one needs a new decoder.
 */
const minStreamSize = 512;

/** @throws OciError `SIZE_LIMIT` when the content consists of too many tiny streams */
export function rejectTinyStreams(count: number, source: ByteSource, what: string): void {
  if (count > uncheckedStreams && source.size < count * minStreamSize) {
    throw new OciError(
      'SIZE_LIMIT',
      `cannot decompress ${what}: it consists of more than ${uncheckedStreams} compressed streams of fewer than ` +
        `${minStreamSize} bytes each`,
    );
  }
}

/** Buffers of decoders that the reader of the last chunk may take. */
const fullBuffers = new WeakSet<ArrayBufferLike>();

/**
 * Returns the bytes of a borrowed chunk in memory that belongs to the caller: the memory of the chunk itself, if it is
 * the last one in a buffer of {@link decode}, else a copy.
 */
export function takeChunk(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = chunk;
  return buffer instanceof ArrayBuffer && fullBuffers.has(buffer) && byteOffset + byteLength === buffer.byteLength
    ? new Uint8Array(buffer.transfer(), byteOffset, byteLength)
    : new Uint8Array(chunk);
}

/**
 * Decodes one compressed stream from `source`. The bytes after the stream are still in `source`. The decoder works a
 * few chunks ahead of the reader. Chunks are borrowed buffers, valid until the next one is requested. The reader may
 * take them with {@link takeChunk}.
 *
 * @param what the name of the content in errors
 * @throws OciError `ARCHIVE_INVALID` for invalid or truncated content; errors of `source`
 */
export async function* decode(
  decoder: Decoder,
  source: ByteSource,
  what: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let sourceFailure: { readonly error: unknown } | undefined;
  const feeding = feed(decoder, source).catch((error: unknown) => {
    sourceFailure = { error };
    decoder.destroy();
  });
  try {
    for await (const chunk of outputOf(decoder)) {
      const { buffer } = chunk;
      // The decoder does not use a full buffer any more.
      const isFull = buffer.byteLength === decoderChunkSize && chunk.byteOffset + chunk.byteLength === decoderChunkSize;
      if (isFull) fullBuffers.add(buffer);
      yield chunk;
      if (isFull) detachBuffer(chunk);
    }
    await feeding;
  } catch (error) {
    if (sourceFailure === undefined) throw decodeError(error, what);
  } finally {
    decoder.destroy();
  }
  if (sourceFailure !== undefined) throw sourceFailure.error;
}

/**
 * Returns the output of the decoder in chunks. Iterating over the decoder itself would join waiting chunks by copying.
 */
async function* outputOf(decoder: Decoder): AsyncGenerator<Uint8Array, void, undefined> {
  const ready: Uint8Array[] = [];
  let outcome: { readonly error?: unknown } | undefined;
  let notify: (() => void) | undefined;
  const end = (result: { readonly error?: unknown }): void => {
    outcome ??= result;
    notify?.();
  };
  decoder
    .on('data', (chunk: Uint8Array) => {
      ready.push(chunk);
      if (ready.length >= chunksAhead) decoder.pause();
      notify?.();
    })
    .once('end', () => end({}))
    .once('error', (error: unknown) => end({ error }))
    .once('close', () => end({ error: new Error('the decoder was closed') }));
  for (;;) {
    if (outcome !== undefined && 'error' in outcome) throw outcome.error;
    const chunk = ready.shift();
    if (chunk !== undefined) {
      if (ready.length < chunksAhead) decoder.resume();
      yield chunk;
    } else if (outcome !== undefined) return;
    else {
      await new Promise<void>((resolve) => {
        notify = resolve;
      });
    }
  }
}

async function feed(decoder: Decoder, source: ByteSource): Promise<void> {
  // A destroyed decoder never calls the callback of a pending write.
  let settle: (() => void) | undefined;
  decoder.once('close', () => settle?.());
  let writtenBytes = 0;
  while (!decoder.destroyed) {
    const chunk = await source.chunk();
    if (decoder.destroyed) return;
    if (chunk === undefined) {
      decoder.end();
      return;
    }
    writtenBytes += chunk.byteLength;
    await new Promise<void>((resolve) => {
      settle = resolve;
      // The reader of the decoder gets the error.
      decoder.write(chunk, () => resolve());
    });
    const unused = writtenBytes - decoder.bytesWritten;
    if (unused > 0) {
      source.unread(chunk.subarray(chunk.byteLength - unused));
      return;
    }
  }
}

function decodeError(error: unknown, what: string): OciError {
  const reason = messageOf(error);
  const isTruncated = error instanceof Error && (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
  return new OciError(
    'ARCHIVE_INVALID',
    isTruncated
      ? `cannot decompress ${what}: it is truncated`
      : `cannot decompress ${what}: it is damaged: ${printable(reason, 200)}`,
    { cause: error },
  );
}
