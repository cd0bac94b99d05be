import type { BlobWriter, CallOptions, Registry } from '../registry/index.ts';
import type { Digest, Descriptor } from '../spec/index.ts';

/** The registry and the callbacks of a session. */
export interface SessionOwner {
  readonly registry: Registry;
  readonly idleMs: number;
  /** Called when the session has ended. */
  onEnd(session: UploadSession): void;
  /** Called with a failure that no client receives. */
  onError(error: unknown): void;
}

/** Milliseconds without a request after which a session closes its writer, which releases a file handle. */
const closeWriterAfterMs = 5000;

/** An upload of one client. A lock limits access to one request at a time. */
export class UploadSession {
  readonly key: string;
  readonly repository: string;
  /** The user who started the upload. */
  readonly user: string | undefined;
  /** The registry's id of the upload. Each writer may have a different id. */
  writerId: string;
  /** Bytes received; undefined after a restart until the registry has been queried. */
  size: number | undefined;
  readonly #owner: SessionOwner;
  #writer: BlobWriter | undefined;
  #locked = false;
  #ended = false;
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    key: string,
    repository: string,
    user: string | undefined,
    owner: SessionOwner,
    writer: BlobWriter | string,
  ) {
    this.key = key;
    this.repository = repository;
    this.user = user;
    this.#owner = owner;
    if (typeof writer === 'string') {
      this.writerId = writer;
    } else {
      this.writerId = writer.id;
      this.size = writer.size;
      this.#writer = writer;
    }
    this.#startTimer();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Locks the session, so that the bytes of two requests never interleave.
   *
   * @param waitMs maximum time to wait for the lock
   * @returns false when another request still has the lock
   */
  async lock(waitMs: number): Promise<boolean> {
    if (this.#locked && waitMs > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      const timer = setTimeout(resolve, waitMs);
      await promise;
      clearTimeout(timer);
      this.#waiting.delete(resolve);
    }
    if (this.#locked) return false;
    this.#locked = true;
    clearTimeout(this.#timer);
    return true;
  }

  /** @param isBroken whether the request failed, so that the writer must be closed */
  async unlock(isBroken: boolean): Promise<void> {
    if (isBroken) await this.#closeWriter();
    this.#locked = false;
    if (!this.#ended) this.#startTimer();
    // Only one waiting request acquires the lock; the others get a conflict error.
    const [next] = this.#waiting;
    next?.();
  }

  /** Returns the writer. Opens it again if it was closed. @throws OciError `BLOB_UPLOAD_UNKNOWN` */
  async writer(options?: CallOptions): Promise<BlobWriter> {
    if (this.#writer === undefined) {
      this.#writer = await this.#owner.registry.pushBlobChunkedResume(this.repository, this.writerId, {
        ...options,
        offset: this.size,
      });
      this.#updateState(this.#writer);
    }
    return this.#writer;
  }

  async write(writer: BlobWriter, chunk: Uint8Array): Promise<void> {
    try {
      await writer.write(chunk);
    } finally {
      this.#updateState(writer);
    }
  }

  /** Completes the upload and ends the session, also if it fails. */
  async commit(digest: Digest, options?: CallOptions): Promise<Descriptor> {
    const writer = await this.writer(options);
    try {
      return await writer.commit(digest, options);
    } catch (error) {
      await this.#reportFailure(() => writer.cancel());
      throw error;
    } finally {
      this.#end();
    }
  }

  /** Cancels the upload and ends the session. */
  async cancel(options?: CallOptions): Promise<void> {
    try {
      const writer = await this.writer(options);
      await writer.cancel(options);
    } finally {
      this.#end();
    }
  }

  /** Cancels the upload and reports a failure to the owner. */
  async discard(): Promise<void> {
    if (!this.#ended) await this.#reportFailure(() => this.cancel());
  }

  /** Ends the session. The upload remains in the registry, and a later session can resume it. */
  async suspend(): Promise<void> {
    if (this.#ended) return;
    await this.#closeWriter();
    this.#end();
  }

  #updateState(writer: BlobWriter): void {
    this.writerId = writer.id;
    this.size = writer.size;
  }

  #startTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        void this.#closeWriter().then(() => {
          this.#startExpiryTimer();
        });
      },
      Math.min(closeWriterAfterMs, this.#owner.idleMs),
    );
    this.#timer.unref();
  }

  #startExpiryTimer(): void {
    if (this.#locked || this.#ended) return;
    this.#timer = setTimeout(
      () => {
        void this.discard();
      },
      Math.max(0, this.#owner.idleMs - closeWriterAfterMs),
    );
    this.#timer.unref();
  }

  async #closeWriter(): Promise<void> {
    const writer = this.#writer;
    if (writer === undefined) return;
    this.#writer = undefined;
    await this.#reportFailure(() => writer.close());
    this.#updateState(writer);
  }

  #end(): void {
    this.#ended = true;
    this.#writer = undefined;
    clearTimeout(this.#timer);
    this.#owner.onEnd(this);
  }

  async #reportFailure(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#owner.onError(error);
    }
  }
}
