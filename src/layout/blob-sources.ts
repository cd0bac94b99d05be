import { LRUCache } from 'lru-cache';
import type { Digest } from '../spec/index.ts';

/** Maximum number of blobs. */
const maxBlobs = 50_000;
/** Maximum number of repositories for each blob. */
const maxRepositories = 8;

/**
 * Repositories in which this process has stored or found a blob. They are candidates for a mount without a source: the
 * blob may have been deleted, and other repositories may have it.
 */
export class BlobSources {
  /** `max` would allocate all entries at once, which takes milliseconds for each layout that is opened. */
  readonly #repositories = new LRUCache<Digest, readonly string[]>({ maxSize: maxBlobs, sizeCalculation: () => 1 });

  add(digest: Digest, repository: string): void {
    const known = this.#repositories.get(digest) ?? [];
    if (known.includes(repository)) return;
    this.#repositories.set(digest, [repository, ...known].slice(0, maxRepositories));
  }

  get(digest: Digest): readonly string[] {
    return this.#repositories.get(digest) ?? [];
  }
}
