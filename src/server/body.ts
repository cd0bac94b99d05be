import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { BufferPool, detachWholeBuffer } from '../streams/index.ts';
import { OciError } from '../spec/index.ts';
import type { RequestContext } from './request-context.ts';

// Clients that sent `Expect: 100-continue` and still wait for it.
const waiting = new WeakSet<ServerResponse>();

/** Notes that the client sends its body only when told to. */
export function expectContinue(res: ServerResponse): void {
  waiting.add(res);
}

/** Tells a client that waits for it to send its body. */
export function tellContinue(res: ServerResponse): void {
  if (waiting.delete(res)) res.writeContinue();
}

/** Where a body goes. A promise holds the client back until it is settled; then the chunk's buffer is used again. */
export type ByteSink = (chunk: Buffer) => Promise<void> | undefined;

/** The announced length in bytes; undefined when the body comes in chunks. */
export function announcedLength(ctx: RequestContext): number | undefined {
  const length = ctx.req.headers['content-length'];
  // The parser has refused everything but digits.
  if (length !== undefined) return Number(length);
  return ctx.req.headers['transfer-encoding'] === undefined ? 0 : undefined;
}

/** Bytes that are gathered before they are handed on: a system call and a promise for each piece of the network would cost more than the bytes. */
const batchBytes = 256 * 1024;
/** Bytes of a buffer for a batch: the last piece of it may pass the line. */
const bufferBytes = batchBytes + 64 * 1024;
const buffers = new BufferPool(bufferBytes);

interface Batch {
  readonly bytes: Buffer;
  /** The buffer that they lie in, when it is one of ours. */
  readonly ours: Buffer | undefined;
}

/** One piece as it is, several in a buffer of ours. */
function joined(pieces: readonly Buffer[], size: number, fromSocket: boolean): Batch {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return { bytes: first, ours: undefined };
  const ours = size <= bufferBytes ? buffers.take() : Buffer.allocUnsafeSlow(size);
  let position = 0;
  for (const piece of pieces) {
    position += piece.copy(ours, position);
    // The HTTP parser makes each piece for its one reader.
    if (fromSocket) detachWholeBuffer(piece);
  }
  return { bytes: ours.subarray(0, size), ours: ours.byteLength === bufferBytes ? ours : undefined };
}

function takeBack({ ours }: Batch): void {
  if (ours !== undefined) buffers.release(ours);
}

/**
 * Reads the body of a request into `sink`, in batches, and no faster than it takes them. What came before a failure is handed on, too.
 *
 * @param limit bytes
 * @returns bytes read
 * @throws OciError `SIZE_LIMIT` before the chunk that would pass the limit is handed on; `ABORTED` when the client is gone;
 * `TIMEOUT` when it stopped sending; what `sink` throws
 */
export function readBody(ctx: RequestContext, sink: ByteSink, limit: number, what: string): Promise<number> {
  const { req, res } = ctx;
  const { stall } = ctx.settings;
  // Where something else stands in for a connection, its pieces may be somebody's.
  const fromSocket = req.socket instanceof Socket;
  tellContinue(res);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let size = 0;
  let recent = 0;
  let batch: Buffer[] = [];
  let gathered = 0;
  let busy = false;
  let outcome: (() => void) | undefined;
  let settled = false;

  const settle = (act: () => void): void => {
    if (settled) return;
    settled = true;
    clearInterval(watch);
    req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
    // What still comes is read away, up to a limit, when the reply is sent.
    req.pause();
    act();
  };
  /** Nothing more is taken from the client; what it sent goes on its way first. */
  const end = (act: () => void): void => {
    if (outcome !== undefined) return;
    outcome = act;
    req.pause();
    goOn();
  };
  const fail = (error: unknown): void => {
    settle(() => {
      reject(error);
    });
  };
  const handOn = (): void => {
    const whole = joined(batch, gathered, fromSocket);
    batch = [];
    gathered = 0;
    let pending: Promise<void> | undefined;
    try {
      pending = sink(whole.bytes);
    } catch (error) {
      fail(error);
      return;
    }
    if (pending === undefined) {
      takeBack(whole);
      return;
    }
    busy = true;
    // After a failure, who knows whether somebody is still at work on the buffer.
    pending.then(() => {
      takeBack(whole);
      onTaken();
    }, fail);
  };
  const goOn = (): void => {
    if (busy || settled) return;
    if (gathered >= batchBytes || (outcome !== undefined && gathered > 0)) handOn();
    if (busy) return;
    if (outcome !== undefined) settle(outcome);
  };
  const onData = (chunk: Buffer): void => {
    if (outcome !== undefined) return;
    size += chunk.byteLength;
    recent += chunk.byteLength;
    if (size > limit) {
      end(() => {
        reject(tooLarge(limit, what));
      });
      return;
    }
    batch.push(chunk);
    gathered += chunk.byteLength;
    if (busy && gathered >= batchBytes) req.pause();
    else goOn();
  };
  const onTaken = (): void => {
    busy = false;
    goOn();
    if (!settled && outcome === undefined && gathered < batchBytes) req.resume();
  };
  const onEnd = (): void => {
    end(() => {
      resolve(size);
    });
  };
  const onClose = (): void => {
    // A body that came whole before the connection ended is still taken.
    end(() => {
      reject(new OciError('ABORTED', `the client closed the connection after ${size} bytes of ${what}`));
    });
  };
  const watch = setInterval(() => {
    // Time that the sink takes is not the client's.
    if (!busy && recent < stall.bytes) {
      end(() => {
        reject(
          new OciError('TIMEOUT', `${what} stalled: ${recent} bytes came within ${stall.ms / 1000} s`, { status: 408 }),
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

/** Reads a small body whole. @throws OciError as {@link readBody} */
export async function readWhole(ctx: RequestContext, limit: number, what: string): Promise<Uint8Array> {
  refuseTooLarge(announcedLength(ctx), limit, what);
  const chunks: Buffer[] = [];
  const size = await readBody(
    ctx,
    (chunk) => {
      chunks.push(Buffer.from(chunk));
      return undefined;
    },
    limit,
    what,
  );
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}

/** @throws OciError `SIZE_LIMIT` when the announced length is over the limit, so that nothing of the body needs to be read */
export function refuseTooLarge(length: number | undefined, limit: number, what: string): void {
  if (length !== undefined && length > limit) throw tooLarge(limit, what);
}

function tooLarge(limit: number, what: string): OciError {
  return new OciError('SIZE_LIMIT', `${what} is over this registry's limit of ${limit} bytes`, { detail: { limit } });
}
