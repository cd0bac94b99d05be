import { stat } from 'node:fs/promises';
import { patternMatcher, walk } from '../../archive/index.ts';
import { byteStringOf, fileSystemError, textOf, type ByteString } from '../../fs/index.ts';
import { annotationModelFilePath, compareBytes, encodeJson, OciError, printable } from '../../spec/index.ts';
import type { LayerPlan } from '../../transfer/index.ts';
import type { PlanOptions } from '../format.ts';
import { fileLayer } from '../files.ts';
import { withLayerAnnotations } from '../manifest-parts.ts';

/** Hidden files and caches, which the tools for models do not publish. */
const unpublished = ['.*', '__pycache__', '*.py[cod]'];

/** A file or a directory of a model. */
export interface ModelEntry {
  /** Path relative to the source, separated by `/`. */
  readonly path: string;
  /** Path on disk. For a link, the path of its target. */
  readonly location: string;
  readonly isDirectory: boolean;
}

/**
 * Lists the files of a model in the order of their paths. Links are followed, because downloads of models are often
 * links into a cache.
 *
 * @param packed selects directories that become one archive; their content is not listed
 * @throws OciError as `walk`
 */
export async function modelEntries(
  path: string,
  options: PlanOptions,
  packed: (path: string) => boolean = () => false,
): Promise<readonly ModelEntry[]> {
  const isUnpublished = patternMatcher(unpublished);
  const entries: ModelEntry[] = [];
  const isPacked = (name: ByteString): boolean => textOf(name) !== '.' && packed(textOf(name));
  const ignore = (name: ByteString, isDirectory: boolean): boolean =>
    isUnpublished(name, isDirectory) || parentsOf(name).some(isPacked);
  const { exclude, allowOutsideLinks, skip, signal } = options;
  const symlinks = options.symlinks === 'error' ? 'error' : 'follow';
  for await (const entry of walk({ sourceDir: path, exclude, allowOutsideLinks, skip, signal, ignore, symlinks })) {
    const isDirectory = entry.kind === 'directory';
    if (isDirectory && !isPacked(entry.name)) continue;
    entries.push({ path: textOf(entry.name), location: textOf(entry.location), isDirectory });
  }
  return entries.sort((a, b) => compareBytes(a.path, b.path));
}

function parentsOf(name: ByteString): readonly ByteString[] {
  const segments = textOf(name).split('/');
  return segments.slice(1).map((_, index) => byteStringOf(segments.slice(0, index + 1).join('/')));
}

/**
 * A file of a model as an unchanged layer, with its path and its metadata in annotations.
 *
 * @throws OciError `FILE_SYSTEM`
 */
export async function modelFileLayer(
  { path, location }: Pick<ModelEntry, 'path' | 'location'>,
  mediaType: string,
  options: PlanOptions,
): Promise<LayerPlan> {
  const own = {
    [annotationModelFilePath]: path,
    'org.cncf.model.file.metadata+json': await fileMetadata(path, location),
    'org.cncf.model.file.mediatype.untested': 'false',
  };
  return fileLayer(location, mediaType, withLayerAnnotations(own, path, options) ?? {}, options);
}

/** The metadata of model-spec. Owner and time are fixed, so that equal files have equal digests. */
async function fileMetadata(path: string, location: string): Promise<string> {
  try {
    const { size, mode } = await stat(location);
    const isExecutable = process.platform !== 'win32' && (mode & 0o111) !== 0;
    const metadata = {
      name: path,
      mode: isExecutable ? 0o755 : 0o644,
      uid: 0,
      gid: 0,
      size,
      mtime: '1970-01-01T00:00:00Z',
      // The type of a regular file in a tar, "0".
      typeflag: 48,
    };
    return new TextDecoder().decode(encodeJson(metadata));
  } catch (error) {
    throw fileSystemError(error, `read ${location}`);
  }
}

/** Returns whether the name of a file matches one of the patterns, ignoring upper and lower case. */
export function nameMatcher(patterns: string): (path: string) => boolean {
  const matches = patternMatcher(patterns.split(' '));
  return (path) => matches(byteStringOf(path.slice(path.lastIndexOf('/') + 1).toLowerCase()), false);
}

/** @throws OciError `INPUT_INVALID` */
export function missingModel(format: string, path: string, kinds: string): OciError {
  return new OciError(
    'INPUT_INVALID',
    `the format "${format}" needs a model, and "${printable(path, 300)}" has no ${kinds}; add the model, or give its ` +
      'directory',
  );
}
