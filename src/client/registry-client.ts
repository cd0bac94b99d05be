import {
  Retries,
  RetryableError,
  isAllowedLocation,
  RetryPolicy,
  resolveLocation,
  sameOrigin,
  type HttpRequest,
  type HttpResponse,
  type ResolveLocationOptions,
  type RetryOptions,
  type Transport,
  type UrlSource,
} from '../http/index.ts';
import { OciError, throwIfAborted } from '../spec/index.ts';
import { BodyLimit } from './body-limit.ts';
import { errorOfResponse, isGitHubPackages, type RegistryInfo, type RequestInfo } from './errors.ts';
import { Warnings } from './warnings.ts';

/**
 * Options of `HttpRegistry`. The retry options apply to one operation: the transfer of a blob, a manifest or one page
 * of a listing.
 */
export interface HttpRegistryOptions extends RetryOptions {
  /** Sends all requests: the transport that `authenticate` returns, or one without authentication. */
  readonly transport: Transport;
  /**
   * Size of a chunk in chunked uploads, bytes. If it is set, larger blobs are always uploaded in chunks. Otherwise a
   * blob is uploaded in one request, and in chunks only after the registry, or a proxy in front of it, refused a
   * request body as too large. The size is then halved until it is accepted.
   *
   * @default 4194304, the largest size that all known registries accept
   */
  readonly chunkSize?: number | undefined;
  /**
   * Allows the registry to continue an upload on another https origin. Requests there have no credentials.
   *
   * @default false
   */
  readonly allowForeignUploads?: boolean | undefined;
  /**
   * Hosts, without port, on which the registry may continue an upload, also over http if the registry uses http.
   * Requests there have no credentials. The transport must trust them too, if they have private addresses.
   *
   * @default none
   */
  readonly trustedUploadHosts?: readonly string[] | undefined;
  /**
   * Whether the registry is GitHub Packages. Errors then name the permission that a workflow needs.
   *
   * @default true for the host ghcr.io
   */
  readonly gitHubPackages?: boolean | undefined;
  /**
   * A repository that is pushed to. Tokens for reads of it also allow pushes, so that no second token is requested.
   *
   * @default none
   */
  readonly pushTo?: string | undefined;
  /** Receives each warning once, as one printable line. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

/** A request to a registry with the data for its error messages. */
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
  /** Default size of a chunk, bytes. */
  readonly chunkSize: number;
  readonly #foreignUploads: ResolveLocationOptions;
  readonly bodyLimit: BodyLimit;
  /** Whether a response confirmed the subject of a manifest, so that the registry needs no index of referrers. */
  confirmsSubjects = false;
  readonly #transport: Transport;
  readonly #pushTo: string | undefined;

  /**
   * @throws OciError `INPUT_INVALID` for a base that is not http or https or contains user information, and for invalid
   *   `attempts` or `chunkSize`
   */
  constructor(base: URL, options: HttpRegistryOptions) {
    // The error does not repeat the user information.
    if (base.username !== '' || base.password !== '')
      throw new OciError(
        'INPUT_INVALID',
        `cannot use the registry URL for ${base.host}: it contains user information; pass credentials as an option`,
      );
    if (base.protocol !== 'https:' && base.protocol !== 'http:')
      throw new OciError(
        'INPUT_INVALID',
        `cannot use the registry URL: the scheme ${base.protocol} is not supported; use http or https`,
      );
    this.base = new URL(base.pathname.replace(/\/*$/, '/'), base);
    this.retryPolicy = new RetryPolicy(options);
    this.warnings = new Warnings(base.host, options.onWarning ?? (() => undefined));
    this.isGitHub = options.gitHubPackages ?? isGitHubPackages(base.host);
    this.chunkSize = options.chunkSize ?? 4 * 1024 * 1024;
    this.#foreignUploads = { allowForeign: options.allowForeignUploads, trustedHosts: options.trustedUploadHosts };
    this.bodyLimit = new BodyLimit(options.chunkSize);
    this.#transport = options.transport;
    this.#pushTo = options.pushTo;
  }

  /** Host and port, for messages. */
  get host(): string {
    return this.base.host;
  }

  /** The scopes of a read of a repository. */
  readScopes(repository: string): readonly string[] {
    return [repository === this.#pushTo ? tokenScopes.push(repository) : tokenScopes.pull(repository)];
  }

  /** Creates a URL below `/v2/`. Names, tags and digests in `path` must be valid, so they need no escapes. */
  url(path: string, query: Readonly<Record<string, string | undefined>> = {}): URL {
    const url = new URL(`v2/${path}`, this.base);
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.append(key, value);
    }
    return url;
  }

  /** Creates the attempts of one operation. */
  retries(signal: AbortSignal | undefined): Retries {
    return new Retries(this.retryPolicy, signal);
  }

  /**
   * Sends a request and reads the response. Both are repeated while the failure is transient. The rest of the response
   * is discarded.
   *
   * @param read gets a response with any status that is not transient
   */
  request<T>(request: RegistryRequest, read: (response: HttpResponse) => Promise<T>): Promise<T> {
    return this.retries(request.signal).run(() => this.requestOnce(request, read));
  }

  /** As {@link request}, with one attempt. @throws RetryableError as {@link attempt} */
  async requestOnce<T>(request: RegistryRequest, read: (response: HttpResponse) => Promise<T>): Promise<T> {
    const response = await this.attempt(request);
    try {
      return await read(response);
    } finally {
      await discard(response);
    }
  }

  /**
   * Sends a request once, and returns a response with a status that is not transient.
   *
   * @throws RetryableError for a failed connection, a transient status, and any error response of a storage host to
   *   which the registry redirected a download, because the signed URL may have expired
   */
  async attempt(request: RegistryRequest): Promise<HttpResponse> {
    throwIfAborted(request.signal);
    const { method, url, headers, body, signal, scopes } = request;
    // The user named the host of the registry. Every other URL is an upload location, which the registry named.
    const namedBy: UrlSource | undefined = sameOrigin(url, this.base)
      ? undefined
      : { registry: this.base, kind: 'upload location' };
    const rawResponse = await this.#transport({ method, url, headers, body, signal, scopes, namedBy, attempts: 1 });
    this.warnings.read(rawResponse);
    const { response, hint } = await this.retryPolicy.classify(rawResponse);
    const { status } = response;
    const isStorageError = method === 'GET' && !sameOrigin(response.url, url) && status >= 400 && status !== 416;
    if (hint === undefined && !isStorageError) return response;
    const error = await this.errorOf(request, response);
    throw new RetryableError(error, { reason: `status ${status}`, ...hint, method, url, hasResponse: true });
  }

  /** @throws OciError `REDIRECT_REFUSED` for another origin that the options do not allow; `PROTOCOL` */
  uploadLocation(response: HttpResponse): URL {
    return resolveLocation(response, this.base, this.#foreignUploads);
  }

  /** Whether an upload may continue at a URL. */
  isUploadLocation(url: URL): boolean {
    return isAllowedLocation(url, this.base, this.#foreignUploads);
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
      operation: `delete ${route} ${reference} of ${repository}`,
    };
    return this.request(request, async (response) => {
      if (![200, 202, 204].includes(response.status)) throw await this.errorOf(request, response);
    });
  }

  /** Converts an error response to an error. Reads its body. */
  async errorOf(request: RegistryRequest, response: HttpResponse): Promise<OciError> {
    const error = await errorOfResponse(request, response, this);
    throwIfAborted(request.signal);
    return error;
  }
}

/** Discards the rest of a response. Errors of the connection are ignored. */
export async function discard(response: HttpResponse): Promise<void> {
  try {
    await response.body.discard();
  } catch {
    // The connection is closed, as intended.
  }
}
