import { resolve } from 'node:path';
import {
  decompress,
  describeLayer,
  encodingName,
  shapeOf,
  type PackedLayer,
  type PackOptions,
} from '../archive/index.ts';
import { ArtifactCache } from '../artifact-cache/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import type { BlobReader, CallOptions } from '../registry/index.ts';
import {
  annotationCreated,
  checkNumbers,
  Digester,
  digestHex,
  digestOf,
  isNotFound,
  isOciError,
  messageOf,
  OciError,
  plainDescriptor,
  reproducibleTimestamp,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { readManifest } from './metadata.ts';
import { packManifest } from './pack-manifest.ts';

/** A directory with packed layers of earlier runs. */
export interface PackingCacheOptions {
  /** It is created if it does not exist. */
  readonly directory: string;
  /** Maximum size, bytes. The least recently used layers are evicted. @default 10 GiB */
  readonly maxBytes?: number | undefined;
  /**
   * Other parties can write to the directory, such as a cache service. A layer is then unpacked and compared with the
   * source before it is used. Otherwise the entries of the directory are trusted.
   *
   * @default false
   */
  readonly shared?: boolean | undefined;
}

/** Called with a problem of a cache, and with its cause. */
export type CacheWarning = (text: string, cause: unknown) => void;

export const defaultPackingCacheBytes: number = 10 * 1024 ** 3;

/** Artifact type of the manifests that assign layers to content. */
const entryArtifactType = 'application/vnd.oci-artifact.packing-cache.v1';

/** A layer from the cache, now in the layout. */
export interface CachedLayer {
  readonly layer: Pick<Descriptor, 'digest' | 'size'>;
  readonly content: PackedLayer;
}

/**
 * A cache of packed layers by content, without dates. A lookup reads the source and hashes it as an archive. It reuses
 * the layer of the same archive, compression and level after it verified the digest of the layer. It does not read the
 * source when names, modes, sizes and links show that the cache cannot have the layer.
 *
 * The cache is an OCI image layout that is marked as a cache. Each layer has a manifest with two tags: by the digest of
 * the archive, and by its shape. Several processes can use it at the same time. A failure of the cache gives a warning,
 * and the layer is packed.
 */
export class PackingCache {
  readonly #directory: ArtifactCache;
  readonly #store: LayoutRepository;
  readonly #options: PackingCacheOptions;
  readonly #warn: CacheWarning;

  private constructor(
    directory: ArtifactCache,
    store: LayoutRepository,
    options: PackingCacheOptions,
    warn: CacheWarning,
  ) {
    this.#directory = directory;
    this.#store = store;
    this.#options = options;
    this.#warn = warn;
  }

  /**
   * @returns undefined, after a warning, when the cache cannot be used
   * @throws OciError `INPUT_INVALID` for invalid numbers, and for a directory with other content, `ABORTED`
   */
  static async open(
    options: PackingCacheOptions,
    warn: CacheWarning,
    signal?: AbortSignal,
  ): Promise<PackingCache | undefined> {
    checkNumbers(options, { maxBytes: 0 });
    try {
      const directory = await ArtifactCache.open(options.directory, { signal });
      return new PackingCache(
        directory,
        await LayoutRepository.open(directory.path, { allowSparse: true, signal }),
        options,
        warn,
      );
    } catch (error) {
      throwIfAborted(signal);
      if (isOciError(error, 'INPUT_INVALID')) throw error;
      warn(`cannot use the packing cache ${resolve(options.directory)}: ${messageOf(error)}`, error);
      return undefined;
    }
  }

  /**
   * Finds the layer of a source and links it into the layout.
   *
   * @param described content of the source. @default the source is read, unless the cache cannot have its layer
   * @throws OciError errors of the source; `ABORTED`
   */
  async find(source: PackOptions, layout: LayoutRepository, described?: PackedLayer): Promise<CachedLayer | undefined> {
    const { signal } = source;
    const encoding = encodingOf(source);
    const content = described ?? (await this.#describe(source, encoding));
    if (content === undefined) return undefined;
    const layer = await this.#orWarn(signal, () =>
      this.#resolveEntry(layerName(source, content.contentDigest), { signal }),
    );
    const isLinked =
      layer !== undefined &&
      (await this.#orWarn(signal, () => this.#linkVerified(layer, content, layout, { signal }))) === true;
    return isLinked ? { layer, content } : undefined;
  }

  /** Adds the layer of a source that was packed into a layout. */
  async add(source: PackOptions, layout: LayoutRepository, layer: Descriptor, content: PackedLayer): Promise<void> {
    const { signal } = source;
    const encoding = encodingOf(source);
    const maxBytes = this.#options.maxBytes ?? defaultPackingCacheBytes;
    if (layer.size > maxBytes) return;
    await this.#orWarn(signal, async () => {
      await this.#store.linkFrom(layout, layer, { signal });
      const entry = await packManifest(this.#store, '1.1', entryArtifactType, {
        layers: [plainDescriptor(layer)],
        manifestAnnotations: { [annotationCreated]: reproducibleTimestamp },
        signal,
      });
      await this.#store.tag(entry, layerName(source, content.contentDigest), { signal });
      await this.#store.tag(entry, shapeName(encoding, content.shape), { signal });
      await this.#directory.trim(maxBytes, { keep: layer.digest, signal });
    });
  }

  /** Reads the source, unless the cache cannot have its layer. The probable layer is hashed at the same time. */
  async #describe(source: PackOptions, encoding: string): Promise<PackedLayer | undefined> {
    const { signal } = source;
    if ((await this.#orWarn(signal, () => this.#isEmpty({ signal }))) !== false) return undefined;
    const shape = await shapeOf(source);
    const likely = await this.#orWarn(signal, () => this.#resolveEntry(shapeName(encoding, shape), { signal }));
    if (likely === undefined) return undefined;
    // A shared layer is always unpacked and compared. A failure is reported when the layer is used.
    const checking =
      this.#options.shared === true
        ? undefined
        : this.#store.verifyInBackground(likely, { signal }).catch(() => undefined);
    try {
      return await describeLayer(source);
    } finally {
      await checking;
    }
  }

  async #isEmpty(options: CallOptions): Promise<boolean> {
    for await (const _ of this.#store.tags(options)) return false;
    return true;
  }

  /** Resolves the layer of an entry; undefined when the cache does not have it. */
  async #resolveEntry(name: string, options: CallOptions): Promise<Descriptor | undefined> {
    try {
      const entry = await this.#store.resolve(name, options);
      const manifest = await readManifest(this.#store, entry, options);
      return manifest.kind === 'manifest' ? manifest.layers[0] : undefined;
    } catch (error) {
      // The entry was evicted, possibly by another process.
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Links the layer into the layout and verifies it. @returns false when the layer was evicted */
  async #linkVerified(
    layer: Descriptor,
    content: PackedLayer,
    layout: LayoutRepository,
    options: CallOptions,
  ): Promise<boolean> {
    if (!(await this.#store.exists(layer, options))) return false;
    try {
      await layout.linkFrom(this.#store, layer, options);
      // Verify the file in the layout, because this is the file that is pushed.
      if (this.#options.shared === true) await compare(await layout.fetch(layer, options), content, options);
      else if (!(await layout.isVerified(layer, options))) await readWhole(await layout.fetch(layer, options));
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      if (!isOciError(error, 'DIGEST_MISMATCH', 'SIZE_MISMATCH', 'SIZE_LIMIT', 'ARCHIVE_INVALID')) throw error;
      for (const store of [layout, this.#store]) await removeBlob(store, layer);
      throw error;
    }
  }

  /** Runs `work`. An error of the cache gives a warning and undefined. */
  async #orWarn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      throwIfAborted(signal);
      this.#warn(`the packing cache ${this.#directory.path}: ${messageOf(error)}; packing the layer again`, error);
      return undefined;
    }
  }
}

/** Key of a layer: equal for sources that are packed into the same bytes. */
export function layerKey(source: PackOptions, contentDigest: Digest): string {
  return digestHex(digestOf(`${encodingOf(source)}\n${contentDigest}`));
}

function encodingOf({ compression, compressionLevel }: PackOptions): string {
  return encodingName({ compression, level: compressionLevel });
}

function layerName(source: PackOptions, contentDigest: Digest): string {
  return `packed:${layerKey(source, contentDigest)}`;
}

function shapeName(encoding: string, shape: Digest): string {
  return `shape:${digestHex(digestOf(`${encoding}\n${shape}`))}`;
}

/** Reads to the end, which verifies the content. */
async function readWhole(reader: BlobReader): Promise<void> {
  for await (const chunk of reader.borrowed()) void chunk;
}

/** @throws OciError `DIGEST_MISMATCH`, `SIZE_MISMATCH`, `SIZE_LIMIT`, `ARCHIVE_INVALID` */
async function compare(reader: BlobReader, content: PackedLayer, options: CallOptions): Promise<void> {
  const what = `the layer ${reader.descriptor.digest} for ${content.contentDigest}`;
  const digester = new Digester();
  for await (const chunk of decompress(reader, { maxSize: content.contentSize, what, signal: options.signal }))
    digester.update(chunk);
  const actual = digester.digest();
  if (actual !== content.contentDigest) throw new OciError('DIGEST_MISMATCH', `${what} unpacks to ${actual}`);
}

async function removeBlob(store: LayoutRepository, blob: Descriptor): Promise<void> {
  try {
    await store.delete(blob);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
