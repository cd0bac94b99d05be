import {
  annotationShard,
  annotationShardLayers,
  annotationShardPlan,
  compareBytes,
  digestOf,
  encodeJson,
  OciError,
  type Annotations,
  type Digest,
  type Shard,
} from '../spec/index.ts';
import type { ArtifactPlan, ConfigPlan, LayerPlan } from './plan.ts';

/** Added to the size of each layer, bytes, so that many small layers are shared evenly. */
const layerOverhead = 16 * 1024;

/**
 * The part of a plan that one machine packs. The shares have about equal sizes, and every machine computes the same
 * ones. Annotations of the manifest name the shard, the indexes of its layers, and the plan.
 *
 * @throws OciError `UNSUPPORTED` for a config that contains the digests of all layers
 */
export function shardPlan(plan: ArtifactPlan, shard: Shard): ArtifactPlan {
  const { kind } = plan.config;
  if (kind === 'image' || kind === 'computed')
    throw new OciError(
      'UNSUPPORTED',
      'cannot pack a shard of an image: its config contains the digests of all layers; omit the config, or shard',
    );
  const indexes = shareOf(plan.layers, shard);
  return {
    ...plan,
    layers: plan.layers.filter((_, index) => indexes.has(index)),
    annotations: {
      ...plan.annotations,
      [annotationShard]: `${shard.number}/${shard.count}`,
      [annotationShardLayers]: `${[...indexes].sort((a, b) => a - b).join(',')}/${plan.layers.length}`,
      [annotationShardPlan]: fingerprint(plan),
    },
  };
}

/** Assigns each layer, the largest first, to the smallest share. @returns the indexes of one share */
function shareOf(layers: readonly LayerPlan[], { number, count }: Shard): ReadonlySet<number> {
  const sizes = Array.from({ length: count }, () => 0);
  const own = new Set<number>();
  const largestFirst = layers
    .map((layer, index) => ({ index, size: sizeOf(layer) }))
    .sort((a, b) => b.size - a.size || a.index - b.index);
  for (const { index, size } of largestFirst) {
    const share = sizes.indexOf(Math.min(...sizes));
    sizes[share] = (sizes[share] ?? 0) + size + layerOverhead;
    if (share === number - 1) own.add(index);
  }
  return own;
}

function sizeOf(layer: LayerPlan): number {
  return 'size' in layer ? (layer.size ?? 0) : 0;
}

/** The digest of everything in a plan that all machines must have in common. */
function fingerprint(plan: ArtifactPlan): Digest {
  const { artifactType, imageSpec, mediaType, omitMediaType, config, configAnnotations, annotations, platform } = plan;
  const value = {
    artifactType,
    imageSpec,
    mediaType,
    omitMediaType,
    config: describeConfig(config),
    configAnnotations: sorted(configAnnotations),
    annotations: sorted(annotations),
    platform,
    layers: plan.layers.map(describeLayer),
  };
  return digestOf(encodeJson(value));
}

function describeConfig(config: ConfigPlan): unknown {
  if (config.kind === 'bytes') return { ...config, bytes: digestOf(config.bytes) };
  // Machines may have the file at different paths. The join compares its digest.
  return config.kind === 'file' ? { ...config, path: undefined } : config;
}

function describeLayer(layer: LayerPlan): unknown {
  if (layer.kind === 'descriptor') return layer;
  const { kind, mediaType, annotations } = layer;
  const described = { kind, mediaType, annotations: sorted(annotations), size: sizeOf(layer) };
  if (layer.kind !== 'directory') return described;
  const { exclude, symlinks, allowOutsideLinks, modes, subDir } = layer.pack;
  return { ...described, pack: { exclude, symlinks, allowOutsideLinks, modes, subDir } };
}

function sorted(annotations: Annotations = {}): readonly (readonly [string, string])[] {
  return Object.entries(annotations).sort(([a], [b]) => compareBytes(a, b));
}
