import type { Bundle } from '@sigstore/bundle';
import { digestAlgorithm, digestHex, isRecord, parseJson, printable, type Digest } from '../spec/index.ts';
import { provenancePredicateType, signaturePredicateType, type VerificationRule } from './policy.ts';

const inTotoMediaType = 'application/vnd.in-toto+json';
/** The value of `critical.type` in a payload of cosign. */
const cosignPayloadType = 'cosign container image signature';

/** The reason why a signature does not satisfy a rule: a clause. */
export class RejectedSignature extends Error {
  override readonly name = 'RejectedSignature';
}

/**
 * Checks that a bundle is a statement about an artifact, with an accepted predicate type.
 *
 * @returns the predicate type
 * @throws RejectedSignature
 */
export function checkStatement({ content }: Bundle, subject: Digest, rule: VerificationRule): string {
  if (content.$case !== 'dsseEnvelope') throw new RejectedSignature('it is not a statement about an artifact');
  const { payloadType, payload } = content.dsseEnvelope;
  if (payloadType !== inTotoMediaType)
    throw new RejectedSignature(`its payload is of type ${printable(payloadType, 200)}, not ${inTotoMediaType}`);
  const statement = record(parseJson(payload), 'statement');
  const { _type: type, predicateType, subject: subjects } = statement;
  if (typeof type !== 'string' || !type.startsWith('https://in-toto.io/Statement/'))
    throw new RejectedSignature('its payload is not a statement of in-toto');
  const digests = (Array.isArray(subjects) ? subjects : []).map(digestOfSubject(subject));
  if (!digests.includes(digestHex(subject)))
    throw new RejectedSignature(`it is about ${listOf(digests, subject)}, not about this artifact`);
  if (typeof predicateType !== 'string') throw new RejectedSignature('its statement has no predicate type');
  checkPredicateType(predicateType, rule);
  return predicateType;
}

/**
 * Checks that the payload of a signature without a bundle is about an artifact.
 *
 * @returns the predicate type of such a signature in a bundle
 * @throws RejectedSignature
 */
export function checkPayload(payload: Uint8Array, subject: Digest, rule: VerificationRule): string {
  const critical = record(record(parseJson(payload), 'payload')['critical'], 'payload');
  const { type } = critical;
  if (type !== cosignPayloadType) throw new RejectedSignature('its payload is not one of cosign');
  const digest = record(critical['image'], 'payload')['docker-manifest-digest'];
  if (digest !== subject)
    throw new RejectedSignature(`it is about ${printable(String(digest), 200)}, not about this artifact`);
  checkPredicateType(signaturePredicateType, rule);
  return signaturePredicateType;
}

function checkPredicateType(predicateType: string, rule: VerificationRule): void {
  const accepted = rule.predicateType === undefined ? defaultPredicateTypes : [rule.predicateType];
  if (!accepted.includes(predicateType))
    throw new RejectedSignature(
      `its predicate type is ${printable(predicateType, 200)}, and the rule requires ${accepted.join(' or ')}`,
    );
}

const defaultPredicateTypes = [signaturePredicateType, provenancePredicateType];

function digestOfSubject(subject: Digest): (value: unknown) => unknown {
  return (value) =>
    isRecord(value) && isRecord(value['digest']) ? value['digest'][digestAlgorithm(subject)] : undefined;
}

function listOf(digests: readonly unknown[], subject: Digest): string {
  const known = digests.filter((digest) => typeof digest === 'string');
  const [first] = known;
  if (first === undefined) return 'no digest';
  const shown = printable(`${digestAlgorithm(subject)}:${first}`, 200);
  return known.length === 1 ? shown : `${shown} and ${known.length - 1} more`;
}

function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new RejectedSignature(`its ${name} is not a JSON object`);
}
