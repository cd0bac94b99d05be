import { RetryableError, type HttpRequestBody } from '../http/index.ts';
import { digestAlgorithm, isOciError, OciError } from '../spec/index.ts';
import { borrowedChunks, type Body } from '../streams/index.ts';
import { hasBlob } from './blob-lookup.ts';
import { discard, type RegistryClient } from './registry-client.ts';
import { ResumableUpload } from './resumable-upload.ts';
import type { UploadPurpose, UploadSession, WholeBlob } from './upload-session.ts';

/** Maximum number of lost sessions. After another one the registry's error response is final. */
const maxLostSessions = 2;

/**
 * The upload of a blob of known digest and size by one PUT. After a failure it is resumed by PATCH or started again.
 */
export class BlobUpload extends ResumableUpload<void> {
  readonly #blob: WholeBlob;
  readonly #body: Body;
  #lostSessions = 0;

  constructor(client: RegistryClient, purpose: UploadPurpose, blob: WholeBlob, body: Body) {
    super(client, purpose);
    this.#blob = blob;
    this.#body = body;
  }

  protected override async attempt(): Promise<void> {
    const offset = this.session === undefined ? undefined : await this.offsetOf(this.session);
    if (this.session !== undefined && offset !== undefined) {
      await this.#sendRest(this.session, offset);
      return;
    }
    // The lookup precedes each new session, because the lost response of an earlier attempt may have been a success.
    const { digest, size } = this.#blob;
    const { repository, signal } = this.purpose;
    if (await hasBlob(this.client, repository, digest, size, signal)) return;
    const algorithm = digestAlgorithm(digest);
    const session = await this.open({ 'digest-algorithm': algorithm === 'sha256' ? undefined : algorithm });
    await this.#complete(session, false, { open: this.#contentFrom(0), length: size });
  }

  async #sendRest(session: UploadSession, offset: number): Promise<void> {
    const length = this.#blob.size - offset;
    if (length > 0) {
      const response = await session.send(this.purpose, { open: this.#contentFrom(offset), length }, offset);
      if (response.status !== 202) {
        const refusal = await session.errorOf(this.purpose, 'PATCH', response);
        throw this.#classifyRefusal(session, 'PATCH', refusal, true);
      }
      await discard(response);
    }
    await this.#complete(session, true);
  }

  async #complete(session: UploadSession, isResumed: boolean, body?: HttpRequestBody): Promise<void> {
    const refusal = await session.complete(this.purpose, this.#blob, body);
    if (refusal !== undefined) throw this.#classifyRefusal(session, 'PUT', refusal, isResumed);
    this.session = undefined;
  }

  /**
   * Returns a retryable error if the session does not exist any more or expects other bytes. A new session follows. A
   * resumed session may also be refused because the registry reported a wrong offset. Other errors are final.
   */
  #classifyRefusal(session: UploadSession, method: 'PATCH' | 'PUT', error: OciError, isResumed: boolean): OciError {
    const { status } = error;
    if (status !== 404 && status !== 416 && !(isResumed && status === 400)) return error;
    this.#lostSessions++;
    if (this.#lostSessions > maxLostSessions || isOciError(error, 'NAME_UNKNOWN')) return error;
    this.session = undefined;
    return new RetryableError(error, { method, url: session.location, hasResponse: true, reason: `status ${status}` });
  }

  /** Returns the content from the position `from`. Earlier bytes are read and skipped, because a body has no seek. */
  #contentFrom(from: number): Body {
    const body = this.#body;
    const open = (): AsyncIterable<Uint8Array> => this.#content(from, body());
    return body.borrowed === undefined
      ? open
      : Object.assign(open, { borrowed: () => this.#content(from, borrowedChunks(body)) });
  }

  async *#content(from: number, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    const { size } = this.#blob;
    let position = 0;
    let lastPart: Uint8Array | undefined;
    try {
      for await (const chunk of content) {
        const start = position;
        position += chunk.byteLength;
        if (position > size) throw this.#sizeError('the content has more bytes');
        if (position <= from) continue;
        const part = start >= from ? chunk : chunk.subarray(from - start);
        // The last bytes are sent after the end of the source. Otherwise the registry could accept too long a content.
        if (position === size) {
          lastPart = this.#body.borrowed === undefined ? part : Uint8Array.from(part);
          continue;
        }
        this.sent = position;
        yield part;
      }
      if (position < size) throw this.#sizeError(`the content ended after ${position} bytes`);
      this.sent = position;
      if (lastPart !== undefined) yield lastPart;
    } catch (error) {
      throw this.recordSourceError(error);
    }
  }

  #sizeError(problem: string): OciError {
    return new OciError('SIZE_INVALID', `cannot ${this.purpose.operation}: ${problem}`);
  }
}
