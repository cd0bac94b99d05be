import type { IncomingMessage, ServerResponse } from 'node:http';
import { errnoOf } from '../fs/index.ts';
import {
  encodeWireError,
  errorCodeHeader,
  isOciError,
  OciError,
  printable,
  statusOf,
  type OciErrorCode,
} from '../spec/index.ts';

/** Alternating header names and values, the form that `writeHead` sends without a copy. */
export type HeaderList = readonly string[];

// `nosniff` prevents a browser from rendering stored content as a page.
const baseHeaders: HeaderList = [
  'docker-distribution-api-version',
  'registry/2.0',
  'x-content-type-options',
  'nosniff',
];

/** Maximum size in bytes of a body that is copied into the write of the headers, which is cheaper than two writes. */
const maxJoinedBytes = 16 * 1024;
/**
 * Maximum number of bytes of an unread request body that are read and discarded, so that a client that is still sending
 * can receive the reply.
 */
const maxDiscardedBytes = 4 * 1024 * 1024;
/** Milliseconds after the reply in which a client must stop sending. */
const discardMs = 2000;

/** Characters that a header may contain, and a superset of the error codes that distribution-spec allows. */
const wireCodePattern = /^[A-Za-z0-9_.-]{1,64}$/;
/** Codes of errors whose messages contain paths or programs of the server. Clients do not see these messages. */
const internalCodes: ReadonlySet<OciErrorCode> = new Set<OciErrorCode>(['FILE_SYSTEM', 'CREDENTIALS']);

const headersOfErrors = new WeakMap<object, HeaderList>();

/** Adds headers to the reply for `error`, for example a challenge. @returns `error` */
export function withHeaders<E>(error: E, headers: HeaderList): E {
  if (typeof error === 'object' && error !== null) headersOfErrors.set(error, headers);
  return error;
}

/** What a client sees of an error. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly detail: unknown;
  /** Headers of the error, for example challenges. */
  readonly headers: HeaderList;
}

/** The reply to one request. */
export class Reply {
  readonly res: ServerResponse;
  /** Bytes of the body that were passed to the connection. */
  sentBytes = 0;
  /** The error code in the header of the reply. The code in the body may be less specific. */
  errorCode: string | undefined;
  readonly #req: IncomingMessage;
  readonly #server: { readonly draining: boolean };
  #additionalHeaders: HeaderList = [];

  /** @param server when it drains, every reply closes its connection */
  constructor(req: IncomingMessage, res: ServerResponse, server: { readonly draining: boolean }) {
    this.#req = req;
    this.res = res;
    this.#server = server;
  }

  /** Adds headers to the reply, which must not have started. */
  addHeaders(headers: HeaderList): void {
    this.#additionalHeaders = [...this.#additionalHeaders, ...headers];
  }

  /** Sends a complete reply. The reply to HEAD has the same headers and no body. */
  send(status: number, headers: HeaderList, body: string | Uint8Array = ''): void {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
    if (this.#hasUnreadBody()) {
      this.#sendDuringBody(status, headers, body, length);
      return;
    }
    this.start(status, headers, length);
    if (this.#req.method === 'HEAD' || length === 0) {
      this.res.end();
      return;
    }
    this.sentBytes = length;
    if (typeof body === 'string') this.res.end(body);
    else this.#end(body);
  }

  /** Replies to HEAD; `length` is the size of the body that GET would return. */
  sendHead(headers: HeaderList, length: number): void {
    this.start(200, headers, length);
    this.res.end();
  }

  /** Sends the headers of a reply with a body of `length` bytes. */
  start(status: number, headers: HeaderList, length: number): void {
    const all = [...baseHeaders, ...headers, ...this.#additionalHeaders];
    if (status !== 204 && status !== 304) all.push('content-length', String(length));
    if (this.#server.draining) all.push('connection', 'close');
    this.res.writeHead(status, all);
  }

  /** Sends the body and ends the reply. A small body is sent in one write with the headers. */
  #end(bytes: Uint8Array): void {
    // `node:http` joins headers only with text. latin1 converts each byte to one character and back.
    if (bytes.byteLength <= maxJoinedBytes)
      this.res.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'), 'latin1');
    else this.res.end(bytes);
  }

  /**
   * Sends an error. If the reply has started, closes the connection instead.
   *
   * @param encode creates headers and body. @default as distribution-spec, "Error Codes"
   */
  fail(error: unknown, encode: EncodeFailure = encodeFailure): void {
    const { res } = this;
    if (res.destroyed || res.writableEnded) return;
    const ociError = isOciError(error) ? error : unexpectedError(error);
    const code = wireCodePattern.test(ociError.wireCode) ? ociError.wireCode : ociError.code;
    this.errorCode = code;
    if (res.headersSent) {
      // The headers have announced a length, so the client detects the failure only by an early end.
      res.destroy();
      return;
    }
    const status = ociError.status >= 400 && ociError.status <= 599 ? ociError.status : statusOf(ociError.code);
    const extra = headersOfErrors.get(error as object) ?? [];
    const failure = { status, code, message: publicMessage(ociError), detail: ociError.detail, headers: extra };
    const { headers, body } = encode(failure);
    this.send(status, [...headers, errorCodeHeader, code, ...extra], body);
  }

  #hasUnreadBody(): boolean {
    const { complete, headers } = this.#req;
    if (complete) return false;
    const length = headers['content-length'];
    return (length !== undefined && length !== '0') || headers['transfer-encoding'] !== undefined;
  }

  /**
   * Replies while the client is sending its body. If the server closed the connection at once, a TCP reset could
   * discard the reply. The server therefore closes it when the client has stopped sending or a limit is reached.
   */
  #sendDuringBody(status: number, headers: HeaderList, body: string | Uint8Array, length: number): void {
    const req = this.#req;
    const { res } = this;
    this.start(status, this.#server.draining ? headers : [...headers, 'connection', 'close'], length);
    if (req.method !== 'HEAD' && length > 0) {
      this.sentBytes = length;
      res.write(body);
    } else {
      res.flushHeaders();
    }
    let discarded = 0;
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      req.off('data', discard);
      res.end();
    };
    const discard = (chunk: Buffer): void => {
      discarded += chunk.byteLength;
      if (discarded > maxDiscardedBytes) end();
    };
    const timer = setTimeout(end, discardMs);
    req.on('data', discard);
    req.once('end', end);
    req.once('close', end);
    req.resume();
  }
}

type EncodeFailure = (failure: Failure) => { readonly headers: HeaderList; readonly body: string };

function encodeFailure({ status, code, message, detail }: Failure): ReturnType<EncodeFailure> {
  const body = JSON.stringify({ errors: [encodeWireError(code, status, message, detail)] });
  return { headers: ['content-type', 'application/json'], body };
}

function unexpectedError(error: unknown): OciError {
  return new OciError('UNKNOWN', 'internal error of the registry; see the log of the server', { cause: error });
}

function publicMessage(error: OciError): string {
  if (!internalCodes.has(error.code)) return printable(error.message);
  const errno = errnoOf(error.cause);
  return `the registry cannot access its storage${errno === undefined ? '' : ` (${errno})`}`;
}
