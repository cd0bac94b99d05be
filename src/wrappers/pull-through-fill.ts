import { untilAborted } from '../concurrency/index.ts';
import type { BlobReader, Registry } from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import { BoundedChannel } from './bounded-channel.ts';
import { openedOnce, type CacheStore, type Moment } from './pull-through-store.ts';

/** Where a blob can be read. */
export interface BlobSource {
  readonly descriptor: Descriptor;
  /** `store`: the store has it. `live`: the origin is sending it, and the first reader receives it at the same time. */
  readonly from: 'store' | 'live';
}

/**
 * Looks up one blob in the store and, if it is absent, downloads it once from the origin: into the store and to the
 * first reader at the same time. The download waits for the first reader only while no other reader wants the blob.
 * After that a slow first reader gets the rest from the store, like the other readers. The download is aborted when no
 * reader is left.
 */
export class Fill {
  readonly #store: CacheStore;
  readonly #repository: string;
  readonly #digest: Digest;
  readonly #onEnd: (fill: Fill) => void;
  readonly #stop = new AbortController();
  readonly #source = Promise.withResolvers<BlobSource>();
  readonly #stored = Promise.withResolvers<boolean>();
  readonly #toStore = new BoundedChannel();
  readonly #toReader = new BoundedChannel();
  readonly #run: Promise<void>;
  #readers = 0;
  /** Whether the origin has sent the complete blob. */
  #complete = false;
  #failed = false;

  /** @param onEnd called, possibly twice, when no more readers may join */
  constructor(origin: Registry, store: CacheStore, repository: string, digest: Digest, onEnd: (fill: Fill) => void) {
    this.#store = store;
    this.#repository = repository;
    this.#digest = digest;
    this.#onEnd = onEnd;
    // Not every reader waits for both promises.
    this.#source.promise.catch(() => undefined);
    this.#stored.promise.catch(() => undefined);
    this.#run = this.#fill(origin).finally(() => onEnd(this));
  }

  /** The download for the first reader. It ends early when the reader is slow and others wait. */
  get live(): AsyncIterable<Uint8Array> {
    return this.#toReader;
  }

  /** Adds a reader. */
  join(): void {
    this.#readers++;
    this.#detachSlowReader();
  }

  /** Removes a reader. Resolves when the download that this aborts has ended. Never rejects. */
  async leave(): Promise<void> {
    this.#readers--;
    if (this.#readers > 0) return;
    if (!this.#complete) {
      // A new reader must not join a download that is being aborted.
      this.#onEnd(this);
      this.#stop.abort();
    }
    await this.#run;
  }

  /** The first reader stops reading {@link live}. */
  cancelLive(): void {
    this.#toReader.cancel();
  }

  /** @throws OciError from the origin; `ABORTED` */
  source(signal: AbortSignal | undefined): Promise<BlobSource> {
    return untilAborted(this.#source.promise, signal);
  }

  /**
   * Waits for the end of the download.
   *
   * @returns whether the store has the blob
   * @throws OciError from the origin; `ABORTED`
   */
  stored(signal: AbortSignal | undefined): Promise<boolean> {
    return untilAborted(this.#stored.promise, signal);
  }

  async #fill(origin: Registry): Promise<void> {
    const { signal } = this.#stop;
    try {
      const stored = await this.#store.findBlob(this.#repository, this.#digest, signal);
      if (stored !== undefined) {
        this.#source.resolve({ descriptor: stored, from: 'store' });
        this.#stored.resolve(true);
        return;
      }
      const moment = this.#store.now;
      const reader = await origin.getBlob(this.#repository, this.#digest, { signal });
      this.#source.resolve({ descriptor: reader.descriptor, from: 'live' });
      await this.#download(reader, moment, signal);
    } catch (error) {
      this.#source.reject(error);
      this.#stored.reject(error);
      this.#toReader.fail(error);
    }
  }

  async #download(reader: BlobReader, moment: Moment, signal: AbortSignal): Promise<void> {
    const storing = this.#storeBlob(reader.descriptor, moment, signal);
    try {
      for await (const chunk of reader) {
        this.#detachSlowReader();
        // A copy for the reader, which may modify the chunk while the store still uses it.
        await Promise.all([
          this.#toStore.send(chunk),
          this.#toReader.closed ? undefined : this.#toReader.send(Uint8Array.from(chunk)),
        ]);
        // The store has the blob already or has failed, and the first reader has left: the rest of the download is not
        // needed.
        if (this.#toStore.closed && this.#toReader.closed) return;
      }
      this.#complete = true;
      this.#toStore.end();
      this.#toReader.end();
    } catch (error) {
      // Set before the store sees the failure, so that the failure is not attributed to the store.
      this.#failed = true;
      this.#stored.reject(error);
      this.#toStore.fail(error);
      throw error;
    } finally {
      await storing;
    }
  }

  async #storeBlob(descriptor: Descriptor, moment: Moment, signal: AbortSignal): Promise<void> {
    const body = openedOnce(this.#toStore);
    try {
      this.#stored.resolve(
        await this.#store.storeBlob(this.#repository, descriptor, body, moment, signal, () => this.#failed),
      );
    } catch (error) {
      this.#stored.reject(error);
    } finally {
      this.#toStore.cancel();
    }
  }

  #detachSlowReader(): void {
    if (this.#readers > 1 && this.#toReader.full) this.#toReader.end();
  }
}
