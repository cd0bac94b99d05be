import type { IncomingHttpHeaders } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { abortedError, throwIfAborted } from '../spec/index.ts';
import { PrivateAddressError, privateAddressError } from './address-guard.ts';
import { ConnectionLease, type Connections } from './connections.ts';
import { Download } from './download.ts';
import { HeadTimeout } from './head-timeout.ts';
import {
  truncatedResponse,
  isConnectionClosed,
  isMistake,
  headTimeoutError,
  networkError,
  stallError,
  type RequestSummary,
} from './network-error.ts';
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
  /** Maximum time between the end of the request and the head of the response, milliseconds. */
  readonly headersTimeoutMs: number;
  readonly userAgent: string;
  readonly onEvent: OnHttpEvent | undefined;
  /** Clock, milliseconds. */
  readonly now: () => number;
}

/**
 * Maximum bytes of a body after which a failed connection counts as closed while it was idle. A connection that
 * accepted more bytes was still open.
 */
const maxStaleBytes = 1024 * 1024;

/**
 * Sends each request once. If the server closed the connection while it was idle, the request is sent again over a new
 * connection. That is not a retry, because the client notices the closed connection only when it uses it.
 */
export function dispatch(connections: Connections, options: DispatchOptions): Transport {
  const { onEvent, now } = options;
  return async (request) => {
    const { method } = request;
    const url = redactUrl(request.url);
    const startedAt = now();
    // A connection returns to its pool in the iteration of the event loop after the end of a response. A request that
    // begins earlier would open another connection, and wait for its handshake.
    await nextTurn();
    let outcome = await sendOnce(connections, options, request, false);
    if (outcome.response === undefined && outcome.isStale) {
      const reason = 'the server had closed the idle connection';
      onEvent?.({ kind: 'retry', method, url, attempt: 1, attempts: 2, delayMs: 0, reason });
      outcome = await sendOnce(connections, options, request, true);
    }
    if (outcome.response === undefined) throw outcome.error;
    const { response } = outcome;
    onEvent?.({ kind: 'request', method, url, status: response.status, ms: Math.max(0, now() - startedAt) });
    return response;
  };
}

type Outcome =
  | { readonly response: HttpResponse }
  | { readonly response?: undefined; readonly error: unknown; readonly isStale: boolean };

async function sendOnce(
  connections: Connections,
  options: DispatchOptions,
  request: HttpRequest,
  newConnection: boolean,
): Promise<Outcome> {
  const { method, url, signal, body, namedBy } = request;
  throwIfAborted(signal);
  const { dispatcher, proxy, isExclusive } = connections.route(request, newConnection);
  const summary: RequestSummary = { method, url, proxy: proxy?.url };
  const { stall } = options;
  const control = new AbortController();
  const guard = (direction: 'sending' | 'receiving'): StallGuard =>
    new StallGuard(stall, () => control.abort(stallError(summary, direction, stall.bytes, stall.ms)));
  const upload = body === undefined || body.length === 0 ? undefined : new Upload(body, guard('sending'));
  const headTimeout = new HeadTimeout(options.headersTimeoutMs, () => control.abort(headTimeoutError(summary)));
  const onAbort = (): void => {
    if (signal !== undefined) control.abort(abortedError(signal));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const release = (): void => {
    signal?.removeEventListener('abort', onAbort);
    upload?.stop();
    headTimeout.stop();
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
      onInfo: () => {
        if (upload?.isComplete !== false) headTimeout.start();
      },
      // By default undici closes the connection after HEAD, in case the server sends content. Each lookup of a blob
      // would then need a new handshake.
      ...(method === 'HEAD' && isExclusive && !newConnection ? { reset: false } : {}),
    });
    const response = await rejectOnAbort(sending, control.signal);
    headTimeout.stop();
    const { statusCode: status, body: stream } = response;
    if (status >= 300) upload?.pause();
    const headers = responseHeaders(response.headers);
    const receiving = guard('receiving');
    stream.once('close', () => {
      receiving.stop();
      release();
    });
    const length = contentLength(headers);
    const content = new Download(
      stream,
      length,
      receiving,
      (error, read) => {
        if (control.signal.aborted) return control.signal.reason;
        return upload?.failure === undefined ? truncatedResponse(error, summary, read, length) : upload.failure.error;
      },
      lease.socket,
    );
    // These responses have no content, so the caller may not read them. Reading them releases the connection.
    if (method === 'HEAD' || status === 204 || status === 304) stream.resume();
    return { response: { status, headers, url, body: content } };
  } catch (error) {
    release();
    if (control.signal.aborted) return { error: control.signal.reason, isStale: false };
    if (upload?.failure !== undefined) return { error: upload.failure.error, isStale: false };
    if (error instanceof PrivateAddressError && namedBy !== undefined)
      return { error: privateAddressError(url, namedBy, error.address), isStale: false };
    if (isMistake(error)) return { error, isStale: false };
    const failure = networkError(error, summary);
    // A PATCH may have changed the upload session, so its caller must request the offset before it sends another one.
    const isStale =
      !newConnection &&
      lease.reused &&
      method !== 'PATCH' &&
      (upload?.sent ?? 0) <= maxStaleBytes &&
      isConnectionClosed(failure);
    return { error: failure, isStale };
  }
}

/**
 * Rejects when the signal is aborted. undici observes the signal only after it has a connection, which can take as long
 * as the connect timeout.
 */
function rejectOnAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
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
