import type { Body, Borrowable } from '../streams/index.ts';

/** The methods of the distribution API. */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Field names in lower case. */
export type HttpHeaders = Readonly<Record<string, string>>;

/** The registry that named the URL of a request. */
export interface UrlSource {
  readonly registry: URL;
  /** What the URL is to the registry. */
  readonly kind: 'redirect' | 'token endpoint' | 'upload location';
}

/** A request for a {@link Transport}. */
export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: URL;
  readonly headers?: HttpHeaders | undefined;
  readonly body?: HttpRequestBody | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Scopes that a token must allow, for example `repository:acme/bundle:pull,push` (distribution's token scope). Only
   * `authenticate` reads them.
   */
  readonly scopes?: readonly string[] | undefined;
  /**
   * Maximum number of attempts when the connection or the server fails. With 1 the failure is thrown or returned
   * immediately, so that the caller can repeat a larger operation.
   *
   * @default the transport's `attempts`
   */
  readonly attempts?: number | undefined;
  /**
   * The registry whose response named the URL. Such a request connects only to public addresses, unless the host is the
   * registry's own or a trusted one. Undefined for a URL that the user named.
   */
  readonly namedBy?: UrlSource | undefined;
}

/** The body of a request. */
export interface HttpRequestBody {
  /** Opened once per attempt. */
  readonly open: Body;
  /** Size in bytes, sent as `Content-Length`. Undefined for chunked transfer coding. */
  readonly length: number | undefined;
}

/** A response with any status. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpResponseHeaders;
  /** The URL of the response, after redirects. */
  readonly url: URL;
  /**
   * The bytes as received. Requests have `Accept-Encoding: identity`. Read the body to its end or discard it, because
   * until then it occupies a connection.
   */
  readonly body: HttpResponseBody;
  /** Removes the secrets that the request contained from text of the server. Absent if it contained none. */
  readonly maskSecrets?: ((text: string) => string) | undefined;
}

/** The header fields of a response. Names are case-insensitive. */
export interface HttpResponseHeaders {
  /** The value of a field. Several values are joined with `, `. Undefined when the field is absent. */
  get(name: string): string | undefined;
  /** Each value of a field, as received. */
  all(name: string): readonly string[];
}

/** Returns `Content-Length` in bytes; undefined if it is absent or not an integer. */
export function contentLength(headers: HttpResponseHeaders): number | undefined {
  const text = headers.get('content-length');
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const length = Number(text);
  return Number.isSafeInteger(length) ? length : undefined;
}

/** A response body. Its borrowed chunks have about 1 MiB. */
export interface HttpResponseBody extends AsyncIterable<Uint8Array>, Borrowable {
  /** Ends the response: reads the rest of the body if it is small, or else closes the connection. */
  discard(): Promise<void>;
}

/**
 * Sends one request. A response of any status is returned, not thrown.
 *
 * @throws OciError `UNREACHABLE`, `TLS_FAILED`, `TIMEOUT`, `PROTOCOL`, `REDIRECT_REFUSED`, `ABORTED`;
 *   `TOOMANYREQUESTS`, `UNAVAILABLE` when the server requests too long a wait; `SIZE_MISMATCH` when the request's body
 *   does not have its announced length. An error of the request's body is thrown unchanged.
 */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

/** An event of a transport, for a log. URLs are redacted, and events contain no secrets. */
export type HttpEvent =
  /** The head of a response arrived, `ms` milliseconds after sending began. */
  | {
      readonly kind: 'request';
      readonly method: HttpMethod;
      readonly url: string;
      readonly status: number;
      readonly ms: number;
    }
  /** The request failed and is sent again. `attempt` is the number of the failed attempt, from 1. */
  | {
      readonly kind: 'retry';
      readonly method: HttpMethod;
      readonly url: string;
      readonly attempt: number;
      readonly attempts: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  /** The request is redirected from `url` to `target`. */
  | {
      readonly kind: 'redirect';
      readonly method: HttpMethod;
      readonly url: string;
      readonly status: number;
      readonly target: string;
    };

/** Receives the events of a transport. Its exceptions are reported once as a warning of the process. */
export type OnHttpEvent = (event: HttpEvent) => void;
