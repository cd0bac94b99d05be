import type { CallOptions } from '../registry/index.ts';
import { formatLocation, referenceOf, type Location } from '../spec/index.ts';
import {
  PolicyVerifier,
  type SignedRepository,
  type Verification,
  type VerifiedArtifact,
} from '../verification/index.ts';

/** The verifier of an operation; undefined without verification. @throws OciError `INPUT_INVALID` */
export function verifierOf(verify: Verification | undefined): PolicyVerifier | undefined {
  return verify === undefined ? undefined : new PolicyVerifier(verify);
}

/** Verifies the artifact that a location names; undefined without a verifier. @throws OciError as `verifyArtifact` */
export async function verifyLocation(
  verifier: PolicyVerifier | undefined,
  repository: SignedRepository,
  location: Location,
  { signal }: CallOptions,
): Promise<VerifiedArtifact | undefined> {
  return verifier?.verify(repository, referenceOf(location), { name: formatLocation(location), signal });
}
