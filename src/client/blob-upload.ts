import { RetryableError, type HttpRequestBody } from '../http/index.ts';
import { digestAlgorithm, isOciError, OciError } from '../spec/index.ts';
import { borrowedChunks, type Body } from '../streams/index.ts';
import { hasBlob } from './blob-lookup.ts';
import { discard, type RegistryClient } from './registry-client.ts';
import { ResumableUpload } from './resumable-upload.ts';
import type { UploadPurpose, UploadSession, WholeBlob } from './upload-session.ts';

/** How often a session may be lost before the registry's refusal is final. */
const maxLostSessions = 2;

/** The upload of a blob of known digest and size: one PUT, resumed by PATCH or started again when it breaks. */
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
    // Also before each new session, because a lost response may have been a success.
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
        const refusal = await session.refusal(this.purpose, 'PATCH', response);
        throw this.#refused(session, 'PATCH', refusal, true);
      }
      await discard(response);
    }
    await this.#complete(session, true);
  }

  async #complete(session: UploadSession, isResumed: boolean, body?: HttpRequestBody): Promise<void> {
    const refusal = await session.complete(this.purpose, this.#blob, body);
    if (refusal !== undefined) throw this.#refused(session, 'PUT', refusal, isResumed);
    this.session = undefined;
  }

  /**
   * Makes a refusal retryable, in a new session, when the session is gone or expects other bytes. A resumed session may
   * also be refused because the registry reported a wrong offset. Other refusals are final.
   */
  #refused(session: UploadSession, method: 'PATCH' | 'PUT', error: OciError, isResumed: boolean): OciError {
    const { status } = error;
    if (status !== 404 && status !== 416 && !(isResumed && status === 400)) return error;
    this.#lostSessions++;
    if (this.#lostSessions > maxLostSessions || isOciError(error, 'NAME_UNKNOWN')) return error;
    this.session = undefined;
    return new RetryableError(error, { method, url: session.location, hasResponse: true, reason: `status ${status}` });
  }

  /** The content from `from` on. Earlier bytes are read and skipped, so that any body can be resumed. */
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
        if (position > size) throw this.#wrongSize('the content has more bytes');
        if (position <= from) continue;
        const part = start >= from ? chunk : chunk.subarray(from - start);
        // The last bytes are sent after the source has ended. Otherwise the registry could accept content that is too
        // long.
        if (position === size) {
          lastPart = this.#body.borrowed === undefined ? part : Uint8Array.from(part);
          continue;
        }
        this.sent = position;
        yield part;
      }
      if (position < size) throw this.#wrongSize(`the content ended after ${position} bytes`);
      this.sent = position;
      if (lastPart !== undefined) yield lastPart;
    } catch (error) {
      throw this.sourceFailed(error);
    }
  }

  #wrongSize(problem: string): OciError {
    return new OciError('SIZE_INVALID', `cannot ${this.purpose.doing}: ${problem}`);
  }
}
