import { resolve } from 'node:path';
import { packManifest } from '../transfer/index.ts';
import {
  decompress,
  describeLayer,
  encodingName,
  shapeOf,
  type PackedLayer,
  type PackOptions,
} from '../archive/index.ts';
import { ArtifactCache } from '../artifact-cache/index.ts';
import { collect } from '../streams/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import type { BlobReader, CallOptions } from '../registry/index.ts';
import {
  annotationCreated,
  Digester,
  digestHex,
  digestOf,
  isNotFound,
  isOciError,
  maxManifestBytes,
  messageOf,
  OciError,
  parseManifest,
  plainDescriptor,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { reproducibleTimestamp } from './package.ts';

/** A directory that keeps packed layers from run to run. */
export interface PackingCacheOptions {
  /** Made when it is not there. */
  readonly directory: string;
  /** What was used least recently is thrown out above this. @default 10 GiB */
  readonly maxBytes?: number | undefined;
  /**
   * Others may have written to it, as to a directory that a cache service brought back. A layer is then unpacked before it is taken, and
   * what is in it compared with the source; otherwise the directory is believed which layer belongs to which content.
   *
   * @default false
   */
  readonly shared?: boolean | undefined;
}

/** Told what is wrong with a cache, and the error that says why. */
export type CacheWarning = (text: string, cause: unknown) => void;

export const defaultPackingCacheBytes: number = 10 * 1024 ** 3;

/** Of the manifests that say which layer belongs to which content. */
const entryArtifactType = 'application/vnd.oci-artifact.packing-cache.v1';

/** A layer from the cache, which is in the layout now. */
export interface FoundLayer {
  readonly layer: Pick<Descriptor, 'digest' | 'size'>;
  readonly content: PackedLayer;
}

/**
 * Packed layers by what is in them. A source is not recognised by dates: all of its bytes are read and hashed as an archive, and the layer
 * of that very archive, made by the same encoder at the same level, is taken, after it was hashed too. When names, modes, sizes and
 * links alone show that the source was never packed like this, that pass is left out.
 *
 * It is an OCI image layout that is marked as a cache, in which each layer has a manifest under two names: by the archive's digest, and by
 * its shape. Any number of processes may use it at a time. It never fails a run: what goes wrong is a warning, and the layer is packed.
 */
export class PackingCache {
  readonly #folder: ArtifactCache;
  readonly #store: LayoutRepository;
  readonly #options: PackingCacheOptions;
  readonly #warn: CacheWarning;

  private constructor(
    folder: ArtifactCache,
    store: LayoutRepository,
    options: PackingCacheOptions,
    warn: CacheWarning,
  ) {
    this.#folder = folder;
    this.#store = store;
    this.#options = options;
    this.#warn = warn;
  }

  /** @returns undefined when it cannot be used, which is a warning @throws OciError `INPUT_INVALID` for a directory that holds something else, `ABORTED` */
  static async open(
    options: PackingCacheOptions,
    warn: CacheWarning,
    signal?: AbortSignal,
  ): Promise<PackingCache | undefined> {
    try {
      const folder = await ArtifactCache.open(options.directory, { signal });
      return new PackingCache(
        folder,
        await LayoutRepository.open(folder.path, { allowSparse: true, signal }),
        options,
        warn,
      );
    } catch (error) {
      throwIfAborted(signal);
      if (isOciError(error, 'INPUT_INVALID')) throw error;
      warn(`the packing cache ${resolve(options.directory)} is not used: ${messageOf(error)}`, error);
      return undefined;
    }
  }

  /**
   * Looks for the layer of a source, and shows it in the layout.
   *
   * @param known what is in the source; otherwise it is read when names, modes, sizes and links do not say already that it was never packed
   * @throws OciError what is wrong with the source; `ABORTED`
   */
  async find(source: PackOptions, layout: LayoutRepository, known?: PackedLayer): Promise<FoundLayer | undefined> {
    const { signal } = source;
    const encoding = encodingOf(source);
    const content = known ?? (await this.#describe(source, encoding));
    if (content === undefined) return undefined;
    const layer = await this.#quietly(signal, () => this.#entry(layerName(source, content.contentDigest), { signal }));
    const taken =
      layer !== undefined &&
      (await this.#quietly(signal, () => this.#take(layer, content, layout, { signal }))) === true;
    return taken ? { layer, content } : undefined;
  }

  /** Keeps the layer of a source that was packed into a layout. */
  async keep(source: PackOptions, layout: LayoutRepository, layer: Descriptor, content: PackedLayer): Promise<void> {
    const { signal } = source;
    const encoding = encodingOf(source);
    const maxBytes = this.#options.maxBytes ?? defaultPackingCacheBytes;
    if (layer.size > maxBytes) return;
    await this.#quietly(signal, async () => {
      await this.#store.linkFrom(layout, layer, { signal });
      const entry = await packManifest(this.#store, '1.1', entryArtifactType, {
        layers: [plainDescriptor(layer)],
        manifestAnnotations: { [annotationCreated]: reproducibleTimestamp },
        signal,
      });
      await this.#store.tag(entry, layerName(source, content.contentDigest), { signal });
      await this.#store.tag(entry, shapeName(encoding, content.shape), { signal });
      await this.#folder.trim(maxBytes, { keep: layer.digest, signal });
    });
  }

  /** Reads the source, unless it was never packed like this. The layer that it probably has is hashed meanwhile. */
  async #describe(source: PackOptions, encoding: string): Promise<PackedLayer | undefined> {
    const { signal } = source;
    if ((await this.#quietly(signal, () => this.#isEmpty({ signal }))) !== false) return undefined;
    const shape = await shapeOf({ ...source, report: undefined });
    const likely = await this.#quietly(signal, () => this.#entry(shapeName(encoding, shape), { signal }));
    if (likely === undefined) return undefined;
    // One that comes from elsewhere is unpacked and compared in any case. What is wrong with it is told of when it is taken.
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

  /** The layer that an entry tells of. */
  async #entry(name: string, options: CallOptions): Promise<Descriptor | undefined> {
    try {
      const found = await this.#store.resolve(name, options);
      const manifest = parseManifest(
        await collect(await this.#store.fetch(found, options), maxManifestBytes, `the manifest ${found.digest}`),
        found.mediaType,
      );
      return manifest.kind === 'manifest' ? manifest.layers[0] : undefined;
    } catch (error) {
      // Thrown out, perhaps this moment.
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** @returns false when the cache does not have it any more */
  async #take(
    layer: Descriptor,
    content: PackedLayer,
    layout: LayoutRepository,
    options: CallOptions,
  ): Promise<boolean> {
    if (!(await this.#store.exists(layer, options))) return false;
    try {
      await layout.linkFrom(this.#store, layer, options);
      // What is checked is what is pushed: the layout's file, whatever the cache's was.
      if (this.#options.shared === true) await compare(await layout.fetch(layer, options), content, options);
      else if (!(await layout.isVerified(layer, options))) await readWhole(await layout.fetch(layer, options));
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      if (!isOciError(error, 'DIGEST_MISMATCH', 'SIZE_MISMATCH', 'ARCHIVE_INVALID')) throw error;
      for (const store of [layout, this.#store]) await removeBlob(store, layer);
      throw error;
    }
  }

  /** The cache is there to save time; a run does not fail for it. */
  async #quietly<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      throwIfAborted(signal);
      this.#warn(`the packing cache ${this.#folder.path}: ${messageOf(error)}; the layer is packed anew`, error);
      return undefined;
    }
  }
}

/** Names the layer of a content: the same for all that would be packed into the same bytes. */
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

/** A reader checks itself at its end. */
async function readWhole(reader: BlobReader): Promise<void> {
  for await (const chunk of reader.borrowed()) void chunk;
}

/** @throws OciError `DIGEST_MISMATCH`, `SIZE_MISMATCH`, `ARCHIVE_INVALID` */
async function compare(reader: BlobReader, content: PackedLayer, options: CallOptions): Promise<void> {
  const what = `the layer ${reader.descriptor.digest} for ${content.contentDigest}`;
  const digester = new Digester();
  // The size is known, so that no ratio needs to guard it.
  for await (const chunk of decompress(reader, { maxRatio: Infinity, what, signal: options.signal })) {
    digester.update(chunk);
    if (digester.size > content.contentSize)
      throw new OciError('SIZE_MISMATCH', `${what} unpacks to more than ${content.contentSize} bytes`);
  }
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
