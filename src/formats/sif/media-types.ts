/** The tag of a reference that has none. */
export const sifDefaultTag = 'latest';

/**
 * Media type of the config. There is nothing in it, so it has no suffix that would name a format; Apptainer writes it with `+json`, and
 * nobody who reads an image looks at it.
 */
export const sifConfigMediaTypeV1 = 'application/vnd.sylabs.sif.config.v1';

/** Media type of the one layer, which is the image file. */
export const sifLayerMediaTypeV1 = 'application/vnd.sylabs.sif.layer.v1.sif';

/** Media type of the layer as Singularity before 3.7 wrote it, with its misspelling. */
export const sifLayerMediaTypeProto = 'appliciation/vnd.sylabs.sif.layer.tar';

export function isSifLayer(mediaType: string): boolean {
  return mediaType === sifLayerMediaTypeV1 || mediaType === sifLayerMediaTypeProto;
}
