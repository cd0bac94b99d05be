import { RetryableError } from '../http/index.ts';
import type { IncompleteBlob } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import { discard, type RegistryClient } from './registry-client.ts';
import { ResumableUpload } from './resumable-upload.ts';
import type { UploadPurpose, UploadSession, WholeBlob } from './upload-session.ts';

/** Maximum number of sessions of one blob. If both are lost, the caller pushes the complete blob. */
const maxSessions = 2;

/**
 * The upload of a blob while it is being created: one PATCH without a length, as `docker push` sends it, and then a PUT
 * with the digest.
 */
export class StreamedUpload extends ResumableUpload<WholeBlob> {
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
    const refusal = await session.complete(this.purpose, whole);
    if (refusal !== undefined) throw refusal;
    return whole;
  }

  async #begin(): Promise<UploadSession> {
    if (this.#sessions === maxSessions) throw this.#unknownOffset();
    this.#sessions++;
    return this.open();
  }

  async #send(session: UploadSession, offset: number): Promise<void> {
    const response = await session.send(this.purpose, { open: () => this.#read(offset), length: undefined });
    if (response.status !== 202) throw await session.errorOf(this.purpose, 'PATCH', response);
    await discard(response);
    this.#isSent = true;
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

  async *#read(from: number): AsyncGenerator<Uint8Array, void, undefined> {
    let position = from;
    try {
      for await (const chunk of this.#content.open(from, this.purpose.signal)) {
        position += chunk.byteLength;
        this.sent = Math.max(this.sent, position);
        yield chunk;
      }
    } catch (error) {
      throw this.recordSourceError(error);
    }
  }
}
