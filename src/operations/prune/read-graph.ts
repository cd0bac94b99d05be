import { forEachConcurrent } from '../../concurrency/index.ts';
import type { CallOptions, Repository } from '../../registry/index.ts';
import {
  annotationCreated,
  artifactTypeOf,
  isDigest,
  isDockerSchema1,
  isManifestMediaType,
  isNotFound,
  isOciError,
  isRfc3339,
  OciError,
  parseManifest,
  plainDescriptor,
  requiredContentOf,
  withMessage,
  type Descriptor,
  type Digest,
  type Manifest,
} from '../../spec/index.ts';
import { fetchMetadata } from '../../transfer/index.ts';
import { companionOf, PruneGraph, type PruneNode } from './graph.ts';
import type { PruneStore } from './store.ts';

/** Maximum number of manifests. It limits the memory for a registry that reports endless referrers. */
const maxManifests = 500_000;

export interface ReadGraphOptions extends CallOptions {
  readonly concurrency: number;
}

/** Reads the tags, manifests and references of a repository. */
export class GraphReader {
  readonly graph: PruneGraph = new PruneGraph();
  readonly #store: PruneStore;
  readonly #options: ReadGraphOptions;
  /** Manifests of which the references are read next. */
  #queue: Digest[] = [];
  /** Content that was looked up, also if it does not exist. */
  readonly #seen = new Set<string>();
  readonly #storedMs = new Map<Digest, number>();

  constructor(store: PruneStore, options: ReadGraphOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Reads everything. @throws OciError errors of the registry, also for a manifest that cannot be read */
  async readAll(): Promise<PruneGraph> {
    const { signal, concurrency } = this.#options;
    const { repository } = this.#store;
    const listed = new Map<string, Digest>();
    let hasTags = false;
    for await (const { digest, storedMs, tags } of this.#store.manifests?.({ signal }) ?? []) {
      if (storedMs !== undefined) this.#storedMs.set(digest, storedMs);
      hasTags ||= tags !== undefined;
      for (const tag of tags ?? []) listed.set(tag, digest);
      this.#expect(digest);
    }
    await this.follow();
    for (const [tag, digest] of listed) if (this.graph.nodes.has(digest)) this.graph.setTag(tag, digest);
    if (hasTags) return this.graph;
    await forEachConcurrent(
      repository.tags({ signal }),
      concurrency,
      async (tag) => void (await this.readTag(tag)),
      signal,
    );
    await this.follow();
    return this.graph;
  }

  /**
   * Reads a tag, and its manifest if it is new. {@link follow} reads the references of new manifests.
   *
   * @returns the manifest; undefined if the tag does not exist
   */
  async readTag(tag: string): Promise<Digest | undefined> {
    const digest = await this.#read(tag);
    if (digest === undefined) {
      this.graph.removeTag(tag);
      return undefined;
    }
    this.graph.setTag(tag, digest);
    const subject = companionOf(tag)?.subject;
    if (isDigest(subject)) this.#expect(subject);
    return digest;
  }

  /** Reads the manifests to which new manifests refer, and those that refer to them. */
  async follow(): Promise<void> {
    const { signal, concurrency } = this.#options;
    while (this.#queue.length > 0) {
      const level = this.#queue;
      this.#queue = [];
      await forEachConcurrent(level, concurrency, (digest) => this.#followOne(digest), signal);
    }
  }

  async #followOne(digest: Digest): Promise<void> {
    const node = this.graph.nodes.get(digest);
    if (node === undefined) {
      await this.#read(digest);
      return;
    }
    for (const child of node.children) this.#expect(child);
    if (node.subject !== undefined) this.#expect(node.subject);
    // A store that lists all manifests lists the referrers as well.
    if (this.#store.manifests !== undefined) return;
    const { descriptor } = node;
    for (const referrer of await this.#store.repository.predecessors(descriptor, { signal: this.#options.signal }))
      if (isManifestMediaType(referrer.mediaType)) this.#expect(referrer.digest);
  }

  #expect(digest: Digest): void {
    if (this.#seen.has(digest)) return;
    this.#seen.add(digest);
    if (this.#seen.size > maxManifests)
      throw new OciError(
        'SIZE_LIMIT',
        `cannot prune: the repository has more than ${maxManifests} manifests; split it into several repositories`,
      );
    this.#queue.push(digest);
  }

  /** Reads a manifest and adds it to the graph. @returns undefined if it does not exist */
  async #read(reference: string): Promise<Digest | undefined> {
    const { repository } = this.#store;
    const { signal } = this.#options;
    try {
      const { descriptor, bytes } = await readManifestBytes(repository, reference, this.graph, signal);
      const { digest } = descriptor;
      if (this.graph.nodes.has(digest)) return digest;
      const manifest = bytes === undefined ? undefined : parseManifest(bytes, descriptor.mediaType);
      this.graph.add(nodeOf(descriptor, manifest, this.#storedMs.get(digest)));
      this.#seen.add(digest);
      this.#queue.push(digest);
      return digest;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      if (isOciError(error, 'MANIFEST_INVALID', 'SIZE_LIMIT', 'DIGEST_MISMATCH', 'SIZE_MISMATCH'))
        throw withMessage(
          error,
          `cannot prune: ${reference} cannot be read, so the manifests that it needs are unknown: ${error.message}; ` +
            'delete it, or push it again',
        );
      throw error;
    }
  }
}

/** @returns no bytes for content that has no references to manifests */
async function readManifestBytes(
  repository: Repository,
  reference: string,
  graph: PruneGraph,
  signal: AbortSignal | undefined,
): Promise<{ readonly descriptor: Descriptor; readonly bytes?: Uint8Array | undefined }> {
  let bytes: Uint8Array | undefined;
  try {
    const descriptor = await repository.resolve(reference, {
      signal,
      onManifest: (_, content) => {
        bytes = content;
      },
    });
    if (!isManifestMediaType(descriptor.mediaType) || graph.nodes.has(descriptor.digest)) return { descriptor };
    return { descriptor, bytes: bytes ?? (await fetchMetadata(repository, descriptor, undefined, { signal })) };
  } catch (error) {
    if (!isOciError(error, 'UNSUPPORTED')) throw error;
    // An image of Docker schema 1 has no references to manifests. Only its descriptor can be read.
    const descriptor = await repository.resolve(reference, { signal });
    if (!isDockerSchema1(descriptor.mediaType)) throw error;
    return { descriptor };
  }
}

function nodeOf(descriptor: Descriptor, manifest: Manifest | undefined, storedMs: number | undefined): PruneNode {
  const created = manifest?.annotations?.[annotationCreated];
  return {
    descriptor: plainDescriptor(descriptor),
    children:
      manifest === undefined
        ? []
        : requiredContentOf(manifest)
            .filter(({ mediaType }) => isManifestMediaType(mediaType))
            .map(({ digest }) => digest),
    subject: manifest?.subject?.digest,
    createdMs: created !== undefined && isRfc3339(created) ? Date.parse(created) : undefined,
    storedMs,
    artifactType: manifest === undefined ? undefined : artifactTypeOf(manifest),
    tags: new Set(),
  };
}
