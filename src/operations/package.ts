import { join, resolve } from 'node:path';
import type { Compression, PackedLayer, PackOptions } from '../archive/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import { packManifest } from '../transfer/index.ts';
import { layerInto, type LayerOptions } from './layer.ts';
import { newDirectory } from './new-directory.ts';
import {
  annotationContentDigest,
  annotationContentUnpack,
  annotationCreated,
  annotationTitle,
  emptyDescriptor,
  type Annotations,
  type Descriptor,
  type OperationEvent,
} from '../spec/index.ts';
import type { PublishOptions } from './publish-options.ts';

/** Artifact type of a packaged directory unless another is given. */
export const defaultArtifactType = 'application/vnd.nvidia.aicr.artifact';
/** Creation date of a packaged directory unless another is given, so that equal content has equal digests. */
export const reproducibleTimestamp = '1970-01-01T00:00:00Z';
/** Name of the layout's directory below an output directory. */
export const layoutDirectoryName = 'oci-layout';

/** Where the layout lies below an output directory. */
export function layoutPath(outputDir: string): string {
  return join(resolve(outputDir), layoutDirectoryName);
}

/** What stands in the layout after packaging. */
export interface Packaged {
  readonly store: LayoutRepository;
  readonly storePath: string;
  /** With artifact type and annotations. */
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layer: Descriptor;
  readonly content: Omit<PackedLayer, 'shape'>;
  /** Whether the layer was taken from the packing cache. */
  readonly reused: boolean;
}

export type PackageIntoOptions = Pick<
  PublishOptions,
  | 'sourceDir'
  | 'subDir'
  | 'exclude'
  | 'symlinks'
  | 'allowOutsideLinks'
  | 'modes'
  | 'compression'
  | 'compressionLevel'
  | 'annotations'
  | 'timestamp'
  | 'artifactType'
  | 'tags'
  | 'packingCache'
  | 'keptLayers'
  | 'signal'
  | 'onEvent'
> & {
  /** Paths that are passed over where they lie in the source; the layout always is. */
  readonly skip?: readonly string[] | undefined;
  /** What the manifest refers to. */
  readonly subject?: Descriptor | undefined;
} & Pick<LayerOptions, 'onGrowing'>;

/** Packs the directory into the layout at `storePath`, and tags the manifest there. */
export async function packageInto(storePath: string, options: PackageIntoOptions): Promise<Packaged> {
  const { signal, onEvent } = options;
  const source: PackOptions = {
    sourceDir: options.sourceDir,
    subDir: options.subDir,
    exclude: options.exclude,
    symlinks: options.symlinks,
    allowOutsideLinks: options.allowOutsideLinks,
    modes: options.modes,
    compression: options.compression,
    compressionLevel: options.compressionLevel,
    skip: [
      storePath,
      ...(options.packingCache === undefined ? [] : [options.packingCache.directory]),
      ...(options.skip ?? []),
    ],
    signal,
    onProgress: (done, entries) => onEvent?.({ kind: 'progress', phase: 'package', done, entries }),
  };
  await using place = await newDirectory(storePath);
  const store = await LayoutRepository.open(storePath, { create: 'in-empty-folder' });
  const { descriptor, content, reused } = await layerInto(store, source, options);
  for (const event of packagingWarnings(content, options.compression)) onEvent?.(event);
  const layer = { ...descriptor, annotations: layerAnnotations(options.compression, content) };
  const manifest = await packManifest(store, '1.1', options.artifactType, {
    layers: [layer],
    subject: options.subject,
    manifestAnnotations: { ...options.annotations, [annotationCreated]: options.timestamp },
    signal,
  });
  for (const tag of options.tags) await store.tag(manifest, tag, { signal });
  await store.tidy();
  place.keep();
  return { store, storePath, manifest, config: emptyDescriptor, layer, content, reused };
}

function layerAnnotations(compression: Compression, content: PackedLayer): Annotations {
  return {
    [annotationContentDigest]: content.contentDigest,
    // ORAS takes every layer that it unpacks for gzip, and would fail on another.
    ...(compression === 'gzip' ? { [annotationContentUnpack]: 'true' } : {}),
    [annotationTitle]: '.',
  };
}

function* packagingWarnings(content: PackedLayer, compression: Compression): Generator<OperationEvent> {
  if (content.excluded > 0) yield { kind: 'excluded', count: content.excluded };
  if (content.credentialFiles.length > 0) yield { kind: 'credential-files', paths: content.credentialFiles };
  for (const text of content.warnings) yield { kind: 'warning', text };
  if (compression !== 'gzip')
    yield {
      kind: 'notice',
      text: `the layer is ${compression === 'zstd' ? 'compressed with zstd' : 'not compressed'}: ORAS will not unpack it, because it reads gzip only`,
    };
}
