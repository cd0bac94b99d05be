import { once } from 'node:events';
import type { BlobReader } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import type { Exchange } from './exchange.ts';
import { endWith, writeHead, type HeaderList } from './reply.ts';

/**
 * Sends what a reader holds, no faster than the client takes it. The last chunk is held back until the reader has checked the whole
 * content: content that is damaged in the store ends early and never looks complete.
 *
 * @param length bytes that will come
 */
export async function sendContent(x: Exchange, status: number, headers: HeaderList, reader: BlobReader, length: number): Promise<void> {
  const { res } = x;
  let held: Uint8Array | undefined;
  let sent = 0;
  try {
    for await (const chunk of reader) {
      if (held !== undefined) {
        if (!res.headersSent) writeHead(x, status, headers, length);
        sent += held.byteLength;
        x.sentBytes = sent;
        if (!res.write(held)) await drained(x);
        if (res.destroyed) throw clientGone(x);
      }
      held = chunk;
    }
  } finally {
    await reader.close();
  }
  sent += held?.byteLength ?? 0;
  if (sent !== length) throw new OciError('SIZE_MISMATCH', `the registry's content of ${x.path} has ${sent} bytes, not ${length}`);
  if (!res.headersSent) writeHead(x, status, headers, length);
  x.sentBytes = sent;
  if (held === undefined) res.end();
  else endWith(res, held);
}

/** Waits until the client has taken what was written. A client that is slower than the stall limit allows is cut. */
async function drained(x: Exchange): Promise<void> {
  const { res } = x;
  if (res.destroyed) throw clientGone(x);
  const { stall } = x.settings;
  // How much of a write has left is not known before all of it has, so the time follows from its size.
  const allowed = stall.ms * Math.max(1, res.writableLength / stall.bytes);
  const gone = new AbortController();
  const onClose = (): void => { gone.abort(); };
  const watch = setTimeout(() => { res.destroy(); }, allowed);
  res.once('close', onClose);
  try {
    await once(res, 'drain', { signal: gone.signal });
  } catch {
    throw clientGone(x);
  } finally {
    clearTimeout(watch);
    res.off('close', onClose);
  }
}

function clientGone(x: Exchange): OciError {
  return new OciError('ABORTED', `the client closed the connection before it had all of ${x.path}`);
}
