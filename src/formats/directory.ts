import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Compression } from '../archive/index.ts';
import { annotationContentUnpack, annotationTitle, plainLabel, printable } from '../spec/index.ts';
import type { ArtifactPlan, DirectoryLayer } from '../transfer/index.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { checkCompression, manifestParts, unusedAnnotations, withLayerAnnotations } from './manifest-parts.ts';

/** A directory as one packed layer, which ORAS and `pull` unpack. The default format. */
export const directory = {
  name: 'directory',
  detect: () => Promise.resolve(true),
  async plan({ path = '.' }: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const { compression = 'gzip' } = options;
    return {
      ...manifestParts(options),
      layers: [directoryLayer(path, '.', options.layerMediaType, options)],
      notices: [
        ...(compression === 'gzip' ? [] : [orasNotice(compression)]),
        ...(await chartNotice(path, options)),
        ...unusedAnnotations(options, ['.']),
      ],
    };
  },
} satisfies Format;

/**
 * A directory as one layer.
 *
 * @param title path of the directory inside the artifact
 * @param mediaType @default the image layer type of the compression
 * @throws OciError `INPUT_INVALID` for a media type of another compression
 */
export function directoryLayer(
  path: string,
  title: string,
  mediaType: string | undefined,
  options: PlanOptions,
): DirectoryLayer {
  const { compression = 'gzip' } = options;
  return {
    ...packedLayer(path, mediaType, options),
    annotations: withLayerAnnotations(
      {
        // ORAS expects gzip in each layer that it unpacks, and fails on another compression.
        ...(compression === 'gzip' ? { [annotationContentUnpack]: 'true' } : {}),
        [annotationTitle]: title,
      },
      title,
      options,
    ),
  };
}

/**
 * A directory as one layer without annotations, except those of the options.
 *
 * @param mediaType @default the image layer type of the compression
 * @throws OciError `INPUT_INVALID` for a media type of another compression
 */
export function packedLayer(path: string, mediaType: string | undefined, options: PlanOptions): DirectoryLayer {
  const { compression = 'gzip', layerAnnotations = {} } = options;
  if (mediaType !== undefined) checkCompression(mediaType, compression);
  return {
    kind: 'directory',
    mediaType,
    pack: {
      sourceDir: path,
      subDir: options.subDir,
      exclude: options.exclude ?? [],
      symlinks: options.symlinks ?? 'preserve',
      allowOutsideLinks: options.allowOutsideLinks ?? false,
      modes: options.modes ?? 'keep',
      skip: options.skip,
      compression,
      compressionLevel: options.compressionLevel,
    },
    annotations: Object.keys(layerAnnotations).length === 0 ? undefined : layerAnnotations,
  };
}

function orasNotice(compression: Compression): string {
  const state = compression === 'zstd' ? 'compressed with zstd' : 'not compressed';
  return `the layer is ${state}: ORAS does not unpack it, because it reads only gzip`;
}

/** Helm cannot use a chart that is published as a plain directory. */
async function chartNotice(path: string, { subDir, label = plainLabel }: PlanOptions): Promise<readonly string[]> {
  try {
    if (subDir !== undefined || !(await stat(join(path, 'Chart.yaml'))).isFile()) return [];
  } catch {
    return [];
  }
  return [
    `"${printable(path, 300)}" is a Helm chart; for an artifact that helm can use, set ${label('format')} to helm`,
  ];
}
