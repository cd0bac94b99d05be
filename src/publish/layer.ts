import { packLayer, type Compression, type PackedLayer, type PackOptions } from '../bundle/index.ts';
import type { LayoutRepository } from '../layout/index.ts';
import type { GrowingContent } from '../registry/index.ts';
import { mediaTypeImageLayer, mediaTypeImageLayerGzip, mediaTypeImageLayerZstd, type Descriptor } from '../spec/index.ts';
import type { PublishEvent } from './options.ts';
import { PackingCache, type PackingCacheOptions } from './packing-cache.ts';

const layerMediaTypes: Readonly<Record<Compression, string>> = {
  gzip: mediaTypeImageLayerGzip,
  zstd: mediaTypeImageLayerZstd,
  none: mediaTypeImageLayer,
};

export interface LayerOptions {
  readonly packingCache?: PackingCacheOptions | undefined;
  /** Is given the layer before the first byte of it is packed, to read along; it closes it. */
  readonly onGrowing?: ((content: GrowingContent) => void) | undefined;
  readonly onEvent?: ((event: PublishEvent) => void) | undefined;
}

/** A layer that stands in a layout. */
export interface Layer {
  readonly descriptor: Descriptor;
  readonly content: PackedLayer;
  /** Whether it was taken from the packing cache. */
  readonly reused: boolean;
}

/** Packs a directory into a layout, in one pass over the data, or takes its layer from the packing cache. */
export async function layerInto(store: LayoutRepository, source: PackOptions, options: LayerOptions): Promise<Layer> {
  const { packingCache, onGrowing, onEvent } = options;
  const { signal } = source;
  const mediaType = layerMediaTypes[source.compression];
  const cache = packingCache && (await PackingCache.open(packingCache, (text) => onEvent?.({ kind: 'warning', text }), signal));
  const found = await cache?.find(source, store);
  if (found !== undefined) {
    onEvent?.({ kind: 'line', text: `nothing has changed: layer reused from the cache ${packingCache?.directory}` });
    return { descriptor: { mediaType, ...found.layer }, content: found.content, reused: true };
  }
  const packing = packLayer(source);
  const descriptor = await store.ingest(packing.content, mediaType, { owned: true, signal, onGrowing });
  const content = await packing.result;
  await cache?.keep(source, store, descriptor, content);
  return { descriptor, content, reused: false };
}
