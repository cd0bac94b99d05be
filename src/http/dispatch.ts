import { abortedError, throwIfAborted } from '../spec/index.ts';
import { ConnectionLease, type Connections } from './connections.ts';
import { Download } from './download.ts';
import type { OnHttpEvent } from './event.ts';
import { brokenBody, isConnectionClosed, networkError, NetworkError, stalled, type Exchange } from './network-error.ts';
import { redactUrl } from './redact.ts';
import { contentLength, responseHeaders } from './response-headers.ts';
import { StallGuard, type StallRule } from './stall.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';
import { Upload } from './upload.ts';

export interface DispatchOptions {
  readonly stall: StallRule;
  readonly userAgent: string;
  readonly onEvent: OnHttpEvent | undefined;
}

/** A body of which more than this was taken was not lost to a connection that had been closed before. Bytes. */
const resendBytes = 1024 * 1024;

/** Sends each request once. One exception: a connection that turns out to have been closed while it was idle is replaced. */
export function dispatch(connections: Connections, options: DispatchOptions): Transport {
  return async (request) => {
    const first = await exchange(connections, options, request, false);
    if ('response' in first) return first.response;
    if (!first.stale) throw first.error;
    options.onEvent?.({
      kind: 'retry',
      method: request.method,
      url: redactUrl(request.url),
      attempt: 1,
      attempts: 2,
      delayMs: 0,
      reason: 'the server had closed the idle connection',
    });
    const second = await exchange(connections, options, request, true);
    if ('response' in second) return second.response;
    throw second.error;
  };
}

type Outcome = { readonly response: HttpResponse } | { readonly error: unknown; readonly stale: boolean };

async function exchange(
  connections: Connections,
  options: DispatchOptions,
  request: HttpRequest,
  fresh: boolean,
): Promise<Outcome> {
  const { method, url, signal, body } = request;
  throwIfAborted(signal);
  const { dispatcher, proxy, own } = connections.route(url, fresh);
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
  const ticket = new ConnectionLease();
  try {
    const sending = dispatcher.request<ConnectionLease>({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: requestHeaders(request, options.userAgent),
      // undici takes any iterable, its types only streams.
      body: (upload ?? null) as null,
      signal: control.signal,
      opaque: ticket,
      // undici closes after HEAD lest a server has sent content after all; a check per blob would cost a handshake each.
      ...(method === 'HEAD' && own && !fresh ? { reset: false } : {}),
    });
    const response = await unlessAborted(sending, control.signal);
    const { statusCode: status, body: stream } = response;
    if (status >= 300) upload?.hold();
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
    // Nothing will come, and nobody needs to read it for the connection to be free.
    if (method === 'HEAD' || status === 204 || status === 304) stream.resume();
    return { response: { status, headers, url, body: content } };
  } catch (error) {
    release();
    if (control.signal.aborted) return { error: control.signal.reason, stale: false };
    if (upload?.failure !== undefined) return { error: upload.failure.error, stale: false };
    const failure = networkError(error, named);
    // A PATCH may have reached the session all the same: whoever sent it asks for the offset first.
    const stale =
      !fresh &&
      ticket.reused &&
      method !== 'PATCH' &&
      (upload?.sent ?? 0) <= resendBytes &&
      failure instanceof NetworkError &&
      isConnectionClosed(failure);
    return { error: failure, stale };
  }
}

/** undici heeds the signal only when the request has a connection, which can take as long as connecting may. */
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
