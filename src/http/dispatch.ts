import type { IncomingHttpHeaders } from 'node:http';
import { abortedError, throwIfAborted } from '../spec/index.ts';
import { ConnectionLease, type Connections } from './connections.ts';
import { Download } from './download.ts';
import { brokenBody, isConnectionClosed, networkError, stalled, type Exchange } from './network-error.ts';
import { redactUrl } from './redact.ts';
import { StallGuard, type StallRule } from './stall.ts';
import {
  contentLength,
  type HttpRequest,
  type HttpResponse,
  type HttpResponseHeaders,
  type OnHttpEvent,
  type Transport,
} from './transport.ts';
import { Upload } from './upload.ts';

export interface DispatchOptions {
  readonly stall: StallRule;
  readonly userAgent: string;
  readonly onEvent: OnHttpEvent | undefined;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Bytes. A peer that took more than this of a body had not closed the connection before. */
const resendBytes = 1024 * 1024;

/**
 * Sends each request once. The only exception is no retry: when the server closed the connection while it was idle,
 * which shows only when it is used, the request goes over a new connection.
 */
export function dispatch(connections: Connections, options: DispatchOptions): Transport {
  const { onEvent, now } = options;
  return async (request) => {
    const { method } = request;
    const url = redactUrl(request.url);
    const started = now();
    let outcome = await exchange(connections, options, request, false);
    if (outcome.response === undefined && outcome.isStale) {
      const reason = 'the server had closed the idle connection';
      onEvent?.({ kind: 'retry', method, url, attempt: 1, attempts: 2, delayMs: 0, reason });
      outcome = await exchange(connections, options, request, true);
    }
    if (outcome.response === undefined) throw outcome.error;
    const { response } = outcome;
    onEvent?.({ kind: 'request', method, url, status: response.status, ms: Math.max(0, now() - started) });
    return response;
  };
}

type Outcome =
  | { readonly response: HttpResponse }
  | { readonly response?: undefined; readonly error: unknown; readonly isStale: boolean };

async function exchange(
  connections: Connections,
  options: DispatchOptions,
  request: HttpRequest,
  fresh: boolean,
): Promise<Outcome> {
  const { method, url, signal, body } = request;
  throwIfAborted(signal);
  const { dispatcher, proxy, isExclusive } = connections.route(url, fresh);
  const named: Exchange = { method, url, proxy: proxy?.url };
  const { stall } = options;
  const control = new AbortController();
  const guard = (direction: 'sending' | 'receiving'): StallGuard =>
    new StallGuard(stall, () => control.abort(stalled(named, direction, stall.bytes, stall.ms)));
  const upload = body === undefined || body.length === 0 ? undefined : new Upload(body, guard('sending'));
  const onAbort = (): void => {
    if (signal !== undefined) control.abort(abortedError(signal));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const release = (): void => {
    signal?.removeEventListener('abort', onAbort);
    upload?.stop();
  };
  const lease = new ConnectionLease();
  try {
    const sending = dispatcher.request<ConnectionLease>({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: requestHeaders(request, options.userAgent),
      // undici accepts any iterable, but its types only streams.
      body: (upload ?? null) as null,
      signal: control.signal,
      opaque: lease,
      // By default undici closes the connection after HEAD, in case the server sends content. A lookup per blob would
      // then cost a handshake each.
      ...(method === 'HEAD' && isExclusive && !fresh ? { reset: false } : {}),
    });
    const response = await unlessAborted(sending, control.signal);
    const { statusCode: status, body: stream } = response;
    if (status >= 300) upload?.pause();
    const headers = responseHeaders(response.headers);
    const receiving = guard('receiving');
    stream.once('close', () => {
      receiving.stop();
      release();
    });
    const length = contentLength(headers);
    const content = new Download(stream, length, receiving, (error, read) => {
      if (control.signal.aborted) return control.signal.reason;
      return upload?.failure === undefined ? brokenBody(error, named, read, length) : upload.failure.error;
    });
    // These responses have no content. The connection becomes free without a reader.
    if (method === 'HEAD' || status === 204 || status === 304) stream.resume();
    return { response: { status, headers, url, body: content } };
  } catch (error) {
    release();
    if (control.signal.aborted) return { error: control.signal.reason, isStale: false };
    if (upload?.failure !== undefined) return { error: upload.failure.error, isStale: false };
    const failure = networkError(error, named);
    // A PATCH may have reached the upload session nevertheless; its sender must ask for the offset first.
    const isStale =
      !fresh && lease.reused && method !== 'PATCH' && (upload?.sent ?? 0) <= resendBytes && isConnectionClosed(failure);
    return { error: failure, isStale };
  }
}

/**
 * undici observes the signal only after the request has a connection, which can take as long as the connect timeout.
 */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

function requestHeaders(request: HttpRequest, userAgent: string): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': userAgent,
    ...request.headers,
    'accept-encoding': 'identity',
  };
  const length = request.body?.length;
  if (length !== undefined) headers['content-length'] = String(length);
  return headers;
}

/** @param fields names in lower case, as undici gives them */
function responseHeaders(fields: IncomingHttpHeaders): HttpResponseHeaders {
  const values = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) values.set(name.toLowerCase(), Array.isArray(value) ? value : [value]);
  }
  return {
    get: (name) => values.get(name.toLowerCase())?.join(', '),
    all: (name) => values.get(name.toLowerCase()) ?? [],
  };
}
