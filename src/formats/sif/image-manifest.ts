import {
  annotationCreated,
  emptyDescriptor,
  encodeJson,
  mediaTypeImageManifest,
  type Annotations,
  type Descriptor,
} from '../../spec/index.ts';
import { isoDate } from './describe.ts';
import type { LocalImage } from './local-image.ts';
import { sifConfigMediaTypeV1 } from './media-types.ts';

/** The config of an image: the empty JSON object, inlined. */
export const imageConfig: Descriptor = { ...emptyDescriptor, mediaType: sifConfigMediaTypeV1 };

export interface ImageManifestOptions {
  /** @default none; the config's media type says what it is */
  readonly artifactType?: string | undefined;
  readonly annotations?: Annotations | undefined;
  readonly subject?: Descriptor | undefined;
}

/** The manifest of an image. Its creation date is the one in the image's own header, unless an annotation gives another. */
export function imageManifest(
  { image, layer }: Pick<LocalImage, 'image' | 'layer'>,
  { artifactType, annotations, subject }: ImageManifestOptions = {},
): Uint8Array {
  const created = isoDate(image.header.createdAt);
  const all = { ...(created === undefined ? {} : { [annotationCreated]: created }), ...annotations };
  return encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    artifactType,
    config: imageConfig,
    layers: [layer],
    subject,
    annotations: Object.keys(all).length === 0 ? undefined : all,
  });
}
