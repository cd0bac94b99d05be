/**
 * Publishes directories as OCI artifacts, and pulls, copies, attaches, annotates and indexes artifacts.
 *
 * @module oci-artifact
 */

export type { Compression, Modes, Symlinks } from '../archive/index.ts';
export type { HttpRegistry, WholeBlob } from '../client/index.ts';
export {
  type ConnectOptions,
  connectRegistry,
  connectRepository,
  openLocation,
  type OpenLocation,
  type OpenLocationOptions,
  type RegistryConnection,
  type RepositoryConnection,
} from '../connect/index.ts';
export type { Credential, FoundCredential } from '../credentials/index.ts';
export type { PlanOptions } from '../formats/index.ts';
export type { HttpEvent, HttpMethod } from '../http/index.ts';
export {
  annotate,
  type AnnotateOptions,
  attach,
  type AttachedFile,
  type AttachOptions,
  copy,
  type CopyOptions,
  createIndex,
  type DownloadCache,
  type IndexOptions,
  type IndexSource,
  publish,
  type PublishOptions,
  pull,
  type PullCache,
  type PullOptions,
} from '../operations/index.ts';
export {
  type BlobReader,
  type BlobWriter,
  type CallOptions,
  type GetBlobOptions,
  type GraphTarget,
  type IncompleteBlob,
  type PredecessorFinder,
  type PushBlobChunkedOptions,
  type PushBlobChunkedResumeOptions,
  type PushManifestOptions,
  type PushOptions,
  type ReadLimit,
  type ReadOnlyStorage,
  type ReadOnlyTarget,
  type ReferrersOptions,
  type Registry,
  type RegistryDeleter,
  type RegistryLister,
  type RegistryReader,
  type RegistryWriter,
  type RepositoriesOptions,
  repository,
  type Repository,
  type Resolver,
  type Storage,
  type TagResolver,
  type TagsOptions,
  type Target,
} from '../registry/index.ts';
export {
  type AnnotateResult,
  type Annotations,
  type AttachResult,
  type CopyResult,
  type Descriptor,
  type Digest,
  type EventOptions,
  type FileList,
  formatLocation,
  formatReference,
  type IndexResult,
  type InputLabel,
  isDigest,
  isNotFound,
  isOciError,
  type LayoutLocation,
  type Location,
  OciError,
  type OciErrorCode,
  type OciErrorOptions,
  type OperationEvent,
  type OperationPhase,
  parseDigest,
  parseLocation,
  parseReference,
  type Platform,
  type Progress,
  type PublishResult,
  type PullResult,
  type Reference,
  type RegistryLocation,
  type Result,
} from '../spec/index.ts';
export type { Body, Borrowable, BorrowedChunks } from '../streams/index.ts';
export {
  type CacheWarning,
  CopyError,
  type CopyErrorOrigin,
  type IfTagExists,
  type LayerCache,
  type PackingCacheOptions,
  type PullContentOptions,
} from '../transfer/index.ts';
