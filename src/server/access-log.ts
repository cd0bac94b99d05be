import { isOciError } from '../spec/index.ts';
import type { RequestContext } from './request-context.ts';

/** One request, for a log. Holds no header, no query string and no body, so that no secret can be in it. */
export interface AccessLogEntry {
  readonly method: string;
  /** Decoded and checked, or `-` when the request line could not be read. */
  readonly path: string;
  readonly status: number;
  /** Bytes of the reply's body that were handed to the connection. */
  readonly bytes: number;
  readonly durationMs: number;
  readonly remoteAddress: string | undefined;
  /** Who it was, once that was proven. */
  readonly user: string | undefined;
  /** The error code that the client was told. */
  readonly errorCode: string | undefined;
  /** The reply was sent whole. */
  readonly complete: boolean;
}

export type AccessLog = (entry: AccessLogEntry) => void;

/** @param doing what was being done, for example `GET /v2/acme/bundle/manifests/v1` */
export type ErrorLog = (error: unknown, doing: string) => void;

/** Arranges that the request is logged when its reply has been sent or its connection is gone. */
export function logWhenDone(ctx: RequestContext, log: AccessLog): void {
  const started = performance.now();
  // Both are gone from the socket once it is closed.
  const { remoteAddress } = ctx.req.socket;
  ctx.res.once('close', () => {
    log({
      method: ctx.method,
      path: ctx.path,
      status: ctx.res.headersSent ? ctx.res.statusCode : 0,
      bytes: ctx.sentBytes,
      durationMs: performance.now() - started,
      remoteAddress,
      user: ctx.principal.name,
      errorCode: ctx.errorCode,
      complete: ctx.res.writableFinished,
    });
  });
}

/** Tells the error log what nobody else is told. */
export function logError(ctx: RequestContext, error: unknown): void {
  const { onError } = ctx.state.settings;
  if (onError === undefined || (isOciError(error) && error.status < 500)) return;
  onError(error, `${ctx.method} ${ctx.path}`);
}
