import { encodingName, openSource, walkInGroups, WalkReport, type WalkEntry } from '../archive/index.ts';
import { byteStringOf, fromLatin1, joinName } from '../fs/index.ts';
import {
  annotationEncoder,
  annotationFileMode,
  annotationTitle,
  inputError,
  mediaTypeImageLayer,
  OciError,
  plainLabel,
  type Annotations,
} from '../spec/index.ts';
import type { ContentReport, DirectoryLayer, FileLayer } from '../transfer/index.ts';
import type { PlanOptions } from './format.ts';
import {
  checkLayerCount,
  defaultFileMode,
  maxLayers,
  mediaTypeByRule,
  withLayerAnnotations,
} from './manifest-parts.ts';
import { defaultLayerSize, SourceTree, type SourceLayer, type SplitOptions } from './split-source.ts';

export interface SplitLayers {
  readonly titles: readonly string[];
  readonly layers: readonly (DirectoryLayer | FileLayer)[];
  readonly content: ContentReport;
}

/**
 * Plans the layers of a directory by the option `layers`. The source is walked, but no file is read.
 *
 * @param prefix path of the directory inside the artifact; `.` for the artifact itself. A directory with a prefix is
 *   one
 *   entry.
 * @param layerOf the layer of the complete directory with a title
 * @throws OciError `INPUT_INVALID` for more than 500 layers and for options that need one layer; errors of the walk
 */
export async function splitLayers(
  path: string,
  prefix: string,
  options: PlanOptions,
  layerOf: (title: string) => DirectoryLayer,
): Promise<SplitLayers> {
  const { label = plainLabel, config, signal } = options;
  checkArchive(options);
  const { pack } = layerOf(prefix);
  const report = new WalkReport(path);
  const split = await splitOptions(path, prefix, options);
  const tree = await SourceTree.of(walkInGroups({ ...pack, report, signal }), split);
  const parts = tree.layers(split);
  checkLayerCount(parts.length, options, () =>
    options.layers === 'auto'
      ? `set ${label('layer-size')} to ${tree.sizeFor(maxLayers, split)} or more bytes`
      : 'set it to auto or single',
  );
  const file = parts.find(({ kind }) => kind === 'file');
  if (config?.kind === 'image' && file !== undefined)
    throw new OciError(
      'INPUT_INVALID',
      `an image cannot have the unchanged file "${file.title}" as layer; set ${label('layers')} to single, or omit ` +
        label('config'),
    );
  const { excluded, warnings, credentialFiles } = report;
  return {
    titles: parts.map(({ title }) => titleBelow(prefix, title)),
    layers: parts.map((part) =>
      part.kind === 'file' ? fileOf(part, prefix, options) : packed(part, prefix, options, layerOf),
    ),
    content: { excluded, warnings, credentialFiles },
  };
}

function checkArchive({ archive, layers, label = plainLabel }: PlanOptions): void {
  if (archive !== 'zip') return;
  throw inputError(label('layers'), layers, `needs tar archives; set ${label('archive')} to tar, or omit it`);
}

async function splitOptions(path: string, prefix: string, options: PlanOptions): Promise<SplitOptions> {
  const { layers, layerSize = defaultLayerSize, subDir, signal } = options;
  // A directory among files is one entry.
  if (prefix !== '.') return { layers: 'auto', layerSize: layers === 'auto' ? layerSize : Infinity };
  const top = fromLatin1((await openSource(path, subDir, signal)).subDir.join('/') || '.');
  return { layers: layers === 'auto' ? 'auto' : 'entries', layerSize, top };
}

function fileOf(part: SourceLayer & { readonly kind: 'file' }, prefix: string, options: PlanOptions): FileLayer {
  const title = titleBelow(prefix, part.title);
  const mode = part.mode & 0o777;
  const own: Annotations = {
    ...(mode === defaultFileMode ? {} : { [annotationFileMode]: mode.toString(8).padStart(4, '0') }),
    [annotationTitle]: title,
  };
  return {
    kind: 'file',
    path: part.location,
    size: part.size,
    mediaType: mediaTypeByRule(title, options) ?? mediaTypeImageLayer,
    annotations: withLayerAnnotations(own, title, options),
  };
}

function packed(
  { title: name, size, part, entries }: SourceLayer & { readonly kind: 'packed' },
  prefix: string,
  options: PlanOptions,
  layerOf: (title: string) => DirectoryLayer,
): DirectoryLayer {
  const { compression = 'gzip', compressionLevel } = options;
  const title = titleBelow(prefix, name);
  const layer = layerOf(title);
  return {
    ...layer,
    size,
    pack: { ...layer.pack, part, entries, mapEntry: prefix === '.' ? undefined : (entry) => below(prefix, entry) },
    annotations: { [annotationEncoder]: encodingName({ compression, level: compressionLevel }), ...layer.annotations },
  };
}

function titleBelow(prefix: string, title: string): string {
  if (prefix === '.') return title;
  return title === '.' ? prefix : `${prefix}/${title}`;
}

function below(prefix: string, entry: WalkEntry): WalkEntry {
  const directory = byteStringOf(prefix);
  return { ...entry, name: entry.name === '.' ? directory : joinName(directory, entry.name) };
}
