/**
 * Restores and saves directories between jobs, with a registry as the storage, as the actions `cache` do.
 *
 * @module oci-artifact/cache
 */

export type { ConnectOptions } from '../connect/index.ts';
export type { Credential } from '../credentials/index.ts';
export type { HttpEvent, HttpMethod } from '../http/index.ts';
export {
  type CacheOptions,
  restoreCache,
  type RestoreCacheOptions,
  type RestoredCache,
  saveCache,
  type SavedCache,
} from '../operations/index.ts';
export type {
  Digest,
  EventOptions,
  InputLabel,
  OperationEvent,
  OperationPhase,
  BlobProgress,
  Progress,
  Reference,
  VerifiedBy,
} from '../spec/index.ts';
export type {
  CombinedPolicy,
  IdentityRule,
  KeyRule,
  TufOptions,
  Verification,
  VerificationPolicy,
} from '../verification/index.ts';
