import { abortable, monotonicMs, untilAborted } from '../concurrency/index.ts';
import { indexAfter } from '../registry/index.ts';
import { maxScanned } from './names.ts';
import type { PageRequest } from './request.ts';

/** Milliseconds for which searches use the same list. */
const maxAgeMs = 10_000;

interface Listing {
  readonly names: readonly string[];
  /** Whether the list has all names. */
  readonly isComplete: boolean;
  /** The failure of the upstream, if the list is from the cache. */
  readonly stale: Parameters<PageRequest['onStale']> | undefined;
  readonly readAtMs: number;
}

/**
 * The names of all repositories, for searches. A user who types sends several searches, and a storage of 5,000
 * repositories needs seconds for a list, so that searches within some seconds share one list.
 */
export class SearchCatalog {
  readonly #now: () => number;
  #listing: Promise<Listing> | undefined;
  #endsAtMs = Infinity;

  /** @param now milliseconds */
  constructor(now: () => number = monotonicMs) {
    this.#now = now;
  }

  /** The names after `startAfter`. */
  async *names(
    request: Pick<PageRequest, 'registry' | 'signal' | 'onStale'>,
    startAfter: string | undefined,
  ): AsyncGenerator<string, void, undefined> {
    const { registry, signal, onStale } = request;
    const { names, isComplete, stale } = await untilAborted(this.#current(registry), signal);
    if (stale !== undefined) onStale(...stale);
    if (isComplete) yield* names.slice(startAfter === undefined ? 0 : indexAfter(names, startAfter));
    else yield* abortable(registry.repositories({ startAfter, signal, onStale }), signal);
  }

  #current(registry: PageRequest['registry']): Promise<Listing> {
    if (this.#listing !== undefined && this.#now() < this.#endsAtMs) return this.#listing;
    // The list is read to its end if its caller leaves, because the next search needs it.
    const listing = this.#read(registry);
    this.#listing = listing;
    this.#endsAtMs = Infinity;
    listing.then(
      ({ readAtMs }) => {
        if (this.#listing === listing) this.#endsAtMs = readAtMs + maxAgeMs;
      },
      () => {
        if (this.#listing === listing) this.#listing = undefined;
      },
    );
    return listing;
  }

  async #read(registry: PageRequest['registry']): Promise<Listing> {
    const names: string[] = [];
    let stale: Listing['stale'];
    const onStale: PageRequest['onStale'] = (...failure) => {
      stale = failure;
    };
    for await (const name of registry.repositories({ onStale })) {
      if (names.length === maxScanned) return { names, isComplete: false, stale, readAtMs: this.#now() };
      names.push(name);
    }
    return { names, isComplete: true, stale, readAtMs: this.#now() };
  }
}
