import { describeLayer, packLayer, type Compression, type PackedLayer, type PackOptions } from '../archive/index.ts';
import type { LayoutRepository } from '../layout/index.ts';
import type { IncompleteBlob } from '../registry/index.ts';
import {
  mediaTypeImageLayer,
  mediaTypeImageLayerGzip,
  mediaTypeImageLayerZstd,
  type Descriptor,
  type OperationEvent,
} from '../spec/index.ts';
import {
  layerKey,
  PackingCache,
  type CacheWarning,
  type FoundLayer,
  type PackingCacheOptions,
} from './packing-cache.ts';

const layerMediaTypes: Readonly<Record<Compression, string>> = {
  gzip: mediaTypeImageLayerGzip,
  zstd: mediaTypeImageLayerZstd,
  none: mediaTypeImageLayer,
};

/** Packed layers that are kept elsewhere, each in a directory of its own. */
export interface LayerCache {
  /**
   * Brings the directory of a layer, a packing cache; an empty one when nothing is kept. What is packed is put there, for whoever keeps it.
   *
   * @param key names content and encoding, 64 hexadecimal digits
   */
  readonly open: (key: string, signal: AbortSignal | undefined) => Promise<string>;
  readonly warn: CacheWarning;
}

export interface LayerOptions {
  readonly packingCache?: PackingCacheOptions | undefined;
  /** Asked for what the packing cache does not have. Nothing of what it brings is believed: see {@link PackingCacheOptions.shared}. */
  readonly keptLayers?: LayerCache | undefined;
  /** Is given the layer before the first byte of it is packed, to read along; it closes it. */
  readonly onGrowing?: ((content: IncompleteBlob) => void) | undefined;
  readonly onEvent?: ((event: OperationEvent) => void) | undefined;
}

/** A layer that stands in a layout. */
export interface Layer {
  readonly descriptor: Descriptor;
  readonly content: PackedLayer;
  /** Whether it was taken from the packing cache. */
  readonly reused: boolean;
}

/** Packs a directory into a layout, in one pass over the data, or takes its layer from the packing cache or from what is kept elsewhere. */
export async function layerInto(store: LayoutRepository, source: PackOptions, options: LayerOptions): Promise<Layer> {
  const { packingCache, keptLayers, onGrowing, onEvent } = options;
  const { signal } = source;
  const mediaType = layerMediaTypes[source.compression];
  const caches: PackingCache[] = [];
  const reused = ({ layer, content }: FoundLayer, place: string): Layer => {
    onEvent?.({ kind: 'line', text: `nothing has changed: layer reused from ${place}` });
    return { descriptor: { mediaType, ...layer }, content, reused: true };
  };
  if (packingCache !== undefined) {
    const cache = await PackingCache.open(packingCache, (text) => onEvent?.({ kind: 'warning', text }), signal);
    const found = await cache?.find(source, store);
    if (found !== undefined) return reused(found, `the cache ${packingCache.directory}`);
    if (cache !== undefined) caches.push(cache);
  }
  if (keptLayers !== undefined) {
    const content = await describeLayer(source);
    const directory = await keptLayers.open(layerKey(source, content.contentDigest), signal);
    const cache = await PackingCache.open({ directory, shared: true }, keptLayers.warn, signal);
    const found = await cache?.find(source, store, content);
    if (found !== undefined) {
      const layer = reused(found, 'what is kept between jobs');
      for (const nearer of caches) await nearer.keep(source, store, layer.descriptor, layer.content);
      return layer;
    }
    if (cache !== undefined) caches.push(cache);
  }
  const packing = packLayer(source);
  const descriptor = await store.ingest(packing.content, mediaType, { owned: true, signal, onStart: onGrowing });
  const content = await packing.result;
  for (const cache of caches) await cache.keep(source, store, descriptor, content);
  return { descriptor, content, reused: false };
}
