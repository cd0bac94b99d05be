import { untilAborted } from '../concurrency/index.ts';
import { RetryableError, type HttpRequestBody } from '../http/index.ts';
import type { IncompleteBlob } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import type { RegistryClient } from './registry-client.ts';
import { ResumableUpload } from './resumable-upload.ts';
import type { Refusal, UploadPurpose, UploadSession, WholeBlob } from './upload-session.ts';

/** Maximum number of sessions of one blob. If both are lost, the caller pushes the complete blob. */
const maxSessions = 2;

/**
 * The upload of a blob while it is being created: one PATCH without a length, as `docker push` sends it, and then a PUT
 * with the digest. Chunks with a position are sent instead after a failure, and if the registry limits request bodies.
 */
export class StreamedUpload extends ResumableUpload {
  readonly #content: IncompleteBlob;
  readonly #whole: Promise<WholeBlob>;
  #sessions = 0;
  /** Whether the session has the complete content. */
  #isSent = false;

  constructor(client: RegistryClient, purpose: UploadPurpose, content: IncompleteBlob, whole: Promise<WholeBlob>) {
    super(client, purpose);
    this.#content = content;
    this.#whole = whole;
  }

  protected override async attempt(): Promise<WholeBlob> {
    const session = this.session ?? (await this.#begin());
    if (!this.#isSent) await this.#send(session, this.sent === 0 ? 0 : await this.#offset(session));
    const whole = await this.#whole;
    const refusal = await this.complete(session, whole);
    if (refusal !== undefined) throw refusal.error;
    return whole;
  }

  async #begin(): Promise<UploadSession> {
    if (this.#sessions === maxSessions) throw this.#unknownOffset();
    this.#sessions++;
    return this.open();
  }

  async #send(session: UploadSession, offset: number): Promise<void> {
    if (offset > 0 || this.client.bodyLimit.isSet) await this.#sendChunks(session, offset);
    else await this.#sendStream(session);
    this.#isSent = true;
  }

  async #sendStream(session: UploadSession): Promise<void> {
    const refusal = await session.send(this.purpose, { open: () => this.#read(0, Infinity), length: undefined });
    if (refusal === undefined) return;
    // The caller pushes the complete blob. It uses chunks then.
    if (refusal.isBodyTooLarge) this.client.bodyLimit.lower(Infinity, session.minimumChunk);
    throw refusal.error;
  }

  async #sendChunks(session: UploadSession, offset: number): Promise<void> {
    for (let position = offset; ;) {
      const end = await this.#chunkEnd(position, session);
      if (end === position) return;
      const body: HttpRequestBody = { open: () => this.#read(position, end), length: end - position };
      const refusal = await session.send(this.purpose, body, position);
      if (refusal === undefined) {
        position = end;
        this.recordProgress(position);
      } else {
        this.#checkRefusal(session, refusal, end - position);
      }
    }
  }

  /** Waits for the content of a chunk. @returns the position after it, or `position` at the end of the content */
  async #chunkEnd(position: number, session: UploadSession): Promise<number> {
    const { bodyLimit, chunkSize } = this.client;
    const { minimumChunk = 0 } = session;
    const { signal } = this.purpose;
    const least = position + Math.max(bodyLimit.bodySize(chunkSize), minimumChunk);
    const isLonger = await untilAborted(this.#content.reaches(least), signal);
    const size = isLonger ? this.#content.size : (await untilAborted(this.#whole, signal)).size;
    return position + bodyLimit.bodySize(size - position, minimumChunk);
  }

  /** @throws the error of the registry, unless a smaller chunk is possible */
  #checkRefusal(session: UploadSession, { error, isBodyTooLarge }: Refusal, size: number): void {
    if (isBodyTooLarge && this.client.bodyLimit.lower(size, session.minimumChunk)) return;
    throw this.conflictOf(session, 'PATCH', error) ?? error;
  }

  async #offset(session: UploadSession): Promise<number> {
    const offset = await this.offsetOf(session);
    if (offset !== undefined) return offset;
    const error = this.#unknownOffset();
    const reason = 'the registry does not report the offset of the upload';
    throw new RetryableError(error, { method: 'GET', url: session.location, hasResponse: true, reason });
  }

  #unknownOffset(): OciError {
    const { host } = this.client;
    return new OciError(
      'BLOB_UPLOAD_UNKNOWN',
      `cannot ${this.purpose.operation}: ${host} does not report the offset of the upload`,
    );
  }

  async *#read(from: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
    let position = from;
    try {
      for await (const chunk of this.#content.open(from, this.purpose.signal)) {
        const part = chunk.subarray(0, end - position);
        position += part.byteLength;
        this.sent = Math.max(this.sent, position);
        yield part;
        if (position === end) return;
      }
    } catch (error) {
      throw this.recordSourceError(error);
    }
  }
}
