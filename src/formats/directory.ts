import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Compression } from '../archive/index.ts';
import {
  annotationContentUnpack,
  annotationTitle,
  annotationArchiveUnpack,
  inputError,
  OciError,
  plainLabel,
  printable,
} from '../spec/index.ts';
import type { ArtifactPlan, DirectoryLayer } from '../transfer/index.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import type { SplitLayers } from './split-layers.ts';
import { checkCompression, checkZipType, isSplit, manifestParts, withLayerAnnotations } from './manifest-parts.ts';

/** A directory as one packed layer, which ORAS and `pull` unpack. The default format. */
export const directory = {
  name: 'directory',
  splits: true,
  detect: () => Promise.resolve(true),
  async plan({ path = '.' }: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const { compression = 'gzip', archive } = options;
    const split = isSplit(options) ? await splitDirectory(path, options) : undefined;
    return {
      ...manifestParts(options),
      layers: split?.layers ?? [directoryLayer(path, '.', options.layerMediaType, options)],
      content: split?.content,
      notices: [
        ...(compression === 'gzip' || archive === 'zip' ? [] : [orasNotice(compression)]),
        ...(await chartNotice(path, options)),
      ],
    };
  },
} satisfies Format;

async function splitDirectory(path: string, options: PlanOptions): Promise<SplitLayers> {
  const { splitLayers } = await import('./split-layers.ts');
  return splitLayers(path, '.', options, (title) => directoryLayer(path, title, options.layerMediaType, options));
}

/**
 * A directory as one layer. A zip is the file `archive.zip` in the directory, so that other tools also get a zip.
 *
 * @param title path of the directory inside the artifact
 * @param mediaType @default the image layer type of the compression, or `archive/zip`
 * @throws OciError `INPUT_INVALID` for a media type of another compression, and for options that a zip does not support
 */
export function directoryLayer(
  path: string,
  title: string,
  mediaType: string | undefined,
  options: PlanOptions,
): DirectoryLayer {
  const { compression = 'gzip', archive } = options;
  // ORAS expects gzip in each layer that it unpacks, and fails on another compression.
  const gzip = compression === 'gzip' ? { [annotationContentUnpack]: 'true' } : undefined;
  // `pull` unpacks an archive with the title "." without an annotation.
  const other = title === '.' ? {} : { [annotationArchiveUnpack]: 'tar' };
  const tar = { ...(gzip ?? other), [annotationTitle]: title };
  const zip = {
    [annotationArchiveUnpack]: 'zip',
    [annotationTitle]: title === '.' ? 'archive.zip' : `${title}/archive.zip`,
  };
  return {
    ...packedLayer(path, mediaType, options),
    annotations: withLayerAnnotations(archive === 'zip' ? zip : tar, title, options),
  };
}

/**
 * A directory as one layer without annotations, except those of the options.
 *
 * @param mediaType @default the image layer type of the compression, or `archive/zip`
 * @throws OciError as {@link directoryLayer}
 */
export function packedLayer(path: string, mediaType: string | undefined, options: PlanOptions): DirectoryLayer {
  const { compression = 'gzip', layerAnnotations = {} } = options;
  if (options.archive === 'zip') checkZip(mediaType, options);
  else if (mediaType !== undefined) checkCompression(mediaType, compression);
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
      archive: options.archive,
      compression,
      compressionLevel: options.compressionLevel,
    },
    annotations: Object.keys(layerAnnotations).length === 0 ? undefined : layerAnnotations,
  };
}

/** @throws OciError `INPUT_INVALID` for options that contradict a zip */
function checkZip(mediaType: string | undefined, options: PlanOptions): void {
  const { compression = 'gzip', compressionLevel, config, label = plainLabel } = options;
  if (compression !== 'gzip') throw inputError(label('compression'), compression, 'has no effect on a zip; omit it');
  if (compressionLevel !== undefined)
    throw inputError(label('compression-level'), String(compressionLevel), 'has no effect on a zip; omit it');
  if (config?.kind === 'image')
    throw new OciError(
      'INPUT_INVALID',
      `an image cannot have a zip as layer; omit ${label('config')}, or set ${label('archive')} to tar`,
    );
  if (mediaType !== undefined) checkZipType(mediaType);
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
