import { HashThreads, SharedCompressor } from '../archive/index.ts';
import { forEachConcurrent } from '../concurrency/index.ts';
import { pushUnlessExists, type CallOptions, type ReadOnlyStorage, type Storage } from '../registry/index.ts';
import {
  annotationTitle,
  checkMediaType,
  descriptorOf,
  plainDescriptor,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { once, type Body } from '../streams/index.ts';
import { isBuildStore, requireBuildStore } from './build-store.ts';
import { storeDirectory, type DirectoryLayerOptions } from './directory-layer.ts';
import { fileBody, fileSize, hashFile, readFileContent } from './file-layer.ts';
import type { DirectoryLayer, FileLayer, LayerPlan, StreamLayer } from './plan.ts';
import { hashIfReusable } from './layer-reuse.ts';
import { PackingTotal } from './packing-total.ts';
import { ReadProgress } from './read-progress.ts';

export interface BuildOptions extends DirectoryLayerOptions {
  /** Maximum number of files that are stored at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /** Tags to write with the manifest. @default none */
  readonly tags?: readonly string[] | undefined;
  /** Called for each file of the plan after it was stored or found. Files with equal content are one blob. */
  readonly onFile?: ((blob: Descriptor, state: 'uploaded' | 'exists') => void) | undefined;
  /** Called with each packed layer that the store has, while others are packed. */
  readonly onLayer?: ((layer: Descriptor, store: Storage) => void) | undefined;
  /** See `LayoutOptions.sync`, for {@link buildLayout}. @default true */
  readonly sync?: boolean | undefined;
}

export interface BuiltLayer {
  readonly descriptor: Descriptor;
  /** Digest and size, in bytes, of the uncompressed content. */
  readonly contentDigest: Digest;
  readonly contentSize: number;
  /** Number of files in the layer. */
  readonly files: number;
  /** Number of entries that patterns excluded. */
  readonly excluded: number;
  /** The layer came from a cache. */
  readonly reused: boolean;
}

/** The number of blobs that are stored or copied at the same time by default. */
export const defaultConcurrency = 4;

/** Maximum number of layers that are packed at the same time: one is read while others are compressed and written. */
const concurrentLayers = 3;

/**
 * Stores the layers of a plan. A layout packs some of them at the same time, with shared threads.
 *
 * @returns the layers in the order of the plan
 * @throws OciError as `build`
 */
export async function storeLayers(
  layers: readonly LayerPlan[],
  store: Storage,
  options: BuildOptions,
): Promise<readonly BuiltLayer[]> {
  const isParallel = layers.length > 1 && options.packingCache === undefined && options.layerCache === undefined;
  await using compressor = isParallel ? new SharedCompressor(concurrentLayers) : undefined;
  const size = layers.reduce((sum, layer) => sum + (layer.kind === 'directory' ? (layer.size ?? 0) : 0), 0);
  await using hashThreads =
    isParallel && options.reuse !== undefined ? new HashThreads(size, concurrentLayers) : undefined;
  using total = new PackingTotal(layers, isBuildStore(store) ? [store.path] : []);
  const build = new LayerBuild(store, { ...options, compressor, hashThreads }, total);
  const built: BuiltLayer[] = [];
  await forEachConcurrent(
    layers.entries(),
    isParallel ? concurrentLayers : 1,
    async ([index, layer], signal) => {
      built[index] = await build.add(index, layer, signal);
    },
    options.signal,
  );
  await build.storeBlobs();
  return built;
}

class LayerBuild {
  readonly #store: Storage;
  readonly #options: BuildOptions;
  readonly #bodies = new Map<Digest, { readonly blob: Descriptor; readonly body: Body }>();
  readonly #progress: ReadProgress;
  #entries = 0;

  constructor(store: Storage, options: BuildOptions, total: PackingTotal) {
    this.#store = store;
    this.#options = options;
    this.#progress = new ReadProgress((done) => options.onProgress?.(done, this.#entries, total.atLeast(done)));
  }

  async add(index: number, layer: LayerPlan, signal: AbortSignal): Promise<BuiltLayer> {
    switch (layer.kind) {
      case 'directory':
        return await this.#addDirectory(index, layer, signal);
      case 'stream':
        return await this.#ingest(index, layer, layer.content, signal);
      case 'file':
        return await this.#addFile(index, layer, signal);
      case 'bytes': {
        const { bytes, mediaType, annotations } = layer;
        const blob = { ...descriptorOf(checkMediaType(mediaType), bytes), annotations };
        this.#bodies.set(blob.digest, { blob, body: () => once(bytes) });
        const data = layer.embed === true ? Buffer.from(bytes).toString('base64') : undefined;
        return plainLayer({ ...blob, data });
      }
      case 'descriptor':
        return plainLayer(layer.descriptor);
    }
  }

  /** Stores the contents whose digests are known. */
  async storeBlobs(): Promise<void> {
    const { concurrency = defaultConcurrency, onFile } = this.#options;
    await forEachConcurrent(
      this.#bodies.values(),
      concurrency,
      async ({ blob, body }, signal) => {
        const exists = await storeBlob(this.#store, blob, body, { signal });
        onFile?.(blob, exists ? 'exists' : 'uploaded');
      },
      this.#options.signal,
    );
  }

  async #addDirectory(index: number, layer: DirectoryLayer, signal: AbortSignal): Promise<BuiltLayer> {
    let entries = 0;
    const { descriptor, content, reused } = await storeDirectory(layer, requireBuildStore(this.#store, 'a directory'), {
      ...this.#options,
      signal,
      onPackingStart: this.#onPackingStart(index),
      onProgress: (bytes, count) => {
        this.#entries += count - entries;
        entries = count;
        this.#progress.advance(`layer ${index}`, bytes);
      },
    });
    if (!reused) this.#options.onLayer?.(descriptor, this.#store);
    const { contentDigest, contentSize, files, excluded } = content;
    return { descriptor, contentDigest, contentSize, files, excluded, reused };
  }

  /** A layout hashes a new file while it copies it. Another store needs the digest before it gets the content. */
  async #addFile(index: number, layer: FileLayer, signal: AbortSignal): Promise<BuiltLayer> {
    const { path, mediaType, annotations } = layer;
    this.#entries++;
    if (layer.expected === undefined && isBuildStore(this.#store)) {
      const reused = await reusedFile(layer, this.#store, { ...this.#options, signal });
      if (reused === undefined) return await this.#ingest(index, layer, readFileContent(path), signal);
      this.#progress.advance(`layer ${index}`, reused.size);
      return { ...plainLayer(reused), reused: true };
    }
    const { digest, size } = layer.expected ?? (await hashFile(path, { signal }));
    const blob = { mediaType: checkMediaType(mediaType), digest, size, annotations };
    this.#bodies.set(digest, {
      blob,
      body: fileBody(path, blob, (done) => {
        this.#progress.advance(digest, done);
      }),
    });
    return plainLayer(blob);
  }

  async #ingest(
    index: number,
    { mediaType, annotations }: StreamLayer | FileLayer,
    content: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<BuiltLayer> {
    const counted = this.#progress.chunks(`layer ${index}`, content);
    const stored = await requireBuildStore(this.#store, 'a stream').ingest(counted, checkMediaType(mediaType), {
      signal,
      onStart: this.#onPackingStart(index),
    });
    return plainLayer({ ...stored, annotations });
  }

  /** Only the first layer is uploaded while it is packed. */
  #onPackingStart(index: number): BuildOptions['onPackingStart'] {
    return index === 0 ? this.#options.onPackingStart : undefined;
  }
}

/** The descriptor of an unchanged file that an earlier artifact has; the file is then not copied. */
async function reusedFile(
  { path, mediaType, annotations }: FileLayer,
  store: ReadOnlyStorage,
  { reuse, signal }: BuildOptions,
): Promise<Descriptor | undefined> {
  const key = { title: annotations?.[annotationTitle], mediaType, encoder: undefined };
  if (reuse === undefined) return undefined;
  const mayBeReused = reuse.mayHave(key, store, await fileSize(path));
  const hashed = await hashIfReusable(mayBeReused, (stop) => hashFile(path, { signal: stop }), signal);
  if (hashed === undefined) return undefined;
  const layer = await reuse.take(key, hashed.digest);
  return layer === undefined ? undefined : { mediaType, ...layer, annotations };
}

function plainLayer(descriptor: Descriptor): BuiltLayer {
  const { digest, size } = descriptor;
  return { descriptor, contentDigest: digest, contentSize: size, files: 1, excluded: 0, reused: false };
}

/** @returns whether the store had the blob */
export async function storeBlob(store: Storage, blob: Descriptor, body: Body, options: CallOptions): Promise<boolean> {
  const plain = plainDescriptor(blob);
  // A layout only compares sizes. A push also repairs a damaged file.
  if (isBuildStore(store)) {
    const exists = await store.exists(plain, options);
    await store.push(plain, body, { ...options, isAbsent: !exists });
    return exists;
  }
  return (await pushUnlessExists(store, plain, body, options)) !== 'pushed';
}
