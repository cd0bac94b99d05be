import type { BlobReader } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import type { HeaderList } from './reply.ts';
import type { RequestContext } from './request-context.ts';

/**
 * Maximum size in bytes of cached content that is sent in one write. Larger content is sent in chunks, so that a slow
 * client is detected.
 */
const maxSingleWriteBytes = 64 * 1024;

/**
 * Sends the content of a reader at the speed of the client. The reader yields the last chunk only after it has verified
 * the whole content. The client therefore never receives all of damaged content, and detects the failure.
 *
 * @param length number of bytes to send
 */
export async function sendContent(
  ctx: RequestContext,
  status: number,
  headers: HeaderList,
  reader: BlobReader,
  length: number,
): Promise<void> {
  const { reply, res } = ctx;
  const { cached } = reader;
  if (cached !== undefined && cached.byteLength <= maxSingleWriteBytes) {
    if (cached.byteLength !== length) throw wrongSize(ctx, cached.byteLength, length);
    reply.send(status, headers, cached);
    return;
  }
  let sent = 0;
  for await (const chunk of reader.borrowed()) {
    if (res.destroyed) throw clientDisconnected(ctx);
    sent += chunk.byteLength;
    if (sent > length) throw wrongSize(ctx, sent, length);
    if (!res.headersSent) reply.start(status, headers, length);
    reply.sentBytes = sent;
    await writeChunk(ctx, chunk);
  }
  if (sent !== length) throw wrongSize(ctx, sent, length);
  if (!res.headersSent) reply.start(status, headers, length);
  res.end();
}

/** Writes a chunk and waits until its buffer can be reused. */
function writeChunk(ctx: RequestContext, chunk: Uint8Array): Promise<void> {
  const { res } = ctx;
  return new Promise((resolve, reject) => {
    const onClose = (): void => {
      settle(clientDisconnected(ctx));
    };
    const timer = setTimeout(
      () => {
        res.destroy();
      },
      writeTimeoutMs(ctx, chunk.byteLength),
    );
    const settle = (error: Error | null | undefined): void => {
      clearTimeout(timer);
      res.off('close', onClose);
      if (error === null || error === undefined) resolve();
      else reject(clientDisconnected(ctx));
    };
    res.once('close', onClose);
    res.write(chunk, settle);
  });
}

/**
 * Milliseconds in which the client must receive a write. Partial progress of a write is not visible, so the time
 * depends on its size.
 */
function writeTimeoutMs(ctx: RequestContext, bytes: number): number {
  const { stall } = ctx.settings;
  return stall.ms * Math.max(1, bytes / stall.bytes);
}

function clientDisconnected(ctx: RequestContext): OciError {
  return new OciError('ABORTED', `cannot send ${ctx.path}: the client closed the connection before the end`);
}

function wrongSize(ctx: RequestContext, size: number, length: number): OciError {
  return new OciError('SIZE_MISMATCH', `cannot send ${ctx.path}: the registry has ${size} bytes of it, not ${length}`);
}
