import { mapConcurrentOrdered } from '../concurrency/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { parseManifest, requiredContentOf, type Digest } from '../spec/index.ts';
import { parseContentKey, repositoryPrefix, type ContentName } from './keys.ts';
import type { Manifests } from './manifests.ts';
import type { ListedObject, ObjectStore } from './object-store.ts';
import type { Tags } from './tags.ts';

const concurrency = 16;

/** A manifest with the digests that it refers to. */
export interface ManifestNode {
  readonly object: ListedObject;
  readonly subject: Digest | undefined;
  /** Blobs and manifests, without the subject. */
  readonly content: readonly Digest[];
}

/** Content that no tag and no other manifest needs. */
export interface Garbage {
  readonly content: ContentName;
  /** Bytes. */
  readonly size: number;
}

/** The objects of one repository, as a collection sees them. */
export class RepositoryGraph {
  readonly #repository: string;
  readonly #manifests: ReadonlyMap<Digest, ManifestNode>;
  readonly #blobs: ReadonlyMap<Digest, ListedObject>;
  readonly #tagged: ReadonlySet<Digest>;

  private constructor(
    repository: string,
    manifests: ReadonlyMap<Digest, ManifestNode>,
    blobs: ReadonlyMap<Digest, ListedObject>,
    tagged: ReadonlySet<Digest>,
  ) {
    this.#repository = repository;
    this.#manifests = manifests;
    this.#blobs = blobs;
    this.#tagged = tagged;
  }

  static async read(
    store: ObjectStore,
    stored: { readonly manifests: Manifests; readonly tags: Tags },
    repository: string,
    options: CallOptions,
  ): Promise<RepositoryGraph> {
    const blobs = new Map<Digest, ListedObject>();
    // The blobs are listed first. A manifest that is stored later keeps what it needs, because a push looks for marks.
    for await (const object of store.list({ ...options, prefix: `${repositoryPrefix(repository)}blobs/` })) {
      const content = parseContentKey(object.key);
      if (content !== undefined) blobs.set(content.digest, object);
    }
    const manifests = new Map<Digest, ManifestNode>();
    const listed = store.list({ ...options, prefix: `${repositoryPrefix(repository)}manifests/` });
    const read = async (object: ListedObject): Promise<readonly [Digest, ManifestNode] | undefined> => {
      const content = parseContentKey(object.key);
      const found = content && (await stored.manifests.find(repository, content.digest));
      if (content === undefined || found === undefined) return undefined;
      const manifest = parseManifest(found.bytes, found.descriptor.mediaType);
      const refers = requiredContentOf(manifest).map(({ digest }) => digest);
      return [content.digest, { object, subject: manifest.subject?.digest, content: refers }];
    };
    for await (const node of mapConcurrentOrdered(listed, 1, concurrency, read))
      if (node !== undefined) manifests.set(...node);
    const tagged = new Set((await stored.tags.all(repository, options)).values());
    return new RepositoryGraph(repository, manifests, blobs, tagged);
  }

  node(digest: Digest): ManifestNode | undefined {
    return this.#manifests.get(digest);
  }

  /**
   * The content that can be deleted: manifests before what they refer to, and then blobs.
   *
   * @param before what was stored later stays, milliseconds since 1970
   * @param untagged whether manifests without a tag can be deleted
   */
  garbage(before: number, untagged: boolean): readonly Garbage[] {
    const isOld = (object: ListedObject): boolean => object.modifiedMs < before;
    const roots = [...this.#manifests]
      .filter(([digest, { object }]) => !untagged || this.#tagged.has(digest) || !isOld(object))
      .map(([digest]) => digest);
    const kept = this.#closure(roots);
    const manifests = [...this.#manifests].filter(([digest]) => !kept.has(digest));
    const blobs = [...this.#blobs].filter(([digest, object]) => !kept.has(digest) && isOld(object));
    const garbage = (kind: ContentName['kind'], digest: Digest, size: number): Garbage => ({
      content: { repository: this.#repository, kind, digest },
      size,
    });
    return [
      ...parentsFirst(new Map(manifests)).map(([digest, { object }]) => garbage('manifests', digest, object.size)),
      ...blobs.map(([digest, { size }]) => garbage('blobs', digest, size)),
    ];
  }

  /** Everything that manifests need, with the referrers of all of it. */
  #closure(roots: readonly Digest[]): ReadonlySet<Digest> {
    const referrers = Map.groupBy(this.#manifests, ([, { subject }]) => subject);
    const kept = new Set<Digest>();
    const pending = [...roots];
    for (let digest = pending.pop(); digest !== undefined; digest = pending.pop()) {
      if (kept.has(digest)) continue;
      kept.add(digest);
      for (const [referrer] of referrers.get(digest) ?? []) pending.push(referrer);
      pending.push(...(this.#manifests.get(digest)?.content ?? []));
    }
    return kept;
  }
}

/** Orders manifests so that each comes before the manifests that it contains, and after its referrers. */
function parentsFirst(manifests: ReadonlyMap<Digest, ManifestNode>): readonly (readonly [Digest, ManifestNode])[] {
  const ordered: (readonly [Digest, ManifestNode])[] = [];
  const visited = new Set<Digest>();
  const visit = (digest: Digest): void => {
    const node = manifests.get(digest);
    if (node === undefined || visited.has(digest)) return;
    visited.add(digest);
    for (const child of node.content) visit(child);
    if (node.subject !== undefined) visit(node.subject);
    ordered.unshift([digest, node]);
  };
  for (const digest of manifests.keys()) visit(digest);
  return ordered;
}
