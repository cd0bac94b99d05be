import { collect } from '../streams/index.ts';
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
  type Manifest,
} from '../spec/index.ts';
import type { BlobFiles } from './blob-files.ts';

/** What is remembered of a manifest. It cannot change, because its digest names it. */
export interface ManifestNode {
  /** As the referrers API lists it. */
  readonly referrer: Descriptor;
  readonly kind: Manifest['kind'];
  readonly subject: Digest | undefined;
  readonly successors: readonly Descriptor[];
}

export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  readonly strict?: boolean | undefined;
}

/** Manifests remembered at most; the oldest are forgotten and read again when they are needed. */
const maxRemembered = 20_000;

/** Who points to whom among the manifests of a layout. */
export class Graph {
  readonly #blobs: BlobFiles;
  readonly #nodes = new Map<Digest, ManifestNode>();

  constructor(blobs: BlobFiles) {
    this.#blobs = blobs;
  }

  /** Undefined when the manifest is absent, damaged or malformed. */
  async node(descriptor: Descriptor, signal?: AbortSignal): Promise<ManifestNode | undefined> {
    const known = this.#nodes.get(descriptor.digest);
    if (known !== undefined) return known;
    const node = await this.#load(descriptor, signal);
    if (node === undefined) return undefined;
    const [oldest] = this.#nodes.keys();
    if (this.#nodes.size >= maxRemembered && oldest !== undefined) this.#nodes.delete(oldest);
    this.#nodes.set(descriptor.digest, node);
    return node;
  }

  /**
   * The manifests at `roots` and what they point to, each once. Content that is absent is passed over.
   *
   * @param options.strict throws for a manifest that is there and cannot be read, where it is passed over otherwise
   */
  async *manifests(
    roots: Iterable<Descriptor>,
    options: WalkOptions = {},
  ): AsyncGenerator<ManifestNode, void, undefined> {
    const seen = new Set<Digest>();
    const waiting = [...roots];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (seen.has(next.digest) || !isManifestMediaType(next.mediaType)) continue;
      seen.add(next.digest);
      throwIfAborted(options.signal);
      if ((await this.#blobs.modified(next.digest)) === undefined) continue;
      const node = await this.node(next, options.signal);
      if (node !== undefined) {
        yield node;
        waiting.push(...node.successors);
      } else if (options.strict === true) {
        throw new OciError(
          'MANIFEST_INVALID',
          `the manifest ${next.digest} is damaged or malformed, so it cannot be told what it needs; push it again or delete it`,
        );
      }
    }
  }

  /** The manifest `digest` among `roots` and what indexes among them list, however deep. */
  async find(roots: readonly Descriptor[], digest: Digest, signal?: AbortSignal): Promise<Descriptor | undefined> {
    const size = await this.#blobs.size(digest);
    if (size === undefined) return undefined;
    const root = roots.find((descriptor) => descriptor.digest === digest && isManifestMediaType(descriptor.mediaType));
    if (root !== undefined) return { ...plainDescriptor(root), size };
    const indexes = roots.filter((descriptor) => manifestKind(descriptor.mediaType) === 'index');
    for await (const node of this.manifests(indexes, { signal })) {
      if (node.kind !== 'index') continue;
      const child = node.successors.find(
        (successor) => successor.digest === digest && isManifestMediaType(successor.mediaType),
      );
      if (child !== undefined) return { ...plainDescriptor(child), size };
    }
    return undefined;
  }

  async #load(descriptor: Descriptor, signal: AbortSignal | undefined): Promise<ManifestNode | undefined> {
    const reader = await this.#blobs.open(descriptor.digest, { signal });
    if (reader === undefined) return undefined;
    const plain = { ...plainDescriptor(descriptor), size: reader.descriptor.size };
    try {
      const manifest = parseManifest(
        await collect(reader, maxManifestBytes, `the manifest ${descriptor.digest}`),
        descriptor.mediaType,
      );
      return {
        referrer: referrerDescriptor(plain, manifest),
        kind: manifest.kind,
        subject: manifest.subject?.digest,
        successors: successorsOf(manifest).map(plainDescriptor),
      };
    } catch (error) {
      if (isOciError(error, 'MANIFEST_INVALID', 'SIZE_LIMIT', 'SIZE_MISMATCH', 'DIGEST_MISMATCH')) return undefined;
      throw error;
    } finally {
      await reader.close();
    }
  }
}
