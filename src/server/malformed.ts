import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { errnoOf } from '../fs/index.ts';
import type { OciErrorCode } from '../spec/index.ts';
import { errorCodeHeader } from './errors.ts';

interface Refusal {
  readonly status: number;
  readonly code: OciErrorCode;
  readonly message: string;
}

const refusals: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  [
    'HPE_HEADER_OVERFLOW',
    { status: 431, code: 'SIZE_LIMIT', message: 'request line and headers are larger than this server takes' },
  ],
  [
    'HPE_CHUNK_EXTENSIONS_OVERFLOW',
    { status: 413, code: 'SIZE_LIMIT', message: 'the chunk extensions are larger than this server takes' },
  ],
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    { status: 408, code: 'TIMEOUT', message: 'the headers of the request did not arrive in time' },
  ],
]);
const malformed: Refusal = {
  status: 400,
  code: 'INPUT_INVALID',
  message: 'this is not an HTTP/1.1 request that can be read in one way only',
};

/**
 * Ends a connection whose bytes could not be read as HTTP. What is on it after such bytes could be anything, so nothing of it is read.
 *
 * @param res the reply that has begun on this connection, if one has
 */
export function answerMalformed(error: unknown, socket: Duplex, res: ServerResponse | undefined): void {
  const replying = res !== undefined && !res.writableFinished;
  if (
    !socket.writable ||
    errnoOf(error) === 'ECONNRESET' ||
    (replying && !res.writableEnded && res.headersSent && !isErrorReply(res))
  ) {
    // The reply's length was promised: ending it early is all that can be said.
    socket.destroy();
    return;
  }
  // A reply that refuses the request is on its way already; it goes out before the end.
  if (replying && res.headersSent) socket.end();
  else socket.end(textOf(refusals.get(errnoOf(error) ?? '') ?? malformed));
  socket.once('finish', () => {
    socket.destroy();
  });
}

function isErrorReply(res: ServerResponse): boolean {
  return res.statusCode >= 400;
}

function textOf({ status, code, message }: Refusal): string {
  const body = JSON.stringify({ errors: [{ code, message }] });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json',
    'x-content-type-options: nosniff',
    `${errorCodeHeader}: ${code}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
