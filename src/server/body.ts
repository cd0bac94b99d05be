import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { BufferPool, detachWholeBuffer } from '../streams/index.ts';
import { OciError } from '../spec/index.ts';
import type { RequestContext } from './request-context.ts';

// Replies to clients that sent `Expect: 100-continue` and wait before they send the body.
const awaitingContinue = new WeakSet<ServerResponse>();

/** Records that the client waits for "100 Continue". */
export function expectContinue(res: ServerResponse): void {
  awaitingContinue.add(res);
}

/** Sends "100 Continue" to a client that waits for it. */
export function sendContinue(res: ServerResponse): void {
  if (awaitingContinue.delete(res)) res.writeContinue();
}

/**
 * Consumes a chunk. If it returns a promise, no further chunk is read until the promise settles. Afterwards the buffer
 * of the chunk is reused.
 */
type ByteSink = (chunk: Buffer) => Promise<void> | undefined;

/** The length of the body in bytes; undefined for a chunked body. */
export function contentLength(ctx: RequestContext): number | undefined {
  const length = ctx.req.headers['content-length'];
  // The parser accepts only digits.
  if (length !== undefined) return Number(length);
  return ctx.req.headers['transfer-encoding'] === undefined ? 0 : undefined;
}

/**
 * Size in bytes of the batches that the sink receives. One system call and one promise for each network packet would be
 * slow.
 */
const batchBytes = 256 * 1024;
/** Size of a buffer for one batch. The last chunk may exceed `batchBytes`. */
const bufferBytes = batchBytes + 64 * 1024;
const buffers = new BufferPool(bufferBytes);

interface Batch {
  readonly bytes: Buffer;
  /** The pooled buffer of the bytes, if any. */
  readonly pooled: Buffer | undefined;
}

/** Joins several chunks in a pooled buffer. A single chunk is not copied. */
function joinChunks(chunks: readonly Buffer[], size: number, fromSocket: boolean): Batch {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return { bytes: first, pooled: undefined };
  const pooled = size <= bufferBytes ? buffers.acquire() : Buffer.allocUnsafeSlow(size);
  let position = 0;
  for (const chunk of chunks) {
    position += chunk.copy(pooled, position);
    // The HTTP parser allocates a separate buffer for each chunk.
    if (fromSocket) detachWholeBuffer(chunk);
  }
  return { bytes: pooled.subarray(0, size), pooled: pooled.byteLength === bufferBytes ? pooled : undefined };
}

function release({ pooled }: Batch): void {
  if (pooled !== undefined) buffers.release(pooled);
}

/**
 * Reads the body of a request into `sink` in batches, at the speed of the sink. The sink also receives the bytes that
 * arrived before a failure.
 *
 * @param limit bytes
 * @param label names the body in errors
 * @param end ends the body early
 * @returns bytes read
 * @throws OciError `SIZE_LIMIT` when the body exceeds the limit; the sink does not receive the chunk that exceeds it;
 *   `ABORTED` when the client disconnects; `TIMEOUT` when the client stalls; `BLOB_UPLOAD_INVALID` (409) after `end`;
 *   errors of `sink`
 */
export function readBody(
  ctx: RequestContext,
  sink: ByteSink,
  limit: number,
  label: string,
  end?: AbortSignal,
): Promise<number> {
  const { req, res } = ctx;
  const { stall } = ctx.settings;
  // Only chunks from a real socket have their own buffer.
  const fromSocket = req.socket instanceof Socket;
  sendContinue(res);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let size = 0;
  let recentBytes = 0;
  let batch: Buffer[] = [];
  let collected = 0;
  let busy = false;
  let outcome: (() => void) | undefined;
  let settled = false;

  const settle = (finish: () => void): void => {
    if (settled) return;
    settled = true;
    clearInterval(stallTimer);
    req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
    end?.removeEventListener('abort', onTakeover);
    // `Reply` discards the rest of the body.
    req.pause();
    finish();
  };
  /** Stops reading. The sink first receives the bytes that were read. */
  const stop = (finish: () => void): void => {
    if (outcome !== undefined) return;
    outcome = finish;
    req.pause();
    proceed();
  };
  const fail = (error: unknown): void => {
    settle(() => {
      reject(error);
    });
  };
  const flush = (): void => {
    const joined = joinChunks(batch, collected, fromSocket);
    batch = [];
    collected = 0;
    let pending: Promise<void> | undefined;
    try {
      pending = sink(joined.bytes);
    } catch (error) {
      fail(error);
      return;
    }
    if (pending === undefined) {
      release(joined);
      return;
    }
    busy = true;
    // After a failure the buffer is not reused, because the sink may still use it.
    pending.then(() => {
      release(joined);
      onConsumed();
    }, fail);
  };
  const proceed = (): void => {
    if (busy || settled) return;
    if (collected >= batchBytes || (outcome !== undefined && collected > 0)) flush();
    if (busy) return;
    if (outcome !== undefined) settle(outcome);
  };
  const onData = (chunk: Buffer): void => {
    if (outcome !== undefined) return;
    size += chunk.byteLength;
    recentBytes += chunk.byteLength;
    if (size > limit) {
      stop(() => {
        reject(tooLarge(limit, label));
      });
      return;
    }
    batch.push(chunk);
    collected += chunk.byteLength;
    if (busy && collected >= batchBytes) req.pause();
    else proceed();
  };
  const onConsumed = (): void => {
    busy = false;
    proceed();
    if (!settled && outcome === undefined && collected < batchBytes) req.resume();
  };
  const onEnd = (): void => {
    stop(() => {
      resolve(size);
    });
  };
  const onClose = (): void => {
    // This has no effect after the end of the body.
    stop(() => {
      reject(new OciError('ABORTED', `cannot read ${label}: the client closed the connection after ${size} bytes`));
    });
  };
  const onTakeover = (): void => {
    stop(() => {
      const reason = `cannot read ${label} after ${size} bytes: a later request continues the upload`;
      reject(new OciError('BLOB_UPLOAD_INVALID', reason, { status: 409 }));
    });
  };
  const stallTimer = setInterval(() => {
    // A slow sink is not a stall.
    if (!busy && recentBytes < stall.bytes) {
      stop(() => {
        reject(
          new OciError(
            'TIMEOUT',
            `cannot read ${label}: it stalled; only ${recentBytes} bytes arrived within ${stall.ms / 1000} s`,
            {
              status: 408,
            },
          ),
        );
      });
    }
    recentBytes = 0;
  }, stall.ms);

  req.on('data', onData).once('end', onEnd).once('close', onClose).once('error', onClose);
  end?.addEventListener('abort', onTakeover);
  if (end?.aborted === true) onTakeover();
  else if (req.readableEnded) onEnd();
  else if (req.destroyed) onClose();
  else req.resume();
  return promise;
}

/** Reads a small body into memory. @throws OciError as {@link readBody} */
export async function readWholeBody(ctx: RequestContext, limit: number, label: string): Promise<Uint8Array> {
  checkLength(contentLength(ctx), limit, label);
  const chunks: Buffer[] = [];
  const size = await readBody(
    ctx,
    (chunk) => {
      chunks.push(Buffer.from(chunk));
      return undefined;
    },
    limit,
    label,
  );
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}

/** Checks the announced length of a body before it is read. @throws OciError `SIZE_LIMIT` */
export function checkLength(length: number | undefined, limit: number, label: string): void {
  if (length !== undefined && length > limit) throw tooLarge(limit, label);
}

function tooLarge(limit: number, label: string): OciError {
  return new OciError('SIZE_LIMIT', `${label} exceeds the limit of this registry, ${limit} bytes`, {
    detail: { limit },
  });
}
