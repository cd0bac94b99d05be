/**
 * Publishes, pulls and reads SIF images of Apptainer and Singularity.
 *
 * @module oci-artifact/sif
 */

export {
  type ArtifactCache,
  type CachedBlobOptions,
  type CachedRepository,
  type CacheEntry,
  type CacheOptions,
} from '../cache/index.ts';
export { type ConnectOptions } from '../connect/index.ts';
export {
  type DownloadedImage,
  downloadImage,
  type DownloadOptions,
  imageHash,
  imageSha,
  isSifLayer,
  openSifCache,
  pull,
  pullToFile,
  readSifImage,
  type ReadSifOptions,
  type RemoteImage,
  type SifCache,
  sifConfigMediaTypeV1,
  type SifCryptoMessage,
  sifDefaultTag,
  type SifDescriptor,
  type SifHeader,
  type SifImage,
  sifLayerMediaTypeProto,
  sifLayerMediaTypeV1,
  type SifLink,
  type SifOptions,
  type SifPartition,
  type SifReference,
  type SifSbom,
  type SifSignature,
  type UploadedImage,
  uploadImage,
} from '../sif/index.ts';
export { type HttpEvent, type HttpMethod } from '../http/index.ts';
export {
  type BlobReader,
  type BlobWriter,
  type CallOptions,
  type ReadLimit,
  type PushBlobChunkedOptions,
  type PushBlobChunkedResumeOptions,
  type PushManifestOptions,
  type ReadOnlyStorage,
  type ReadOnlyTarget,
  type ReferrersOptions,
  type Registry,
  type RegistryDeleter,
  type RegistryLister,
  type RegistryReader,
  type RegistryWriter,
  type RepositoriesOptions,
  type Resolver,
  type TagsOptions,
} from '../registry/index.ts';
export { type Annotations, type Descriptor, type Digest, type Platform, type Reference } from '../spec/index.ts';
export { type Body, type Borrowable, type BorrowedChunks } from '../streams/index.ts';
