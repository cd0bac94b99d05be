import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer, type ServerOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { createSecureContext } from 'node:tls';
import { errnoOf } from '../fs/index.ts';
import { checkNumbers, encodeWireError, errorCodeHeader, OciError, type OciErrorCode } from '../spec/index.ts';
import { expectContinue } from './body.ts';

/** Maximum size of the request line and headers in bytes. */
const maxHeaderSize = 16 * 1024;
/** Milliseconds between checks for connections that exceed the timeout for headers. */
const checkIntervalMs = 1000;
const defaultMaxConnections = 4096;
const defaultHeadersTimeoutMs = 10_000;
const defaultKeepAliveMs = 15_000;

const minVersion = 'TLSv1.2';

/** A private key and a certificate, PEM. */
export interface TlsOptions {
  readonly key: string;
  readonly cert: string;
}

/** Limits and TLS options of the HTTP server. */
export interface HttpServerOptions {
  /** Serves HTTPS with this PEM key and certificate. @default HTTP */
  readonly tls?: TlsOptions | undefined;
  /** Maximum number of connections; additional ones are closed at once. @default 4096 */
  readonly maxConnections?: number | undefined;
  /** Milliseconds in which a client must send the request line and headers. @default 10,000 */
  readonly headersTimeoutMs?: number | undefined;
  /** Milliseconds after which an idle connection is closed. @default 15,000 */
  readonly keepAliveMs?: number | undefined;
}

/**
 * Creates an HTTP or HTTPS server with limits against slow or malicious clients.
 *
 * @throws OciError `INPUT_INVALID` for an invalid TLS key or certificate
 */
export function createHttpServer(
  handler: (req: IncomingMessage, res: ServerResponse) => void,
  options: HttpServerOptions,
): Server {
  checkNumbers(options, { maxConnections: 1, headersTimeoutMs: 0, keepAliveMs: 0 });
  const settings = {
    maxHeaderSize,
    headersTimeout: options.headersTimeoutMs ?? defaultHeadersTimeoutMs,
    // The total time of a request is not limited. `readBody` aborts an upload only if it stalls.
    requestTimeout: 0,
    keepAliveTimeout: options.keepAliveMs ?? defaultKeepAliveMs,
    connectionsCheckingInterval: checkIntervalMs,
    insecureHTTPParser: false,
    requireHostHeader: true,
    noDelay: true,
  };
  if (options.tls !== undefined) checkTls(options.tls);
  const server =
    options.tls === undefined
      ? createServer(settings)
      : createSecureServer({ ...settings, ...options.tls, minVersion });
  server.maxConnections = options.maxConnections ?? defaultMaxConnections;
  const replies = new WeakMap<Duplex, ServerResponse>();
  const handle = (req: IncomingMessage, res: ServerResponse): void => {
    replies.set(req.socket, res);
    handler(req, res);
  };
  server.on('request', handle);
  // Without this listener, Node would send "100 Continue" before the handler has checked the request.
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => {
    expectContinue(res);
    handle(req, res);
  });
  server.on('clientError', (error, socket) => {
    rejectMalformed(error, socket, replies.get(socket));
  });
  return server;
}

function createSecureServer(settings: ServerOptions): Server {
  return withoutParserError(() => createTlsServer(settings));
}

/** Checks a key and a certificate. @throws OciError `INPUT_INVALID` */
export function checkTls(tls: TlsOptions): void {
  withoutParserError(() => {
    // TLS treats an empty text like a missing option.
    if (tls.key === '' || tls.cert === '') throw new Error('the key or the certificate is empty');
    createSecureContext({ ...tls, minVersion });
  });
}

/** Uses another key and certificate for new connections. @throws OciError `INPUT_INVALID` */
export function replaceTls(server: Server, tls: TlsOptions): void {
  if (!(server instanceof TlsServer))
    throw new OciError('INPUT_INVALID', 'cannot replace the certificate: this server uses HTTP');
  withoutParserError(() => {
    server.setSecureContext({ ...tls, minVersion });
  });
}

// The message does not contain the parser's error, which may quote the key.
function withoutParserError<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new OciError('INPUT_INVALID', 'the TLS key and certificate do not match or are not in PEM format', { cause });
  }
}

interface Rejection {
  readonly status: number;
  readonly code: OciErrorCode;
  readonly message: string;
}

const rejections: ReadonlyMap<string, Rejection> = new Map<string, Rejection>([
  [
    'HPE_HEADER_OVERFLOW',
    { status: 431, code: 'SIZE_LIMIT', message: 'the request line and headers exceed the limit of this server' },
  ],
  [
    'HPE_CHUNK_EXTENSIONS_OVERFLOW',
    { status: 413, code: 'SIZE_LIMIT', message: 'the chunk extensions exceed the limit of this server' },
  ],
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    { status: 408, code: 'TIMEOUT', message: 'the headers of the request did not arrive in time' },
  ],
]);
const malformed: Rejection = { status: 400, code: 'INPUT_INVALID', message: 'the request is not valid HTTP/1.1' };

/**
 * Closes a connection that received invalid HTTP. Later bytes are not read, because their meaning is ambiguous.
 *
 * @param res the last reply on this connection, if any
 */
function rejectMalformed(error: unknown, socket: Duplex, res: ServerResponse | undefined): void {
  const replying = res !== undefined && !res.writableFinished;
  const isErrorReply = res !== undefined && res.statusCode >= 400;
  if (
    !socket.writable ||
    errnoOf(error) === 'ECONNRESET' ||
    (replying && !res.writableEnded && res.headersSent && !isErrorReply)
  ) {
    // The headers have announced a length, so only an early end can report the failure.
    socket.destroy();
    return;
  }
  // An error reply in progress is sent before the connection is closed.
  if (replying && res.headersSent) socket.end();
  else socket.end(rejectionText(rejections.get(errnoOf(error) ?? '') ?? malformed));
  socket.once('finish', () => {
    socket.destroy();
  });
}

function rejectionText({ status, code, message }: Rejection): string {
  const body = JSON.stringify({ errors: [encodeWireError(code, status, message)] });
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
