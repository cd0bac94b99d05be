import { LRUCache } from 'lru-cache';
import { monotonicMs } from '../concurrency/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { nameUnknown, type Digest, type OciError } from '../spec/index.ts';
import { afterAllKeys, type ObjectStore } from './object-store.ts';
import { contentPrefix, nameEnd, repositoryPrefix } from './keys.ts';

/** Milliseconds for which the existence of a repository is cached. It only selects the code of an error. */
const existsTtlMs = 60_000;
const absentTtlMs = 1000;
const maxNames = 10_000;

/** The names of the repositories. */
export class Repositories {
  readonly #store: ObjectStore;
  readonly #known = new LRUCache<string, { readonly exists: boolean; readonly untilMs: number }>({ max: maxNames });
  /** The repositories in which this process has seen a blob. */
  readonly #sources = new LRUCache<Digest, Set<string>>({ max: maxNames });

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Records that a repository has content. */
  add(repository: string, blob?: Digest): void {
    this.#known.set(repository, { exists: true, untilMs: monotonicMs() + existsTtlMs });
    if (blob === undefined) return;
    const sources = this.#sources.get(blob);
    if (sources === undefined) this.#sources.set(blob, new Set([repository]));
    else sources.add(repository);
  }

  /** Forgets the state of a repository after a deletion. */
  forget(repository: string): void {
    this.#known.delete(repository);
  }

  /** The repositories in which this process has seen a blob. */
  with(blob: Digest): Iterable<string> {
    return this.#sources.get(blob) ?? [];
  }

  /** Whether a repository has content. */
  async exists(repository: string, options: CallOptions = {}): Promise<boolean> {
    const exists = await this.#store.hasAny(repositoryPrefix(repository), options);
    this.#known.set(repository, { exists, untilMs: monotonicMs() + (exists ? existsTtlMs : absentTtlMs) });
    return exists;
  }

  /** The error for content that is absent: `NAME_UNKNOWN` when its repository is absent, too. */
  async unknown(repository: string, error: OciError, options: CallOptions = {}): Promise<OciError> {
    const known = this.#known.get(repository);
    const isKnown = known !== undefined && known.untilMs > monotonicMs();
    const exists = isKnown ? known.exists : await this.exists(repository, options);
    return exists ? error : nameUnknown(repository);
  }

  /** Lists the names in byte order. */
  list(startAfter: string | undefined, options: CallOptions = {}): AsyncIterable<string> {
    return this.#store.groups({
      ...options,
      prefix: contentPrefix,
      delimiter: nameEnd,
      startAfter: startAfter === undefined ? undefined : `${contentPrefix}${startAfter}${nameEnd}${afterAllKeys}`,
    });
  }
}
