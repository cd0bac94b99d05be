import { once } from '../streams/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import { pushContent } from '../registry/index.ts';
import { imageConfig, imageManifest, LocalImage } from '../formats/index.ts';
import {
  annotationCreated,
  descriptorOf,
  emptyJsonBytes,
  isOciError,
  mediaTypeImageManifest,
  OciError,
  plainDescriptor,
  printable,
} from '../spec/index.ts';
import { newDirectory } from './new-directory.ts';
import { type Packaged, type PackageIntoOptions, defaultArtifactType, reproducibleTimestamp } from './package.ts';

/**
 * Puts a SIF image into the layout at `storePath` as its one layer, and tags the manifest there. Annotations are added to those that an
 * image has. Artifact type and creation date are the image's own, unless the options say something else than they do for directories.
 *
 * @throws OciError `INPUT_INVALID` for a file that is no SIF image that can be run; `FILE_CHANGED`, `FILE_SYSTEM`
 */
export async function packageImage(storePath: string, options: PackageIntoOptions): Promise<Packaged> {
  const { sourceDir, signal, onEvent } = options;
  if (options.subDir !== undefined)
    throw new OciError(
      'INPUT_INVALID',
      `sub-dir "${printable(options.subDir, 300)}" is a part of a directory, and source-dir "${printable(sourceDir, 300)}" is a file: leave it out`,
    );
  await using local = await openImage(sourceDir, signal);
  for (const text of packagingWarnings(options)) onEvent?.({ kind: 'notice', text });
  const { layer } = local;
  await using place = await newDirectory(storePath);
  const store = await LayoutRepository.open(storePath, { create: 'in-empty-folder' });
  await store.push(
    plainDescriptor(layer),
    () => local.content((done) => onEvent?.({ kind: 'progress', phase: 'package', done, entries: 1 })),
    { signal },
  );
  await pushContent(store, imageConfig, emptyJsonBytes, { signal });
  const artifactType = options.artifactType === defaultArtifactType ? undefined : options.artifactType;
  const created = options.timestamp === reproducibleTimestamp ? {} : { [annotationCreated]: options.timestamp };
  const bytes = imageManifest(local, {
    artifactType,
    subject: options.subject,
    annotations: { ...options.annotations, ...created },
  });
  const manifest = descriptorOf(mediaTypeImageManifest, bytes);
  await store.push(manifest, () => once(bytes), { tags: options.tags, signal });
  await store.tidy();
  place.keep();
  const content = {
    contentDigest: layer.digest,
    contentSize: layer.size,
    files: 1,
    directories: 0,
    symlinks: 0,
    excluded: 0,
    warnings: [],
    credentialFiles: [],
  };
  return {
    store,
    storePath,
    manifest: { ...manifest, artifactType: artifactType ?? imageConfig.mediaType },
    config: imageConfig,
    layer,
    content,
    reused: false,
  };
}

async function openImage(path: string, signal: AbortSignal | undefined): Promise<LocalImage> {
  try {
    return await LocalImage.open(path, signal);
  } catch (error) {
    if (!isOciError(error, 'ARCHIVE_INVALID')) throw error;
    const why = error.message.replace(/^.*? is refused: /s, '');
    throw new OciError(
      'INPUT_INVALID',
      `source-dir "${printable(path, 300)}" is a file, and none that can be published: ${why}; give a directory, or a SIF image`,
      { cause: error },
    );
  }
}

/** What was asked for and has no meaning for an image. */
function* packagingWarnings({ exclude, compression }: PackageIntoOptions): Generator<string> {
  if (exclude.length > 0) yield 'exclude patterns have no effect on a SIF image, which is one file';
  if (compression !== 'gzip') yield 'a SIF image is stored as it is; compression has no effect on it';
}
