import type { Transform } from 'node:stream';
import { detachBuffer } from '../../streams/index.ts';
import { messageOf, OciError, printable } from '../../spec/index.ts';
import type { ByteSource } from './byte-source.ts';

/** A decoder of node:zlib, just made. It ends by itself where the compressed stream ends, when bytes follow there. */
export type Engine = Transform & {
  /** Compressed bytes that were used so far. */
  readonly bytesWritten: number;
};

/** Bytes that one pass through libuv's pool may give. */
export const engineChunkSize: number = 1024 * 1024;

/** Chunks that wait for the reader before the engine is held back. */
const chunksAhead = 2;

/** Gzip members and zstd frames that may come before their size is looked at. */
const freeStreams = 1000;
/** Bytes that they must hold on average afterwards. Blocked gzip has 64 KiB in each; a decoder for every few bytes would take hours. */
const leastStreamSize = 512;

/** @throws OciError `SIZE_LIMIT` when the content is cut into absurdly many streams */
export function requireLargeStreams(count: number, source: ByteSource, what: string): void {
  if (count > freeStreams && source.size < count * leastStreamSize) {
    throw new OciError(
      'SIZE_LIMIT',
      `${what} is refused: it consists of more than ${freeStreams} compressed streams of fewer than ${leastStreamSize} bytes each`,
    );
  }
}

/**
 * Decodes from `source` until the compressed stream ends; what follows it stays in `source`. The engine works ahead of the reader by a few
 * chunks. Each is good until the next one is asked for.
 *
 * @param what names the content in the error
 * @throws OciError `ARCHIVE_INVALID` when the bytes are no such stream or end in its middle; what `source` throws passes through
 */
export async function* decode(
  engine: Engine,
  source: ByteSource,
  what: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let sourceFailure: { readonly error: unknown } | undefined;
  const feeding = feed(engine, source).catch((error: unknown) => {
    sourceFailure = { error };
    engine.destroy();
  });
  try {
    for await (const chunk of outputOf(engine)) {
      yield chunk;
      free(chunk);
    }
    await feeding;
  } catch (error) {
    if (sourceFailure === undefined) throw damaged(error, what);
  } finally {
    engine.destroy();
  }
  if (sourceFailure !== undefined) throw sourceFailure.error;
}

/** What the engine makes, chunk by chunk. Iterating over the engine itself would copy those that wait into one. */
async function* outputOf(engine: Engine): AsyncGenerator<Uint8Array, void, undefined> {
  const ready: Uint8Array[] = [];
  let outcome: { readonly error?: unknown } | undefined;
  let wake: (() => void) | undefined;
  const end = (how: { readonly error?: unknown }): void => {
    outcome ??= how;
    wake?.();
  };
  engine
    .on('data', (chunk: Uint8Array) => {
      ready.push(chunk);
      if (ready.length >= chunksAhead) engine.pause();
      wake?.();
    })
    .once('end', () => end({}))
    .once('error', (error: unknown) => end({ error }))
    .once('close', () => end({ error: new Error('the decoder was closed') }));
  for (;;) {
    if (outcome !== undefined && 'error' in outcome) throw outcome.error;
    const chunk = ready.shift();
    if (chunk !== undefined) {
      if (ready.length < chunksAhead) engine.resume();
      yield chunk;
    } else if (outcome !== undefined) return;
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

/** Gives the memory of a chunk back when the engine has filled it to its end and gone on to another. */
function free(chunk: Uint8Array): void {
  if (chunk.buffer.byteLength === engineChunkSize && chunk.byteOffset + chunk.byteLength === engineChunkSize)
    detachBuffer(chunk);
}

async function feed(engine: Engine, source: ByteSource): Promise<void> {
  // A destroyed engine forgets a write that waits for its reader, and would leave it unanswered.
  let answer: (() => void) | undefined;
  engine.once('close', () => answer?.());
  let fed = 0;
  while (!engine.destroyed) {
    const chunk = await source.chunk();
    if (engine.destroyed) return;
    if (chunk === undefined) {
      engine.end();
      return;
    }
    fed += chunk.byteLength;
    await new Promise<void>((resolve) => {
      answer = resolve;
      // A failure is thrown to the reader of the engine.
      engine.write(chunk, () => resolve());
    });
    const unused = fed - engine.bytesWritten;
    if (unused > 0) {
      source.unread(chunk.subarray(chunk.byteLength - unused));
      return;
    }
  }
}

function damaged(error: unknown, what: string): OciError {
  const reason = messageOf(error);
  const cut = error instanceof Error && (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
  return new OciError(
    'ARCHIVE_INVALID',
    cut ? `${what} is cut off: the compressed stream has no end` : `${what} is damaged: ${printable(reason, 200)}`,
    { cause: error },
  );
}
