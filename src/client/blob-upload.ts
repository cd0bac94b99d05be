import { RetryableError } from '../http/index.ts';
import type { PushOptions } from '../registry/index.ts';
import { digestAlgorithm, isOciError, OciError } from '../spec/index.ts';
import type { Body } from '../streams/index.ts';
import { BlobContent } from './blob-content.ts';
import { hasBlob } from './blob-lookup.ts';
import { withBodyLimitAdvice } from './body-limit.ts';
import type { RegistryClient } from './registry-client.ts';
import { ResumableUpload, retryableRefusal } from './resumable-upload.ts';
import { UploadSession, type Refusal, type UploadPurpose, type WholeBlob } from './upload-session.ts';

/** Maximum number of lost sessions. After another one the registry's error response is final. */
const maxLostSessions = 2;

/**
 * Maximum size of a blob, bytes, that is sent without a lookup after the registry did not mount it. Its transfer takes
 * about as long as a lookup.
 */
const maxUncheckedSize = 64 * 1024;

/** A request with content that the registry refused. */
interface RefusedRequest extends Refusal {
  readonly method: 'PATCH' | 'PUT';
  /** Size of its body, bytes. */
  readonly bodySize: number;
  /** Whether the session had content before. */
  readonly isResumed: boolean;
}

/**
 * The upload of a blob of known digest and size: by one PUT, or in chunks if the registry limits request bodies. After
 * a failure it is resumed or started again.
 */
export class BlobUpload extends ResumableUpload {
  readonly #blob: WholeBlob;
  readonly #content: BlobContent;
  readonly #options: PushOptions;
  #lostSessions = 0;
  #isFirstSession = true;

  constructor(client: RegistryClient, purpose: UploadPurpose, blob: WholeBlob, body: Body, options: PushOptions = {}) {
    super(client, purpose);
    this.#blob = blob;
    this.#options = options;
    this.#content = new BlobContent(body, blob.size, {
      onSend: (position) => {
        this.sent = Math.max(this.sent, position);
      },
      onError: (error) => this.recordSourceError(error),
      sizeError: (problem) => new OciError('SIZE_INVALID', `cannot ${purpose.operation}: ${problem}`),
    });
  }

  override async run(): Promise<WholeBlob> {
    try {
      return await super.run();
    } finally {
      await this.#content.close();
    }
  }

  protected override async attempt(): Promise<WholeBlob> {
    for (;;) {
      const session = this.session;
      const offset = session === undefined ? undefined : await this.offsetOf(session);
      const next = session === undefined || offset === undefined ? await this.#begin() : session;
      const refusal = next === undefined ? undefined : await this.#send(next, offset ?? 0);
      if (next === undefined || refusal === undefined) {
        this.session = undefined;
        return this.#blob;
      }
      if (!this.#lowerBodyLimit(next, refusal)) throw await this.#classifyRefusal(next, refusal);
    }
  }

  /** Opens a session; undefined if the registry has the blob. */
  async #begin(): Promise<UploadSession | undefined> {
    const { digest } = this.#blob;
    const { isAbsent = false, onNotSent } = this.#options;
    const isFirst = this.#isFirstSession;
    this.#isFirstSession = false;
    const algorithm = digestAlgorithm(digest);
    const query = { 'digest-algorithm': algorithm === 'sha256' ? undefined : algorithm };
    const mount = isFirst ? await this.#mountOrOpen(query) : undefined;
    if (mount?.session !== undefined) return mount.session;
    if (mount === undefined) {
      // The lookup precedes each new session, because the lost response of an earlier attempt may have been a success.
      if ((isFirst && isAbsent) || !(await this.#exists())) return this.open(query);
      // After an earlier attempt the blob may be the one that it sent.
      if (isFirst) onNotSent?.('exists');
    } else onNotSent?.(mount.state);
    return undefined;
  }

  #exists(): Promise<boolean> {
    const { digest, size } = this.#blob;
    return hasBlob(this.client, this.purpose.repository, digest, size, this.purpose.signal);
  }

  /**
   * Requests a mount from another repository. The registry answers with a session if it does not mount the blob. The
   * session is used without a lookup only for a small blob.
   *
   * There is no mount from the repository itself as a lookup: distribution 2 rewrites the link to a blob that exists,
   * and other clients do not find the blob at that moment.
   *
   * @returns undefined if the blob must be looked up
   */
  async #mountOrOpen(
    query: Readonly<Record<string, string | undefined>>,
  ): Promise<
    | { readonly session: UploadSession }
    | { readonly session?: undefined; readonly state: 'exists' | 'mounted' }
    | undefined
  > {
    const { client, purpose } = this;
    const { digest, size } = this.#blob;
    const { isAbsent = false, mountFrom } = this.#options;
    if (mountFrom === undefined) return undefined;
    let session: UploadSession | undefined;
    try {
      session = await UploadSession.mountOrOpen(client, purpose, mountFrom, digest, query);
    } catch (error) {
      const isResponse = error instanceof RetryableError ? error.hasResponse && error.hint.wait === undefined : true;
      if (!isResponse || !isOciError(error) || isOciError(error, 'ABORTED')) throw error;
      // A registry that does not mount the blob may still accept it.
      return undefined;
    }
    if (session === undefined) return { state: 'mounted' };
    if (size > maxUncheckedSize && !isAbsent && (await this.#exists())) {
      await session.cancel(purpose);
      return { state: 'exists' };
    }
    this.useSession(session);
    return { session };
  }

  /** Sends the content from `offset` and completes the upload. @returns the refusal of a request */
  async #send(session: UploadSession, offset: number): Promise<RefusedRequest | undefined> {
    const { size } = this.#blob;
    const { bodyLimit } = this.client;
    if (offset === 0 && bodyLimit.bodySize(size, session.minimumChunk) === size) {
      const refusal = await this.complete(session, this.#blob, this.#content.part(0, size));
      return refusal && { ...refusal, method: 'PUT', bodySize: size, isResumed: false };
    }
    for (let position = offset; position < size;) {
      const length = bodyLimit.bodySize(size - position, session.minimumChunk);
      const refusal = await session.send(this.purpose, this.#content.part(position, length), position);
      if (refusal !== undefined) return { ...refusal, method: 'PATCH', bodySize: length, isResumed: true };
      position += length;
      this.recordProgress(position);
    }
    const refusal = await this.complete(session, this.#blob);
    return refusal && { ...refusal, method: 'PUT', bodySize: 0, isResumed: true };
  }

  #lowerBodyLimit({ minimumChunk }: UploadSession, { isBodyTooLarge, bodySize }: RefusedRequest): boolean {
    return isBodyTooLarge && this.client.bodyLimit.lower(bodySize, minimumChunk);
  }

  /**
   * Returns a retryable error if the session does not exist any more or expects other bytes. A new session follows,
   * unless the offset of the session may help. A resumed session may also be refused because the registry reported a
   * wrong offset. Other errors are final.
   */
  async #classifyRefusal(session: UploadSession, refusal: RefusedRequest): Promise<OciError> {
    const { error, method, isResumed } = refusal;
    const { status } = error;
    if (refusal.isBodyTooLarge) return withBodyLimitAdvice(error, refusal.bodySize);
    const conflict = isResumed ? this.conflictOf(session, method, error) : undefined;
    if (conflict !== undefined) return conflict;
    if (![404, 409, 416].includes(status) && !(isResumed && status === 400)) return error;
    this.#lostSessions++;
    if (this.#lostSessions > maxLostSessions || isOciError(error, 'NAME_UNKNOWN')) return error;
    await this.dropSession(session);
    return retryableRefusal(session, method, error);
  }
}
