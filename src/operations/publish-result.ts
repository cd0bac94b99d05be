import {
  annotationContentDigest,
  artifactTypeOf,
  emptyDescriptor,
  type Descriptor,
  type PublishResult,
  resultAt,
} from '../spec/index.ts';
import type { PublishOptions } from './publish-options.ts';
import type { Packaged } from './package.ts';
import type { PushedTags } from './push-packaged.ts';

/** The result in the words that outputs use. */
export function outcome(
  options: PublishOptions,
  packaged: Packaged,
  pushed: PushedTags | undefined,
  durationMs: number,
): PublishResult {
  const { manifest, ...content } = contentOf(options, packaged, pushed?.existing);
  return {
    ...resultAt(options.target, manifest, options.pushByDigest ? [] : options.tags),
    ...content,
    storePath: packaged.storePath,
    pushed: pushed !== undefined && pushed.existing === undefined,
    reused: packaged.reused,
    files: packaged.content.files,
    excluded: packaged.content.excluded,
    durationMs: Math.round(durationMs),
  };
}

type Content = Pick<
  PublishResult,
  'layerDigest' | 'layerSize' | 'contentDigest' | 'contentSize' | 'config' | 'layers'
> & { readonly manifest: Descriptor };

/** What the reference names: what was packaged, or what a skipped tag points to. */
function contentOf(options: PublishOptions, packaged: Packaged, existing: PushedTags['existing']): Content {
  if (existing === undefined) {
    const { manifest, layer, config } = packaged;
    const { contentDigest, contentSize } = packaged.content;
    return {
      manifest: { ...manifest, artifactType: manifest.artifactType ?? options.artifactType },
      layerDigest: layer.digest,
      layerSize: layer.size,
      contentDigest,
      contentSize,
      config,
      layers: [layer],
    };
  }
  const { descriptor, manifest } = existing;
  const layers = manifest.kind === 'manifest' ? manifest.layers : [];
  const [layer] = layers;
  return {
    manifest: { ...descriptor, artifactType: artifactTypeOf(manifest) },
    layerDigest: layer?.digest ?? '',
    layerSize: layer?.size ?? 0,
    contentDigest: layer?.annotations?.[annotationContentDigest] ?? '',
    contentSize: 0,
    config: manifest.kind === 'manifest' ? manifest.config : emptyDescriptor,
    layers,
  };
}
