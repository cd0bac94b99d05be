import { stat } from 'node:fs/promises';
import { isAbsolute, normalize, resolve, sep } from 'node:path';
import { fileSystemError, unsafePathReason } from '../fs/index.ts';
import {
  annotationFileMode,
  annotationTitle,
  inputError,
  mediaTypeImageLayer,
  mediaTypeImageLayerGzip,
  plainLabel,
  type Annotations,
} from '../spec/index.ts';
import type { ArtifactPlan, ContentReport, LayerPlan } from '../transfer/index.ts';
import { directoryLayer } from './directory.ts';
import { expandFilePatterns } from './file-patterns.ts';
import type { Format, PlanOptions, Source, SourceFile } from './format.ts';
import {
  checkLayerCount,
  defaultFileMode,
  isSplit,
  manifestParts,
  mediaTypeByRule,
  withLayerAnnotations,
} from './manifest-parts.ts';

/** Reads a layer from standard input. */
const stdin = '-';

/**
 * Files as unchanged layers with their paths as titles, and directories as packed layers. The manifest of files is the
 * one that `oras push` writes.
 */
export const files: Format = {
  name: 'files',
  splits: true,
  async detect(path: string) {
    try {
      return (await stat(path)).isFile();
    } catch {
      // Packing the source reports the error.
      return false;
    }
  },
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const { base, entries } = await entriesOf(source, options);
    const layers: LayerPlan[] = [];
    const pathByTitle = new Map<string, string>();
    const reports: ContentReport[] = [];
    for (const entry of entries) {
      const title = titleOf(entry.path, options);
      const added = await layersOf(resolve(base, entry.path), entry, title, options);
      for (const each of added.titles) {
        const other = pathByTitle.get(each);
        if (other !== undefined)
          throw inputError(subject(options), entry.path, `has the same title as "${other}"; give each path once`);
        pathByTitle.set(each, entry.path);
      }
      layers.push(...added.layers);
      if (added.content !== undefined) reports.push(added.content);
    }
    checkLayerCount(layers.length, options);
    return {
      ...manifestParts(options),
      layers,
      content: mergedReports(reports),
      notices: [...noticesFor(options, layers)],
    };
  },
};

/**
 * A file as an unchanged layer. The mode is an annotation only for an executable file, and with the option `layers` for
 * each mode that a reader would not restore.
 */
export async function fileLayer(
  path: string,
  mediaType: string,
  annotations: Annotations,
  options: PlanOptions,
): Promise<LayerPlan> {
  let mode: number;
  let size: number;
  try {
    ({ mode, size } = await stat(path));
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
  const { modes = 'keep' } = options;
  const isExecutable = process.platform !== 'win32' && (mode & 0o111) !== 0;
  const isRecorded = isExecutable || (isSplit(options) && modes === 'keep' && (mode & 0o777) !== defaultFileMode);
  const permissions = modes === 'keep' ? (mode & 0o777).toString(8).padStart(4, '0') : '0755';
  return {
    kind: 'file',
    path,
    size: isSplit(options) ? size : undefined,
    mediaType,
    annotations: { ...(isRecorded ? { [annotationFileMode]: permissions } : {}), ...annotations },
  };
}

function subject({ label }: PlanOptions): string {
  return (label ?? plainLabel)('files');
}

/** The entries to publish, without patterns, and the directory of their paths. */
async function entriesOf(
  { path, files: listed }: Source,
  options: PlanOptions,
): Promise<{ readonly base: string; readonly entries: readonly SourceFile[] }> {
  if (listed === undefined) {
    const given = path ?? '.';
    // A file outside the working directory has no relative path that could be a title.
    const base = resolve(isAbsolute(given) || normalize(given).startsWith('..') ? resolve(given, '..') : '.');
    const name =
      base === resolve('.') ? given : given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf(sep)) + 1);
    return { base, entries: [{ path: name, mediaType: options.layerMediaType }] };
  }
  const base = path ?? '.';
  checkDuplicates(listed, options);
  const entries = await expandFilePatterns(listed, subject(options), { cwd: base, signal: options.signal });
  return { base, entries };
}

/** Patterns may overlap, but a path that is given twice is a mistake. @throws OciError `INPUT_INVALID` */
function checkDuplicates(listed: readonly SourceFile[], options: PlanOptions): void {
  const paths = new Set<string>();
  for (const { path } of listed) {
    const title = normalize(path);
    if (paths.has(title)) throw inputError(subject(options), path, 'is given twice; give each file once');
    paths.add(title);
  }
}

/** @throws OciError `INPUT_INVALID` for a path that is not a valid title */
function titleOf(path: string, options: PlanOptions): string {
  if (path === stdin) return 'stdin';
  const title = normalize(path).replaceAll(sep, '/').replace(/\/$/, '');
  const reason = unsafePathReason(title);
  if (reason === undefined) return title;
  throw inputError(
    subject(options),
    path,
    `cannot be the title of a layer: ${reason}; write a path relative to the working directory or to ` +
      (options.label ?? plainLabel)('source-dir'),
  );
}

interface EntryLayers {
  readonly titles: readonly string[];
  readonly layers: readonly LayerPlan[];
  readonly content?: ContentReport | undefined;
}

/** The layers of an entry: several for a directory that the option `layers` splits. */
async function layersOf(path: string, entry: SourceFile, title: string, options: PlanOptions): Promise<EntryLayers> {
  if (!isSplit(options) || entry.path === stdin || !(await isDirectory(path)))
    return { titles: [title], layers: [await layerOf(path, entry, title, options)] };
  const { splitLayers } = await import('./split-layers.ts');
  const mediaType = entry.mediaType ?? mediaTypeByRule(title, options) ?? directoryType(options);
  return splitLayers(path, title, options, (name) => directoryLayer(path, name, mediaType, options));
}

function mergedReports(reports: readonly ContentReport[]): ContentReport | undefined {
  if (reports.length === 0) return undefined;
  return {
    excluded: reports.reduce((sum, { excluded }) => sum + excluded, 0),
    warnings: reports.flatMap(({ warnings }) => warnings),
    credentialFiles: reports.flatMap(({ credentialFiles }) => credentialFiles),
  };
}

async function layerOf(path: string, entry: SourceFile, title: string, options: PlanOptions): Promise<LayerPlan> {
  const mediaType = entry.mediaType ?? mediaTypeByRule(title, options);
  if (entry.path === stdin)
    return {
      kind: 'stream',
      content: process.stdin,
      mediaType: mediaType ?? mediaTypeImageLayer,
      annotations: withLayerAnnotations({ [annotationTitle]: title }, stdin, options),
    };
  if (await isDirectory(path)) return directoryLayer(path, title, mediaType ?? directoryType(options), options);
  const annotations = withLayerAnnotations({ [annotationTitle]: title }, entry.path, options) ?? {};
  return fileLayer(path, mediaType ?? mediaTypeImageLayer, annotations, options);
}

function directoryType({ compression = 'gzip', archive }: PlanOptions): string | undefined {
  return compression === 'gzip' && archive !== 'zip' ? mediaTypeImageLayerGzip : undefined;
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
}

function* noticesFor(options: PlanOptions, layers: readonly LayerPlan[]): Generator<string> {
  const { exclude = [], subDir, archive, label = plainLabel } = options;
  if (archive === 'zip' && !layers.some(({ kind }) => kind === 'directory'))
    yield `${label('archive')} has no effect on files; only directories are packed`;
  if (exclude.length > 0) yield `${label('exclude')} applies only to directories among the files`;
  if (subDir !== undefined) yield `${label('sub-dir')} has no effect on files; name the directory among the files`;
}
