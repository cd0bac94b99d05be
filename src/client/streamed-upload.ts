import { RetryableError, type Retries } from '../http/index.ts';
import type { CallOptions, IncompleteBlob } from '../registry/index.ts';
import {
  checkRepositoryName,
  isOciError,
  mediaTypeOctetStream,
  OciError,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { checkDigest } from './content-digest.ts';
import { discard, type Endpoint } from './endpoint.ts';
import { hasBlob } from './upload.ts';
import { isCompleted, openingCall, sessionOf, type UploadPurpose, type UploadSession } from './upload-session.ts';

/** Sessions that one blob may use up. A registry that loses its second one too is given the blob whole, by whoever has it then. */
const maxSessions = 2;

/** What a blob turned out to be, once it is whole. */
export interface WholeBlob {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/**
 * Uploads a blob while it is being made: one PATCH without a length, as `docker push` sends it, and the digest in the PUT at the end. When
 * the connection breaks it goes on where the registry says it stands.
 */
export async function pushBlobStreamed(
  endpoint: Endpoint,
  repository: string,
  content: IncompleteBlob,
  whole: Promise<WholeBlob>,
  options: CallOptions = {},
): Promise<Descriptor> {
  checkRepositoryName(repository);
  const purpose: UploadPurpose = {
    repository,
    doing: `push a blob to ${repository} while it is being made`,
    signal: options.signal,
  };
  const { digest, size } = await new StreamedUpload(endpoint, purpose, content, whole).run();
  return { mediaType: mediaTypeOctetStream, digest, size };
}

class StreamedUpload {
  readonly #endpoint: Endpoint;
  readonly #purpose: UploadPurpose;
  readonly #content: IncompleteBlob;
  readonly #whole: Promise<WholeBlob>;
  readonly #retries: Retries;
  #session: UploadSession | undefined;
  #sessions = 0;
  /** Bytes that this session was given, whether or not they arrived. */
  #given = 0;
  /** Whether this session has all of it. */
  #isSent = false;
  /** Why the content itself could not be read. */
  #sourceFailure: { readonly error: unknown } | undefined;

  constructor(endpoint: Endpoint, purpose: UploadPurpose, content: IncompleteBlob, whole: Promise<WholeBlob>) {
    this.#endpoint = endpoint;
    this.#purpose = purpose;
    this.#content = content;
    this.#whole = whole;
    this.#retries = endpoint.retries(purpose.signal);
  }

  async run(): Promise<WholeBlob> {
    try {
      return await this.#retries.run(() => this.#attempt());
    } catch (error) {
      await this.#session?.cancel(this.#purpose);
      throwIfAborted(this.#purpose.signal);
      throw this.#sourceFailure === undefined ? error : this.#sourceFailure.error;
    }
  }

  async #attempt(): Promise<WholeBlob> {
    this.#sourceFailure = undefined;
    const session = this.#session ?? (await this.#begin());
    if (!this.#isSent) await this.#send(session, this.#given === 0 ? 0 : await this.#arrived(session));
    const whole = await this.#whole;
    await this.#complete(session, whole);
    return whole;
  }

  async #send(session: UploadSession, offset: number): Promise<void> {
    const response = await session.send(this.#purpose, 'PATCH', {
      body: { open: () => this.#read(offset), length: undefined },
    });
    if (response.status !== 202) throw await session.refusal(this.#purpose, 'PATCH', response);
    await discard(response);
    this.#isSent = true;
  }

  async #begin(): Promise<UploadSession> {
    if (this.#sessions === maxSessions)
      throw new OciError(
        'BLOB_UPLOAD_UNKNOWN',
        `cannot ${this.#purpose.doing}: ${this.#endpoint.host} does not report the offset of the upload`,
      );
    this.#sessions++;
    const call = openingCall(this.#endpoint, this.#purpose, {});
    this.#session = await sessionOf(this.#endpoint, call, await this.#endpoint.attempt(call));
    this.#given = 0;
    return this.#session;
  }

  /** Where to go on. Asked after a failure; a session that cannot tell is ended, and another one begins at the next try. */
  async #arrived(session: UploadSession): Promise<number> {
    const received = await session.received(this.#purpose);
    if (typeof received === 'number' && received > 0 && received <= this.#given) {
      this.#retries.progressed(received);
      return received;
    }
    this.#session = undefined;
    await session.cancel(this.#purpose);
    const reason = 'the registry does not report the offset of the upload';
    throw new RetryableError(
      new OciError(
        'BLOB_UPLOAD_UNKNOWN',
        `cannot ${this.#purpose.doing}: ${this.#endpoint.host} does not report the offset of the upload`,
      ),
      { method: 'GET', url: session.location, hasResponse: true, reason },
    );
  }

  async #complete(session: UploadSession, { digest, size }: WholeBlob): Promise<void> {
    const response = await session.send(this.#purpose, 'PUT', {
      digest: checkDigest(digest),
      body: { open: () => nothing(), length: 0 },
    });
    const { status } = response;
    const completed = isCompleted(response, digest, this.#purpose.doing);
    const refusal = !completed && status >= 300 ? await session.refusal(this.#purpose, 'PUT', response) : undefined;
    await discard(response);
    // Gone may mean done, when the reply to an earlier try was lost.
    if (
      !completed &&
      (refusal === undefined || isOciError(refusal, 'BLOB_UPLOAD_UNKNOWN')) &&
      (await hasBlob(this.#endpoint, this.#purpose, digest, size))
    )
      return;
    if (!completed)
      throw (
        refusal ??
        new OciError(
          'PROTOCOL',
          `cannot ${this.#purpose.doing}: ${this.#endpoint.host} answered ${status} to the last request, where 201 belongs, and does not have the blob`,
        )
      );
  }

  async *#read(from: number): AsyncGenerator<Uint8Array, void, undefined> {
    let position = from;
    try {
      for await (const chunk of this.#content.open(from, this.#purpose.signal)) {
        position += chunk.byteLength;
        this.#given = Math.max(this.#given, position);
        yield chunk;
      }
    } catch (error) {
      this.#sourceFailure ??= { error };
      throw error;
    }
  }
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {
  // The bytes went before.
}
