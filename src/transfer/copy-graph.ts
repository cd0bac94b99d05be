import { anySignal, Semaphore } from '../concurrency/index.ts';
import { once, withVerification, type Body, type BorrowedChunks } from '../streams/index.ts';
import type { BlobReader, PushOptions, ReadOnlyStorage, Repository, Storage } from '../registry/index.ts';
import {
  isManifestMediaType,
  isNotFound,
  isOciError,
  OciError,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { CopyError, onSide } from './copy-error.ts';
import { planCopyGraph, skipNode, type CopyGraphOptions, type CopyGraphPlan } from './copy-options.ts';
import { withRightSize } from './listed-manifest.ts';
import { MetadataCache, successors } from './metadata.ts';

/**
 * Copies `root` and all content below it. Each node is copied once, unchanged, after the nodes below it. A node that
 * the destination has is not copied, and the content below it is assumed to exist.
 *
 * @throws CopyError
 */
export async function copyGraph(
  source: ReadOnlyStorage,
  destination: Storage,
  root: Descriptor,
  options: CopyGraphOptions = {},
): Promise<void> {
  await new GraphCopy(source, destination, planCopyGraph(options)).run([root]);
}

export interface GraphCopyOptions {
  /** Cache of the source. @default a new cache */
  readonly cache?: MetadataCache | undefined;
  /** A tag to push with a manifest, for a destination that supports it. */
  readonly tagged?: { readonly node: Descriptor; readonly tag: string } | undefined;
  /** Whether the destination already received a blob in another way. It counts as copied. */
  readonly hasUploaded?: ((node: Descriptor) => Promise<boolean>) | undefined;
  /** What the caller knows: whether the destination has a node. Such a node is not looked up. */
  readonly known?: ReadonlyMap<Digest, boolean> | undefined;
  /** Nodes of a list of referrers, whose sizes may be wrong. */
  readonly listed?: ReadonlySet<Digest> | undefined;
}

/** One copy of one or more graphs that may share nodes. */
export class GraphCopy {
  readonly #cache: MetadataCache;
  readonly #source: ReadOnlyStorage;
  readonly #destination: Storage;
  readonly #plan: CopyGraphPlan;
  readonly #semaphore: Semaphore;
  readonly #tagged: GraphCopyOptions['tagged'];
  readonly #hasUploaded: GraphCopyOptions['hasUploaded'];
  readonly #known: GraphCopyOptions['known'];
  readonly #listed: GraphCopyOptions['listed'];
  readonly #visits = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #isTagged = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(source: ReadOnlyStorage, destination: Storage, plan: CopyGraphPlan, options: GraphCopyOptions = {}) {
    this.#source = source;
    this.#destination = destination;
    this.#plan = plan;
    this.#tagged = options.tagged;
    this.#hasUploaded = options.hasUploaded;
    this.#known = options.known;
    this.#listed = options.listed;
    this.#semaphore = new Semaphore(plan.concurrency);
    this.#signal = anySignal(this.#stop.signal, plan.signal);
    this.#cache = options.cache ?? new MetadataCache(source, plan, this.#signal);
  }

  /** Whether the tag of {@link GraphCopyOptions.tagged} was pushed with its node. */
  get isTagged(): boolean {
    return this.#isTagged;
  }

  /** Copies the graphs below `roots`, then those below `others`. */
  async run(roots: readonly Descriptor[], others: readonly Descriptor[] = []): Promise<void> {
    for (const batch of [roots, others]) {
      await Promise.all(batch.map((node) => this.#visit(node)));
      // After a failure the other visits stop. Wait for them, so that no work continues after this method.
      await Promise.all(this.#visits.values());
      if (this.#failure !== undefined) throw this.#failure.error;
    }
  }

  /** Never rejects: the first failure is stored and stops the other visits. */
  #visit(node: Descriptor, depth = 0): Promise<void> {
    const key = visitKey(node);
    let visit = this.#visits.get(key);
    if (visit === undefined) {
      visit = this.#copySubgraph(node, depth).catch((error: unknown) => {
        this.#failure ??= { error };
        this.#stop.abort(error);
      });
      this.#visits.set(key, visit);
    }
    return visit;
  }

  /**
   * Content below a manifest is copied before the next manifest is opened. So only a few manifests are in memory, and
   * they are still in the cache when they are pushed.
   */
  async #copySubgraph(described: Descriptor, depth: number): Promise<void> {
    const opened = await this.#semaphore.run(() => this.#open(described), depth);
    if (opened === undefined) return;
    const { node, children } = opened;
    await Promise.all(children.map((child) => this.#visit(child, depth + 1)));
    await this.#semaphore.run(() => this.#copyNode(node, children), depth + 0.5);
  }

  /** The node with its successors, or undefined when the destination has the node. */
  async #open(
    described: Descriptor,
  ): Promise<{ readonly node: Descriptor; readonly children: readonly Descriptor[] } | undefined> {
    let node = described;
    let children: readonly Descriptor[] | undefined;
    try {
      children = await this.#childrenToCopy(node);
    } catch (error) {
      if (this.#listed?.has(node.digest) !== true) throw error;
      node = await withRightSize(this.#source, node, error, { signal: this.#signal });
      children = await this.#childrenToCopy(node);
    }
    return children === undefined ? undefined : { node, children };
  }

  /** The node's successors, or undefined when the destination has the node. */
  async #childrenToCopy(node: Descriptor): Promise<readonly Descriptor[] | undefined> {
    throwIfAborted(this.#signal);
    const options = { signal: this.#signal };
    if ((await this.#hasUploaded?.(node)) === true) {
      await this.#plan.postCopy?.(node);
      return undefined;
    }
    const exists =
      this.#known?.get(node.digest) ??
      (!this.#looksUpOnPush(node) &&
        (await onSide('Exists', 'destination', () => this.#destination.exists(node, options))));
    if (exists) {
      this.#cache.take(node);
      await this.#plan.onCopySkipped?.(node);
      return undefined;
    }
    throwIfAborted(this.#signal);
    const { findSuccessors, maxMetadataBytes } = this.#plan;
    const find = async (): Promise<readonly Descriptor[]> =>
      findSuccessors === undefined
        ? successors(this.#cache, node, maxMetadataBytes, options)
        : findSuccessors(this.#cache, node);
    return (await onSide('FindSuccessors', 'source', find)).filter((child) => !isForeign(child));
  }

  async #copyNode(node: Descriptor, children: readonly Descriptor[]): Promise<void> {
    throwIfAborted(this.#signal);
    if (this.#looksUpOnPush(node)) {
      await this.#copyBlob(node);
      return;
    }
    if (await this.#mount(node, await this.#mountSources(node))) return;
    if ((await this.#plan.preCopy?.(node)) === skipNode) {
      await this.#requirePresent(node);
      return;
    }
    const cached = this.#cache.take(node);
    const body = cached === undefined ? this.#bodyOf(node) : (): AsyncIterable<Uint8Array> => once(cached);
    try {
      // The node was looked up when it was opened.
      await this.#push(node, body, { isAbsent: true });
    } catch (error) {
      if (children.length === 0 || !isOciError(error, 'MANIFEST_BLOB_UNKNOWN', 'BLOB_UNKNOWN', 'MANIFEST_UNKNOWN'))
        throw error;
      if (error instanceof CopyError && error.origin === 'source') throw error;
      await this.#pushAgain(children, error);
      await this.#push(node, body);
    }
    await this.#plan.postCopy?.(node);
  }

  /** Whether the push of a node looks it up. With `preCopy`, the lookup must precede the copy. */
  #looksUpOnPush({ mediaType }: Descriptor): boolean {
    const { preCopy } = this.#plan;
    return this.#destination.looksUpOnPush === true && preCopy === undefined && !isManifestMediaType(mediaType);
  }

  /** Copies a blob to a destination that looks it up on push. */
  async #copyBlob(node: Descriptor): Promise<void> {
    const sources = await this.#mountSources(node);
    if (await this.#mount(node, sources.slice(0, -1))) return;
    let state: 'pushed' | 'exists' | 'mounted' = 'pushed';
    await this.#push(node, this.#bodyOf(node), {
      isAbsent: this.#known?.get(node.digest) === false,
      mountFrom: sources.at(-1),
      onNotSent: (reason) => {
        state = reason;
      },
    });
    const { postCopy, onCopySkipped, onMounted } = this.#plan;
    await { pushed: postCopy, exists: onCopySkipped, mounted: onMounted }[state]?.(node);
  }

  /**
   * Pushes content that the destination reported as existing, after it refused the manifest because content is missing.
   * The cause may be an interrupted copy or garbage collection. Pushes the content that the error names without another
   * lookup, or else all content.
   */
  async #pushAgain(children: readonly Descriptor[], error: OciError): Promise<void> {
    const text = `${error.message} ${JSON.stringify(error.detail ?? '')}`;
    const named = children.filter((child) => text.includes(child.digest));
    for (const child of named.length > 0 ? named : children) {
      await this.#push(child, this.#bodyOf(child), { isAbsent: named.length > 0 });
    }
  }

  async #push(node: Descriptor, body: Body, blobOptions: PushOptions = {}): Promise<void> {
    const tagged =
      this.#tagged !== undefined && visitKey(this.#tagged.node) === visitKey(node) ? this.#tagged : undefined;
    const options = { ...blobOptions, signal: this.#signal, tags: tagged === undefined ? undefined : [tagged.tag] };
    await onSide(tagged === undefined ? 'Push' : 'PushReference', 'destination', () =>
      this.#destination.push(node, body, options),
    );
    this.#isTagged ||= tagged !== undefined;
  }

  #bodyOf(node: Descriptor): Body {
    const source = this.#source;
    const options = { signal: this.#signal };
    const read = async function* read(
      chunksOf: (reader: BlobReader) => AsyncIterable<Uint8Array>,
    ): AsyncGenerator<Uint8Array, void, undefined> {
      // The push of the destination also throws errors of the source, so their origin is set here.
      try {
        yield* chunksOf(await source.fetch(node, options));
      } catch (error) {
        throw isOciError(error, 'ABORTED') ? error : new CopyError('Fetch', 'source', error);
      }
    };
    const borrowed = (): BorrowedChunks => {
      let chunks: BorrowedChunks | undefined;
      const content = read((reader) => (chunks = reader.borrowed()));
      return withVerification(content, () => chunks?.verifies);
    };
    return Object.assign(() => read((reader) => reader), { borrowed });
  }

  async #mountSources(node: Descriptor): Promise<readonly string[]> {
    const isMountable = canMount(this.#destination) && !isManifestMediaType(node.mediaType);
    return (isMountable ? await this.#plan.mountFrom?.(node) : undefined) ?? [];
  }

  async #mount(node: Descriptor, repositories: readonly string[]): Promise<boolean> {
    if (!canMount(this.#destination)) return false;
    for (const repository of repositories) {
      try {
        await this.#destination.mount(node, repository, { signal: this.#signal });
      } catch (error) {
        // The repository does not have the blob, or the registry does not mount: copy the bytes.
        if (isNotFound(error) || isOciError(error, 'UNSUPPORTED', 'DENIED', 'UNAUTHORIZED')) continue;
        if (isOciError(error, 'ABORTED')) throw error;
        throw new CopyError('Mount', 'destination', error);
      }
      await this.#plan.onMounted?.(node);
      return true;
    }
    return false;
  }

  async #requirePresent(node: Descriptor): Promise<void> {
    if (await onSide('Exists', 'destination', () => this.#destination.exists(node, { signal: this.#signal }))) return;
    throw new CopyError(
      'Exists',
      'destination',
      new OciError('NOT_FOUND', `${node.digest} was skipped by preCopy, but the destination does not have it`),
    );
  }
}

// A registry stores manifests and blobs separately, so a digest that occurs as both is two nodes.
function visitKey(node: Descriptor): string {
  return `${isManifestMediaType(node.mediaType) ? 'manifest' : 'blob'} ${node.digest}`;
}

/** Layers that must not be distributed. Their content is at foreign URLs, which are never contacted. */
const foreignTypes = [
  'application/vnd.oci.image.layer.nondistributable.v1.tar',
  'application/vnd.docker.image.rootfs.foreign.diff.tar',
];

function isForeign({ mediaType }: Descriptor): boolean {
  return foreignTypes.some((type) => mediaType.startsWith(type));
}

function canMount(storage: Storage): storage is Storage & Pick<Repository, 'mount'> {
  return 'mount' in storage && typeof storage.mount === 'function';
}
