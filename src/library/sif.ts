/**
 * Publishes, pulls and reads SIF images of Apptainer and Singularity.
 *
 * @module oci-artifact/sif
 */

export type {
  ArtifactCache,
  CachedBlobOptions,
  CachedRepository,
  CacheEntry,
  CacheOptions,
} from '../artifact-cache/index.ts';
export type { ConnectOptions } from '../connect/index.ts';
export {
  imageHash,
  isSifLayer,
  readSifImage,
  type ReadSifOptions,
  sifConfigMediaTypeV1,
  type SifCryptoMessage,
  sifDefaultTag,
  type SifDescriptor,
  type SifHeader,
  type SifImage,
  sifLayerMediaTypeProto,
  sifLayerMediaTypeV1,
  type SifLink,
  type SifPartition,
  type SifReference,
  type SifSbom,
  type SifSignature,
} from '../formats/index.ts';
export type { HttpEvent, HttpMethod } from '../http/index.ts';
export type {
  BlobReader,
  BlobWriter,
  CallOptions,
  GetBlobOptions,
  PushBlobChunkedOptions,
  PushBlobChunkedResumeOptions,
  PushOptions,
  PushManifestOptions,
  ReadLimit,
  ReadOnlyStorage,
  ReadOnlyTarget,
  ReferrersOptions,
  Registry,
  RegistryDeleter,
  RegistryLister,
  RegistryReader,
  RegistryWriter,
  RepositoriesOptions,
  Resolver,
  TagsOptions,
} from '../registry/index.ts';
export {
  type DownloadedImage,
  downloadImage,
  type DownloadOptions,
  imageSha,
  openSifCache,
  pull,
  pullToFile,
  type RemoteImage,
  type SifCache,
  type SifOptions,
  type UploadedImage,
  uploadImage,
} from '../sif/index.ts';
export type { Annotations, Descriptor, Digest, Platform, Reference } from '../spec/index.ts';
export type { Body, Borrowable, BorrowedChunks } from '../streams/index.ts';
