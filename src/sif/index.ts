export {
  ArtifactCache,
  type CachedBlobOptions,
  type CachedRepository,
  type CacheEntry,
  type CacheOptions,
} from '../artifact-cache/index.ts';
export {
  checkRunnable,
  describeImage,
  finishImage,
  imageConfig,
  imageFileName,
  imageHash,
  imageJson,
  imageLayerOf,
  imageManifest,
  isSifLayer,
  LocalImage,
  readSifImage,
  sifConfigMediaTypeV1,
  sifDefaultTag,
  sifLayerMediaTypeProto,
  sifLayerMediaTypeV1,
  type ImageManifestOptions,
  type ReadSifOptions,
  type SifCryptoMessage,
  type SifDescriptor,
  type SifHeader,
  type SifImage,
  type SifLink,
  type SifPartition,
  type SifSbom,
  type SifSignature,
} from '../formats/index.ts';
export { openSifCache, type SifCache } from './cache.ts';
export { downloadImage, imageSha, type DownloadedImage, type DownloadOptions } from './download-image.ts';
export type { RemoteImage } from './manifest.ts';
export type { SifOptions } from './options.ts';
export { pull, pullImageToFile, pullToFile } from './pull-image.ts';
export { parseSifReference, type SifReference } from './reference.ts';
export { uploadImage, type UploadedImage } from './upload-image.ts';
