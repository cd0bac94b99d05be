import { orAborted } from '../concurrency/index.ts';
import type { BlobReader, Registry } from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import { openedOnce, type CacheStore } from './cache-store.ts';
import { BoundedChannel } from './bounded-channel.ts';

/** Where a blob can be read, once that is known. */
export interface Found {
  readonly descriptor: Descriptor;
  /** `store`: it is there. `live`: it is coming from the origin, and whoever asked first is given it as it comes. */
  readonly from: 'store' | 'live';
}

/**
 * One blob being looked for in the store and, when it is not there, downloaded from the origin once: into the store and at the same time to
 * the reader who asked first. That reader's pace is the download's, until others wait for the blob too: then it is no longer waited for,
 * and gets the rest from where the others get theirs. The download is aborted when nobody is left who wants it.
 */
export class Fill {
  readonly #store: CacheStore;
  readonly #repository: string;
  readonly #digest: Digest;
  readonly #ended: (fill: Fill) => void;
  readonly #stop = new AbortController();
  readonly #found = Promise.withResolvers<Found>();
  readonly #stored = Promise.withResolvers<boolean>();
  readonly #toStore = new BoundedChannel();
  readonly #toReader = new BoundedChannel();
  readonly #run: Promise<void>;
  #wanting = 0;
  /** All bytes have come from the origin. */
  #arrived = false;
  /** The download has failed. */
  #broken = false;

  /** @param ended called, perhaps twice, when nobody is to join any more */
  constructor(origin: Registry, store: CacheStore, repository: string, digest: Digest, ended: (fill: Fill) => void) {
    this.#store = store;
    this.#repository = repository;
    this.#digest = digest;
    this.#ended = ended;
    // Not everybody waits for both.
    this.#found.promise.catch(() => undefined);
    this.#stored.promise.catch(() => undefined);
    this.#run = this.#fill(origin).finally(() => ended(this));
  }

  /** What the reader who asked first is given as it comes. It ends early when others are waiting and the reader is slow. */
  get live(): AsyncIterable<Uint8Array> {
    return this.#toReader;
  }

  /** Counts one who wants the blob. To be called at once by whoever got hold of the fill. */
  join(): void {
    this.#wanting++;
    this.#hurry();
  }

  /** Whoever joined is done. Resolves when what that ended has ended. Never rejects. */
  async leave(): Promise<void> {
    this.#wanting--;
    if (this.#wanting > 0) return;
    if (!this.#arrived) {
      // Who comes now must not meet a download that is being aborted.
      this.#ended(this);
      this.#stop.abort();
    }
    await this.#run;
  }

  /** The reader who asked first takes no more of {@link live}. */
  leaveLive(): void {
    this.#toReader.leave();
  }

  /** @throws OciError what the origin says; `ABORTED` */
  found(signal: AbortSignal | undefined): Promise<Found> {
    return orAborted(this.#found.promise, signal);
  }

  /** Resolves when it is known whether the store has the blob whole. @throws OciError what broke the download; `ABORTED` */
  stored(signal: AbortSignal | undefined): Promise<boolean> {
    return orAborted(this.#stored.promise, signal);
  }

  async #fill(origin: Registry): Promise<void> {
    const { signal } = this.#stop;
    try {
      const present = await this.#store.findBlob(this.#repository, this.#digest, signal);
      if (present !== undefined) {
        this.#found.resolve({ descriptor: present, from: 'store' });
        this.#stored.resolve(true);
        return;
      }
      const reader = await origin.getBlob(this.#repository, this.#digest, { signal });
      this.#found.resolve({ descriptor: reader.descriptor, from: 'live' });
      await this.#download(reader, signal);
    } catch (error) {
      this.#found.reject(error);
      this.#stored.reject(error);
      this.#toReader.fail(error);
    }
  }

  async #download(reader: BlobReader, signal: AbortSignal): Promise<void> {
    const storing = this.#storing(reader.descriptor, signal);
    try {
      for await (const chunk of reader) {
        this.#hurry();
        // The reader may write to what it gets, and the store may keep it.
        await Promise.all([
          this.#toStore.give(chunk),
          this.#toReader.closed ? undefined : this.#toReader.give(Uint8Array.from(chunk)),
        ]);
        // Whoever still wants the blob gets it from elsewhere: the store has it already, or has failed.
        if (this.#toStore.closed && this.#toReader.closed) return;
      }
      this.#arrived = true;
      this.#toStore.end();
      this.#toReader.end();
    } catch (error) {
      // Before the store hears of it, so that it is not blamed.
      this.#broken = true;
      this.#stored.reject(error);
      this.#toStore.fail(error);
      throw error;
    } finally {
      await storing;
    }
  }

  async #storing(descriptor: Descriptor, signal: AbortSignal): Promise<void> {
    try {
      this.#stored.resolve(
        await this.#store.storeBlob(
          this.#repository,
          descriptor,
          openedOnce(this.#toStore),
          signal,
          () => this.#broken,
        ),
      );
    } catch (error) {
      this.#stored.reject(error);
    } finally {
      this.#toStore.leave();
    }
  }

  #hurry(): void {
    if (this.#wanting > 1 && this.#toReader.full) this.#toReader.end();
  }
}
