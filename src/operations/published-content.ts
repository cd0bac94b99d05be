import type { Repository } from '../registry/index.ts';
import {
  annotationContentDigest,
  artifactTypeOf,
  emptyDescriptor,
  type Descriptor,
  type PublishResult,
} from '../spec/index.ts';
import { readManifest, type BuiltArtifact } from '../transfer/index.ts';

/** The fields of a result that describe the content. */
export type Content = Pick<
  PublishResult,
  'subject' | 'layerDigest' | 'layerSize' | 'contentDigest' | 'contentSize' | 'config' | 'layers'
> & { readonly manifest: Descriptor };

export async function describeExisting(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal | undefined,
): Promise<Content> {
  const manifest = await readManifest(repository, descriptor, { signal });
  const layers = manifest.kind === 'manifest' ? manifest.layers : [];
  const [layer] = layers;
  return {
    manifest: { ...descriptor, artifactType: artifactTypeOf(manifest), annotations: manifest.annotations },
    subject: manifest.subject?.digest ?? '',
    layerDigest: layer?.digest ?? '',
    layerSize: layer?.size ?? 0,
    contentDigest: layer?.annotations?.[annotationContentDigest] ?? '',
    contentSize: 0,
    config: manifest.kind === 'manifest' ? manifest.config : emptyDescriptor,
    layers,
  };
}

export function describeBuilt({ manifest, config, layers }: BuiltArtifact, subject: Descriptor | undefined): Content {
  const [main] = layers;
  return {
    manifest,
    subject: subject?.digest ?? '',
    layerDigest: main?.descriptor.digest ?? '',
    layerSize: main?.descriptor.size ?? 0,
    contentDigest: main?.contentDigest ?? '',
    contentSize: main?.contentSize ?? 0,
    config,
    layers: layers.map(({ descriptor }) => descriptor),
  };
}
