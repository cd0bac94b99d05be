import { sortNames } from '../registry/index.ts';
import { isManifestMediaType, plainDescriptor, type Descriptor, type Digest } from '../spec/index.ts';
import { entriesOfRepository, type IndexDocument } from './index-document.ts';
import type { RefNames } from './ref-names.ts';

/** The entries of a repository in `index.json`, indexed for reads, which are much more frequent than changes. */
export class RepositoryListing {
  readonly document: IndexDocument;
  /** The manifest of each tag. */
  readonly tags: ReadonlyMap<string, Descriptor>;
  /** The manifests with an entry. */
  readonly roots: ReadonlyMap<Digest, Descriptor>;
  #sortedTags: readonly string[] | undefined;

  constructor(document: IndexDocument, names: RefNames) {
    const tags = new Map<string, Descriptor>();
    const roots = new Map<Digest, Descriptor>();
    for (const entry of entriesOfRepository(document, names)) {
      const descriptor = plainDescriptor(entry.descriptor);
      const tag = names.tagOf(entry.refName);
      // The last of several entries with the same name counts, as in other tools.
      if (tag !== undefined) tags.set(tag, descriptor);
      if (!roots.has(descriptor.digest) && isManifestMediaType(descriptor.mediaType))
        roots.set(descriptor.digest, descriptor);
    }
    this.document = document;
    this.tags = tags;
    this.roots = roots;
  }

  /** All tags in byte order. */
  sortedTags(): readonly string[] {
    return (this.#sortedTags ??= sortNames(this.tags.keys()));
  }
}
