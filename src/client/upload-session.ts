import type { HttpRequestBody, HttpResponse } from '../http/index.ts';
import { OciError, type Digest } from '../spec/index.ts';
import { checkContentDigest } from './content-digest.ts';
import { discard, type Call, type Endpoint } from './endpoint.ts';
import { webPageError } from './errors.ts';
import { pullScope, pushScope } from './scope.ts';
import { uploadLocation, withDigest } from './upload-location.ts';
import { receivedBytes } from './upload-range.ts';

/** How long giving up may take: the session is ended out of politeness. */
const cancelMs = 2000;

/** What a session is for; every one of its requests says so in messages. */
export interface UploadPurpose {
  readonly repository: string;
  /** Continues "cannot", for example `push blob sha256:… to acme/app`. */
  readonly doing: string;
  readonly signal: AbortSignal | undefined;
}

/** An upload session: a URL that the registry gives, and may change with every reply. The latest one is used. */
export class UploadSession {
  readonly #endpoint: Endpoint;
  #location: URL;
  /** The registry's `OCI-Chunk-Min-Length`, as it came. */
  readonly minimumChunk: string | undefined;

  constructor(endpoint: Endpoint, location: URL, minimumChunk?: string) {
    this.#endpoint = endpoint;
    this.#location = location;
    this.minimumChunk = minimumChunk;
  }

  /** Where the upload goes on. */
  get location(): URL {
    return this.#location;
  }

  /**
   * Sends a PATCH, or the PUT that completes the upload when `digest` is given. The reply of any final status is returned, its Location kept.
   *
   * @param range for a chunk alone: registries refuse it on a blob that comes whole
   */
  async send(
    purpose: UploadPurpose,
    method: 'PATCH' | 'PUT',
    request: { readonly digest?: Digest; readonly range?: string; readonly body?: HttpRequestBody },
  ): Promise<HttpResponse> {
    const headers = {
      'content-type': 'application/octet-stream',
      ...(request.range === undefined ? {} : { 'content-range': request.range }),
    };
    const call = this.#call(
      purpose,
      method,
      request.digest === undefined ? this.#location : withDigest(this.#location, request.digest),
    );
    const response = await this.#endpoint.attempt({ ...call, headers, body: request.body });
    if (response.status === 202) this.#follow(response);
    return response;
  }

  /** How many bytes have arrived, by GET; undefined when the session is gone or does not say. */
  async received(purpose: UploadPurpose): Promise<number | 'ambiguous' | undefined> {
    const response = await this.status(purpose);
    await discard(response);
    return response.status >= 200 && response.status < 300 ? receivedBytes(response) : undefined;
  }

  async status(purpose: UploadPurpose): Promise<HttpResponse> {
    const response = await this.#endpoint.attempt(this.#call(purpose, 'GET', this.#location));
    if (response.status >= 200 && response.status < 300) this.#follow(response);
    return response;
  }

  refusal(purpose: UploadPurpose, method: 'GET' | 'PATCH' | 'PUT', response: HttpResponse): Promise<OciError> {
    return this.#endpoint.refusal(this.#call(purpose, method, this.#location), response);
  }

  /** Ends the session. Takes two seconds at most and never fails: a registry drops old sessions by itself. */
  async cancel(purpose: UploadPurpose): Promise<void> {
    try {
      const signal = AbortSignal.timeout(cancelMs);
      await discard(await this.#endpoint.attempt(this.#call({ ...purpose, signal }, 'DELETE', this.#location)));
    } catch {
      // Nothing depends on it.
    }
  }

  #follow(response: HttpResponse): void {
    if (response.headers.get('location') !== undefined) this.#location = uploadLocation(this.#endpoint, response);
  }

  #call(purpose: UploadPurpose, method: Call['method'], url: URL): Call {
    return {
      method,
      url,
      scopes: [pushScope(purpose.repository)],
      signal: purpose.signal,
      route: 'session',
      access: 'push',
      doing: purpose.doing,
    };
  }
}

/** The POST that begins an upload. `query` asks for more: a mount, a digest algorithm. */
export function openingCall(
  endpoint: Endpoint,
  purpose: UploadPurpose,
  query: Readonly<Record<string, string | undefined>>,
  alsoPull?: string,
): Call {
  const scopes = [pushScope(purpose.repository), ...(alsoPull === undefined ? [] : [pullScope(alsoPull)])];
  return {
    method: 'POST',
    url: endpoint.url(`${purpose.repository}/blobs/uploads/`, query),
    scopes,
    signal: purpose.signal,
    route: 'uploads',
    access: 'push',
    doing: purpose.doing,
  };
}

/** The session of a reply to {@link openingCall}. @throws OciError `PROTOCOL`, `REDIRECT_REFUSED`, and what the registry answered */
export async function sessionOf(endpoint: Endpoint, call: Call, response: HttpResponse): Promise<UploadSession> {
  if (response.status !== 202) {
    if (response.status >= 300) throw await endpoint.refusal(call, response);
    await discard(response);
    throw (
      webPageError(call, response, endpoint.host) ??
      new OciError(
        'PROTOCOL',
        `cannot ${call.doing}: ${endpoint.host} answered ${response.status} to the opening of an upload, where 202 belongs`,
      )
    );
  }
  await discard(response);
  if (response.headers.get('location') === undefined) {
    throw new OciError(
      'PROTOCOL',
      `cannot ${call.doing}: ${endpoint.host} opened an upload without saying where it goes (no Location)`,
    );
  }
  return new UploadSession(endpoint, uploadLocation(endpoint, response), response.headers.get('oci-chunk-min-length'));
}

/**
 * Reads the reply to the PUT that completes an upload. False when it neither confirms nor refuses: then the blob is to be looked up.
 *
 * @throws OciError what the registry answered; `DIGEST_MISMATCH` when it stored something else
 */
export function isCompleted(response: HttpResponse, digest: Digest, doing: string): boolean {
  if (response.status !== 201) return false;
  checkContentDigest(response, digest, `cannot ${doing}`);
  return true;
}
