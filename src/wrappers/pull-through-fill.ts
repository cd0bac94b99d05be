import { untilAborted } from '../concurrency/index.ts';
import type { BlobReader, Registry } from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import { BoundedChannel } from './bounded-channel.ts';
import { singleUseBody, type CacheStore, type LogicalTime } from './pull-through-store.ts';

/** The source from which a blob is read. */
export interface BlobSource {
  readonly descriptor: Descriptor;
  /** `store`: the store has the blob. `live`: the first reader receives the download from the origin. */
  readonly from: 'store' | 'live';
}

/**
 * Looks up one blob in the store. If it is absent, downloads it once from the origin to the store and to the first
 * reader at the same time. The download waits for a slow first reader only while it is the only reader. Afterwards the
 * first reader gets the rest from the store, like the other readers. The download is aborted when the last reader
 * leaves.
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
    // A reader may wait for only one of the promises; the other must not become an unhandled rejection.
    this.#source.promise.catch(() => undefined);
    this.#stored.promise.catch(() => undefined);
    this.#run = this.#fill(origin).finally(() => onEnd(this));
  }

  /** The bytes of the download for the first reader. They end early if the reader is slow and other readers wait. */
  get live(): AsyncIterable<Uint8Array> {
    return this.#toReader;
  }

  /** Adds a reader. */
  join(): void {
    this.#readers++;
    this.#detachSlowReader();
  }

  /** Removes a reader. The last one aborts the download and waits until it has ended. Never rejects. */
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

  /** Call this when the first reader stops reading {@link live}. */
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
  waitUntilStored(signal: AbortSignal | undefined): Promise<boolean> {
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
      const asOf = this.#store.now;
      const reader = await origin.getBlob(this.#repository, this.#digest, { signal });
      this.#source.resolve({ descriptor: reader.descriptor, from: 'live' });
      await this.#download(reader, asOf, signal);
    } catch (error) {
      this.#source.reject(error);
      this.#stored.reject(error);
      this.#toReader.fail(error);
    }
  }

  async #download(reader: BlobReader, asOf: LogicalTime, signal: AbortSignal): Promise<void> {
    const storing = this.#storeBlob(reader.descriptor, asOf, signal);
    try {
      for await (const chunk of reader) {
        this.#detachSlowReader();
        // The reader gets a copy, because it may modify the chunk while the store still uses it.
        await Promise.all([
          this.#toStore.send(chunk),
          this.#toReader.closed ? undefined : this.#toReader.send(Uint8Array.from(chunk)),
        ]);
        // The rest is not needed: the store already has the blob or has failed, and the first reader has left.
        if (this.#toStore.closed && this.#toReader.closed) return;
      }
      this.#complete = true;
      this.#toStore.end();
      this.#toReader.end();
    } catch (error) {
      // Set before the store sees the failure, so that it is not reported as a failure of the store.
      this.#failed = true;
      this.#stored.reject(error);
      this.#toStore.fail(error);
      throw error;
    } finally {
      await storing;
    }
  }

  async #storeBlob(descriptor: Descriptor, asOf: LogicalTime, signal: AbortSignal): Promise<void> {
    const body = singleUseBody(this.#toStore);
    try {
      this.#stored.resolve(
        await this.#store.storeBlob(this.#repository, descriptor, body, asOf, signal, () => this.#failed),
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
