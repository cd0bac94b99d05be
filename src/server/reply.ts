import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestContext } from './request-context.ts';

/** Header names and values, one after the other: the form that `writeHead` passes on without copying. */
export type HeaderList = readonly string[];

// `nosniff` keeps a browser from taking stored bytes for a page.
const baseHeaders: HeaderList = [
  'docker-distribution-api-version',
  'registry/2.0',
  'x-content-type-options',
  'nosniff',
];

/** Sends a whole reply. A HEAD request gets the same headers and no body. */
export function reply(ctx: RequestContext, status: number, headers: HeaderList, body: string | Uint8Array = ''): void {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  if (bodyIsPending(ctx.req)) {
    replyBeforeBody(ctx, status, headers, body, length);
    return;
  }
  writeHead(ctx, status, headers, length);
  if (ctx.method === 'HEAD' || length === 0) {
    ctx.res.end();
    return;
  }
  ctx.sentBytes = length;
  if (typeof body === 'string') ctx.res.end(body);
  else endWith(ctx.res, body);
}

/** Bytes up to which copying a body is cheaper than handing it to the system beside the headers. */
const joinedBytes = 16 * 1024;

/** Ends a reply with its last bytes. When headers are still to be sent, a small body goes out in one piece with them. */
export function endWith(res: ServerResponse, bytes: Uint8Array): void {
  // `node:http` joins headers with text only; latin1 maps each byte to one character and back.
  if (bytes.byteLength <= joinedBytes)
    res.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'), 'latin1');
  else res.end(bytes);
}

/** Sends the headers of a reply to HEAD whose body would have `length` bytes. */
export function replyHead(ctx: RequestContext, headers: HeaderList, length: number): void {
  writeHead(ctx, 200, headers, length);
  ctx.res.end();
}

/** Begins a reply whose body of `length` bytes follows. */
export function writeHead(ctx: RequestContext, status: number, headers: HeaderList, length: number): void {
  const all = [...baseHeaders, ...headers];
  if (status !== 204 && status !== 304) all.push('content-length', String(length));
  if (ctx.state.draining) all.push('connection', 'close');
  ctx.res.writeHead(status, all);
}

/** Whether the client has announced a body that was not read to its end. */
function bodyIsPending(req: IncomingMessage): boolean {
  if (req.complete) return false;
  const length = req.headers['content-length'];
  return (length !== undefined && length !== '0') || req.headers['transfer-encoding'] !== undefined;
}

/** Bytes of an unwanted body that are still read, so that a client in the middle of sending sees the reply and not a broken connection. */
const drainBytes = 4 * 1024 * 1024;
/** Milliseconds that a client has to notice the reply. */
const drainMs = 2000;

/**
 * Answers while the body is still on its way. Closing at once would make the system discard the reply when more of the body arrives
 * (TCP reset), so the reply goes out whole first and the connection ends after the client has stopped, or was given its chance to.
 */
function replyBeforeBody(
  ctx: RequestContext,
  status: number,
  headers: HeaderList,
  body: string | Uint8Array,
  length: number,
): void {
  const { req, res } = ctx;
  writeHead(ctx, status, ctx.state.draining ? headers : [...headers, 'connection', 'close'], length);
  if (ctx.method !== 'HEAD' && length > 0) {
    ctx.sentBytes = length;
    res.write(body);
  } else {
    res.flushHeaders();
  }
  let drained = 0;
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    req.off('data', count);
    res.end();
  };
  const count = (chunk: Buffer): void => {
    drained += chunk.byteLength;
    if (drained > drainBytes) end();
  };
  const timer = setTimeout(end, drainMs);
  req.on('data', count);
  req.once('end', end);
  req.once('close', end);
  req.resume();
}
