import { setImmediate as nextEventLoopIteration } from 'node:timers/promises';
import { anySignal } from '../concurrency/index.ts';
import type { CallOptions, ReadOnlyStorage, ReadOnlyTarget, Repository } from '../registry/index.ts';
import {
  annotationContentDigest,
  annotationEncoder,
  annotationTitle,
  digestAlgorithm,
  isOciError,
  isNotFound,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { resolveArtifact, type ResolveArtifactOptions } from './pull-manifest.ts';

/** An artifact whose layers may be reused. */
export interface EarlierArtifact {
  readonly layers: readonly Descriptor[];
  /** Another repository of the destination's registry, which has the layers. @default the destination */
  readonly mountFrom?: string | undefined;
}

/** Reads the layers of an artifact. @throws OciError as {@link resolveArtifact} */
export async function readEarlierLayers(
  source: ReadOnlyTarget,
  reference: string,
  options: ResolveArtifactOptions,
): Promise<readonly Descriptor[]> {
  const { manifest } = await resolveArtifact(source, reference, options);
  return manifest.kind === 'manifest' ? manifest.layers : [];
}

/** A layer that is about to be packed or stored. */
export interface LayerKey {
  readonly title: string | undefined;
  readonly mediaType: string;
  /** Undefined for an unchanged file. */
  readonly encoder: string | undefined;
}

interface Candidate {
  readonly layer: Descriptor;
  /** Whether the destination has the blob. Never rejects. */
  readonly isAvailable: Promise<boolean>;
}

/**
 * The layers of earlier artifacts. A layer is reused when its content, media type and encoder are the same, and the
 * destination has it, if necessary by a mount. The content of the blob is not read: see docs/layers.md, "Trust".
 */
export class LayerReuse {
  readonly #earlier: Promise<readonly EarlierArtifact[]>;
  readonly #destination: Repository | undefined;
  readonly #options: CallOptions;
  readonly #candidates = new Map<Descriptor, Candidate>();
  readonly #known = new Map<Digest, boolean>();

  /**
   * @param earlier never rejects
   * @param destination @default the store of the build
   */
  constructor(
    earlier: Promise<readonly EarlierArtifact[]>,
    destination: Repository | undefined,
    options: CallOptions = {},
  ) {
    this.#earlier = earlier;
    this.#destination = destination;
    this.#options = options;
  }

  /** Whether the destination has each layer with equal content. A layer that it has was reused. */
  get known(): ReadonlyMap<Digest, boolean> {
    return this.#known;
  }

  /**
   * Whether an earlier artifact has a layer with this title, media type and encoder, so that a comparison of contents
   * is useful. The destination is asked for the blob at the same time.
   *
   * @param size of an unchanged file, bytes
   */
  async mayHave(key: LayerKey, store: ReadOnlyStorage, size?: number): Promise<boolean> {
    let isFound = false;
    for (const { layers, mountFrom } of await this.#earlier) {
      for (const layer of layers) {
        const isCandidate =
          layer.mediaType === key.mediaType &&
          layer.annotations?.[annotationTitle] === key.title &&
          layer.annotations?.[annotationEncoder] === key.encoder &&
          (size === undefined || layer.size === size) &&
          // The digest of the manifest must not depend on a reuse.
          digestAlgorithm(layer.digest) === 'sha256';
        if (!isCandidate) continue;
        isFound = true;
        const isAvailable = this.#isAvailable(layer, store, mountFrom).catch(() => false);
        if (!this.#candidates.has(layer)) this.#candidates.set(layer, { layer, isAvailable });
      }
    }
    return isFound;
  }

  /**
   * Takes the layer with this content.
   *
   * @param content digest of the tar, or of the unchanged file
   * @returns undefined when there is none, and when the destination lost it
   */
  async take(key: LayerKey, content: Digest): Promise<Pick<Descriptor, 'digest' | 'size'> | undefined> {
    for (const { layer, isAvailable } of this.#candidates.values()) {
      const { digest, size, mediaType, annotations } = layer;
      const contentDigest = key.encoder === undefined ? digest : annotations?.[annotationContentDigest];
      if (contentDigest !== content || mediaType !== key.mediaType) continue;
      if (annotations?.[annotationEncoder] !== key.encoder) continue;
      this.#known.set(digest, await isAvailable);
      if (await isAvailable) return { digest, size };
    }
    return undefined;
  }

  async #isAvailable(layer: Descriptor, store: ReadOnlyStorage, mountFrom: string | undefined): Promise<boolean> {
    const destination = this.#destination ?? store;
    if (await destination.exists(layer, this.#options)) return true;
    if (mountFrom === undefined || this.#destination === undefined) return false;
    try {
      await this.#destination.mount(layer, mountFrom, this.#options);
      return true;
    } catch (error) {
      if (isNotFound(error) || isOciError(error, 'UNSUPPORTED', 'DENIED', 'UNAUTHORIZED')) return false;
      throw error;
    }
  }
}

/**
 * Hashes a source that an earlier artifact may have. The hash begins while the earlier artifacts are still requested.
 *
 * @param mayBeReused never rejects, as {@link LayerReuse.mayHave}
 * @returns undefined when no earlier artifact has a layer for it
 * @throws errors of `hash`
 */
export async function hashIfReusable<T>(
  mayBeReused: Promise<boolean>,
  hash: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  // The answer is often known already.
  if ((await Promise.race([mayBeReused, nextEventLoopIteration()])) === false) return undefined;
  const stop = new AbortController();
  const hashed = hash(anySignal(stop.signal, signal));
  hashed.catch(() => undefined);
  if (await mayBeReused) return await hashed;
  stop.abort();
  await hashed.catch(() => undefined);
  return undefined;
}
