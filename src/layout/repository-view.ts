import { forEachConcurrent } from '../concurrency/index.ts';
import type { BlobReader, CallOptions } from '../registry/index.ts';
import {
  checkPushedManifest,
  contentToRequire,
  isManifestMediaType,
  isOciError,
  missingContentError,
  OciError,
  plainDescriptor,
  printable,
  type Descriptor,
  type Digest,
  type PushedManifest,
} from '../spec/index.ts';
import { once } from '../streams/index.ts';
import type { LayoutFolder } from './folder.ts';
import type { IndexChange, IndexDocument } from './index-document.ts';
import { IndexEdit } from './index-edit.ts';
import { listManifests, manifestByOtherName, type LayoutManifest } from './manifest-list.ts';
import { allReferences, indexMembership, manifestsIn, ReferenceIndex, subjects } from './reference-index.ts';
import type { RefNames } from './ref-names.ts';
import { RepositoryListing } from './repository-listing.ts';
import type { Roots } from './roots.ts';
import type { ManifestNode } from './shared-state.ts';

/** Number of concurrent file lookups before a manifest is stored. */
const lookupConcurrency = 16;
const maxPushAttempts = 3;

/** A manifest of a layout. */
export interface DatedManifest {
  readonly digest: Digest;
  /** When it was last stored or used, milliseconds since 1970. */
  readonly storedMs: number;
}

/** The manifests and tags of one repository in a layout, which may contain other repositories. */
export class RepositoryView {
  readonly folder: LayoutFolder;
  readonly #names: RefNames;
  /** Names the repository in error messages. */
  readonly #title: string;
  #latest: RepositoryListing | undefined;
  /** The indexes that contain a manifest. */
  readonly #parents: ReferenceIndex;
  readonly #referrers: ReferenceIndex;
  readonly #predecessors: ReferenceIndex;

  constructor(folder: LayoutFolder, names: RefNames, title: string) {
    this.folder = folder;
    this.#names = names;
    this.#title = title;
    this.#parents = new ReferenceIndex(folder.graph, indexMembership);
    this.#referrers = new ReferenceIndex(folder.graph, subjects);
    this.#predecessors = new ReferenceIndex(folder.graph, allReferences);
  }

  /** Whether `index.json` has a manifest of this repository. */
  async hasManifests(options: CallOptions = {}): Promise<boolean> {
    return !(await this.#listing(options)).isEmpty;
  }

  /** All tags in byte order. */
  async tags(options: CallOptions = {}): Promise<readonly string[]> {
    return (await this.#listing(options)).sortedTags();
  }

  /** The manifests that a user can name. */
  async manifests(options: CallOptions = {}): Promise<readonly LayoutManifest[]> {
    return listManifests(await this.#listing(options), this.#names, this.folder.graph, options.signal);
  }

  /** All manifests, also those without a tag, with the time when each was last stored or used. */
  async *allManifests(options: CallOptions = {}): AsyncGenerator<DatedManifest, void, undefined> {
    const { blobs, graph } = this.folder;
    const roots = [...(await this.#listing(options)).roots.values()];
    const listed = new Set<Digest>();
    const dated = async (digest: Digest): Promise<DatedManifest | undefined> => {
      if (listed.has(digest)) return undefined;
      listed.add(digest);
      const storedMs = await blobs.modified(digest);
      return storedMs === undefined ? undefined : { digest, storedMs };
    };
    for (const { digest } of roots) {
      const manifest = await dated(digest);
      if (manifest !== undefined) yield manifest;
    }
    for await (const { referrer } of graph.manifests(roots, { signal: options.signal })) {
      const manifest = await dated(referrer.digest);
      if (manifest !== undefined) yield manifest;
    }
  }

  /** @throws OciError `MANIFEST_UNKNOWN`, `TAG_INVALID` */
  async resolveTag(tag: string, options: CallOptions = {}): Promise<Descriptor> {
    this.#names.check(tag);
    const listing = await this.#listing(options);
    const target =
      listing.tagged(tag) ?? (this.#names.hasFullReferences ? manifestByOtherName(listing, tag) : undefined);
    if (target === undefined) throw this.#unknown(`tag ${tag}`, { tag });
    return target;
  }

  /** Finds a manifest, also in an index of the repository. @returns undefined when it is absent */
  async find(digest: Digest, options: CallOptions = {}): Promise<Descriptor | undefined> {
    return this.#find(await this.#listing(options), digest, options);
  }

  /** @throws OciError `MANIFEST_UNKNOWN` */
  async resolveManifest(digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    return this.#existing(await this.#listing(options), digest, options);
  }

  /** @throws OciError `MANIFEST_UNKNOWN` */
  async getManifest(digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    const listing = await this.#listing(options);
    const root = listing.roots.get(digest);
    if (root !== undefined && !(await this.folder.blobs.isDamaged(digest))) {
      const { mediaType } = root;
      const reader = await this.folder.blobs.open(digest, { mediaType, signal: options.signal });
      if (reader !== undefined) return reader;
    }
    return this.openManifest(await this.#existing(listing, digest, options), options);
  }

  /** @throws OciError `MANIFEST_UNKNOWN`, `SIZE_MISMATCH` */
  async openManifest(descriptor: Descriptor, options: CallOptions = {}): Promise<BlobReader> {
    const { digest, mediaType, size } = descriptor;
    const reader = await this.folder.blobs.open(digest, { mediaType, size, signal: options.signal });
    if (reader === undefined) throw this.manifestUnknown(digest);
    return reader;
  }

  /** @throws OciError as `Registry.pushManifest` */
  async push(
    content: Uint8Array,
    mediaType: string,
    digest: Digest | undefined,
    tags: readonly string[],
    options: CallOptions = {},
  ): Promise<Descriptor> {
    for (const tag of tags) this.#names.check(tag);
    const { maxDescriptors } = this.folder;
    const pushed = checkPushedManifest(content, mediaType, digest, { maxDescriptors });
    const { descriptor } = pushed;
    const { blobs } = this.folder;
    const put = (): Promise<void> => blobs.put(descriptor, () => once(content), options.signal);
    const store = async (edit: IndexEdit): Promise<void> => {
      await this.#checkContent(pushed, options);
      if ((await blobs.size(descriptor.digest)) === undefined) await put();
      await blobs.syncNames();
      edit.addManifest(descriptor);
      for (const tag of tags) edit.setTag(descriptor, tag);
    };
    for (let attempt = 1; ; attempt++) {
      // The content is checked before the first write, and again under the lock, when garbage collection cannot run.
      await this.#checkContent(pushed, options);
      await put();
      try {
        await this.#edit(store, options);
        return descriptor;
      } catch (error) {
        // A garbage collection has removed the layout. The next attempt creates it again.
        if (!isOciError(error, 'NOT_FOUND') || attempt === maxPushAttempts) throw error;
      }
    }
  }

  /** Sets a tag of an existing manifest. @throws OciError `MANIFEST_UNKNOWN`, `TAG_INVALID` */
  async tag(target: Descriptor, tag: string, options: CallOptions = {}): Promise<void> {
    this.#names.check(tag);
    await this.#edit(async (edit, listing) => {
      edit.setTag(await this.#existing(listing, target.digest, options), tag);
    }, options);
  }

  /** @throws OciError `MANIFEST_UNKNOWN`, `TAG_INVALID` */
  async untag(tag: string, options: CallOptions = {}): Promise<void> {
    this.#names.check(tag);
    await this.#edit(async (edit, listing) => {
      if (listing.tagged(tag) === undefined) throw this.#unknown(`tag ${tag}`, { tag });
      edit.removeTag(tag);
    }, options);
  }

  /**
   * Deletes a manifest and its tags. The manifests in a deleted index get their own entries.
   *
   * @throws OciError `MANIFEST_UNKNOWN`
   */
  async delete(digest: Digest, options: CallOptions = {}): Promise<void> {
    const { blobs, graph } = this.folder;
    await this.#edit(
      async (edit, listing) => {
        const manifest = await this.#existing(listing, digest, options);
        edit.removeManifest(digest);
        for (const child of (await graph.node(manifest, options.signal))?.successors ?? []) {
          if (isManifestMediaType(child.mediaType) && (await blobs.size(child.digest)) !== undefined)
            edit.addManifest(child);
        }
      },
      options,
      async (document) => {
        // Another repository of the same layout may contain the manifest.
        if (!document.entries().some((entry) => entry.descriptor.digest === digest)) await blobs.remove(digest);
      },
    );
  }

  /** The manifests with this subject. */
  async referrers(digest: Digest, options: CallOptions = {}): Promise<readonly Descriptor[]> {
    return this.#describeSources(this.#referrers, digest, options);
  }

  /** The manifests that refer to a digest: as their subject, or as content. */
  async predecessors(digest: Digest, options: CallOptions = {}): Promise<readonly Descriptor[]> {
    return this.#describeSources(this.#predecessors, digest, options);
  }

  /**
   * @throws OciError `BLOB_UNKNOWN`, also for a manifest; `DENIED` when another repository of the same layout needs the
   *   blob
   */
  async deleteBlob(digest: Digest, options: CallOptions = {}): Promise<void> {
    if ((await this.find(digest, options)) !== undefined) throw this.blobUnknown(digest);
    if (await this.#isNeededElsewhere(digest, options)) {
      throw new OciError(
        'DENIED',
        `cannot delete the blob ${digest} of ${this.#title}: another repository in the same image layout needs it`,
      );
    }
    if (!(await this.folder.blobs.remove(digest))) throw this.blobUnknown(digest);
  }

  manifestUnknown(digest: Digest): OciError {
    return new OciError('MANIFEST_UNKNOWN', `no manifest ${digest} is in ${this.#title}; check the digest`, {
      remedy: 'stated',
      detail: { digest },
    });
  }

  blobUnknown(digest: Digest): OciError {
    return new OciError('BLOB_UNKNOWN', `${this.#title} has no blob ${digest}`, { detail: { digest } });
  }

  /** Describes the manifests that refer to a digest, with artifact type and annotations. */
  async #describeSources(index: ReferenceIndex, digest: Digest, options: CallOptions): Promise<readonly Descriptor[]> {
    const sources: Descriptor[] = [];
    for await (const node of this.#sourcesOf(index, (await this.#listing(options)).roots, digest, options))
      sources.push(node.referrer);
    return sources;
  }

  async *#sourcesOf(
    index: ReferenceIndex,
    roots: Roots,
    digest: Digest,
    options: CallOptions,
  ): AsyncGenerator<ManifestNode, void, undefined> {
    const { blobs, graph } = this.folder;
    for (const source of await index.sourcesOf(roots, digest, options.signal)) {
      // The manifest may be deleted, or damaged.
      if ((await blobs.size(source.digest)) === undefined) continue;
      const node = await graph.node(source, options.signal);
      if (node !== undefined) yield node;
    }
  }

  async #isNeededElsewhere(digest: Digest, options: CallOptions): Promise<boolean> {
    const document = await this.folder.index.read(options.signal);
    const others = document
      .entries()
      .filter((entry) => !this.#names.includes(entry.refName))
      .map((entry) => entry.descriptor);
    for await (const node of this.folder.graph.manifests(others, { signal: options.signal })) {
      if (node.successors.some((successor) => successor.digest === digest)) return true;
    }
    return false;
  }

  async #find(listing: RepositoryListing, digest: Digest, options: CallOptions): Promise<Descriptor | undefined> {
    const size = await this.folder.blobs.size(digest);
    if (size === undefined) return undefined;
    const descriptor = listing.roots.get(digest) ?? (await this.#findInIndexes(listing.roots, digest, options));
    return descriptor === undefined ? undefined : { ...plainDescriptor(descriptor), size };
  }

  async #findInIndexes(roots: Roots, digest: Digest, options: CallOptions): Promise<Descriptor | undefined> {
    for await (const parent of this.#sourcesOf(this.#parents, roots, digest, options))
      return manifestsIn(parent).find((child) => child.digest === digest);
    return undefined;
  }

  async #existing(listing: RepositoryListing, digest: Digest, options: CallOptions): Promise<Descriptor> {
    const manifest = await this.#find(listing, digest, options);
    if (manifest === undefined) throw this.manifestUnknown(digest);
    return manifest;
  }

  async #listing(options: CallOptions): Promise<RepositoryListing> {
    return this.#listingOf(await this.folder.index.read(options.signal));
  }

  #listingOf(document: IndexDocument): RepositoryListing {
    if (this.#latest?.document !== document || !this.#latest.update())
      this.#latest = new RepositoryListing(document, this.#names);
    return this.#latest;
  }

  async #edit(
    change: (edit: IndexEdit, listing: RepositoryListing) => Promise<void>,
    options: CallOptions,
    afterwards?: (document: IndexDocument) => Promise<void>,
  ): Promise<void> {
    const changeOf = async (document: IndexDocument): Promise<IndexChange | undefined> => {
      const listing = this.#listingOf(document);
      const edit = new IndexEdit(listing, this.#names);
      await change(edit, listing);
      return edit.change;
    };
    await this.folder.index.update(changeOf, options.signal, afterwards);
  }

  async #checkContent({ manifest, descriptor }: PushedManifest, options: CallOptions): Promise<void> {
    const required = contentToRequire(manifest, this.folder.allowSparse);
    await forEachConcurrent(
      new Map(required.map((content) => [content.digest, content])).values(),
      lookupConcurrency,
      async (content) => {
        if ((await this.folder.blobs.size(content.digest)) === undefined)
          throw missingContentError(this.#title, descriptor, content);
      },
      options.signal,
    );
  }

  #unknown(what: string, detail: unknown): OciError {
    return new OciError('MANIFEST_UNKNOWN', `${this.#title} has no ${printable(what, 300)}`, { detail });
  }
}
