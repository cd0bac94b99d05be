import {
  Retries,
  RetryableError,
  RetryPolicy,
  sameOrigin,
  type HttpRequest,
  type HttpResponse,
  type Transport,
} from '../http/index.ts';
import { OciError, throwIfAborted } from '../spec/index.ts';
import { isGitHubPackages } from './access-advice.ts';
import { errorOfResponse, type RequestInfo } from './errors.ts';
import type { HttpRegistryOptions } from './options.ts';
import { Warnings } from './warnings.ts';

/** One request, with what its error message needs. */
export interface Call extends HttpRequest, RequestInfo {}

/** One registry's API: builds its URLs, sends, and turns replies into errors. */
export class Endpoint {
  readonly base: URL;
  readonly retryPolicy: RetryPolicy;
  readonly warnings: Warnings;
  readonly isGitHub: boolean;
  readonly chunkSize: number;
  readonly allowForeignUploads: boolean;
  readonly #transport: Transport;

  /** @throws OciError `INPUT_INVALID` for a base that is not http or https, or that holds user information (which is not repeated) */
  constructor(base: URL, options: HttpRegistryOptions) {
    if (base.username !== '' || base.password !== '') {
      throw new OciError(
        'INPUT_INVALID',
        `the registry URL for ${base.host} holds user information; give credentials as an option instead`,
      );
    }
    if (base.protocol !== 'https:' && base.protocol !== 'http:') {
      throw new OciError('INPUT_INVALID', `a registry is reached over http or https, not over ${base.protocol}`);
    }
    this.base = new URL(base.pathname.replace(/\/*$/, '/'), base);
    this.retryPolicy = new RetryPolicy(options);
    this.warnings = new Warnings(base.host, options.onWarning ?? (() => undefined));
    this.isGitHub = options.gitHubPackages ?? isGitHubPackages(base.host);
    this.chunkSize = options.chunkSize ?? 4 * 1024 * 1024;
    this.allowForeignUploads = options.allowForeignUploads ?? false;
    this.#transport = options.transport;
  }

  /** The registry as messages name it. */
  get host(): string {
    return this.base.host;
  }

  /** A URL below `/v2/`. Names, tags and digests in `path` were checked before and need no escapes. */
  url(path: string, query: Readonly<Record<string, string | undefined>> = {}): URL {
    const url = new URL(`v2/${path}`, this.base);
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.append(key, value);
    }
    return url;
  }

  /** The attempts of one operation. */
  retries(signal: AbortSignal | undefined): Retries {
    return new Retries(this.retryPolicy, signal);
  }

  /** Sends a request until its failure is not transient. Any other status is returned. */
  send(call: Call): Promise<HttpResponse> {
    return this.retries(call.signal).run(() => this.attempt(call));
  }

  /** As {@link send}, until `read` succeeds too. The rest of the response is discarded. */
  exchange<T>(call: Call, read: (response: HttpResponse) => Promise<T>): Promise<T> {
    return this.retries(call.signal).run(async () => {
      const response = await this.attempt(call);
      try {
        return await read(response);
      } finally {
        await discard(response);
      }
    });
  }

  /**
   * Sends a request once. A response whose status is not transient is returned.
   *
   * @throws RetryableError for a broken connection, a transient status, and any refusal of a download by a storage host that the registry
   *   redirected to, because the signed URL may have expired
   */
  async attempt(call: Call): Promise<HttpResponse> {
    throwIfAborted(call.signal);
    const { method, url, headers, body, signal, scopes } = call;
    const answer = await this.#transport({ method, url, headers, body, signal, scopes, attempts: 1 });
    this.warnings.read(answer);
    const { response, hint } = await this.retryPolicy.classify(answer);
    const { status } = response;
    const isStorageRefusal = method === 'GET' && !sameOrigin(response.url, url) && status >= 400 && status !== 416;
    if (hint === undefined && !isStorageRefusal) return response;
    const error = await this.refusal(call, response);
    throw new RetryableError(error, { reason: `status ${status}`, ...hint, method, url, hasResponse: true });
  }

  /** The error for a response. Reads its body. */
  async refusal(call: Call, response: HttpResponse): Promise<OciError> {
    const error = await errorOfResponse(call, response, { host: this.host, isGitHub: this.isGitHub });
    throwIfAborted(call.signal);
    return error;
  }
}

/** Discards the rest of a response. Errors of the connection no longer matter. */
export async function discard(response: HttpResponse): Promise<void> {
  try {
    await response.body.discard();
  } catch {
    // The connection is closed, which is the purpose of discarding.
  }
}
