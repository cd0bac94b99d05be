import {
  annotationContentDigest,
  artifactTypeOf,
  digestHex,
  emptyDescriptor,
  formatReference,
  type Descriptor,
} from '../spec/index.ts';
import type { PublishOptions, PublishResult } from './options.ts';
import type { Packaged } from './package.ts';
import type { PushedTags } from './push.ts';

/** The result in the words that outputs use. */
export function outcome(
  options: PublishOptions,
  packaged: Packaged,
  pushed: PushedTags | undefined,
  durationMs: number,
): PublishResult {
  const { target } = options;
  const content = contentOf(options, packaged, pushed?.existing);
  const tags = options.pushByDigest ? [] : options.tags;
  const [mainTag] = tags;
  const shared = {
    ...content,
    storePath: packaged.storePath,
    pushed: pushed !== undefined && pushed.existing === undefined,
    reused: packaged.reused,
    files: packaged.content.files,
    excluded: packaged.content.excluded,
    durationMs: Math.round(durationMs),
  };
  if (target.kind === 'layout') {
    const reference =
      mainTag === undefined ? `${packaged.storePath}@${content.digest}` : `${packaged.storePath}:${mainTag}`;
    return { ...shared, reference, pinnedReference: '', name: '', tags: [], checksums: '' };
  }
  const repository = { registry: target.registry, repository: target.repository };
  const name = formatReference(repository);
  const pinnedReference = formatReference({ ...repository, digest: content.digest });
  return {
    ...shared,
    reference: mainTag === undefined ? pinnedReference : formatReference({ ...repository, tag: mainTag }),
    pinnedReference,
    name,
    tags: tags.map((tag) => formatReference({ ...repository, tag })),
    checksums: `${digestHex(content.digest)}  ${name}\n`,
  };
}

type Content = Pick<
  PublishResult,
  | 'digest'
  | 'mediaType'
  | 'artifactType'
  | 'size'
  | 'layerDigest'
  | 'layerSize'
  | 'contentDigest'
  | 'contentSize'
  | 'config'
  | 'layers'
>;

/** What the reference names: what was packaged, or what a skipped tag points to. */
function contentOf(options: PublishOptions, packaged: Packaged, existing: PushedTags['existing']): Content {
  if (existing === undefined) {
    const { manifest, layer, config } = packaged;
    const { contentDigest, contentSize } = packaged.content;
    return {
      ...identity(manifest),
      artifactType: packaged.manifest.artifactType ?? options.artifactType,
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
    ...identity(descriptor),
    artifactType: artifactTypeOf(manifest) ?? '',
    layerDigest: layer?.digest ?? '',
    layerSize: layer?.size ?? 0,
    contentDigest: layer?.annotations?.[annotationContentDigest] ?? '',
    contentSize: 0,
    config: manifest.kind === 'manifest' ? manifest.config : emptyDescriptor,
    layers,
  };
}

function identity(manifest: Descriptor): Pick<Content, 'digest' | 'mediaType' | 'size'> {
  return { digest: manifest.digest, mediaType: manifest.mediaType, size: manifest.size };
}
