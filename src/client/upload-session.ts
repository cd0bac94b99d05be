import { redactUrl, sameOrigin, type HttpRequestBody, type HttpResponse } from '../http/index.ts';
import { isOciError, OciError, parseDigest, type Digest } from '../spec/index.ts';
import { once } from '../streams/index.ts';
import { hasBlob } from './blob-lookup.ts';
import { checkContentDigest } from './content-digest.ts';
import { hasErrorCode, webPageError } from './errors.ts';
import { discard, tokenScopes, type RegistryClient, type RegistryRequest } from './registry-client.ts';
import { chunkRange, minimumChunkOf, receivedBytes } from './upload-headers.ts';

/** Maximum time to cancel a session. Cancelling is optional, because registries remove old sessions themselves. */
const cancelMs = 2000;

/** The operation for which a session is used. */
export interface UploadPurpose {
  readonly repository: string;
  /** Continues "cannot", for example `push blob sha256:… to acme/app`. */
  readonly operation: string;
  readonly signal: AbortSignal | undefined;
}

/** Digest and size of a complete blob. */
export interface WholeBlob {
  readonly digest: Digest;
  /** Size in bytes. */
  readonly size: number;
}

/** The error response of a registry to a request with content. */
export interface Refusal {
  readonly error: OciError;
  /** Whether a smaller request body may be accepted. */
  readonly isBodyTooLarge: boolean;
}

/** Statuses of a failed PUT after which the blob may exist, because another request has stored it. */
const statusesToCheck: ReadonlySet<number> = new Set([400, 404, 409, 416]);

const emptyBody: HttpRequestBody = { open: () => once(new Uint8Array()), length: 0 };

/**
 * An upload session: a URL that the registry assigns and may change with every response. Requests use the latest URL.
 */
export class UploadSession {
  readonly #client: RegistryClient;
  readonly #repository: string;
  #location: URL;
  /** The registry's `OCI-Chunk-Min-Length`, bytes. */
  readonly minimumChunk: number | undefined;

  private constructor(client: RegistryClient, repository: string, location: URL, minimumChunk?: number) {
    this.#client = client;
    this.#repository = repository;
    this.#location = location;
    this.minimumChunk = minimumChunk;
  }

  /** Starts an upload with one attempt. @throws OciError `PROTOCOL`, `REDIRECT_REFUSED`, errors of the registry */
  static async open(
    client: RegistryClient,
    purpose: UploadPurpose,
    query: Readonly<Record<string, string | undefined>> = {},
  ): Promise<UploadSession> {
    const request = openingRequest(client, purpose, query);
    return UploadSession.fromResponse(client, purpose, request, await client.attempt(request));
  }

  /**
   * Mounts a blob, or starts an upload of it, with one attempt of one request.
   *
   * @param from a repository that may have the blob
   * @param query for the upload
   * @returns undefined if the blob was mounted
   * @throws OciError as {@link open}
   */
  static async mountOrOpen(
    client: RegistryClient,
    purpose: UploadPurpose,
    from: string,
    digest: Digest,
    query: Readonly<Record<string, string | undefined>>,
  ): Promise<UploadSession | undefined> {
    const source = from === purpose.repository ? undefined : from;
    const request = openingRequest(client, purpose, { mount: digest, from, ...query }, source);
    const response = await client.attempt(request);
    if (response.status !== 201) return UploadSession.fromResponse(client, purpose, request, response);
    checkContentDigest(response, digest, `cannot ${purpose.operation}`);
    await discard(response);
    return undefined;
  }

  /**
   * Creates the session from a response to {@link openingRequest}.
   *
   * @throws OciError `PROTOCOL`, `REDIRECT_REFUSED`, errors of the registry
   */
  static async fromResponse(
    client: RegistryClient,
    { repository }: UploadPurpose,
    request: RegistryRequest,
    response: HttpResponse,
  ): Promise<UploadSession> {
    const { status, headers } = response;
    if (status >= 300) throw await client.errorOf(request, response);
    await discard(response);
    const page = webPageError(request, response, client.host);
    if (status !== 202 && page !== undefined) throw page;
    const problem =
      status !== 202
        ? `answered ${status} instead of 202 to the start of an upload`
        : headers.get('location') === undefined
          ? 'started an upload without a Location'
          : undefined;
    if (problem !== undefined) throw new OciError('PROTOCOL', `cannot ${request.operation}: ${client.host} ${problem}`);
    return new UploadSession(client, repository, client.uploadLocation(response), minimumChunkOf(client, response));
  }

  /** Opens a session by its id. @throws OciError `BLOB_UPLOAD_UNKNOWN` for an id of another repository or registry */
  static resume(client: RegistryClient, repository: string, id: string): UploadSession {
    const location = id.startsWith(`${repository}@`) ? id.slice(repository.length + 1) : '';
    const url = /^(?:\/|https?:\/\/)/.test(location) ? URL.parse(location, client.base.href) : null;
    const isAllowed = url !== null && url.username === '' && url.password === '' && client.isUploadLocation(url);
    if (isAllowed) return new UploadSession(client, repository, url);
    // Only the location is quoted, because only the user information of a URL is redacted.
    const quoted = redactUrl(id.slice(id.indexOf('@') + 1));
    throw new OciError(
      'BLOB_UPLOAD_UNKNOWN',
      `cannot resume the upload "${quoted}": it is not the id of an upload to ${repository} of ${client.host}`,
    );
  }

  /**
   * The id for the caller: repository and location. The repository prevents the use of the id for another repository.
   */
  get id(): string {
    const { pathname, search, href } = this.#location;
    return `${this.#repository}@${sameOrigin(this.#location, this.#client.base) ? `${pathname}${search}` : href}`;
  }

  /** The URL for the next request. */
  get location(): URL {
    return this.#location;
  }

  /**
   * Sends content by PATCH, with one attempt.
   *
   * @param offset of a chunk; undefined for a stream, which the registry appends
   * @returns undefined if the registry has stored the content
   * @throws OciError a {@link RetryableError} for a transient status
   */
  async send(purpose: UploadPurpose, body: HttpRequestBody, offset?: number): Promise<Refusal | undefined> {
    const range = offset === undefined || body.length === undefined ? undefined : chunkRange(offset, body.length);
    const response = await this.#request(purpose, 'PATCH', this.#location, body, range);
    if (response.status !== 202) return this.#refusalOf(purpose, 'PATCH', response);
    await discard(response);
    return undefined;
  }

  /**
   * Sends the PUT that completes the upload, with one attempt.
   *
   * @param body the complete content, if none was sent before
   * @returns undefined if the registry has the blob
   * @throws OciError `DIGEST_MISMATCH` when the registry stored other content
   */
  async complete(
    purpose: UploadPurpose,
    { digest, size }: WholeBlob,
    body: HttpRequestBody = emptyBody,
  ): Promise<Refusal | undefined> {
    const response = await this.#request(purpose, 'PUT', withDigest(this.#location, parseDigest(digest)), body);
    const { status } = response;
    if (status === 201) {
      checkContentDigest(response, digest, `cannot ${purpose.operation}`);
      await discard(response);
      return undefined;
    }
    const refusal =
      status < 300
        ? { error: this.#incompleteError(purpose, status), isBodyTooLarge: false }
        : await this.#refusalOf(purpose, 'PUT', response);
    await discard(response);
    // A concurrent push, or an earlier attempt whose response was lost, may have stored the blob.
    const mayHaveBlob = (status < 300 || statusesToCheck.has(status)) && !refusal.isBodyTooLarge;
    const { repository, signal } = purpose;
    return mayHaveBlob && (await hasBlob(this.#client, repository, digest, size, signal)) ? undefined : refusal;
  }

  /** Requests the number of bytes that the registry has; undefined if the session is not open or does not report it. */
  async received(purpose: UploadPurpose): Promise<number | 'ambiguous' | undefined> {
    const response = await this.status(purpose);
    await discard(response);
    return response.status >= 200 && response.status < 300 ? receivedBytes(response) : undefined;
  }

  /** Requests the state of the session, with one attempt. */
  status(purpose: UploadPurpose): Promise<HttpResponse> {
    return this.#request(purpose, 'GET', this.#location);
  }

  /** Converts an error response of the session to an error. */
  errorOf(purpose: UploadPurpose, method: 'GET' | 'PATCH' | 'PUT', response: HttpResponse): Promise<OciError> {
    return this.#client.errorOf(sessionRequest(purpose, method, this.#location), response);
  }

  async #refusalOf(purpose: UploadPurpose, method: 'PATCH' | 'PUT', response: HttpResponse): Promise<Refusal> {
    const error = await this.errorOf(purpose, method, response);
    // A registry with these codes does not accept the blob in any form.
    const isFinal = hasErrorCode(response) || isOciError(error, 'QUOTA', 'DENIED');
    const isTooLarge = error.status === 413 || (error.status === 416 && tooLarge.test(error.reason ?? ''));
    return { error, isBodyTooLarge: isTooLarge && !isFinal };
  }

  #incompleteError({ operation }: UploadPurpose, status: number): OciError {
    const { host } = this.#client;
    const problem = `${host} answered ${status} instead of 201 to the last request and does not have the blob`;
    return new OciError('PROTOCOL', `cannot ${operation}: ${problem}`);
  }

  /** Cancels the session. Takes at most two seconds and never fails. */
  async cancel(purpose: UploadPurpose): Promise<void> {
    try {
      const signal = AbortSignal.timeout(cancelMs);
      await discard(await this.#request({ ...purpose, signal }, 'DELETE', this.#location));
    } catch {
      // The registry removes the session later.
    }
  }

  async #request(
    purpose: UploadPurpose,
    method: 'GET' | 'PATCH' | 'PUT' | 'DELETE',
    url: URL,
    body?: HttpRequestBody,
    range?: string,
  ): Promise<HttpResponse> {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      ...(range === undefined ? {} : { 'content-range': range }),
    };
    const response = await this.#client.attempt({ ...sessionRequest(purpose, method, url), headers, body });
    const { status } = response;
    const isOpen = status === 202 || (method === 'GET' && status >= 200 && status < 300);
    if (isOpen && response.headers.get('location') !== undefined)
      this.#location = this.#client.uploadLocation(response);
    return response;
  }
}

/**
 * Creates the POST that starts an upload.
 *
 * @param query parameters of a mount, or the digest algorithm
 * @param from source repository of a mount, which the token must allow to pull
 */
export function openingRequest(
  client: RegistryClient,
  { repository, operation, signal }: UploadPurpose,
  query: Readonly<Record<string, string | undefined>>,
  from?: string,
): RegistryRequest {
  return {
    method: 'POST',
    url: client.url(`${repository}/blobs/uploads/`, query),
    scopes: [tokenScopes.push(repository), ...(from === undefined ? [] : [tokenScopes.pull(from)])],
    signal,
    route: 'uploads',
    access: 'push',
    operation,
  };
}

function sessionRequest(purpose: UploadPurpose, method: RegistryRequest['method'], url: URL): RegistryRequest {
  const { repository, operation, signal } = purpose;
  const scopes = [tokenScopes.push(repository)];
  return { method, url, scopes, signal, route: 'session', access: 'push', operation };
}

/** The text of a registry that refuses a large body with 416 instead of 413. */
const tooLarge = /\btoo (?:large|big)\b/i;

/** Adds the digest to the query. The rest of the query is unchanged, because it may be signed. */
function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  const parameter = `digest=${encodeURIComponent(digest)}`;
  url.search = url.search === '' ? `?${parameter}` : `${url.search}&${parameter}`;
  return url;
}
