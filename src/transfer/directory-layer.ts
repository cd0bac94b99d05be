import {
  describeLayer,
  packLayer,
  type Compression,
  type HashThreads,
  type PackedLayer,
  type PackOptions,
  type SharedCompressor,
} from '../archive/index.ts';
import type { CallOptions, IncompleteBlob } from '../registry/index.ts';
import {
  annotationContentDigest,
  annotationEncoder,
  annotationTitle,
  mediaTypeImageLayer,
  mediaTypeImageLayerGzip,
  mediaTypeImageLayerZstd,
  mediaTypeZip,
  type Descriptor,
  type EventOptions,
} from '../spec/index.ts';
import { isLayout, type BuildStore } from './build-store.ts';
import { hashIfReusable, type LayerKey, type LayerReuse } from './layer-reuse.ts';
import type { CachedLayer, CacheWarning, PackingCache, PackingCacheOptions } from './packing-cache.ts';
import type { ContentReport, DirectoryLayer } from './plan.ts';

const layerMediaTypes: Readonly<Record<Compression, string>> = {
  gzip: mediaTypeImageLayerGzip,
  zstd: mediaTypeImageLayerZstd,
  none: mediaTypeImageLayer,
};

/** A cache of packed layers, each in its own directory, for example between jobs. */
export interface LayerCache {
  /**
   * Provides the packing cache of one layer: an empty directory when the layer is not cached. A newly packed layer is
   * added to it.
   *
   * @param key of content and encoding; 64 hexadecimal digits
   */
  readonly open: (key: string, signal: AbortSignal | undefined) => Promise<string>;
  readonly warn: CacheWarning;
}

export interface DirectoryLayerOptions extends CallOptions, EventOptions {
  /** Layers of earlier artifacts. @default none */
  readonly reuse?: LayerReuse | undefined;
  readonly packingCache?: PackingCacheOptions | undefined;
  /**
   * Used when the packing cache does not have the layer. Its content is not trusted: see {@link
   * PackingCacheOptions.shared}.
   */
  readonly layerCache?: LayerCache | undefined;
  /**
   * Called with the incomplete first layer of the artifact before its first byte is packed. The function must close it.
   */
  readonly onPackingStart?: ((content: IncompleteBlob) => void) | undefined;
  /** Called with the bytes of the uncompressed archive and the number of entries so far, and with all bytes if known. */
  readonly onProgress?: ((bytes: number, entries: number, total?: number) => void) | undefined;
  /** Threads that the layers share. @default own threads of each layer */
  readonly compressor?: SharedCompressor | undefined;
  /** Threads that hash sources for a comparison with earlier layers. @default the calling thread */
  readonly hashThreads?: HashThreads | undefined;
}

/** A layer in a store. */
export interface StoredDirectory {
  readonly descriptor: Descriptor;
  readonly content: PackedLayer;
  /** The layer came from a cache. */
  readonly reused: boolean;
}

/** Packs a directory into a store, in one pass over the data, or reuses its layer from a cache. */
export async function storeDirectory(
  layer: DirectoryLayer,
  store: BuildStore,
  options: DirectoryLayerOptions,
): Promise<StoredDirectory> {
  const { packingCache, signal, compressor, onProgress, onEvent } = options;
  const source: PackOptions = {
    ...layer.pack,
    // The layout and the cache may be inside the source. If they were packed, the next run would give another digest.
    skip: [store.path, ...(packingCache === undefined ? [] : [packingCache.directory]), ...(layer.pack.skip ?? [])],
    signal,
    compressor,
    onProgress,
  };
  const isZip = source.archive === 'zip';
  const mediaType = layer.mediaType ?? (isZip ? mediaTypeZip : layerMediaTypes[source.compression]);
  const key = keyOf(layer, mediaType);
  const { descriptor, content, reused } = await reuseOrPack(source, key, store, options);
  // A part of a source is reported with the source.
  if (layer.pack.part === undefined) reportContent(content, onEvent);
  const annotations =
    layer.annotations === undefined || isZip
      ? layer.annotations
      : { [annotationContentDigest]: content.contentDigest, ...layer.annotations };
  return { descriptor: { ...descriptor, annotations }, content, reused };
}

export function reportContent(
  { excluded, credentialFiles, warnings }: ContentReport,
  onEvent: EventOptions['onEvent'],
): void {
  if (excluded > 0) onEvent?.({ kind: 'excluded', count: excluded });
  if (credentialFiles.length > 0) onEvent?.({ kind: 'credential-files', paths: credentialFiles });
  for (const text of warnings) onEvent?.({ kind: 'warning', text });
}

function keyOf({ annotations = {} }: DirectoryLayer, mediaType: string): LayerKey {
  return { title: annotations[annotationTitle], mediaType, encoder: annotations[annotationEncoder] };
}

/**
 * Hashes the source first if an earlier artifact may have its layer. Otherwise one pass over the data is sufficient.
 */
async function reuseOrPack(
  source: PackOptions,
  key: LayerKey,
  store: BuildStore,
  options: DirectoryLayerOptions,
): Promise<StoredDirectory> {
  const { reuse, hashThreads } = options;
  const { mediaType } = key;
  if (reuse === undefined || key.encoder === undefined) return packOrReuse(source, mediaType, store, options);
  const content = await hashIfReusable(
    reuse.mayHave(key, store),
    (signal) => hashThreads?.describe({ ...source, signal }) ?? describeLayer({ ...source, signal }),
    source.signal,
  );
  if (content === undefined) return packOrReuse(source, mediaType, store, options);
  const layer = await reuse.take(key, content.contentDigest);
  if (layer !== undefined) return { descriptor: { mediaType, ...layer }, content, reused: true };
  return packOrReuse(source, mediaType, store, options, content);
}

/** @param described content of the source. @default it is read when a cache needs it */
async function packOrReuse(
  source: PackOptions,
  mediaType: string,
  store: BuildStore,
  options: DirectoryLayerOptions,
  described?: PackedLayer,
): Promise<StoredDirectory> {
  const { packingCache, layerCache, signal, onEvent } = options;
  const caches: PackingCache[] = [];
  // The caches recognize equal contents by the digest of the tar.
  const isCacheable = source.archive !== 'zip' && (packingCache !== undefined || layerCache !== undefined);
  // Cached layers are linked.
  if (!isCacheable || !isLayout(store)) return pack(source, mediaType, store, options);
  // Loaded only for a cache, because most runs have none.
  const { layerKey, PackingCache: Cache } = await import('./packing-cache.ts');
  const reused = ({ layer, content }: CachedLayer, cacheName: string): StoredDirectory => {
    onEvent?.({ kind: 'line', text: `the source did not change: reused the layer from ${cacheName}` });
    return { descriptor: { mediaType, ...layer }, content, reused: true };
  };
  if (packingCache !== undefined) {
    const cache = await Cache.open(packingCache, (text) => onEvent?.({ kind: 'warning', text }), signal);
    const cached = await cache?.find(source, store, described);
    if (cached !== undefined) return reused(cached, `the cache ${packingCache.directory}`);
    if (cache !== undefined) caches.push(cache);
  }
  if (layerCache !== undefined) {
    const content = described ?? (await describeLayer(source));
    const directory = await layerCache.open(layerKey(source, content.contentDigest), signal);
    const cache = await Cache.open({ directory, shared: true }, layerCache.warn, signal);
    const cached = await cache?.find(source, store, content);
    if (cached !== undefined) {
      const layer = reused(cached, 'the cache between jobs');
      for (const local of caches) await local.add(source, store, layer.descriptor, layer.content);
      return layer;
    }
    if (cache !== undefined) caches.push(cache);
  }
  const packed = await pack(source, mediaType, store, options);
  for (const cache of caches) await cache.add(source, store, packed.descriptor, packed.content);
  return packed;
}

async function pack(
  source: PackOptions,
  mediaType: string,
  store: BuildStore,
  { signal, onPackingStart }: DirectoryLayerOptions,
): Promise<StoredDirectory> {
  const packing = packLayer(source);
  const descriptor = await store.ingest(packing.content, mediaType, { owned: true, signal, onStart: onPackingStart });
  const content = await packing.result;
  return { descriptor, content, reused: false };
}
