import type { Body } from '../streams/index.ts';

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Field names in lower case. */
export type HttpHeaders = Readonly<Record<string, string>>;

export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: URL;
  readonly headers?: HttpHeaders | undefined;
  readonly body?: HttpRequestBody | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What a token must allow, for example `repository:acme/bundle:pull,push` (distribution's token scope). Read by auth alone. */
  readonly scopes?: readonly string[] | undefined;
  /**
   * How often the request may be sent in all when the connection or the server fails. A caller that has its own way of resuming
   * (a blob upload or download) sends once and draws on the same budget.
   *
   * @default what the transport was made with
   */
  readonly attempts?: number | undefined;
}

export interface HttpRequestBody {
  /** Opened once per try. */
  readonly open: Body;
  /** Bytes, sent as `Content-Length`; undefined sends chunks. */
  readonly length: number | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpResponseHeaders;
  /** Where the response came from, after redirects. */
  readonly url: URL;
  /** Undecoded bytes: requests ask for `Accept-Encoding: identity`. Read it to its end or discard it, or the socket stays taken. */
  readonly body: HttpResponseBody;
}

export interface HttpResponseHeaders {
  /** The field's value, several joined with `, `; undefined when absent. */
  get(name: string): string | undefined;
  /** Each value as it came. */
  all(name: string): readonly string[];
}

export interface HttpResponseBody extends AsyncIterable<Uint8Array> {
  /**
   * In the place of iterating, for large bodies: batches of a MiB in buffers that are used again. Each is good until the next one is
   * asked for.
   */
  readonly lend?: (() => AsyncIterable<Uint8Array>) | undefined;
  /** Reads what little is left, or closes the connection when it is much. */
  discard(): Promise<void>;
}

/**
 * Sends one request. A response of any status is returned, not thrown.
 *
 * @throws OciError `UNREACHABLE`, `TLS_FAILED`, `TIMEOUT`, `PROTOCOL`, `REDIRECT_REFUSED`, `ABORTED`; `TOOMANYREQUESTS`, `UNAVAILABLE` when
 *   the server asks for a longer wait than is allowed; `SIZE_MISMATCH` when the body is not as long as announced; what opening or reading
 *   the body threw, as it is
 */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;
