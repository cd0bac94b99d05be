import type { Body, Borrowable } from '../streams/index.ts';

/** The methods of the distribution API. */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Field names in lower case. */
export type HttpHeaders = Readonly<Record<string, string>>;

/** A request for a {@link Transport}. */
export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: URL;
  readonly headers?: HttpHeaders | undefined;
  readonly body?: HttpRequestBody | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * What a token must allow, for example `repository:acme/bundle:pull,push` (distribution's token scope). Only auth
   * reads it.
   */
  readonly scopes?: readonly string[] | undefined;
  /**
   * Attempts in all when the connection or the server fails. With 1 the failure is thrown or returned at once, so that
   * the caller can repeat more than this request (see `Retries`).
   *
   * @default the transport's `attempts`
   */
  readonly attempts?: number | undefined;
}

/** The body of a request. */
export interface HttpRequestBody {
  /** Opened once per attempt. */
  readonly open: Body;
  /** Bytes, sent as `Content-Length`; undefined uses chunked transfer coding. */
  readonly length: number | undefined;
}

/** A response with any status. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpResponseHeaders;
  /** The address that answered, after redirects. */
  readonly url: URL;
  /**
   * Raw bytes: requests ask for `Accept-Encoding: identity`. Read the body to its end or discard it; until then it
   * occupies a connection.
   */
  readonly body: HttpResponseBody;
}

/** The header fields of a response. Names are case-insensitive. */
export interface HttpResponseHeaders {
  /** The value of a field. Several values are joined with `, `. Undefined when the field is absent. */
  get(name: string): string | undefined;
  /** Each value of a field, as received. */
  all(name: string): readonly string[];
}

/** `Content-Length` in bytes; undefined when absent or not a whole number. */
export function contentLength(headers: HttpResponseHeaders): number | undefined {
  const text = headers.get('content-length');
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const length = Number(text);
  return Number.isSafeInteger(length) ? length : undefined;
}

/** A response body. Its borrowed chunks have about 1 MiB. */
export interface HttpResponseBody extends AsyncIterable<Uint8Array>, Borrowable {
  /** Reads a small rest, or closes the connection when the rest is large. */
  discard(): Promise<void>;
}

/**
 * Sends one request. A response of any status is returned, not thrown.
 *
 * @throws OciError `UNREACHABLE`, `TLS_FAILED`, `TIMEOUT`, `PROTOCOL`, `REDIRECT_REFUSED`, `ABORTED`;
 *   `TOOMANYREQUESTS`, `UNAVAILABLE` when the server asks for a longer wait than is allowed; `SIZE_MISMATCH` when the
 *   body is not as long as announced; an error of opening or reading the request's body, unchanged. Failures that may
 *   pass are a `RetryableError`.
 */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

/** Progress of a transport, for a log. URLs are redacted; no event contains a secret. */
export type HttpEvent =
  /** The head of a response arrived, `ms` milliseconds after sending began. */
  | {
      readonly kind: 'request';
      readonly method: HttpMethod;
      readonly url: string;
      readonly status: number;
      readonly ms: number;
    }
  /** The request failed and will be sent again. `attempt` is the failed one, from 1; `attempts` is the maximum. */
  | {
      readonly kind: 'retry';
      readonly method: HttpMethod;
      readonly url: string;
      readonly attempt: number;
      readonly attempts: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'redirect';
      readonly method: HttpMethod;
      readonly url: string;
      readonly status: number;
      readonly target: string;
    };

/** Receives the events of a transport. It must not throw. */
export type OnHttpEvent = (event: HttpEvent) => void;
