import { redactUrl, resolveLocation, sameOrigin, type HttpRequestBody, type HttpResponse } from '../http/index.ts';
import { OciError, parseDigest, type Digest } from '../spec/index.ts';
import { once } from '../streams/index.ts';
import { hasBlob } from './blob-lookup.ts';
import { checkContentDigest } from './content-digest.ts';
import { webPageError } from './errors.ts';
import { discard, tokenScopes, type RegistryClient, type RegistryRequest } from './registry-client.ts';

/** Time limit for cancelling a session. Cancelling is a courtesy: registries remove old sessions themselves. */
const cancelMs = 2000;

/** The operation that a session belongs to. */
export interface UploadPurpose {
  readonly repository: string;
  /** Continues "cannot", for example `push blob sha256:… to acme/app`. */
  readonly doing: string;
  readonly signal: AbortSignal | undefined;
}

/** Digest and size of a complete blob. */
export interface WholeBlob {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

const emptyBody: HttpRequestBody = { open: () => once(new Uint8Array()), length: 0 };

/**
 * An upload session: a URL that the registry assigns and may change with every response. Requests use the latest one.
 */
export class UploadSession {
  readonly #client: RegistryClient;
  readonly #repository: string;
  #location: URL;
  /** The registry's `OCI-Chunk-Min-Length`, as received. */
  readonly minimumChunk: string | undefined;

  private constructor(client: RegistryClient, repository: string, location: URL, minimumChunk?: string) {
    this.#client = client;
    this.#repository = repository;
    this.#location = location;
    this.minimumChunk = minimumChunk;
  }

  /** Starts an upload with one attempt. @throws OciError `PROTOCOL`, `REDIRECT_REFUSED`, the registry's refusal */
  static async open(
    client: RegistryClient,
    purpose: UploadPurpose,
    query: Readonly<Record<string, string | undefined>> = {},
  ): Promise<UploadSession> {
    const request = openingRequest(client, purpose, query);
    return UploadSession.fromResponse(client, purpose, request, await client.attempt(request));
  }

  /**
   * The session of a response to {@link openingRequest}.
   *
   * @throws OciError `PROTOCOL`, `REDIRECT_REFUSED`, the registry's refusal
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
    if (problem !== undefined) throw new OciError('PROTOCOL', `cannot ${request.doing}: ${client.host} ${problem}`);
    return new UploadSession(client, repository, uploadLocation(client, response), headers.get('oci-chunk-min-length'));
  }

  /** @throws OciError `BLOB_UPLOAD_UNKNOWN` unless {@link UploadSession.id} returned `id` for this repository */
  static resume(client: RegistryClient, repository: string, id: string): UploadSession {
    const location = id.startsWith(`${repository}@`) ? id.slice(repository.length + 1) : '';
    const url = /^(?:\/|https:\/\/)/.test(location) ? URL.parse(location, client.base.href) : null;
    const isAllowed =
      url !== null &&
      url.username === '' &&
      url.password === '' &&
      (sameOrigin(url, client.base) || (client.allowForeignUploads && url.protocol === 'https:'));
    if (isAllowed) return new UploadSession(client, repository, url);
    throw new OciError(
      'BLOB_UPLOAD_UNKNOWN',
      `"${redactUrl(id)}" is not the id of an upload to ${repository} of ${client.host}`,
    );
  }

  /** Names the upload for the caller: repository and location. The repository prevents its use for another one. */
  get id(): string {
    const { pathname, search, href } = this.#location;
    return `${this.#repository}@${sameOrigin(this.#location, this.#client.base) ? `${pathname}${search}` : href}`;
  }

  /** The URL for the next request. */
  get location(): URL {
    return this.#location;
  }

  /**
   * Sends content by PATCH, with one attempt. The response may have any status that is not transient.
   *
   * @param offset for a chunk; undefined for a stream, which the registry appends
   */
  async send(purpose: UploadPurpose, body: HttpRequestBody, offset?: number): Promise<HttpResponse> {
    const range = offset === undefined || body.length === undefined ? undefined : chunkRange(offset, body.length);
    return this.#request(purpose, 'PATCH', this.#location, body, range);
  }

  /**
   * Sends the PUT that completes the upload, with one attempt.
   *
   * @param body the complete content, when none was sent before
   * @returns undefined when the registry has the blob, otherwise its refusal
   * @throws OciError `DIGEST_MISMATCH` when the registry stored other content
   */
  async complete(
    purpose: UploadPurpose,
    { digest, size }: WholeBlob,
    body: HttpRequestBody = emptyBody,
  ): Promise<OciError | undefined> {
    const response = await this.#request(purpose, 'PUT', withDigest(this.#location, parseDigest(digest)), body);
    const { status } = response;
    if (status === 201) checkContentDigest(response, digest, `cannot ${purpose.doing}`);
    const refusal =
      status < 300
        ? new OciError(
            'PROTOCOL',
            `cannot ${purpose.doing}: ${this.#client.host} answered ${status} instead of 201 to the last request ` +
              'and does not have the blob',
          )
        : await this.refusal(purpose, 'PUT', response);
    await discard(response);
    if (status === 201) return undefined;
    // The session of a completed upload is gone. That shows when the response to an earlier attempt was lost.
    const mayHaveBlob = status < 300 || status === 404;
    const { repository, signal } = purpose;
    return mayHaveBlob && (await hasBlob(this.#client, repository, digest, size, signal)) ? undefined : refusal;
  }

  /** Bytes that the registry has received; undefined when the session is gone or does not report them. */
  async received(purpose: UploadPurpose): Promise<number | 'ambiguous' | undefined> {
    const response = await this.status(purpose);
    await discard(response);
    return response.status >= 200 && response.status < 300 ? receivedBytes(response) : undefined;
  }

  /** Asks for the state of the session, with one attempt. */
  status(purpose: UploadPurpose): Promise<HttpResponse> {
    return this.#request(purpose, 'GET', this.#location);
  }

  refusal(purpose: UploadPurpose, method: 'GET' | 'PATCH' | 'PUT', response: HttpResponse): Promise<OciError> {
    return this.#client.errorOf(sessionRequest(purpose, method, this.#location), response);
  }

  /** Cancels the session. Takes at most two seconds and never fails. */
  async cancel(purpose: UploadPurpose): Promise<void> {
    try {
      const signal = AbortSignal.timeout(cancelMs);
      await discard(await this.#request({ ...purpose, signal }, 'DELETE', this.#location));
    } catch {
      // Nothing depends on it.
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
      this.#location = uploadLocation(this.#client, response);
    return response;
  }
}

/**
 * The POST that starts an upload.
 *
 * @param query asks for more: a mount, a digest algorithm
 * @param from repository of a mount, for the token
 */
export function openingRequest(
  client: RegistryClient,
  { repository, doing, signal }: UploadPurpose,
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
    doing,
  };
}

function sessionRequest(purpose: UploadPurpose, method: RegistryRequest['method'], url: URL): RegistryRequest {
  const { repository, doing, signal } = purpose;
  const scopes = [tokenScopes.push(repository)];
  return { method, url, scopes, signal, route: 'session', access: 'push', doing };
}

/** @throws OciError `REDIRECT_REFUSED` for another origin, unless the options allow another https one; `PROTOCOL` */
function uploadLocation({ base, allowForeignUploads }: RegistryClient, response: HttpResponse): URL {
  return resolveLocation(response, base, { allowForeign: allowForeignUploads });
}

/** Adds the digest. The rest of the query stays as the registry wrote it, because it may be signed. */
function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  const parameter = `digest=${encodeURIComponent(digest)}`;
  url.search = url.search === '' ? `?${parameter}` : `${url.search}&${parameter}`;
  return url;
}

/**
 * Bytes that a registry has received, from a session response. `Range` (distribution-spec, "Pushing a blob in chunks")
 * occurs with and without a unit. `0-0` means one byte or, for several registries, none: it is `ambiguous` unless
 * `Upload-Offset` gives the number. A malformed value, or one that does not start at 0, is undefined.
 */
export function receivedBytes({ headers }: HttpResponse): number | 'ambiguous' | undefined {
  const match = /^(?:bytes[= ])?0-(-1|\d{1,16})$/.exec(headers.get('range')?.trim() ?? '');
  if (match === null) return undefined;
  const last = Number(match[1]);
  if (!Number.isSafeInteger(last)) return undefined;
  if (last !== 0) return last + 1;
  const offset = headers.get('upload-offset');
  return offset === '0' || offset === '1' ? Number(offset) : 'ambiguous';
}

/** The `Content-Range` of a chunk: both ends inclusive, without a unit. */
export function chunkRange(start: number, length: number): string {
  return `${start}-${start + length - 1}`;
}
