import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { BufferPool, detachWholeBuffer } from '../streams/index.ts';
import { OciError } from '../spec/index.ts';
import type { RequestContext } from './request-context.ts';

// Replies to clients that sent `Expect: 100-continue` and wait for the permission to send their body.
const waiting = new WeakSet<ServerResponse>();

/** Marks a client that waits for "100 Continue". */
export function expectContinue(res: ServerResponse): void {
  waiting.add(res);
}

/** Sends "100 Continue" to a client that waits for it. */
export function sendContinue(res: ServerResponse): void {
  if (waiting.delete(res)) res.writeContinue();
}

/**
 * Consumes a chunk. If it returns a promise, reading pauses until the promise settles; then the buffer of the chunk is
 * reused.
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
 * Bytes that are collected for one call of the sink, because a system call and a promise for each network packet are
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
  const pooled = size <= bufferBytes ? buffers.take() : Buffer.allocUnsafeSlow(size);
  let position = 0;
  for (const chunk of chunks) {
    position += chunk.copy(pooled, position);
    // The HTTP parser allocates a buffer for each chunk, so it has no other user.
    if (fromSocket) detachWholeBuffer(chunk);
  }
  return { bytes: pooled.subarray(0, size), pooled: pooled.byteLength === bufferBytes ? pooled : undefined };
}

function release({ pooled }: Batch): void {
  if (pooled !== undefined) buffers.release(pooled);
}

/**
 * Reads the body of a request into `sink` in batches, at the speed of the sink. Bytes that arrived before a failure are
 * also passed on.
 *
 * @param limit bytes
 * @param label names the body in errors
 * @returns bytes read
 * @throws OciError `SIZE_LIMIT` before the chunk that exceeds the limit is passed on; `ABORTED` when the client
 *   disconnects; `TIMEOUT` when it stalls; errors of `sink`
 */
export function readBody(ctx: RequestContext, sink: ByteSink, limit: number, label: string): Promise<number> {
  const { req, res } = ctx;
  const { stall } = ctx.settings;
  // Without a real socket, the chunks may have other users.
  const fromSocket = req.socket instanceof Socket;
  sendContinue(res);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let size = 0;
  let recent = 0;
  let batch: Buffer[] = [];
  let collected = 0;
  let busy = false;
  let outcome: (() => void) | undefined;
  let settled = false;

  const settle = (act: () => void): void => {
    if (settled) return;
    settled = true;
    clearInterval(watch);
    req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
    // `Reply` discards the rest of the body.
    req.pause();
    act();
  };
  /** Stops reading. Bytes that were read are passed on first. */
  const stop = (act: () => void): void => {
    if (outcome !== undefined) return;
    outcome = act;
    req.pause();
    proceed();
  };
  const fail = (error: unknown): void => {
    settle(() => {
      reject(error);
    });
  };
  const passOn = (): void => {
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
    if (collected >= batchBytes || (outcome !== undefined && collected > 0)) passOn();
    if (busy) return;
    if (outcome !== undefined) settle(outcome);
  };
  const onData = (chunk: Buffer): void => {
    if (outcome !== undefined) return;
    size += chunk.byteLength;
    recent += chunk.byteLength;
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
    // A complete body is accepted even if the connection is closed.
    stop(() => {
      reject(new OciError('ABORTED', `the client closed the connection after ${size} bytes of ${label}`));
    });
  };
  const watch = setInterval(() => {
    // The time that the sink needs does not count.
    if (!busy && recent < stall.bytes) {
      stop(() => {
        reject(
          new OciError('TIMEOUT', `${label} stalled: ${recent} bytes arrived within ${stall.ms / 1000} s`, {
            status: 408,
          }),
        );
      });
    }
    recent = 0;
  }, stall.ms);

  req.on('data', onData).once('end', onEnd).once('close', onClose).once('error', onClose);
  if (req.readableEnded) onEnd();
  else if (req.destroyed) onClose();
  else req.resume();
  return promise;
}

/** Reads a small body into memory. @throws OciError as {@link readBody} */
export async function readWhole(ctx: RequestContext, limit: number, label: string): Promise<Uint8Array> {
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

/** Checks the announced length before the body is read. @throws OciError `SIZE_LIMIT` */
export function checkLength(length: number | undefined, limit: number, label: string): void {
  if (length !== undefined && length > limit) throw tooLarge(limit, label);
}

function tooLarge(limit: number, label: string): OciError {
  return new OciError('SIZE_LIMIT', `${label} exceeds the limit of this registry, ${limit} bytes`, {
    detail: { limit },
  });
}
