import { contentLength, RetryableError, type HttpRequestBody, type HttpResponse, type Retries } from '../http/index.ts';
import { borrowedChunks, type Body } from '../streams/index.ts';
import type { CallOptions } from '../registry/index.ts';
import {
  checkRepositoryName,
  digestAlgorithm,
  isOciError,
  mediaTypeOctetStream,
  OciError,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { blobCall } from './blob-reader.ts';
import { checkDigest } from './content-digest.ts';
import { discard, type Endpoint } from './endpoint.ts';
import { webPageError } from './errors.ts';
import { pushScope } from './scope.ts';
import { chunkRange } from './upload-range.ts';
import { isCompleted, openingCall, sessionOf, type UploadPurpose, type UploadSession } from './upload-session.ts';

/** How often a session may vanish under an upload before that is taken for the registry's final word. */
const maxLostSessions = 2;

export async function pushBlob(
  endpoint: Endpoint,
  repository: string,
  descriptor: Descriptor,
  body: Body,
  options?: CallOptions,
): Promise<Descriptor> {
  checkRepositoryName(repository);
  const digest = checkDigest(descriptor.digest);
  const size = descriptor.size;
  if (!Number.isSafeInteger(size) || size < 0)
    throw new OciError('SIZE_INVALID', `blob ${digest} has size ${size}, which is not a whole number of bytes`);
  const doing = `push blob ${digest} (${size} bytes) to ${repository}`;
  await new BlobUpload(endpoint, { repository, doing, signal: options?.signal }, digest, size, body).run();
  return { mediaType: mediaTypeOctetStream, digest, size };
}

/** Whether the repository has the blob. Only a plain 200 with the very size counts; a registry that answers anything else gets the bytes. */
export async function hasBlob(
  endpoint: Endpoint,
  purpose: UploadPurpose,
  digest: Digest,
  size: number,
): Promise<boolean> {
  const call = {
    ...blobCall(endpoint, purpose.repository, digest, 'HEAD', purpose.signal),
    scopes: [pushScope(purpose.repository)],
  };
  let response: HttpResponse;
  try {
    response = await endpoint.attempt(call);
  } catch (error) {
    // A registry that cannot look up the blob may still accept it, unless it asks to wait. A broken connection accepts nothing.
    if (error instanceof RetryableError && error.hasResponse && error.hint.wait === undefined) return false;
    if (isOciError(error, 'REDIRECT_REFUSED')) return false;
    throw error;
  }
  await discard(response);
  if (
    response.status !== 200 ||
    contentLength(response.headers) !== size ||
    webPageError(call, response, endpoint.host) !== undefined
  )
    return false;
  const header = response.headers.get('docker-content-digest');
  return header === undefined || header === digest || !header.startsWith(`${digestAlgorithm(digest)}:`);
}

/** One blob on its way: streamed in one PUT, and resumed or begun again when that breaks, all within one budget of tries. */
class BlobUpload {
  readonly #endpoint: Endpoint;
  readonly #purpose: UploadPurpose;
  readonly #digest: Digest;
  readonly #size: number;
  readonly #body: Body;
  readonly #retries: Retries;
  #session: UploadSession | undefined;
  /** Bytes that this session was given, whether or not they arrived: no honest answer is above it. */
  #given = 0;
  #lostSessions = 0;
  /** Why the caller's own content could not be read: no retry mends it, and no transport may rename it. */
  #sourceFailure: { readonly error: unknown } | undefined;

  constructor(endpoint: Endpoint, purpose: UploadPurpose, digest: Digest, size: number, body: Body) {
    this.#endpoint = endpoint;
    this.#purpose = purpose;
    this.#digest = digest;
    this.#size = size;
    this.#body = body;
    this.#retries = endpoint.retries(purpose.signal);
  }

  async run(): Promise<void> {
    try {
      await this.#retries.run(() => this.#attempt());
    } catch (error) {
      await this.#session?.cancel(this.#purpose);
      throwIfAborted(this.#purpose.signal);
      throw this.#sourceFailure === undefined ? error : this.#sourceFailure.error;
    }
  }

  async #attempt(): Promise<void> {
    this.#sourceFailure = undefined;
    const offset = await this.#resumeOffset();
    if (offset !== undefined) {
      await this.#sendRest(offset);
      return;
    }
    // Before the first byte, and again before each new session, since a lost reply may have been a success.
    if (await hasBlob(this.#endpoint, this.#purpose, this.#digest, this.#size)) return;
    const session = await this.#begin();
    await this.#complete(session, { open: this.#contentFrom(0), length: this.#size }, false);
  }

  /** Where to go on in the open session; undefined when there is none, or none that can be relied on. */
  async #resumeOffset(): Promise<number | undefined> {
    const session = this.#session;
    if (session === undefined) return undefined;
    let received: number | 'ambiguous' | undefined;
    try {
      received = await session.received(this.#purpose);
    } catch (error) {
      if (error instanceof RetryableError) {
        // A server that cannot even tell the state is asked once; an unreachable one may come back with the session intact.
        if (error.hasResponse) this.#session = undefined;
        throw error;
      }
      if (!isOciError(error, 'PROTOCOL', 'REDIRECT_REFUSED')) throw error;
    }
    if (typeof received === 'number' && received > 0 && received <= this.#given) {
      this.#retries.progressed(received);
      return received;
    }
    this.#session = undefined;
    await session.cancel(this.#purpose);
    return undefined;
  }

  async #begin(): Promise<UploadSession> {
    const algorithm = digestAlgorithm(this.#digest);
    const call = openingCall(this.#endpoint, this.#purpose, {
      'digest-algorithm': algorithm === 'sha256' ? undefined : algorithm,
    });
    this.#session = await sessionOf(this.#endpoint, call, await this.#endpoint.attempt(call));
    this.#given = 0;
    return this.#session;
  }

  async #sendRest(offset: number): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    if (offset < this.#size) {
      const length = this.#size - offset;
      const response = await session.send(this.#purpose, 'PATCH', {
        range: chunkRange(offset, length),
        body: { open: this.#contentFrom(offset), length },
      });
      if (response.status !== 202) throw await this.#refusal(session, 'PATCH', response, true);
      await discard(response);
    }
    await this.#complete(session, { open: () => nothing(), length: 0 }, true);
  }

  async #complete(session: UploadSession, body: HttpRequestBody, resumed: boolean): Promise<void> {
    const response = await session.send(this.#purpose, 'PUT', { digest: this.#digest, body });
    if (isCompleted(response, this.#digest, this.#purpose.doing)) {
      await discard(response);
      this.#session = undefined;
      return;
    }
    if (response.status >= 300) throw await this.#refusal(session, 'PUT', response, resumed);
    await discard(response);
    if (!(await hasBlob(this.#endpoint, this.#purpose, this.#digest, this.#size))) {
      throw new OciError(
        'PROTOCOL',
        `cannot ${this.#purpose.doing}: ${this.#endpoint.host} answered ${response.status} to the last request, where 201 belongs, and does not have the blob`,
      );
    }
    this.#session = undefined;
  }

  /**
   * A session that is gone, or that wants other bytes, is begun anew; so is one that was resumed and then does not add up, because the registry
   * said that it had more than it has. Any other refusal is final.
   */
  async #refusal(
    session: UploadSession,
    method: 'PATCH' | 'PUT',
    response: HttpResponse,
    resumed: boolean,
  ): Promise<unknown> {
    const error = await session.refusal(this.#purpose, method, response);
    const { status } = response;
    if (status !== 404 && status !== 416 && !(resumed && status === 400)) return error;
    this.#lostSessions++;
    if (this.#lostSessions > maxLostSessions || isOciError(error, 'NAME_UNKNOWN')) return error;
    this.#session = undefined;
    return new RetryableError(error, { method, url: session.location, hasResponse: true, reason: `status ${status}` });
  }

  /** The content from `from` on. What lies before is read and dropped, so that any body can be resumed. */
  #contentFrom(from: number): Body {
    const body = this.#body;
    const open = (): AsyncIterable<Uint8Array> => this.#content(from, body());
    return body.borrowed === undefined
      ? open
      : Object.assign(open, { borrowed: () => this.#content(from, borrowedChunks(body)) });
  }

  async *#content(from: number, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    let position = 0;
    let held: Uint8Array | undefined;
    try {
      for await (const chunk of content) {
        const start = position;
        position += chunk.byteLength;
        if (position > this.#size)
          throw new OciError('SIZE_INVALID', `cannot ${this.#purpose.doing}: the content has more bytes than that`);
        if (position <= from) continue;
        const part = start >= from ? chunk : chunk.subarray(from - start);
        // The last bytes wait until the source has ended: with them the registry would take content that goes on for whole.
        if (position === this.#size) {
          held = this.#body.borrowed === undefined ? part : Uint8Array.from(part);
          continue;
        }
        this.#given = position;
        yield part;
      }
      if (position < this.#size)
        throw new OciError('SIZE_INVALID', `cannot ${this.#purpose.doing}: the content ended after ${position} bytes`);
      this.#given = position;
      if (held !== undefined) yield held;
    } catch (error) {
      this.#sourceFailure ??= { error };
      throw error;
    }
  }
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {
  // The bytes went before.
}
