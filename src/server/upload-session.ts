import type { BlobWriter, CallOptions, Registry } from '../registry/index.ts';
import type { Digest, Descriptor } from '../spec/index.ts';

export interface SessionOwner {
  readonly registry: Registry;
  readonly idleMs: number;
  /** The session has ended. */
  ended(session: UploadSession): void;
  /** A failure that no client waits for. */
  failed(error: unknown): void;
}

/** Milliseconds without a request after which a session lets go of its open writer, and with it of a file handle. */
const parkAfterMs = 5000;

/** An upload as one client sees it. One request at a time holds it. */
export class UploadSession {
  readonly key: string;
  readonly repository: string;
  /** Who began it. */
  readonly user: string | undefined;
  /** What the registry calls the upload. It may change with each writer. */
  writerId: string;
  /** Bytes that have arrived; undefined until the registry was asked after a restart. */
  size: number | undefined;
  readonly #owner: SessionOwner;
  #writer: BlobWriter | undefined;
  #held = false;
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
    this.#rest();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Takes hold of the session, so that bytes of two requests never interleave.
   *
   * @param waitMs how long to wait for a request that holds it; one whose connection broke lets go soon
   * @returns false when it is still held
   */
  async hold(waitMs: number): Promise<boolean> {
    if (this.#held && waitMs > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      const timer = setTimeout(resolve, waitMs);
      await promise;
      clearTimeout(timer);
      this.#waiting.delete(resolve);
    }
    if (this.#held) return false;
    this.#held = true;
    clearTimeout(this.#timer);
    return true;
  }

  /** @param broken the client is gone in the middle: nothing is kept open for it */
  async release(broken: boolean): Promise<void> {
    if (broken) await this.#park();
    this.#held = false;
    if (!this.#ended) this.#rest();
    // The first that wakes takes hold; the others find it held and are told so.
    const [next] = this.#waiting;
    next?.();
  }

  /** The writer, opened again when it was let go. @throws OciError `BLOB_UPLOAD_UNKNOWN` */
  async writer(options?: CallOptions): Promise<BlobWriter> {
    if (this.#writer === undefined) {
      this.#writer = await this.#owner.registry.pushBlobChunkedResume(this.repository, this.writerId, {
        ...options,
        offset: this.size,
      });
      this.#noteState(this.#writer);
    }
    return this.#writer;
  }

  async write(writer: BlobWriter, chunk: Uint8Array): Promise<void> {
    try {
      await writer.write(chunk);
    } finally {
      this.#noteState(writer);
    }
  }

  /** Completes the upload. Whatever comes of it, the session has ended then. */
  async commit(digest: Digest, options?: CallOptions): Promise<Descriptor> {
    const writer = await this.writer(options);
    try {
      return await writer.commit(digest, options);
    } catch (error) {
      await this.#quietly(() => writer.cancel());
      throw error;
    } finally {
      this.#end();
    }
  }

  /** Ends the upload and keeps nothing of it. */
  async cancel(options?: CallOptions): Promise<void> {
    try {
      const writer = await this.writer(options);
      await writer.cancel(options);
    } finally {
      this.#end();
    }
  }

  /** {@link cancel} when no client is told of its failure. */
  async drop(): Promise<void> {
    if (!this.#ended) await this.#quietly(() => this.cancel());
  }

  /** Forgets the session and leaves the upload with the registry, to be resumed another time. */
  async leave(): Promise<void> {
    if (this.#ended) return;
    await this.#park();
    this.#end();
  }

  #noteState(writer: BlobWriter): void {
    this.writerId = writer.id;
    this.size = writer.size;
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        void this.#park().then(() => {
          this.#expireLater();
        });
      },
      Math.min(parkAfterMs, this.#owner.idleMs),
    );
    this.#timer.unref();
  }

  #expireLater(): void {
    if (this.#held || this.#ended) return;
    this.#timer = setTimeout(
      () => {
        void this.drop();
      },
      Math.max(0, this.#owner.idleMs - parkAfterMs),
    );
    this.#timer.unref();
  }

  async #park(): Promise<void> {
    const writer = this.#writer;
    if (writer === undefined) return;
    this.#writer = undefined;
    await this.#quietly(() => writer.close());
    this.#noteState(writer);
  }

  #end(): void {
    this.#ended = true;
    this.#writer = undefined;
    clearTimeout(this.#timer);
    this.#owner.ended(this);
  }

  async #quietly(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#owner.failed(error);
    }
  }
}
