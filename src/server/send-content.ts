import type { BlobReader } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import type { RequestContext } from './request-context.ts';
import type { HeaderList } from './reply.ts';

/** Bytes up to which content that is at hand is handed to the system whole; more would wait for a slow client where nobody counts its time. */
const wholeBytes = 64 * 1024;

/**
 * Sends what a reader holds, no faster than the client takes it. The last chunk is held back until the reader has checked the whole
 * content: content that is damaged in the store ends early and never looks complete.
 *
 * @param length bytes that will come
 */
export async function sendContent(
  ctx: RequestContext,
  status: number,
  headers: HeaderList,
  reader: BlobReader,
  length: number,
): Promise<void> {
  const { res } = ctx;
  const { cached } = reader;
  if (cached !== undefined && cached.byteLength <= wholeBytes) {
    if (cached.byteLength !== length) throw wrongSize(ctx, cached.byteLength, length);
    ctx.reply.send(status, headers, cached);
    return;
  }
  let sent = 0;
  for await (const chunk of reader.borrowed()) {
    if (res.destroyed) throw clientGone(ctx);
    sent += chunk.byteLength;
    if (sent > length) throw wrongSize(ctx, sent, length);
    if (!res.headersSent) ctx.reply.start(status, headers, length);
    ctx.reply.sentBytes = sent;
    await taken(ctx, chunk);
  }
  if (sent !== length) throw wrongSize(ctx, sent, length);
  if (!res.headersSent) ctx.reply.start(status, headers, length);
  res.end();
}

/** Writes a chunk and waits until its buffer is free again. */
function taken(ctx: RequestContext, chunk: Uint8Array): Promise<void> {
  const { res } = ctx;
  return new Promise((resolve, reject) => {
    const gone = (): void => {
      settle(clientGone(ctx));
    };
    const watch = setTimeout(
      () => {
        res.destroy();
      },
      allowedMs(ctx, chunk.byteLength),
    );
    const settle = (error: Error | null | undefined): void => {
      clearTimeout(watch);
      res.off('close', gone);
      if (error === null || error === undefined) resolve();
      else reject(clientGone(ctx));
    };
    res.once('close', gone);
    res.write(chunk, settle);
  });
}

/** Milliseconds that a client has for a write. How much of it has left is not known before all of it has, so the time follows from its size. */
function allowedMs(ctx: RequestContext, bytes: number): number {
  const { stall } = ctx.settings;
  return stall.ms * Math.max(1, bytes / stall.bytes);
}

function clientGone(ctx: RequestContext): OciError {
  return new OciError('ABORTED', `the client closed the connection before it had all of ${ctx.path}`);
}

function wrongSize(ctx: RequestContext, size: number, length: number): OciError {
  return new OciError('SIZE_MISMATCH', `the registry's content of ${ctx.path} has ${size} bytes, not ${length}`);
}
