import { connectRepository } from '../connect/index.ts';
import { once } from '../streams/index.ts';
import { pushContent } from '../registry/index.ts';
import {
  descriptorOf,
  emptyJsonBytes,
  mediaTypeImageManifest,
  OciError,
  plainDescriptor,
  throwIfAborted,
  type Descriptor,
} from '../spec/index.ts';
import { imageConfig, imageManifest } from '../formats/index.ts';
import { LocalImage } from '../formats/index.ts';
import type { SifOptions } from './options.ts';
import { parseSifReference, type SifReference } from './reference.ts';

export interface UploadedImage {
  readonly reference: SifReference;
  readonly manifest: Descriptor;
  readonly layer: Descriptor;
  /** The image was in the registry already, and was not sent again. */
  readonly alreadyThere: boolean;
}

/**
 * Uploads a SIF image as an artifact with one layer. The same image gives the same manifest each time: its creation date is the one in
 * the image's own header. The file is read twice, once for its digest, and held never.
 *
 * @param ref `[oras://]registry/repository[:tag]`; without a tag it is `latest`
 * @throws OciError `ARCHIVE_INVALID` unless the file is a SIF image that can be run; `INPUT_INVALID`, `FILE_SYSTEM`, `FILE_CHANGED`;
 * `REFERENCE_INVALID`, also for a reference with a digest; what the registry raises
 */
export async function uploadImage(path: string, ref: string, options: SifOptions = {}): Promise<UploadedImage> {
  const { signal, onProgress } = options;
  throwIfAborted(signal);
  const reference = parseSifReference(ref);
  const { tag } = reference;
  if (reference.digest !== undefined || tag === undefined) {
    throw new OciError(
      'REFERENCE_INVALID',
      'an image is pushed to a tag, not to a digest, which follows from the content; write registry/repository:tag',
    );
  }
  await using local = await LocalImage.open(path, signal);
  await using connection = await connectRepository(reference, options);
  const { repository } = connection;
  const { layer } = local;
  const alreadyThere = await repository.exists(layer, { signal });
  if (!alreadyThere) await repository.push(plainDescriptor(layer), () => local.content(onProgress), { signal });
  await pushContent(repository, imageConfig, emptyJsonBytes, { signal });
  const bytes = imageManifest(local);
  const manifest = descriptorOf(mediaTypeImageManifest, bytes);
  await repository.push(manifest, () => once(bytes), { signal, tags: [tag] });
  return { reference, manifest, layer, alreadyThere };
}
