import type { Bundle } from '@sigstore/bundle';
import { describe, expect, it } from 'vitest';
import { digestHex, digestOf } from '../../src/spec/index.ts';
import { cosignBundle } from '../../src/verification/cosign-bundle.ts';
import type { VerificationRule } from '../../src/verification/policy.ts';
import { checkPayload, checkStatement } from '../../src/verification/statement.ts';

const subject = digestOf('artifact');
const other = digestOf('other');
const rule: VerificationRule = { kind: 'key', key: '' };
const provenance = 'https://slsa.dev/provenance/v1';
const about = (...digests: readonly string[]): readonly object[] =>
  digests.map((digest) => ({ digest: { sha256: digest.slice(7) } }));

const valid = { _type: 'https://in-toto.io/Statement/v1', predicateType: provenance, subject: about(subject) };

function check(statement: unknown, payloadType = 'application/vnd.in-toto+json'): string {
  const payload = Buffer.from(typeof statement === 'string' ? statement : JSON.stringify(statement));
  const content = { $case: 'dsseEnvelope', dsseEnvelope: { payloadType, payload, signatures: [] } };
  return checkStatement({ content } as unknown as Bundle, subject, rule);
}

describe('the statement of a bundle', () => {
  it('is about the artifact, also together with others', () => {
    expect(check(valid)).toBe(provenance);
    expect(check({ ...valid, subject: about(other, subject) })).toBe(provenance);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /it is not JSON/],
    ['a list', [], /its statement is not a JSON object/],
    ['no type', { ...valid, _type: undefined }, /its payload is not a statement of in-toto/],
    ['another type', { ...valid, _type: 'https://example.com/x' }, /its payload is not a statement of in-toto/],
    ['no subject', { ...valid, subject: undefined }, /it is about no digest, not about this artifact/],
    ['a subject without a digest', { ...valid, subject: [{ name: 'x' }, 1] }, /it is about no digest/],
    ['another subject', { ...valid, subject: about(other) }, new RegExp(`it is about ${other}, not about`)],
    ['other subjects', { ...valid, subject: about(other, other, other) }, /it is about sha256:\S+ and 2 more, not/],
    ['no predicate type', { ...valid, predicateType: undefined }, /its statement has no predicate type/],
    ['a predicate type of another kind', { ...valid, predicateType: 1 }, /its statement has no predicate type/],
    ['another predicate type', { ...valid, predicateType: 'x' }, /its predicate type is x, and the rule requires/],
  ])('is refused with %s', (_, statement, message) => {
    expect(() => check(statement)).toThrow(message);
  });

  it('is not another payload or a signature of a message', () => {
    expect(() => check(valid, 'text/plain')).toThrow(/its payload is of type text\/plain, not application\/vnd/);
    const content = { $case: 'messageSignature', messageSignature: {} };
    expect(() => checkStatement({ content } as unknown as Bundle, subject, rule)).toThrow(/it is not a statement/);
  });
});

describe('the payload of a signature of cosign', () => {
  const critical = { type: 'cosign container image signature', image: { 'docker-manifest-digest': subject } };
  const checked = (value: unknown): string => checkPayload(Buffer.from(JSON.stringify(value)), subject, rule);

  it('is about the artifact', () => {
    expect(checked({ critical })).toBe('https://sigstore.dev/cosign/sign/v1');
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON object', 1, /its payload is not a JSON object/],
    ['no claims', {}, /its payload is not a JSON object/],
    ['another type', { critical: { ...critical, type: 'x' } }, /its payload is not one of cosign/],
    ['no artifact', { critical: { ...critical, image: undefined } }, /its payload is not a JSON object/],
    ['no digest', { critical: { ...critical, image: {} } }, /it is about undefined, not about this artifact/],
    [
      'another artifact',
      { critical: { ...critical, image: { 'docker-manifest-digest': other } } },
      new RegExp(`it is about ${other}, not about this artifact`),
    ],
  ])('is refused with %s', (_, value, message) => {
    expect(() => checked(value)).toThrow(message);
  });
});

describe('a signature of cosign without a bundle', () => {
  const prefix = 'dev.sigstore.cosign/';
  const signature = { 'dev.cosignproject.cosign/signature': 'c2ln' };
  const pem = '-----BEGIN CERTIFICATE-----\nQUJD\nREVG\n-----END CERTIFICATE-----\n';
  const body = Buffer.from('{"kind":"hashedrekord","apiVersion":"0.0.1"}').toString('base64');
  const entry = { SignedEntryTimestamp: 'c2V0', Payload: { body, integratedTime: 7, logIndex: 5, logID: 'ab' } };
  const convert = (annotations: Readonly<Record<string, string>>, withKey = false): object =>
    cosignBundle({ content: Buffer.from('payload'), annotations } as never, withKey);

  it('becomes a bundle with its certificate, log entry and timestamp', () => {
    expect(
      convert({
        ...signature,
        [`${prefix}certificate`]: pem + pem,
        [`${prefix}bundle`]: JSON.stringify(entry),
        [`${prefix}rfc3161timestamp`]: '{"SignedRFC3161Timestamp":"dHM="}',
      }),
    ).toMatchObject({
      verificationMaterial: {
        x509CertificateChain: { certificates: [{ rawBytes: 'QUJDREVG' }] },
        tlogEntries: [
          {
            logIndex: '5',
            logId: { keyId: 'qw==' },
            kindVersion: { kind: 'hashedrekord', version: '0.0.1' },
            integratedTime: '7',
            inclusionPromise: { signedEntryTimestamp: 'c2V0' },
            canonicalizedBody: body,
          },
        ],
        timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: 'dHM=' }] },
      },
      messageSignature: {
        messageDigest: { digest: Buffer.from(digestHex(digestOf('payload')), 'hex').toString('base64') },
        signature: 'c2ln',
      },
    });
    expect(convert({ ...signature, [`${prefix}certificate`]: pem }, true)).toMatchObject({
      verificationMaterial: { publicKey: { hint: '' }, tlogEntries: [] },
    });
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['no signature', {}, /it has no annotation dev\.cosignproject\.cosign\/signature/],
    ['no certificate', signature, /it is signed with a key, not for an identity/],
    ['a certificate of another form', { ...signature, [`${prefix}certificate`]: 'QUJD' }, /is not in PEM form/],
    ['a log entry that is not JSON', entryOf('{'), /it is not JSON/],
    ['a log entry without a payload', entryOf('{"SignedEntryTimestamp":"x"}'), /is malformed/],
    ['a log entry without a body', entryOf('{"Payload":{"logID":"ab"}}'), /it is not JSON/],
    [
      'a timestamp of another form',
      { ...signature, [`${prefix}certificate`]: pem, [`${prefix}rfc3161timestamp`]: '[]' },
      /an annotation with the log entry or the timestamp is malformed/,
    ],
  ])('is refused with %s', (_, annotations, message) => {
    expect(() => convert(annotations)).toThrow(message);
  });

  function entryOf(text: string): Readonly<Record<string, string>> {
    return {
      'dev.cosignproject.cosign/signature': 'c2ln',
      'dev.sigstore.cosign/certificate': '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n',
      'dev.sigstore.cosign/bundle': text,
    };
  }
});
