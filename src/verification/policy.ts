import { createPublicKey, type KeyObject } from 'node:crypto';
import { inputError, plainLabel, type InputLabel } from '../spec/index.ts';

/** Issuer of the identity tokens of GitHub Actions. */
export const githubActionsIssuer = 'https://token.actions.githubusercontent.com';
/** Predicate type of the statement that cosign signs in a bundle. */
export const signaturePredicateType = 'https://sigstore.dev/cosign/sign/v1';
/** Predicate type of a build provenance, as `actions/attest-build-provenance` writes it. */
export const provenancePredicateType = 'https://slsa.dev/provenance/v1';

/** Requires a signature with a key, as `cosign sign --key` makes it. */
export interface KeyRule {
  readonly kind: 'key';
  /** The public key in PEM form. */
  readonly key: string;
  /** Requires an entry in the transparency log. @default false */
  readonly requireLog?: boolean | undefined;
  /** Names the rule in errors and results. @default a description of the rule */
  readonly name?: string | undefined;
  /**
   * Predicate type of the signed statement. The default excludes statements that say nothing about the trust in the
   * artifact, such as an SBOM or a list of vulnerabilities. @default a signature of cosign, or SLSA provenance v1
   */
  readonly predicateType?: string | undefined;
  /**
   * File with the trust root of a Sigstore instance as JSON, or several, one per line. @default the public instance,
   * through TUF
   */
  readonly trustedRoot?: string | undefined;
}

/**
 * Requires a signature with a short-lived certificate for an identity (keyless signing). An entry in the transparency
 * log is required if the trust root has a log.
 */
export interface IdentityRule extends Pick<KeyRule, 'name' | 'predicateType' | 'trustedRoot'> {
  readonly kind: 'identity';
  /** The subject alternative name of the certificate, or a pattern that matches a part of it. */
  readonly identity?: string | RegExp | undefined;
  /** @default the issuer of GitHub Actions */
  readonly issuer?: string | undefined;
  /** `owner/name` of the GitHub repository whose workflow signed. */
  readonly repository?: string | undefined;
  /**
   * The workflow that signed: the name or path of its file in `repository`, or `owner/name/path` of a reusable workflow
   * in another repository, each with or without `@ref`. @default a workflow of `repository`
   */
  readonly workflow?: string | undefined;
}

/** Requires one, or all, of several policies. */
export interface CombinedPolicy {
  readonly kind: 'any' | 'all';
  readonly policies: readonly VerificationPolicy[];
}

/** The signatures that an artifact must have. */
export type VerificationPolicy = KeyRule | IdentityRule | CombinedPolicy;
export type VerificationRule = KeyRule | IdentityRule;

/** Names a rule in errors and results. */
export function ruleName(rule: VerificationRule): string {
  if (rule.name !== undefined) return rule.name;
  if (rule.kind === 'key') return 'key';
  return [
    ...(rule.identity === undefined ? [] : [`identity ${String(rule.identity)}`]),
    ...(rule.repository === undefined ? [] : [`repository ${rule.repository}`]),
    ...(rule.workflow === undefined ? [] : [`workflow ${rule.workflow}`]),
  ].join(', ');
}

/**
 * Checks a policy, before anything is requested.
 *
 * @param label names a member of a rule in errors
 * @throws OciError `INPUT_INVALID`
 */
export function checkPolicy(policy: VerificationPolicy, label: InputLabel = plainLabel): void {
  if (policy.kind === 'key') publicKey(policy, label);
  else if (policy.kind === 'identity') checkIdentity(policy, label);
  else {
    if (policy.policies.length === 0)
      throw inputError(label('policy'), undefined, 'it has an empty list; give at least one rule');
    for (const each of policy.policies) checkPolicy(each, label);
  }
}

/** The key of a rule. @throws OciError `INPUT_INVALID` */
export function publicKey({ key }: KeyRule, label: InputLabel = plainLabel): KeyObject {
  if (key.includes('PRIVATE KEY-----'))
    throw inputError(label('key'), undefined, 'it is a private key; give the public key, such as cosign.pub');
  try {
    if (key.includes('-----BEGIN PUBLIC KEY-----')) return createPublicKey(key);
  } catch {
    // The error below also explains malformed text.
  }
  throw inputError(label('key'), undefined, 'it is not a public key in PEM form; give text with BEGIN PUBLIC KEY');
}

const repositoryPattern = /^[\w.-]+\/[\w.-]+$/;

function checkIdentity({ identity, repository, workflow }: IdentityRule, label: InputLabel): void {
  if (repository !== undefined && !repositoryPattern.test(repository))
    throw inputError(label('repository'), repository, 'is not a repository; write owner/name');
  if (identity !== undefined || repository !== undefined) {
    if (workflow === undefined || repository !== undefined) return;
    throw inputError(
      label('workflow'),
      workflow,
      'has an effect only with a repository; give the repository, owner/name',
    );
  }
  throw inputError(
    label('identity'),
    undefined,
    'neither an identity nor a repository is given, so the signature of any user of the issuer would be accepted; ' +
      'give one of them',
  );
}
