export {
  ArtifactCache,
  type CachedBlobOptions,
  type CachedRepository,
  type CacheEntry,
  type CacheOptions,
} from '../artifact-cache/index.ts';
export {
  describeImage,
  imageFileName,
  imageHash,
  imageJson,
  isSifLayer,
  readSifImage,
  sifConfigMediaTypeV1,
  sifDefaultTag,
  sifLayerMediaTypeProto,
  sifLayerMediaTypeV1,
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
export * from './images.ts';
export { parseSifReference, type SifReference } from './reference.ts';
