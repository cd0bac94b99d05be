import { setImmediate } from 'node:timers/promises';
import type { BlobWriter, CallOptions, Registry } from '../registry/index.ts';
import { isOciError, type Digest, type Descriptor } from '../spec/index.ts';

/** The registry and the callbacks of a session. */
export interface SessionOwner {
  readonly registry: Registry;
  readonly idleMs: number;
  /** Whether the next request of an upload may go to another server. */
  readonly isReplica: boolean;
  /** Called after a request that used the session. */
  onUse(session: UploadSession): void;
  /** Called when the session has ended. */
  onEnd(session: UploadSession): void;
  /** Called with a failure that no client receives. */
  onError(error: unknown): void;
}

/** The request that has the lock of a session. */
export interface LockHolder {
  /** Bytes that its connection has received. */
  received(): number;
  /** Ends the transfer of its body. The bytes that arrived are written first. */
  end(): void;
}

/** Milliseconds without a request after which a session closes its writer, which releases a file handle. */
const closeWriterAfterMs = 5000;
/** Milliseconds without new bytes after which a later request ends the request that has the lock. */
const holderIdleMs = 250;
/** Milliseconds after which a later request ends the request that has the lock, also if bytes still arrive. */
const maxHolderMs = 2000;
/** Maximum milliseconds to wait for the lock. A request that stores its last bytes cannot be ended. */
const maxLockWaitMs = 30_000;

/** An upload of one client. A lock limits access to one request at a time. */
export class UploadSession {
  readonly key: string;
  readonly repository: string;
  /** The user who started the upload. */
  readonly user: string | undefined;
  /** The registry's id of the upload. Each writer may have a different id. */
  writerId: string;
  /** The client whose share of the sessions includes this one. */
  readonly client: string;
  /** Bytes received; undefined after a restart until the registry has been queried. */
  size: number | undefined;
  readonly #owner: SessionOwner;
  #writer: BlobWriter | undefined;
  #holder: LockHolder | undefined;
  /** Time of the last use. A monotonic clock, because the system clock may jump. */
  #usedAt = performance.now();
  #ended = false;
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    key: string,
    repository: string,
    { user, client }: Pick<UploadSession, 'user' | 'client'>,
    owner: SessionOwner,
    writer: BlobWriter | string,
  ) {
    this.key = key;
    this.repository = repository;
    this.user = user;
    this.client = client;
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

  /** Milliseconds since the last request; undefined while a request uses the session. */
  get idleMs(): number | undefined {
    return this.#holder === undefined ? performance.now() - this.#usedAt : undefined;
  }

  /**
   * Locks the session, so that the bytes of two requests never interleave.
   *
   * @param takesOver whether to end a request that has the lock and makes no progress. Its connection may be broken
   *   although it is open. After the call, it adds no bytes to the upload.
   * @returns false when another request still has the lock
   */
  async lock(holder: LockHolder, takesOver: boolean): Promise<boolean> {
    // Two requests that find the session unlocked must not both wait.
    if (takesOver && this.#holder !== undefined) await this.#endHolder();
    if (this.#holder !== undefined) return false;
    this.#holder = holder;
    clearTimeout(this.#timer);
    return true;
  }

  /** @param isBroken whether the request failed, so that the writer must be closed */
  async unlock(isBroken: boolean): Promise<void> {
    if (isBroken) await this.#closeWriter();
    // Another server may change the upload, so this one forgets its state.
    if (this.#owner.isReplica) await this.suspend();
    this.#holder = undefined;
    if (!this.#ended) {
      this.#usedAt = performance.now();
      this.#owner.onUse(this);
      this.#startTimer();
    }
    for (const resume of this.#waiting) resume();
  }

  /**
   * Returns the writer. Opens it again if it was closed. Ends the session if the registry does not have the upload.
   *
   * @throws OciError `BLOB_UPLOAD_UNKNOWN`
   */
  async writer(options?: CallOptions): Promise<BlobWriter> {
    if (this.#writer !== undefined) return this.#writer;
    const { registry } = this.#owner;
    try {
      const resume = { ...options, offset: this.size };
      this.#writer = await registry.pushBlobChunkedResume(this.repository, this.writerId, resume);
    } catch (error) {
      if (isOciError(error, 'BLOB_UPLOAD_UNKNOWN')) this.#end();
      throw error;
    }
    this.#updateState(this.#writer);
    return this.#writer;
  }

  async write(writer: BlobWriter, chunk: Uint8Array): Promise<void> {
    try {
      await writer.write(chunk);
    } finally {
      this.#updateState(writer);
    }
  }

  /**
   * Stores all bytes in the registry, if the next request may go to another server.
   *
   * @throws OciError as `BlobWriter.close`
   */
  async flush(): Promise<void> {
    const writer = this.#writer;
    if (!this.#owner.isReplica || writer === undefined) return;
    this.#writer = undefined;
    try {
      await writer.close();
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

  async #endHolder(): Promise<void> {
    let received: number | undefined;
    for (let waitedMs = 0; this.#holder !== undefined && waitedMs < maxLockWaitMs; waitedMs += holderIdleMs) {
      if (received === this.#holder.received() || waitedMs >= maxHolderMs) this.#holder.end();
      received = this.#holder.received();
      await this.#unlocked(holderIdleMs);
      // Bytes that arrived while the process was busy count as progress.
      await setImmediate();
    }
  }

  /** Waits until the session is unlocked, at most `ms` milliseconds. */
  async #unlocked(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    const timer = setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(resolve);
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
    if (this.#holder !== undefined || this.#ended) return;
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
