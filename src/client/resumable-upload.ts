import { RetryableError, type HttpRequestBody, type Retries } from '../http/index.ts';
import { isOciError, throwIfAborted, type OciError } from '../spec/index.ts';
import { isStoredDespite } from './blob-lookup.ts';
import type { RegistryClient } from './registry-client.ts';
import { UploadSession, type Refusal, type UploadPurpose, type WholeBlob } from './upload-session.ts';

/** Maximum number of refused positions of an upload. After another one its session counts as lost. */
export const maxConflicts = 2;

/**
 * An upload that continues after a failure at the offset that the registry reports. All its requests share the
 * attempts.
 */
export abstract class ResumableUpload {
  protected readonly client: RegistryClient;
  protected readonly purpose: UploadPurpose;
  protected session: UploadSession | undefined;
  /** Number of bytes that the session's requests contained. The registry cannot have received more. */
  protected sent = 0;
  readonly #retries: Retries;
  /** Maximum number of bytes that the registry has received in one session. */
  #received = 0;
  #conflicts = 0;
  /** The blob of a PUT that the server answered with an error of its own. The blob may be stored. */
  #unconfirmed: WholeBlob | undefined;
  /** An error of the content itself. It is thrown unchanged, and takes precedence over errors of the registry. */
  #sourceFailure: { readonly error: unknown } | undefined;

  constructor(client: RegistryClient, purpose: UploadPurpose) {
    this.client = client;
    this.purpose = purpose;
    this.#retries = client.retries(purpose.signal);
  }

  /** Uploads the content. After a failure the session is cancelled. */
  async run(): Promise<WholeBlob> {
    try {
      return await this.#retries.run(() => {
        this.#sourceFailure = undefined;
        return this.attempt();
      });
    } catch (error) {
      const blob = this.#unconfirmed;
      const { repository, signal } = this.purpose;
      if (blob !== undefined && (await isStoredDespite(error, this.client, repository, blob, signal))) return blob;
      await this.session?.cancel(this.purpose);
      throwIfAborted(this.purpose.signal);
      throw this.#sourceFailure === undefined ? error : this.#sourceFailure.error;
    }
  }

  /** Runs one attempt. It continues in `session` if that is set. */
  protected abstract attempt(): Promise<WholeBlob>;

  protected async open(query: Readonly<Record<string, string | undefined>> = {}): Promise<UploadSession> {
    return this.useSession(await UploadSession.open(this.client, this.purpose, query));
  }

  /** Continues in a new session. */
  protected useSession(session: UploadSession): UploadSession {
    this.session = session;
    this.sent = 0;
    this.#conflicts = 0;
    return session;
  }

  /**
   * Returns the offset at which to continue. A session without a plausible offset is cancelled, and undefined returned.
   */
  protected async offsetOf(session: UploadSession): Promise<number | undefined> {
    let received: number | 'ambiguous' | undefined;
    try {
      received = await session.received(this.purpose);
    } catch (error) {
      // A registry that answers with an error does not get this request again. After a failed connection the session
      // may still exist.
      if (error instanceof RetryableError && error.hasResponse) this.session = undefined;
      if (!isOciError(error, 'PROTOCOL', 'REDIRECT_REFUSED')) throw error;
    }
    if (typeof received === 'number' && received > 0 && received <= this.sent) {
      this.recordProgress(received);
      return received;
    }
    await this.dropSession(session);
    return undefined;
  }

  /** Sends the PUT that completes the upload, as {@link UploadSession.complete}. */
  protected async complete(
    session: UploadSession,
    blob: WholeBlob,
    body?: HttpRequestBody,
  ): Promise<Refusal | undefined> {
    try {
      return await session.complete(this.purpose, blob, body);
    } catch (error) {
      if (error instanceof RetryableError && error.hasResponse) this.#unconfirmed = blob;
      throw error;
    }
  }

  /**
   * Returns the error after which the next attempt requests the offset of the session again: the registry expects
   * another position, or an earlier request still has the session. Undefined if that happened too often.
   */
  protected conflictOf(session: UploadSession, method: 'PATCH' | 'PUT', error: OciError): RetryableError | undefined {
    if ((error.status !== 409 && error.status !== 416) || this.#conflicts >= maxConflicts) return undefined;
    this.#conflicts++;
    return retryableRefusal(session, method, error);
  }

  protected async dropSession(session: UploadSession): Promise<void> {
    this.session = undefined;
    await session.cancel(this.purpose);
  }

  /** Records that the registry has the content up to `position`. Bytes that were sent before do not count again. */
  protected recordProgress(position: number): void {
    if (position <= this.#received) return;
    this.#retries.recordProgress(position - this.#received);
    this.#received = position;
  }

  /** Records an error of the content, and returns it. */
  protected recordSourceError(error: unknown): unknown {
    this.#sourceFailure ??= { error };
    return error;
  }
}

/** Makes a refusal retryable. */
export function retryableRefusal(session: UploadSession, method: 'PATCH' | 'PUT', error: OciError): RetryableError {
  const reason = `status ${error.status}`;
  return new RetryableError(error, { method, url: session.location, hasResponse: true, reason });
}
