import { indexAfter, sortNames } from '../registry/index.ts';
import { isManifestMediaType, plainDescriptor, type Descriptor, type Digest } from '../spec/index.ts';
import type { IndexDocument, IndexEntry } from './index-document.ts';
import { Multimap } from './multimap.ts';
import type { RefNames } from './ref-names.ts';
import { Roots } from './roots.ts';

/** The entries of a repository in `index.json` by tag and by digest. It follows the changes of the document. */
export class RepositoryListing {
  readonly document: IndexDocument;
  /** The manifests with an entry. */
  readonly roots: Roots = new Roots();
  readonly #names: RefNames;
  readonly #byTag = new Multimap<string, IndexEntry>();
  readonly #byDigest = new Multimap<Digest, IndexEntry>();
  /** Version of the document. */
  #version: number;
  #sortedTags: string[] | undefined;

  constructor(document: IndexDocument, names: RefNames) {
    this.document = document;
    this.#names = names;
    this.#version = document.version;
    for (const entry of document.entries()) this.#add(entry);
  }

  /** Includes the latest changes of the document. @returns false when they are no longer known */
  update(): boolean {
    const changes = this.document.changesSince(this.#version);
    if (changes === undefined) return false;
    this.#version = this.document.version;
    for (const { removed, added } of changes) {
      for (const entry of removed) this.#remove(entry);
      for (const entry of added) this.#add(entry);
    }
    return true;
  }

  get isEmpty(): boolean {
    return this.#byDigest.size === 0;
  }

  /** The manifest of a tag. The last of several entries with the same name counts, as in other tools. */
  tagged(tag: string): Descriptor | undefined {
    const entry = this.#byTag.last(tag);
    return entry === undefined ? undefined : plainDescriptor(entry.descriptor);
  }

  entriesWithTag(tag: string): Iterable<IndexEntry> {
    return this.#byTag.get(tag);
  }

  entriesWithDigest(digest: Digest): Iterable<IndexEntry> {
    return this.#byDigest.get(digest);
  }

  /** All tags in byte order. A later change of the document changes the list. */
  sortedTags(): readonly string[] {
    return (this.#sortedTags ??= sortNames(this.#byTag.keys()));
  }

  #add(entry: IndexEntry): void {
    const { refName, descriptor } = entry;
    const { digest, mediaType } = descriptor;
    if (!this.#names.includes(refName)) return;
    this.#byDigest.add(digest, entry);
    if (!this.roots.has(digest) && isManifestMediaType(mediaType)) this.roots.add(plainDescriptor(descriptor));
    const tag = this.#names.tagOf(refName);
    if (tag === undefined) return;
    if (!this.#byTag.has(tag)) this.#sortedTags?.splice(indexAfter(this.#sortedTags, tag), 0, tag);
    this.#byTag.add(tag, entry);
  }

  #remove(entry: IndexEntry): void {
    const { refName, descriptor } = entry;
    if (!this.#names.includes(refName)) return;
    this.#byDigest.remove(descriptor.digest, entry);
    if (!this.#byDigest.has(descriptor.digest)) this.roots.delete(descriptor.digest);
    const tag = this.#names.tagOf(refName);
    if (tag === undefined) return;
    this.#byTag.remove(tag, entry);
    if (!this.#byTag.has(tag)) this.#sortedTags?.splice(indexAfter(this.#sortedTags, tag) - 1, 1);
  }
}
