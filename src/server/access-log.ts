import type { IncomingMessage } from 'node:http';
import type { Reply } from './reply.ts';

/** An entry of the access log. It contains no headers, query strings or bodies, so it contains no secrets. */
export interface AccessLogEntry {
  readonly method: string;
  /** Decoded and validated, or `-` when the request line is invalid. */
  readonly path: string;
  /** Status of the reply; 0 if no reply was sent. */
  readonly status: number;
  /** Bytes of the reply's body that were passed to the connection. */
  readonly bytes: number;
  readonly durationMs: number;
  readonly remoteAddress: string | undefined;
  /** The authenticated user. */
  readonly user: string | undefined;
  /** The error code in the header of the reply. The code in the body may be less specific. */
  readonly errorCode: string | undefined;
  /** Whether the complete reply was sent. */
  readonly complete: boolean;
}

/** Receives an entry for each request after its reply was sent or its connection was closed. */
export type AccessLog = (entry: AccessLogEntry) => void;

/**
 * Receives internal errors of the server.
 *
 * @param operation the failed operation, for example `GET /v2/acme/bundle/manifests/v1`
 */
export type ErrorLog = (error: unknown, operation: string) => void;

/** The part of a log entry that the handler fills in while it reads the request. */
export interface RequestRecord {
  readonly method: string;
  path: string;
  user: string | undefined;
}

/** Logs the request when its reply has been sent or its connection is closed. */
export function logWhenDone(record: RequestRecord, req: IncomingMessage, reply: Reply, log: AccessLog): void {
  const startedAt = performance.now();
  // A closed socket has no address.
  const { remoteAddress } = req.socket;
  const { res } = reply;
  res.once('close', () => {
    log({
      ...record,
      status: res.headersSent ? res.statusCode : 0,
      bytes: reply.sentBytes,
      durationMs: performance.now() - startedAt,
      remoteAddress,
      errorCode: reply.errorCode,
      complete: res.writableFinished,
    });
  });
}
