/**
 * Serves any registry over the HTTP API of the distribution specification.
 *
 * @module oci-artifact/server
 */

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
  ReferrersOptions,
  Registry,
  RegistryDeleter,
  RegistryLister,
  RegistryReader,
  RegistryWriter,
  RepositoriesOptions,
  TagsOptions,
} from '../registry/index.ts';
export {
  type Access,
  type AccessAction,
  type AccessLog,
  type AccessLogEntry,
  type Authorize,
  type BearerOptions,
  createFetchHandler,
  createHandler,
  createTokenIssuer,
  type ErrorLog,
  type FetchHandlerOptions,
  formatScope,
  type HandlerOptions,
  type HostNames,
  type HttpServerOptions,
  listen,
  type Listening,
  type ListenOptions,
  type PageOptions,
  parseHtpasswd,
  parseScope,
  type PasswordCheck,
  type RegistryFetchHandler,
  type RegistryHandler,
  type ReloadOptions,
  type TlsOptions,
  type TokenIssuer,
  type TokenIssuerOptions,
  type TokenVerdict,
} from '../server/index.ts';
export type { Annotations, Descriptor, Digest, Platform } from '../spec/index.ts';
export type { Body, Borrowable, BorrowedChunks } from '../streams/index.ts';
