/**
 * Serves any registry over the HTTP API of the distribution specification.
 *
 * @module oci-artifact/server
 */

export {
  type BlobReader,
  type BlobWriter,
  type CallOptions,
  type ReadLimit,
  type PushBlobChunkedOptions,
  type PushBlobChunkedResumeOptions,
  type PushManifestOptions,
  type ReferrersOptions,
  type Registry,
  type RegistryDeleter,
  type RegistryLister,
  type RegistryReader,
  type RegistryWriter,
  type RepositoriesOptions,
  type TagsOptions,
} from '../registry/index.ts';
export {
  type Access,
  type AccessAction,
  type AccessLog,
  type AccessLogEntry,
  type Authorize,
  type BearerOptions,
  createHandler,
  createTokenIssuer,
  type ErrorLog,
  formatScope,
  type HandlerOptions,
  listen,
  type Listening,
  type ListenOptions,
  parseHtpasswd,
  parseScope,
  type PasswordCheck,
  type RegistryHandler,
  type TokenIssuer,
  type TokenIssuerOptions,
  type TokenVerdict,
} from '../server/index.ts';
export { type Annotations, type Descriptor, type Digest, type Platform } from '../spec/index.ts';
export { type Body, type Borrowable, type BorrowedChunks } from '../streams/index.ts';
