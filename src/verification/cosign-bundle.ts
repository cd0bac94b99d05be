import { digestHex, digestOf, isRecord, parseJson } from '../spec/index.ts';
import type { StoredSignature } from './signatures.ts';
import { RejectedSignature } from './statement.ts';

const prefix = 'dev.sigstore.cosign/';
const signatureAnnotation = 'dev.cosignproject.cosign/signature';

/**
 * Converts a signature that cosign wrote without a bundle to the JSON of a bundle: a signature of the payload.
 *
 * @param withKey the signer is a key, so that a certificate has no effect
 * @throws RejectedSignature
 */
export function cosignBundle({ content, annotations }: StoredSignature, withKey: boolean): object {
  const signature = annotations[signatureAnnotation];
  if (signature === undefined) throw new RejectedSignature(`it has no annotation ${signatureAnnotation}`);
  const [log, timestamp] = [annotations[`${prefix}bundle`], annotations[`${prefix}rfc3161timestamp`]];
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      ...(withKey ? { publicKey: { hint: '' } } : certificateOf(annotations[`${prefix}certificate`])),
      tlogEntries: log === undefined ? [] : [logEntry(log)],
      timestampVerificationData: { rfc3161Timestamps: timestamp === undefined ? [] : [signedTimestamp(timestamp)] },
    },
    messageSignature: {
      messageDigest: { algorithm: 'SHA2_256', digest: toBase64(digestHex(digestOf(content))) },
      signature,
    },
  };
}

function certificateOf(pem: string | undefined): object {
  if (pem === undefined) throw new RejectedSignature('it is signed with a key, not for an identity');
  // Only the certificate of the signer. The others come from the trust root.
  const [, rawBytes] = /^-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/.exec(pem.trim()) ?? [];
  if (rawBytes === undefined) throw new RejectedSignature('its certificate is not in PEM form');
  return { x509CertificateChain: { certificates: [{ rawBytes: rawBytes.replaceAll(/\s/g, '') }] } };
}

/** The entry of a transparency log with its promise of inclusion, which cosign stores as JSON. */
function logEntry(text: string): object {
  const { SignedEntryTimestamp: signedEntryTimestamp, Payload: payload } = record(parseJson(text));
  const { body, integratedTime, logIndex, logID } = record(payload);
  const { kind, apiVersion } = record(parseJson(Buffer.from(String(body), 'base64')));
  return {
    logIndex: String(logIndex),
    logId: { keyId: toBase64(String(logID)) },
    kindVersion: { kind, version: apiVersion },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp },
    canonicalizedBody: body,
  };
}

function signedTimestamp(text: string): object {
  return { signedTimestamp: record(parseJson(text))['SignedRFC3161Timestamp'] };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new RejectedSignature('an annotation with the log entry or the timestamp is malformed');
}

function toBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
