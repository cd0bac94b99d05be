import type { Descriptor, Digest } from '../spec/index.ts';

/** Number of changes that {@link Roots.changedSince} can return. */
const maxLoggedChanges = 1000;

/** The manifests of a repository with an entry in `index.json`. */
export class Roots {
  readonly #manifests = new Map<Digest, Descriptor>();
  readonly #log: Digest[] = [];
  #version = 0;

  /** Number of changes. */
  get version(): number {
    return this.#version;
  }

  has(digest: Digest): boolean {
    return this.#manifests.has(digest);
  }

  get(digest: Digest): Descriptor | undefined {
    return this.#manifests.get(digest);
  }

  // The types of the package must also be correct before TypeScript 5.6, which introduced `MapIterator`.
  keys(): ReturnType<Map<Digest, Descriptor>['keys']> {
    return this.#manifests.keys();
  }

  values(): ReturnType<Map<Digest, Descriptor>['values']> {
    return this.#manifests.values();
  }

  add(manifest: Descriptor): void {
    this.#manifests.set(manifest.digest, manifest);
    this.#record(manifest.digest);
  }

  delete(digest: Digest): void {
    if (this.#manifests.delete(digest)) this.#record(digest);
  }

  /** The manifests that were added or deleted after a version; undefined when they are no longer known. */
  changedSince(version: number): readonly Digest[] | undefined {
    const count = this.#version - version;
    if (count > this.#log.length) return undefined;
    return count === 0 ? [] : this.#log.slice(-count);
  }

  #record(digest: Digest): void {
    this.#version++;
    this.#log.push(digest);
    if (this.#log.length > 2 * maxLoggedChanges) this.#log.splice(0, maxLoggedChanges);
  }
}
