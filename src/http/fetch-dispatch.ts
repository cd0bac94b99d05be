import { abortedError, isOciError, messageOf, OciError, throwIfAborted } from '../spec/index.ts';
import type { AddressGuard } from './address-guard.ts';
import type { DispatchOptions } from './dispatch.ts';
import { headTimeoutError, networkError, stallError, truncatedResponse, type RequestSummary } from './network-error.ts';
import { FetchDownload } from './fetch-download.ts';
import { redactUrl } from './redact.ts';
import { StallGuard } from './stall.ts';
import type { HttpRequestBody, HttpResponseHeaders, Transport, UrlSource } from './transport.ts';
import { Upload } from './upload.ts';

/** The `fetch` of a runtime. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface FetchDispatchOptions extends DispatchOptions {
  readonly fetch: Fetch;
  /** Returns fields for the options of `fetch` that a runtime defines, for example for proxies. */
  readonly runtimeInit: (url: URL, namedBy: UrlSource | undefined) => RequestInit;
  readonly guard: AddressGuard;
  /** Aborted when the transport is closed. */
  readonly closed: AbortSignal;
}

/**
 * Maximum size of a body that is read into memory, bytes. `fetch` then knows its length. The length of a stream is
 * unknown to some runtimes, which send it in chunks.
 */
const maxJoinedBytes = 1024 * 1024;

/** Sends each request once with `fetch`. */
export function fetchDispatch(options: FetchDispatchOptions): Transport {
  const { onEvent, now, stall, closed } = options;
  return async (request) => {
    const { method, url, signal, body, namedBy } = request;
    throwIfAborted(signal);
    options.guard.check(url, namedBy);
    const summary: RequestSummary = { method, url, proxy: undefined };
    const startedAt = now();
    const control = new AbortController();
    const abort = (reason: unknown): void => control.abort(reason);
    const onAbort = (): void => abort(signal === undefined ? undefined : abortedError(signal));
    const onClose = (): void => abort(closedError(summary));
    if (closed.aborted) throw closedError(summary);
    signal?.addEventListener('abort', onAbort, { once: true });
    closed.addEventListener('abort', onClose, { once: true });
    const guard = (direction: 'sending' | 'receiving'): StallGuard =>
      new StallGuard(stall, () => abort(stallError(summary, direction, stall.bytes, stall.ms)));
    const upload = body === undefined || body.length === 0 ? undefined : new Upload(owned(body), guard('sending'));
    let timer: NodeJS.Timeout | undefined;
    const startTimer = (): void => {
      if (options.headersTimeoutMs > 0)
        timer ??= setTimeout(() => abort(headTimeoutError(summary)), options.headersTimeoutMs);
    };
    const release = (): void => {
      clearTimeout(timer);
      upload?.stop();
      signal?.removeEventListener('abort', onAbort);
      closed.removeEventListener('abort', onClose);
    };
    const failure = (error: unknown): unknown => {
      if (control.signal.aborted) return control.signal.reason;
      return upload?.failure === undefined ? fetchError(error, summary) : upload.failure.error;
    };
    try {
      const content = upload && (await rejectOnAbort(requestContent(upload, body?.length, startTimer), control.signal));
      if (upload === undefined) startTimer();
      const { fetch } = options;
      const response = await fetch(url.href, {
        ...options.runtimeInit(url, request.namedBy),
        method,
        headers: {
          'user-agent': options.userAgent,
          ...request.headers,
          'accept-encoding': 'identity',
          ...(content instanceof ReadableStream && body?.length !== undefined
            ? { 'content-length': String(body.length) }
            : {}),
        },
        redirect: 'manual',
        signal: control.signal,
        body: content ?? null,
        ...(content instanceof ReadableStream ? { duplex: 'half' } : {}),
      });
      clearTimeout(timer);
      const { status } = response;
      onEvent?.({ kind: 'request', method, url: redactUrl(url), status, ms: Math.max(0, now() - startedAt) });
      const headers = responseHeaders(response.headers);
      const length = response.headers.get('content-length');
      const download = new FetchDownload(
        method === 'HEAD' ? null : response.body,
        length === null ? undefined : Number(length),
        guard('receiving'),
        (error, read) =>
          control.signal.aborted
            ? control.signal.reason
            : truncatedResponse(knownError(error) ?? error, summary, read, Number(length)),
        release,
      );
      return { status, headers, url, body: download };
    } catch (error) {
      release();
      throw failure(error);
    }
  };
}

/** The same body without borrowed chunks, because `fetch` reads chunks ahead. */
function owned(body: HttpRequestBody): HttpRequestBody {
  return { open: () => body.open(), length: body.length };
}

/** @param onSent called when the runtime has read the whole body */
async function requestContent(
  upload: Upload,
  length: number | undefined,
  onSent: () => void,
): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>> {
  if (length !== undefined && length <= maxJoinedBytes) {
    const joined = new Uint8Array(length);
    let size = 0;
    for await (const chunk of upload) {
      joined.set(chunk, size);
      size += chunk.byteLength;
    }
    onSent();
    return joined;
  }
  const chunks = upload[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const step = await chunks.next();
        if (step.done !== true) {
          controller.enqueue(step.value);
          return;
        }
        controller.close();
        onSent();
      },
      cancel: async () => {
        upload.stop();
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Rejects when the signal is aborted, also while the source of the body is blocked. */
function rejectOnAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

function closedError({ method, url }: RequestSummary): OciError {
  const reason = 'its connection was closed; wait for each call before the connection is closed';
  return new OciError('ABORTED', `${method} ${redactUrl(url)} failed: ${reason}`);
}

/** Codes of Bun, and texts of Deno and of browsers, which have no code, with the code of Node for the same failure. */
const knownFailures: readonly (readonly [RegExp, string])[] = [
  [/ConnectionRefused|connection refused/i, 'ECONNREFUSED'],
  [/ConnectionClosed|ConnectionReset|connection (?:reset|closed)|socket connection was closed/i, 'ECONNRESET'],
  [/FailedToOpenSocket|Unable to connect|dns error|failed to lookup/i, 'ENOTFOUND'],
  [/InvalidContentType|invalid http|InvalidHTTPResponse|Malformed_HTTP/i, 'HPE_INVALID'],
  [/certificate/i, 'CERT_UNTRUSTED'],
  [/^fetch failed$|Failed to fetch|NetworkError|Load failed|error sending request/i, 'UND_ERR_SOCKET'],
];

/** The failure of the network with a code of Node. Undefined for another error, such as a mistake of the caller. */
function knownError(error: unknown): Error | undefined {
  const messages: string[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string' && (/^(?:E[A-Z]+|UND_|CERT_|ERR_(?:TLS|SSL)_|UNABLE_|DEPTH_)/.test(code) || at.cause))
      return at;
    messages.push(String(code), at.message);
  }
  const text = messages.join(' ');
  const [, code] = knownFailures.find(([pattern]) => pattern.test(text)) ?? [];
  return code === undefined ? undefined : Object.assign(new Error(messageOf(error)), { code });
}

function fetchError(error: unknown, summary: RequestSummary): unknown {
  if (isOciError(error)) return error;
  const known = knownError(error);
  return known === undefined ? error : networkError(known, summary);
}

function responseHeaders(headers: Headers): HttpResponseHeaders {
  return {
    get: (name) => headers.get(name) ?? undefined,
    all: (name) => {
      const value = headers.get(name);
      return value === null ? [] : [value];
    },
  };
}
