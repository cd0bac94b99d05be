import type { TrustedRoot } from '@sigstore/protobuf-specs';
import type { SignedEntity, Signer, VerifierOptions } from '@sigstore/verify';
import { digestOf, messageOf, parseJson, printable, type Digest, type VerifiedBy } from '../spec/index.ts';
import { cosignBundle } from './cosign-bundle.ts';
import { checkSigner } from './identity.ts';
import { publicKey, ruleName, type KeyRule, type VerificationRule } from './policy.ts';
import type { StoredSignature } from './signatures.ts';
import type { Sigstore } from './sigstore.ts';
import { checkPayload, checkStatement, RejectedSignature } from './statement.ts';

interface Verified {
  readonly signer: Signer;
  /** See {@link VerifiedBy.time}. */
  readonly time: string;
}

/** Verifies signatures against a rule. */
export class RuleVerifier {
  readonly rule: VerificationRule;
  readonly #sigstore: Sigstore;
  readonly #roots: readonly TrustedRoot[];

  /** @param roots trust roots, of which one must confirm a signature; empty for a key without a log */
  constructor(rule: VerificationRule, sigstore: Sigstore, roots: readonly TrustedRoot[]) {
    this.rule = rule;
    this.#sigstore = sigstore;
    this.#roots = roots;
  }

  /**
   * Verifies one signature of an artifact.
   *
   * @throws RejectedSignature, also for malformed content
   */
  verify(signature: StoredSignature, subject: Digest): VerifiedBy {
    try {
      return this.#verify(signature, subject);
    } catch (error) {
      // The packages of Sigstore throw many types of errors for malformed content.
      throw error instanceof RejectedSignature ? error : new RejectedSignature(explain(error), { cause: error });
    }
  }

  #verify(signature: StoredSignature, subject: Digest): VerifiedBy {
    const { rule } = this;
    const { bundles, verification } = this.#sigstore;
    const { format, content } = signature;
    const json = format === 'bundle' ? parseJson(content) : cosignBundle(signature, rule.kind === 'key');
    const bundle = bundles.bundleFromJSON(json);
    const hasKey = bundle.verificationMaterial.content.$case === 'publicKey';
    if (rule.kind === 'key' && !hasKey) throw new RejectedSignature('it is signed for an identity, not with a key');
    if (rule.kind === 'identity' && hasKey) throw new RejectedSignature('it is signed with a key, not for an identity');
    const entity = verification.toSignedEntity(bundle, format === 'cosign' ? Buffer.from(content) : undefined);
    const { signer, time } = rule.kind === 'key' ? this.#verifyKey(entity, rule) : this.#verifyIdentity(entity);
    // The content of a bundle is not trusted before this line.
    const predicateType =
      format === 'bundle' ? checkStatement(bundle, subject, rule) : checkPayload(content, subject, rule);
    const identity = rule.kind === 'key' ? { issuer: '', identity: '' } : checkSigner(signer, rule);
    return {
      kind: rule.kind,
      rule: ruleName(rule),
      ...identity,
      key: rule.kind === 'key' ? digestOf(signer.key.export({ type: 'spki', format: 'der' })) : '',
      time,
      predicateType,
      signature: signature.manifest,
      digest: subject,
    };
  }

  #verifyKey(entity: SignedEntity, rule: KeyRule): Verified {
    const key = { publicKey: publicKey(rule), validFor: () => true };
    const { specs, verification } = this.#sigstore;
    const verify = (root: TrustedRoot, checked: SignedEntity, options: VerifierOptions): Verified => {
      const material = verification.toTrustMaterial(root, () => key);
      const signer = new verification.Verifier(material, { ...options, timestampThreshold: 0 }).verify(checked);
      return { signer, time: timeOf(checked) };
    };
    if (rule.requireLog === true) {
      // A key needs no signed timestamp, so it is not verified either.
      const timestamps = entity.timestamps.filter(({ $case }) => $case === 'transparency-log');
      return this.#anyRoot((root) => verify(root, { ...entity, timestamps }, { tlogThreshold: 1 }));
    }
    // Without the keys of a log, its entries cannot be verified.
    return verify(specs.TrustedRoot.fromJSON({}), { ...entity, tlogEntries: [], timestamps: [] }, { tlogThreshold: 0 });
  }

  #verifyIdentity(entity: SignedEntity): Verified {
    const { verification } = this.#sigstore;
    return this.#anyRoot((root) => {
      // An instance without logs, such as GitHub's for private repositories, has signed timestamps instead.
      const thresholds = {
        tlogThreshold: Math.min(1, root.tlogs.length),
        ctlogThreshold: Math.min(1, root.ctlogs.length),
        timestampThreshold: 1,
      };
      const signer = new verification.Verifier(verification.toTrustMaterial(root), thresholds).verify(entity);
      return { signer, time: timeOf(entity) };
    });
  }

  #anyRoot(verify: (root: TrustedRoot) => Verified): Verified {
    const reasons = new Set<string>();
    for (const root of this.#roots) {
      try {
        return verify(root);
      } catch (error) {
        reasons.add(explain(error));
      }
    }
    throw new RejectedSignature([...reasons].join(', or '));
  }
}

/** The earliest verified time of a signature, RFC 3339. */
function timeOf({ timestamps }: SignedEntity): string {
  const times = timestamps.flatMap((timestamp) => {
    if (timestamp.$case === 'timestamp-authority') return [timestamp.timestamp.signingTime.getTime()];
    const { inclusionPromise, integratedTime } = timestamp.tlogEntry;
    return inclusionPromise === undefined ? [] : [Number(integratedTime) * 1000];
  });
  return times.length === 0 ? '' : new Date(Math.min(...times)).toISOString();
}

/** Explains an error of the packages of Sigstore, with its causes: a clause. */
function explain(error: unknown): string {
  const texts: string[] = [];
  for (let each = error; each instanceof Error && texts.length < 5; each = each.cause) texts.push(messageOf(each));
  const text = texts.join(': ');
  for (const [pattern, reason] of explanations) if (pattern.test(text)) return reason;
  return printable(text, 500);
}

const explanations: readonly (readonly [RegExp, string])[] = [
  [/expected \d+ timestamps, got 0/, 'it has neither an entry in the transparency log nor a signed timestamp'],
  [/expected \d+ tlog entries, got 0/, 'it has no entry in the transparency log'],
  [/expected \d+ SCTs, got 0/, 'no certificate transparency log of the trust root has recorded its certificate'],
  [/certificate is not valid or expired/, 'its certificate was not valid at the time of the signature'],
  [/signature verification failed/, 'the signature does not match the key and the content'],
  [
    /no valid certificate path found|no trusted certificate path/,
    'the trust root does not contain the issuer of its certificate',
  ],
];
