import type { Descriptor, Digest } from '../spec/index.ts';
import { entryOf, withRefName, type IndexChange, type IndexEntry } from './index-document.ts';
import { Multimap } from './multimap.ts';
import type { RefNames } from './ref-names.ts';
import type { RepositoryListing } from './repository-listing.ts';

/** Computes a change of the entries of one repository. Its methods see the changes of the earlier calls. */
export class IndexEdit {
  readonly #listing: RepositoryListing;
  readonly #names: RefNames;
  readonly #removed = new Set<string>();
  readonly #added = new Map<string, IndexEntry>();
  readonly #addedByTag = new Multimap<string, IndexEntry>();
  readonly #addedByDigest = new Multimap<Digest, IndexEntry>();

  constructor(listing: RepositoryListing, names: RefNames) {
    this.#listing = listing;
    this.#names = names;
  }

  /** @returns undefined when nothing changes */
  get change(): IndexChange | undefined {
    if (this.#removed.size === 0 && this.#added.size === 0) return undefined;
    return { removed: [...this.#removed], added: [...this.#added.values()] };
  }

  /** Adds an untagged entry for a manifest that has no entry. */
  addManifest(descriptor: Descriptor): void {
    const { digest } = descriptor;
    if (!this.#has(digest)) this.#add(entryOf(descriptor, this.#names.untagged(digest)));
  }

  /** Sets a tag. The previous manifest of the tag still has an entry, which is untagged when this was its only tag. */
  setTag(descriptor: Descriptor, tag: string): void {
    const { digest, size } = descriptor;
    const current = this.#tagged(tag).at(-1)?.descriptor;
    if (current?.digest === digest && current.size === size) return;
    this.removeTag(tag);
    const [existing] = this.#ofDigest(digest);
    const refName = this.#names.refName(tag);
    const tagged = existing === undefined ? entryOf(descriptor, refName) : withRefName(existing, refName);
    // The tagged entry replaces an untagged one.
    for (const entry of this.#ofDigest(digest)) if (this.#isUntagged(entry)) this.#remove(entry);
    this.#add(tagged);
  }

  /** Removes a tag. Its manifest still has an entry. */
  removeTag(tag: string): void {
    const entries = this.#tagged(tag);
    for (const entry of entries) this.#remove(entry);
    for (const entry of entries) {
      const { digest } = entry.descriptor;
      if (!this.#has(digest)) this.#add(withRefName(entry, this.#names.untagged(digest)));
    }
  }

  /** Removes a manifest and all its tags. */
  removeManifest(digest: Digest): void {
    for (const entry of this.#ofDigest(digest)) this.#remove(entry);
  }

  #has(digest: Digest): boolean {
    for (const _ of this.#ofDigest(digest)) return true;
    return false;
  }

  #tagged(tag: string): readonly IndexEntry[] {
    return [...this.#remaining(this.#listing.entriesWithTag(tag)), ...this.#addedByTag.get(tag)];
  }

  *#ofDigest(digest: Digest): Generator<IndexEntry, void, undefined> {
    yield* this.#remaining(this.#listing.entriesWithDigest(digest));
    yield* this.#addedByDigest.get(digest);
  }

  *#remaining(entries: Iterable<IndexEntry>): Generator<IndexEntry, void, undefined> {
    for (const entry of entries) if (!this.#removed.has(entry.key) && !this.#added.has(entry.key)) yield entry;
  }

  #isUntagged({ refName, descriptor }: IndexEntry): boolean {
    return refName === undefined || refName === this.#names.untagged(descriptor.digest);
  }

  #add(entry: IndexEntry): void {
    const previous = this.#added.get(entry.key);
    if (previous !== undefined) this.#remove(previous);
    this.#added.set(entry.key, entry);
    const tag = this.#names.tagOf(entry.refName);
    if (tag !== undefined) this.#addedByTag.add(tag, entry);
    this.#addedByDigest.add(entry.descriptor.digest, entry);
  }

  #remove(entry: IndexEntry): void {
    if (this.#added.get(entry.key) !== entry) {
      this.#removed.add(entry.key);
      return;
    }
    this.#added.delete(entry.key);
    const tag = this.#names.tagOf(entry.refName);
    if (tag !== undefined) this.#addedByTag.remove(tag, entry);
    this.#addedByDigest.remove(entry.descriptor.digest, entry);
  }
}
