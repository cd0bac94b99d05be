import type { CallOptions } from '../registry/index.ts';
import { OciError, plainLabel, printable, type Digest, type InputLabel, type VerifiedBy } from '../spec/index.ts';
import { defaultMaxMetadataBytes, MetadataCache } from '../transfer/index.ts';
import { checkPolicy, ruleName, type VerificationPolicy, type VerificationRule } from './policy.ts';
import { findSignatures, type FoundSignatures, type SignedRepository } from './signatures.ts';
import { loadSigstore, type Sigstore } from './sigstore.ts';
import { RejectedSignature } from './statement.ts';
import { TrustRoots } from './trust-roots.ts';
import type { TufOptions } from './tuf-options.ts';
import { RuleVerifier } from './verify-rule.ts';

/** Options of {@link verifyArtifact}. */
export interface VerifyOptions extends CallOptions, Omit<Verification, 'policy'> {
  /** Names the artifact in errors. @default the reference */
  readonly name?: string | undefined;
}

/** A verification before an operation, see {@link verifyArtifact}. */
export interface Verification {
  readonly policy: VerificationPolicy;
  /** Access to the trust root, for rules without `trustedRoot`. */
  readonly tuf?: TufOptions | undefined;
  /** Names members of rules in errors. @default their names */
  readonly label?: InputLabel | undefined;
}

/** Result of {@link verifyArtifact}. */
export interface VerifiedArtifact {
  /** The digest that the reference resolved to. Read the artifact by this digest. */
  readonly digest: Digest;
  /** A signature for each satisfied rule. */
  readonly verifiedBy: readonly VerifiedBy[];
}

/** Maximum number of reasons in an error. */
const maxReasons = 8;

/**
 * Resolves a reference once, and verifies that its digest has the signatures that a policy requires: signatures of
 * cosign, and Sigstore bundles as `actions/attest` and cosign write them. Reads only manifests and signatures. The
 * packages of Sigstore must be installed.
 *
 * @throws OciError `VERIFICATION_FAILED` with the rule and the reason for each signature; `INPUT_INVALID` for an invalid
 *   policy; `UNREACHABLE` without a trust root; `UNSUPPORTED` without the packages; errors of the repository
 */
export async function verifyArtifact(
  repository: SignedRepository,
  reference: string,
  policy: VerificationPolicy,
  options: VerifyOptions = {},
): Promise<VerifiedArtifact> {
  return new PolicyVerifier({ ...options, policy }).verify(repository, reference, options);
}

/** Verifies several artifacts against one policy. It loads trust roots once. */
export class PolicyVerifier {
  readonly #policy: VerificationPolicy;
  readonly #verifiers: RuleVerifiers;

  /** @throws OciError `INPUT_INVALID` for an invalid policy */
  constructor({ policy, tuf = {}, label = plainLabel }: Verification) {
    checkPolicy(policy, label);
    this.#policy = policy;
    this.#verifiers = new RuleVerifiers(tuf, label);
  }

  /** @throws OciError as {@link verifyArtifact} */
  async verify(
    repository: SignedRepository,
    reference: string,
    { signal, name = reference }: Pick<VerifyOptions, 'signal' | 'name'>,
  ): Promise<VerifiedArtifact> {
    const cache = new MetadataCache(repository, { maxMetadataBytes: defaultMaxMetadataBytes }, signal);
    const subject = await cache.resolve(repository, reference);
    const found = await findSignatures(repository, cache, subject, { signal });
    const outcome = await evaluate(this.#policy, async (rule) =>
      verifyRule(rule, this.#verifiers, found, subject.digest),
    );
    if (outcome.verifiedBy !== undefined) return { digest: subject.digest, verifiedBy: outcome.verifiedBy };
    const shown = name.includes(subject.digest) ? name : `${name} (${subject.digest})`;
    throw new OciError('VERIFICATION_FAILED', `cannot verify ${printable(shown, 600)}: ${outcome.reason}`, {
      remedy: 'stated',
    });
  }
}

/** Creates verifiers when they are needed, because a policy may be decided without a trust root. */
class RuleVerifiers {
  readonly #tuf: TufOptions;
  readonly #label: InputLabel;
  #loading: Promise<{ readonly sigstore: Sigstore; readonly roots: TrustRoots }> | undefined;

  constructor(tuf: TufOptions, label: InputLabel) {
    this.#tuf = tuf;
    this.#label = label;
  }

  async of(rule: VerificationRule): Promise<RuleVerifier> {
    this.#loading ??= this.#load();
    const { sigstore, roots } = await this.#loading;
    const needsRoot = rule.kind === 'identity' || rule.requireLog === true;
    return new RuleVerifier(rule, sigstore, needsRoot ? await roots.load(rule.trustedRoot) : []);
  }

  async #load(): Promise<{ readonly sigstore: Sigstore; readonly roots: TrustRoots }> {
    const sigstore = await loadSigstore();
    return { sigstore, roots: new TrustRoots(sigstore, this.#tuf, this.#label) };
  }
}

type Outcome =
  | { readonly verifiedBy: readonly VerifiedBy[] }
  | { readonly verifiedBy?: undefined; readonly reason: string };

async function evaluate(
  policy: VerificationPolicy,
  verify: (rule: VerificationRule) => Promise<Outcome>,
): Promise<Outcome> {
  if (!('policies' in policy)) return verify(policy);
  const outcomes: Outcome[] = [];
  for (const each of policy.policies) {
    const outcome = await evaluate(each, verify);
    const isDecided = (outcome.verifiedBy !== undefined) === (policy.kind === 'any');
    if (isDecided) return outcome;
    outcomes.push(outcome);
  }
  if (policy.kind === 'all') return { verifiedBy: outcomes.flatMap(({ verifiedBy = [] }) => verifiedBy) };
  return { reason: outcomes.map((outcome) => ('reason' in outcome ? outcome.reason : '')).join('; ') };
}

async function verifyRule(
  rule: VerificationRule,
  verifiers: RuleVerifiers,
  { signatures, problems }: FoundSignatures,
  subject: Digest,
): Promise<Outcome> {
  const reasons = new Map<string, Digest[]>();
  const verifier = signatures.length === 0 ? undefined : await verifiers.of(rule);
  for (const signature of signatures) {
    if (verifier === undefined) break;
    try {
      return { verifiedBy: [verifier.verify(signature, subject)] };
    } catch (error) {
      if (!(error instanceof RejectedSignature)) throw error;
      reasons.set(error.message, [...(reasons.get(error.message) ?? []), signature.manifest]);
    }
  }
  const all = [...problems, ...Array.from(reasons, ([reason, manifests]) => `${manifestsText(manifests)}: ${reason}`)];
  const name = printable(ruleName(rule), 300);
  if (all.length === 0) return { reason: `no signature was found for the rule "${name}"; sign the artifact` };
  const more = all.length > maxReasons ? [`${all.length - maxReasons} more`] : [];
  return {
    reason: `no signature satisfies the rule "${name}" (${[...all.slice(0, maxReasons), ...more].join('; ')})`,
  };
}

function manifestsText([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
