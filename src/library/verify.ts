/**
 * Verifies the signatures of artifacts: of cosign, and Sigstore bundles as `actions/attest` writes them. Needs the
 * packages `@sigstore/bundle`, `@sigstore/protobuf-specs`, `@sigstore/tuf` and `@sigstore/verify`.
 *
 * @module oci-artifact/verify
 */

export type {
  BlobReader,
  CallOptions,
  PredecessorFinder,
  ReadLimit,
  ReadOnlyStorage,
  ReadOnlyTarget,
  Resolver,
} from '../registry/index.ts';
export type { Annotations, Descriptor, Digest, InputLabel, Platform, VerifiedBy } from '../spec/index.ts';
export type { Borrowable, BorrowedChunks } from '../streams/index.ts';
export {
  type CombinedPolicy,
  githubActionsIssuer,
  type IdentityRule,
  type KeyRule,
  provenancePredicateType,
  signaturePredicateType,
  type SignedRepository,
  type TufOptions,
  type Verification,
  type VerificationPolicy,
  type VerifiedArtifact,
  verifyArtifact,
  type VerifyOptions,
} from '../verification/index.ts';
