export {
  ArtifactCache,
  type CachedBlobOptions,
  type CachedRepository,
  type CacheEntry,
  type CacheOptions,
} from '../../cache/index.ts';
export { openSifCache, type SifCache } from './cache.ts';
export { checkRunnable } from './check-image.ts';
export { describeImage, imageJson } from './describe.ts';
export type { SifCryptoMessage, SifDescriptor, SifLink, SifPartition, SifSbom, SifSignature } from './descriptor.ts';
export { downloadImage, imageSha, type DownloadedImage, type DownloadOptions } from './download-image.ts';
export type { SifHeader } from './header.ts';
export { finishImage, imageFileName, imageLayerOf } from './image-file.ts';
export { imageConfig, imageManifest, type ImageManifestOptions } from './image-manifest.ts';
export { imageHash, LocalImage } from './local-image.ts';
export type { RemoteImage } from './manifest.ts';
export {
  isSifLayer,
  sifConfigMediaTypeV1,
  sifDefaultTag,
  sifLayerMediaTypeProto,
  sifLayerMediaTypeV1,
} from './media-types.ts';
export type { SifOptions } from './options.ts';
export { pull, pullImageToFile, pullToFile } from './pull-image.ts';
export { readSifImage, type ReadSifOptions, type SifImage } from './read-image.ts';
export { parseSifReference, type SifReference } from './reference.ts';
export { uploadImage, type UploadedImage } from './upload-image.ts';
