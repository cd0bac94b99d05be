import { TimeSlice } from '../concurrency/index.ts';
import {
  isManifestMediaType,
  isOciError,
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
    const queue: Descriptor[] = [];
    const add = (descriptors: Iterable<Descriptor>): void => {
      for (const descriptor of descriptors) {
        if (seen.has(descriptor.digest) || !isManifestMediaType(descriptor.mediaType)) continue;
        seen.add(descriptor.digest);
        queue.push(descriptor);
      }
    };
    add(roots);
    const slice = new TimeSlice();
    // The loop appends to the array.
    for (const next of queue) {
      throwIfAborted(options.signal);
      await slice.pause();
      const exists = (await this.#blobs.modified(next.digest)) !== undefined;
      const node = exists ? await this.node(next, options.signal) : undefined;
      if (node !== undefined) {
        yield node;
        add(node.successors);
        continue;
      }
      if (exists && options.strict === true) {
        throw new OciError(
          'MANIFEST_INVALID',
          `cannot read the manifest ${next.digest}: it is damaged or malformed; push it again or delete it`,
        );
      }
    }
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
