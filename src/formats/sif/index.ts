export { checkRunnable } from './check-image.ts';
export { describeImage, imageJson } from './describe.ts';
export type { SifCryptoMessage, SifDescriptor, SifLink, SifPartition, SifSbom, SifSignature } from './descriptor.ts';
export type { SifHeader } from './header.ts';
export { finishImage, imageFileName, imageLayerOf, imageMode } from './image-file.ts';
export { imageConfig, imageManifest, type ImageManifestOptions } from './image-manifest.ts';
export { imageHash, LocalImage } from './local-image.ts';
export {
  isSifLayer,
  sifConfigMediaTypeV1,
  sifDefaultTag,
  sifLayerMediaTypeProto,
  sifLayerMediaTypeV1,
} from './media-types.ts';
export { readSifImage, type ReadSifOptions, type SifImage } from './read-image.ts';
