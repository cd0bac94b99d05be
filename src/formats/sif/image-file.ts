import { chmod } from 'node:fs/promises';
import { fileSystemError } from '../../fs/index.ts';
import {
  annotationContentUnpack,
  digestHex,
  isOciError,
  OciError,
  type Descriptor,
  type Reference,
} from '../../spec/index.ts';
import { isSifLayer } from './media-types.ts';
import { readSifImage } from './read-image.ts';

/** Everybody may run an image. */
export const imageMode = 0o755;

/** The layer of a SIF image among an artifact's: its only one. */
export function imageLayerOf(layers: readonly Descriptor[]): Descriptor | undefined {
  const [layer, ...others] = layers;
  if (layer === undefined || others.length > 0 || !isSifLayer(layer.mediaType)) return undefined;
  return layer.annotations?.[annotationContentUnpack] === 'true' ? undefined : layer;
}

/** What Apptainer calls the file of an image: the last part of the repository's name, and the tag; without one, the beginning of the digest. */
export function imageFileName({ repository, tag, digest }: Pick<Reference, 'repository' | 'tag' | 'digest'>): string {
  return `${repository.slice(repository.lastIndexOf('/') + 1)}_${tag ?? (digest === undefined ? 'latest' : digestHex(digest).slice(0, 12))}.sif`;
}

/**
 * Makes an image of a file that was downloaded: refuses what is no SIF image, and makes it executable.
 *
 * @throws OciError `ARCHIVE_INVALID`, `FILE_SYSTEM`, `ABORTED`
 */
export async function finishImage(path: string, { digest }: Descriptor, signal?: AbortSignal): Promise<void> {
  try {
    await readSifImage(path, { signal });
  } catch (error) {
    if (!isOciError(error, 'ARCHIVE_INVALID')) throw error;
    // Where it lies now is nobody's business.
    throw new OciError(
      'ARCHIVE_INVALID',
      `the layer ${digest} is refused: ${error.message.replace(/^.*? is refused: /s, '')}`,
      { cause: error },
    );
  }
  try {
    // Whatever the umask is, as Apptainer does it.
    await chmod(path, imageMode);
  } catch (error) {
    throw fileSystemError(error, `make ${path} executable`);
  }
}
