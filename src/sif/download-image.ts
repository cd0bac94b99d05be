import { connectRepository } from '../connect/index.ts';
import { throwIfAborted, type Digest } from '../spec/index.ts';
import { checkTarget, writeImage } from './image-target.ts';
import { resolveImage, resolveLayerDigest, type RemoteImage } from './manifest.ts';
import type { SifOptions } from './options.ts';
import { parseSifReference, type SifReference } from './reference.ts';

export interface DownloadedImage extends RemoteImage {
  readonly reference: SifReference;
  readonly path: string;
}

export interface DownloadOptions extends SifOptions {
  /** Where the file grows, when that is on the file system of its final place. @default beside it */
  readonly tmpDir?: string | undefined;
}

/**
 * Downloads a SIF image to a file, which appears whole and executable, or not at all; one that is there is replaced.
 *
 * @param ref `[oras://]registry/repository[:tag][@digest]`; without tag and digest it is the tag `latest`
 * @throws OciError `UNSUPPORTED` for a manifest that is not a SIF image's, `ARCHIVE_INVALID` when the content is no SIF image,
 * `DIGEST_MISMATCH`, `SIZE_MISMATCH`, `INPUT_INVALID`, `FILE_SYSTEM`; `REFERENCE_INVALID`; what the registry raises
 */
export async function downloadImage(
  path: string,
  ref: string,
  options: DownloadOptions = {},
): Promise<DownloadedImage> {
  const { signal, onProgress, tmpDir } = options;
  throwIfAborted(signal);
  const reference = parseSifReference(ref);
  await checkTarget(path);
  await using connection = await connectRepository(reference, options);
  const image = await resolveImage(connection.repository, reference, { signal });
  await writeImage(path, image.layer, () => connection.repository.fetch(image.layer, { signal }), {
    tmpDir,
    signal,
    onProgress,
  });
  return { ...image, reference, path };
}

/**
 * Digest of the SIF layer that a reference names, as its manifest says it; nothing is downloaded.
 *
 * @throws OciError `UNSUPPORTED` for a sha512 digest, and for what is no SIF image; `REFERENCE_INVALID`; what the registry raises
 */
export async function imageSha(uri: string, options: SifOptions = {}): Promise<Digest> {
  throwIfAborted(options.signal);
  const reference = parseSifReference(uri);
  await using connection = await connectRepository(reference, options);
  return await resolveLayerDigest(connection.repository, reference, { signal: options.signal });
}
