import {
  Retries,
  RetryableError,
  RetryPolicy,
  sameOrigin,
  type HttpRequest,
  type HttpResponse,
  type RetryOptions,
  type Transport,
} from '../http/index.ts';
import { OciError, throwIfAborted } from '../spec/index.ts';
import { errorOfResponse, isGitHubPackages, type RegistryInfo, type RequestInfo } from './errors.ts';
import { Warnings } from './warnings.ts';

/** The retry options apply to one operation: the transfer of a blob, a manifest or one page of a listing. */
export interface HttpRegistryOptions extends RetryOptions {
  /** Sends every request and adds credentials: the transport that `authenticate` returns, or a plain one. */
  readonly transport: Transport;
  /**
   * Bytes of a chunk of a chunked upload that does not set it.
   *
   * @default 4194304, the most that every known registry accepts
   */
  readonly chunkSize?: number | undefined;
  /**
   * Allows an upload to continue on another https origin that the registry names, without credentials.
   *
   * @default false
   */
  readonly allowForeignUploads?: boolean | undefined;
  /**
   * The registry is GitHub Packages: errors name the permission that a workflow needs.
   *
   * @default whether the host is ghcr.io
   */
  readonly gitHubPackages?: boolean | undefined;
  /** Receives each warning once, as one printable line. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

/** A request to a registry, with the data for its error message. */
export interface RegistryRequest extends HttpRequest, RequestInfo {}

/** Token scopes in distribution's grammar `type:name:actions`. */
export const tokenScopes = {
  pull: (repository: string): string => `repository:${repository}:pull`,
  push: (repository: string): string => `repository:${repository}:pull,push`,
  delete: (repository: string): string => `repository:${repository}:delete`,
  catalog: 'registry:catalog:*',
} as const;

/** The HTTP API of one registry: URLs, attempts and errors. */
export class RegistryClient implements RegistryInfo {
  readonly base: URL;
  readonly retryPolicy: RetryPolicy;
  readonly warnings: Warnings;
  readonly isGitHub: boolean;
  /** Bytes. */
  readonly chunkSize: number;
  readonly allowForeignUploads: boolean;
  readonly #transport: Transport;

  /**
   * @throws OciError `INPUT_INVALID` for a base that is not http or https, or that contains user information; for
   *   `attempts`
   */
  constructor(base: URL, options: HttpRegistryOptions) {
    // The message does not repeat the user information.
    if (base.username !== '' || base.password !== '')
      throw new OciError(
        'INPUT_INVALID',
        `the registry URL for ${base.host} contains user information; pass credentials as an option instead`,
      );
    if (base.protocol !== 'https:' && base.protocol !== 'http:')
      throw new OciError('INPUT_INVALID', `the registry URL has the scheme ${base.protocol}; use http or https`);
    this.base = new URL(base.pathname.replace(/\/*$/, '/'), base);
    this.retryPolicy = new RetryPolicy(options);
    this.warnings = new Warnings(base.host, options.onWarning ?? (() => undefined));
    this.isGitHub = options.gitHubPackages ?? isGitHubPackages(base.host);
    this.chunkSize = options.chunkSize ?? 4 * 1024 * 1024;
    this.allowForeignUploads = options.allowForeignUploads ?? false;
    this.#transport = options.transport;
  }

  /** The registry in messages: host and port. */
  get host(): string {
    return this.base.host;
  }

  /** A URL below `/v2/`. Names, tags and digests in `path` must be valid; they need no escapes. */
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

  /**
   * Sends a request and reads the response; both are repeated while the failure is transient. The rest of the response
   * is discarded.
   *
   * @param read gets a response with any other status
   */
  request<T>(request: RegistryRequest, read: (response: HttpResponse) => Promise<T>): Promise<T> {
    return this.retries(request.signal).run(async () => {
      const response = await this.attempt(request);
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
   * @throws RetryableError for a broken connection, a transient status, and any refusal of a download by a storage host
   *   that the registry redirected to, because the signed URL may have expired
   */
  async attempt(request: RegistryRequest): Promise<HttpResponse> {
    throwIfAborted(request.signal);
    const { method, url, headers, body, signal, scopes } = request;
    const answer = await this.#transport({ method, url, headers, body, signal, scopes, attempts: 1 });
    this.warnings.read(answer);
    const { response, hint } = await this.retryPolicy.classify(answer);
    const { status } = response;
    const isStorageRefusal = method === 'GET' && !sameOrigin(response.url, url) && status >= 400 && status !== 416;
    if (hint === undefined && !isStorageRefusal) return response;
    const error = await this.errorOf(request, response);
    throw new RetryableError(error, { reason: `status ${status}`, ...hint, method, url, hasResponse: true });
  }

  /** Sends a DELETE. @param reference tag or digest */
  delete(
    repository: string,
    route: 'blob' | 'manifest',
    reference: string,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const request: RegistryRequest = {
      method: 'DELETE',
      url: this.url(`${repository}/${route}s/${reference}`),
      scopes: [tokenScopes.delete(repository)],
      signal,
      route,
      access: 'delete',
      doing: `delete ${route} ${reference} of ${repository}`,
    };
    return this.request(request, async (response) => {
      if (![200, 202, 204].includes(response.status)) throw await this.errorOf(request, response);
    });
  }

  /** The error that a response stands for. Reads its body. */
  async errorOf(request: RegistryRequest, response: HttpResponse): Promise<OciError> {
    const error = await errorOfResponse(request, response, this);
    throwIfAborted(request.signal);
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
