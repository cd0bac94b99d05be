import { forEachConcurrent } from '../concurrency/index.ts';
import { once } from '../streams/index.ts';
import { sortNames, type BlobReader, type CallOptions } from '../registry/index.ts';
import {
  checkPushedManifest,
  contentToRequire,
  isManifestMediaType,
  missingContentError,
  OciError,
  plainDescriptor,
  printable,
  type Descriptor,
  type Digest,
  type PushedManifest,
} from '../spec/index.ts';
import type { LayoutFolder } from './folder.ts';
import type { ManifestNode } from './graph.ts';
import {
  entriesIn,
  taggedEntry,
  withManifest,
  withoutManifest,
  withoutTag,
  withTag,
  type IndexDocument,
  type IndexEntry,
} from './index-document.ts';
import type { RefNames } from './ref-names.ts';

/** What a document lists of one repository, for quick access: it is read far more often than written. */
interface Listed {
  readonly document: IndexDocument;
  readonly tags: ReadonlyMap<string, IndexEntry>;
  readonly roots: ReadonlyMap<Digest, Descriptor>;
}

/** Files looked at at a time, before a manifest is stored. */
const checksAtOnce = 16;

/** The manifests and tags of one repository in a layout folder, which may hold others too. */
export class RepositoryView {
  readonly folder: LayoutFolder;
  readonly #names: RefNames;
  /** Names the repository in messages. */
  readonly #title: string;
  #latest: Listed | undefined;

  constructor(folder: LayoutFolder, names: RefNames, title: string) {
    this.folder = folder;
    this.#names = names;
    this.#title = title;
  }

  /** Whether `index.json` has a manifest of this repository. */
  async hasManifests(options: CallOptions = {}): Promise<boolean> {
    return entriesIn(await this.folder.index.read(options.signal), this.#names).length > 0;
  }

  async tags(options: CallOptions = {}): Promise<readonly string[]> {
    const { entries } = await this.folder.index.read(options.signal);
    return sortNames(entries.flatMap((entry) => this.#names.tagOf(entry.refName) ?? []));
  }

  /** What a tag points to. @throws OciError `MANIFEST_UNKNOWN`, `TAG_INVALID` */
  async resolveTag(tag: string, options: CallOptions = {}): Promise<Descriptor> {
    this.#names.check(tag);
    const entry = this.#listed(await this.folder.index.read(options.signal)).tags.get(tag);
    if (entry === undefined) throw this.#unknown(`tag ${tag}`, { tag });
    return plainDescriptor(entry.descriptor);
  }

  /** @throws OciError `MANIFEST_UNKNOWN` */
  async resolveManifest(digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    const found = await this.#find(await this.folder.index.read(options.signal), digest, options);
    if (found === undefined) throw this.#unknown(`manifest ${digest}`, { digest });
    return found;
  }

  /** Resolves and opens a manifest in one go. @throws OciError `MANIFEST_UNKNOWN` */
  async getManifest(digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    const root = this.#listed(await this.folder.index.read(options.signal)).roots.get(digest);
    const reader =
      root === undefined || this.folder.blobs.isDamaged(digest)
        ? undefined
        : await this.folder.blobs.open(digest, { mediaType: root.mediaType, signal: options.signal });
    return reader ?? this.openManifest(await this.resolveManifest(digest, options), options);
  }

  /** @throws OciError `MANIFEST_UNKNOWN`, `SIZE_MISMATCH` */
  async openManifest(descriptor: Descriptor, options: CallOptions = {}): Promise<BlobReader> {
    const { digest, mediaType, size } = descriptor;
    const reader = await this.folder.blobs.open(digest, { mediaType, size, signal: options.signal });
    if (reader === undefined) throw this.#unknown(`manifest ${digest}`, { digest });
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
    const pushed = checkPushedManifest(content, mediaType, digest);
    const { descriptor } = pushed;
    // Looked at once before anything is written, and once more when nobody can take something away.
    await this.#checkContent(pushed, options);
    await this.folder.blobs.put(descriptor, () => once(content), options.signal);
    await this.folder.index.update(async (document) => {
      await this.#checkContent(pushed, options);
      if ((await this.folder.blobs.size(descriptor.digest)) === undefined)
        await this.folder.blobs.put(descriptor, () => once(content), options.signal);
      await this.folder.blobs.syncNames();
      const known = withManifest(document, this.#names, descriptor);
      return tags.reduce((current, tag) => withTag(current, this.#names, descriptor, tag), known);
    }, options.signal);
    return descriptor;
  }

  /** Points a tag to a manifest that is here. @throws OciError `MANIFEST_UNKNOWN`, `TAG_INVALID` */
  async tag(target: Descriptor, tag: string, options: CallOptions = {}): Promise<void> {
    this.#names.check(tag);
    await this.folder.index.update(async (document) => {
      const found = await this.#find(document, target.digest, options);
      if (found === undefined) throw this.#unknown(`manifest ${target.digest}`, { digest: target.digest });
      return withTag(document, this.#names, found, tag);
    }, options.signal);
  }

  /** @throws OciError `MANIFEST_UNKNOWN`, `TAG_INVALID` */
  async untag(tag: string, options: CallOptions = {}): Promise<void> {
    this.#names.check(tag);
    await this.folder.index.update(async (document) => {
      if (taggedEntry(document, this.#names, tag) === undefined) throw this.#unknown(`tag ${tag}`, { tag });
      return withoutTag(document, this.#names, tag);
    }, options.signal);
  }

  /** Deletes a manifest and its tags. What an index listed stays, as manifests of their own. @throws OciError `MANIFEST_UNKNOWN` */
  async delete(digest: Digest, options: CallOptions = {}): Promise<void> {
    await this.folder.index.update(
      async (document) => {
        const found = await this.#find(document, digest, options);
        if (found === undefined) throw this.#unknown(`manifest ${digest}`, { digest });
        const children =
          (await this.folder.graph.node(found, options.signal))?.successors.filter((child) =>
            isManifestMediaType(child.mediaType),
          ) ?? [];
        let next = withoutManifest(document, this.#names, digest);
        for (const child of children) {
          if ((await this.folder.blobs.size(child.digest)) !== undefined) next = withManifest(next, this.#names, child);
        }
        return next;
      },
      options.signal,
      async (document) => {
        // Another repository of the same folder may have it too.
        if (!document.entries.some((entry) => entry.descriptor.digest === digest))
          await this.folder.blobs.remove(digest);
      },
    );
  }

  /** Manifests whose subject is `digest`. */
  async *referrers(digest: Digest, options: CallOptions = {}): AsyncGenerator<Descriptor, void, undefined> {
    for await (const node of this.manifests(options)) if (node.subject === digest) yield node.referrer;
  }

  /** Every manifest, each once. */
  async *manifests(options: CallOptions = {}): AsyncGenerator<ManifestNode, void, undefined> {
    const document = await this.folder.index.read(options.signal);
    yield* this.folder.graph.manifests(
      entriesIn(document, this.#names).map((entry) => entry.descriptor),
      { signal: options.signal },
    );
  }

  /** @throws OciError `BLOB_UNKNOWN`, also for the digest of a manifest; `DENIED` when another repository of the same folder needs the blob */
  async deleteBlob(digest: Digest, options: CallOptions = {}): Promise<void> {
    if ((await this.#find(await this.folder.index.read(options.signal), digest, options)) !== undefined)
      throw this.blobUnknown(digest);
    if (await this.#isNeededElsewhere(digest, options)) {
      throw new OciError(
        'DENIED',
        `the blob ${digest} cannot be deleted from ${this.#title}: another repository in the same image layout needs it`,
      );
    }
    if (!(await this.folder.blobs.remove(digest))) throw this.blobUnknown(digest);
  }

  blobUnknown(digest: Digest): OciError {
    return new OciError('BLOB_UNKNOWN', `${this.#title} has no blob ${digest}`, { detail: { digest } });
  }

  /** Whether a manifest of another repository of the same folder needs a blob. */
  async #isNeededElsewhere(digest: Digest, options: CallOptions): Promise<boolean> {
    const { entries } = await this.folder.index.read(options.signal);
    const others = entries.filter((entry) => !this.#names.includes(entry.refName)).map((entry) => entry.descriptor);
    for await (const node of this.folder.graph.manifests(others, { signal: options.signal })) {
      if (node.successors.some((successor) => successor.digest === digest)) return true;
    }
    return false;
  }

  async #find(document: IndexDocument, digest: Digest, options: CallOptions): Promise<Descriptor | undefined> {
    return this.folder.graph.find(
      entriesIn(document, this.#names).map((entry) => entry.descriptor),
      digest,
      options.signal,
    );
  }

  #listed(document: IndexDocument): Listed {
    if (this.#latest?.document !== document) this.#latest = listedIn(document, this.#names);
    return this.#latest;
  }

  async #checkContent({ manifest, descriptor }: PushedManifest, options: CallOptions): Promise<void> {
    const needed = new Map(
      contentToRequire(manifest, this.folder.allowSparse).map((content) => [content.digest, content]),
    );
    await forEachConcurrent(
      needed.values(),
      checksAtOnce,
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

function listedIn(document: IndexDocument, names: RefNames): Listed {
  const tags = new Map<string, IndexEntry>();
  const roots = new Map<Digest, Descriptor>();
  for (const entry of entriesIn(document, names)) {
    const tag = names.tagOf(entry.refName);
    // Of several with one name the last counts, as with other tools.
    if (tag !== undefined) tags.set(tag, entry);
    const { digest, mediaType } = entry.descriptor;
    if (!roots.has(digest) && isManifestMediaType(mediaType)) roots.set(digest, plainDescriptor(entry.descriptor));
  }
  return { document, tags, roots };
}
