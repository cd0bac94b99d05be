import { RetryableError, type Retries } from '../http/index.ts';
import { isOciError, throwIfAborted } from '../spec/index.ts';
import type { RegistryClient } from './registry-client.ts';
import { UploadSession, type UploadPurpose } from './upload-session.ts';

/**
 * An upload that continues after a failure at the offset that the registry reports. All its requests share the
 * attempts.
 */
export abstract class ResumableUpload<T> {
  protected readonly client: RegistryClient;
  protected readonly purpose: UploadPurpose;
  protected session: UploadSession | undefined;
  /** Number of bytes that the session's requests contained. The registry cannot have received more. */
  protected sent = 0;
  readonly #retries: Retries;
  /** An error of the content itself. It is thrown unchanged, and takes precedence over errors of the registry. */
  #sourceFailure: { readonly error: unknown } | undefined;

  constructor(client: RegistryClient, purpose: UploadPurpose) {
    this.client = client;
    this.purpose = purpose;
    this.#retries = client.retries(purpose.signal);
  }

  /** Uploads the content. After a failure the session is cancelled. */
  async run(): Promise<T> {
    try {
      return await this.#retries.run(() => {
        this.#sourceFailure = undefined;
        return this.attempt();
      });
    } catch (error) {
      await this.session?.cancel(this.purpose);
      throwIfAborted(this.purpose.signal);
      throw this.#sourceFailure === undefined ? error : this.#sourceFailure.error;
    }
  }

  /** Runs one attempt. It continues in `session` if that is set. */
  protected abstract attempt(): Promise<T>;

  protected async open(query: Readonly<Record<string, string | undefined>> = {}): Promise<UploadSession> {
    this.session = await UploadSession.open(this.client, this.purpose, query);
    this.sent = 0;
    return this.session;
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
      this.#retries.recordProgress(received);
      return received;
    }
    this.session = undefined;
    await session.cancel(this.purpose);
    return undefined;
  }

  /** Records an error of the content, and returns it. */
  protected recordSourceError(error: unknown): unknown {
    this.#sourceFailure ??= { error };
    return error;
  }
}
