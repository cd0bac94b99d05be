import type { ServerResponse } from 'node:http';
import { OciError } from '../spec/index.ts';
import type { Exchange } from './exchange.ts';

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

/** Where a body goes. A promise holds the client back until it is settled. */
export type Sink = (chunk: Buffer) => Promise<void> | undefined;

/** The announced length in bytes; undefined when the body comes in chunks. */
export function announcedLength(x: Exchange): number | undefined {
  const length = x.req.headers['content-length'];
  // The parser has refused everything but digits.
  if (length !== undefined) return Number(length);
  return x.req.headers['transfer-encoding'] === undefined ? 0 : undefined;
}

/**
 * Reads the body of a request into `sink`, one chunk at a time, and no faster than it takes them.
 *
 * @param limit bytes
 * @returns bytes read
 * @throws OciError `SIZE_LIMIT` before the chunk that would pass the limit is handed on; `ABORTED` when the client is gone;
 * `TIMEOUT` when it stopped sending; what `sink` throws
 */
export function readBody(x: Exchange, sink: Sink, limit: number, what: string): Promise<number> {
  const { req, res } = x;
  const { stall } = x.settings;
  tellContinue(res);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let size = 0;
  let recent = 0;
  let busy = false;
  let ended = false;
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
  const fail = (error: unknown): void => { settle(() => { reject(error); }); };
  const onData = (chunk: Buffer): void => {
    size += chunk.byteLength;
    recent += chunk.byteLength;
    if (size > limit) {
      fail(tooLarge(limit, what));
      return;
    }
    let pending: Promise<void> | undefined;
    try {
      pending = sink(chunk);
    } catch (error) {
      fail(error);
      return;
    }
    if (pending === undefined) return;
    busy = true;
    req.pause();
    pending.then(onTaken, fail);
  };
  const onTaken = (): void => {
    busy = false;
    if (settled) return;
    if (ended) settle(() => { resolve(size); });
    else if (req.destroyed && !req.complete) onClose();
    else req.resume();
  };
  const onEnd = (): void => {
    ended = true;
    if (!busy) settle(() => { resolve(size); });
  };
  const onClose = (): void => {
    // A body that came whole before the connection ended is still taken; while the sink is at work, it ends first.
    if (ended || busy) return;
    fail(new OciError('ABORTED', `the client closed the connection after ${size} bytes of ${what}`));
  };
  const watch = setInterval(() => {
    // Time that the sink takes is not the client's.
    if (!busy && recent < stall.bytes) {
      fail(new OciError('TIMEOUT', `${what} stalled: ${recent} bytes came within ${stall.ms / 1000} s`, { status: 408 }));
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
export async function readWhole(x: Exchange, limit: number, what: string): Promise<Uint8Array> {
  refuseTooLarge(announcedLength(x), limit, what);
  const chunks: Buffer[] = [];
  const size = await readBody(x, (chunk) => { chunks.push(chunk); return undefined; }, limit, what);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}

/** @throws OciError `SIZE_LIMIT` when the announced length is over the limit, so that nothing of the body needs to be read */
export function refuseTooLarge(length: number | undefined, limit: number, what: string): void {
  if (length !== undefined && length > limit) throw tooLarge(limit, what);
}

function tooLarge(limit: number, what: string): OciError {
  return new OciError('SIZE_LIMIT', `${what} is over this registry's limit of ${limit} bytes`, { detail: { limit } });
}
