export {
  checkPolicy,
  githubActionsIssuer,
  provenancePredicateType,
  signaturePredicateType,
  type CombinedPolicy,
  type IdentityRule,
  type KeyRule,
  type VerificationPolicy,
} from './policy.ts';
export type { SignedRepository } from './signatures.ts';
export type { TufOptions } from './tuf-options.ts';
export {
  PolicyVerifier,
  verifyArtifact,
  type Verification,
  type VerifiedArtifact,
  type VerifyOptions,
} from './verify.ts';
