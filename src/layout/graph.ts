import {
  isManifestMediaType,
  isOciError,
  manifestKind,
  maxManifestBytes,
  OciError,
  parseManifest,
  plainDescriptor,
  referrerDescriptor,
  successorsOf,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { collect } from '../streams/index.ts';
import type { BlobFiles } from './blob-files.ts';
import type { ManifestNode, SharedState } from './shared-state.ts';

export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Throws for an unreadable manifest instead of skipping it. @default false */
  readonly strict?: boolean | undefined;
  /**
   * Also yields cached manifests that were deleted since. This saves one file lookup for each manifest.
   *
   * @default false
   */
  readonly includeDeleted?: boolean | undefined;
  /** Called for each skipped manifest. */
  readonly onSkip?: (() => void) | undefined;
}

/** The references between the manifests of a layout. */
export class Graph {
  readonly #blobs: BlobFiles;
  readonly #nodes: SharedState['nodes'];

  constructor(blobs: BlobFiles, nodes: SharedState['nodes']) {
    this.#blobs = blobs;
    this.#nodes = nodes;
  }

  /** Reads a manifest. @returns undefined when it is absent, damaged or malformed */
  async node(descriptor: Descriptor, signal?: AbortSignal): Promise<ManifestNode | undefined> {
    const known = this.#nodes.get(descriptor.digest);
    if (known !== undefined) return known;
    const node = await this.#load(descriptor, signal);
    if (node !== undefined) this.#nodes.set(descriptor.digest, node);
    return node;
  }

  /** Yields the manifests at `roots` and those that they refer to, each once. Skips absent manifests. */
  async *manifests(
    roots: Iterable<Descriptor>,
    options: WalkOptions = {},
  ): AsyncGenerator<ManifestNode, void, undefined> {
    const seen = new Set<Digest>();
    const queue = [...roots];
    // The loop appends to the array.
    for (const next of queue) {
      if (seen.has(next.digest) || !isManifestMediaType(next.mediaType)) continue;
      seen.add(next.digest);
      throwIfAborted(options.signal);
      const exists =
        (options.includeDeleted === true && this.#nodes.has(next.digest)) ||
        (await this.#blobs.modified(next.digest)) !== undefined;
      const node = exists ? await this.node(next, options.signal) : undefined;
      if (node !== undefined) {
        yield node;
        queue.push(...node.successors);
        continue;
      }
      options.onSkip?.();
      if (exists && options.strict === true) {
        throw new OciError(
          'MANIFEST_INVALID',
          `cannot read the manifest ${next.digest}: it is damaged or malformed; push it again or delete it`,
        );
      }
    }
  }

  /** Finds a manifest in the indexes among `roots`, at any depth. It does not check size and existence. */
  async findInIndexes(
    roots: Iterable<Descriptor>,
    digest: Digest,
    signal?: AbortSignal,
  ): Promise<Descriptor | undefined> {
    const indexes = [...roots].filter((descriptor) => manifestKind(descriptor.mediaType) === 'index');
    for await (const node of this.manifests(indexes, { signal })) {
      if (node.kind !== 'index') continue;
      const child = node.successors.find(
        (successor) => successor.digest === digest && isManifestMediaType(successor.mediaType),
      );
      if (child !== undefined) return child;
    }
    return undefined;
  }

  async #load(descriptor: Descriptor, signal: AbortSignal | undefined): Promise<ManifestNode | undefined> {
    const { digest, mediaType } = descriptor;
    await using reader = await this.#blobs.open(digest, { signal });
    if (reader === undefined) return undefined;
    try {
      const manifest = parseManifest(await collect(reader, maxManifestBytes, `the manifest ${digest}`), mediaType);
      return {
        referrer: referrerDescriptor({ ...plainDescriptor(descriptor), size: reader.descriptor.size }, manifest),
        kind: manifest.kind,
        subject: manifest.subject?.digest,
        successors: successorsOf(manifest).map(plainDescriptor),
      };
    } catch (error) {
      if (isOciError(error, 'MANIFEST_INVALID', 'SIZE_LIMIT', 'SIZE_MISMATCH', 'DIGEST_MISMATCH')) return undefined;
      throw error;
    }
  }
}
