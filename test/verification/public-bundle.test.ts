import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestHex, parseDigest, type Descriptor } from '../../src/spec/index.ts';
import { verifyArtifact, type IdentityRule, type SignedRepository } from '../../src/verification/index.ts';
import { memoryRepository, pushBundle } from './signed.ts';

const data = (name: string): string => fileURLToPath(new URL(`data/${name}`, import.meta.url));

/** The package that the public attestation is about. A repository cannot contain a manifest with its digest. */
const subject: Descriptor = {
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest: parseDigest(
    'sha512:' +
      '46d4e2f74c4877316640000a6fdf8a8b59f1e0847667973e9859f774dd31b8f1' +
      'e0937813b777fb66a2ac67d50540fe34640966eee9fc2ccca387082b4c85cd3c',
  ),
  size: 1,
};

const rule: IdentityRule = {
  kind: 'identity',
  repository: 'sigstore/sigstore-js',
  workflow: 'release.yml',
  trustedRoot: data('public-good.json'),
};

/** The parts of the bundle that mutations change. */
interface Bundle {
  readonly mediaType: string;
  readonly verificationMaterial: {
    x509CertificateChain?: { certificates: { rawBytes: string }[] };
    publicKey?: object;
    tlogEntries: Entry[];
  };
  readonly dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
}

interface Entry {
  logIndex: string;
  logId: { keyId: string };
  integratedTime: string;
  kindVersion: { kind: string; version: string };
  inclusionPromise?: { signedEntryTimestamp: string };
  inclusionProof?: {
    logIndex: string;
    rootHash: string;
    treeSize: string;
    hashes: string[];
    checkpoint: { envelope: string };
  };
  canonicalizedBody: string;
}

let bundle: Bundle;
beforeAll(async () => {
  bundle = JSON.parse(await readFile(data('sigstore-js-2.0.0-provenance.json'), 'utf8')) as Bundle;
});

async function repositoryWith(content: object): Promise<SignedRepository> {
  const target = memoryRepository();
  const referrer = await pushBundle(target, subject, content);
  return {
    resolve: () => Promise.resolve(subject),
    fetch: async (...args) => target.fetch(...args),
    exists: async (...args) => target.exists(...args),
    predecessors: () => Promise.resolve([referrer]),
  };
}

/** Changes one byte of Base64. */
function flipped(base64: string, at = 0.5): string {
  const bytes = Buffer.from(base64, 'base64');
  const index = Math.min(bytes.byteLength - 1, Math.floor(bytes.byteLength * at));
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return bytes.toString('base64');
}

function replaced(base64: string, from: string | RegExp, to: string): string {
  return Buffer.from(Buffer.from(base64, 'base64').toString().replace(from, to)).toString('base64');
}

const certificateOf = (each: Bundle): { rawBytes: string } =>
  each.verificationMaterial.x509CertificateChain?.certificates[0] ?? { rawBytes: '' };
const proofOf = (entry: Entry): NonNullable<Entry['inclusionProof']> => {
  if (entry.inclusionProof === undefined) throw new Error('the bundle has no inclusion proof');
  return entry.inclusionProof;
};

const changes: Readonly<Record<string, (each: Bundle, entry: Entry) => void>> = {
  'a byte of the signature': ({ dsseEnvelope }) => {
    dsseEnvelope.signatures = dsseEnvelope.signatures.map(({ sig }) => ({ sig: flipped(sig) }));
  },
  'no signature': ({ dsseEnvelope }) => {
    dsseEnvelope.signatures = [];
  },
  'two signatures': ({ dsseEnvelope }) => {
    dsseEnvelope.signatures = [...dsseEnvelope.signatures, ...dsseEnvelope.signatures];
  },
  'the digest of the subject': ({ dsseEnvelope }) => {
    dsseEnvelope.payload = replaced(dsseEnvelope.payload, digestHex(subject.digest).slice(0, 8), '00000000');
  },
  'the predicate type': ({ dsseEnvelope }) => {
    dsseEnvelope.payload = replaced(dsseEnvelope.payload, 'provenance/v1', 'provenance/v9');
  },
  'the last byte of the payload': ({ dsseEnvelope }) => {
    dsseEnvelope.payload = flipped(dsseEnvelope.payload, 1);
  },
  'white space at the end of the payload': ({ dsseEnvelope }) => {
    dsseEnvelope.payload = replaced(dsseEnvelope.payload, /$/, '\n');
  },
  'the type of the payload': ({ dsseEnvelope }) => {
    dsseEnvelope.payloadType = 'application/json';
  },
  'a byte of the certificate': (each) => {
    const certificate = certificateOf(each);
    certificate.rawBytes = flipped(certificate.rawBytes);
  },
  'the last byte of the certificate': (each) => {
    const certificate = certificateOf(each);
    certificate.rawBytes = flipped(certificate.rawBytes, 1);
  },
  'the identity in the certificate': (each) => {
    const certificate = certificateOf(each);
    const bytes = Buffer.from(certificate.rawBytes, 'base64').toString('latin1');
    certificate.rawBytes = Buffer.from(
      bytes.replaceAll('sigstore/sigstore-js', 'mallory_/sigstore-js'),
      'latin1',
    ).toString('base64');
  },
  'a key in place of the certificate': ({ verificationMaterial }) => {
    delete verificationMaterial.x509CertificateChain;
    verificationMaterial.publicKey = { hint: '' };
  },
  'no log entry': ({ verificationMaterial }) => {
    verificationMaterial.tlogEntries = [];
  },
  'the log entry twice': ({ verificationMaterial }) => {
    verificationMaterial.tlogEntries = [...verificationMaterial.tlogEntries, ...verificationMaterial.tlogEntries];
  },
  'the time of the log entry': (_, entry) => {
    entry.integratedTime = String(Number(entry.integratedTime) + 1);
  },
  'the index of the log entry': (_, entry) => {
    entry.logIndex = String(Number(entry.logIndex) + 1);
  },
  'the log': (_, entry) => {
    entry.logId.keyId = flipped(entry.logId.keyId);
  },
  'a byte of the promise of inclusion': (_, entry) => {
    entry.inclusionPromise = { signedEntryTimestamp: flipped(entry.inclusionPromise?.signedEntryTimestamp ?? '') };
  },
  'the body of the log entry': (_, entry) => {
    entry.canonicalizedBody = replaced(entry.canonicalizedBody, '"apiVersion"', ' "apiVersion"');
  },
  'the kind of the log entry': (_, entry) => {
    entry.kindVersion = { kind: 'hashedrekord', version: '0.0.1' };
  },
  'a hash of the proof of inclusion': (_, entry) => {
    const proof = proofOf(entry);
    proof.hashes = proof.hashes.map((hash, index) => (index === 0 ? flipped(hash) : hash));
  },
  'the index in the proof of inclusion': (_, entry) => {
    const proof = proofOf(entry);
    proof.logIndex = String(Number(proof.logIndex) + 1);
  },
  'the checkpoint': (_, entry) => {
    const { checkpoint } = proofOf(entry);
    checkpoint.envelope = checkpoint.envelope.replace(/\n(\d)/, '\n1$1');
  },
};

describe('a public attestation of sigstore-js', () => {
  it('is accepted without a network', async () => {
    expect(await verifyArtifact(await repositoryWith(bundle), 'v1', rule)).toMatchObject({
      digest: subject.digest,
      verifiedBy: [
        {
          kind: 'identity',
          issuer: 'https://token.actions.githubusercontent.com',
          identity: 'https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main',
          time: expect.stringMatching(/^2023-/) as string,
          predicateType: 'https://slsa.dev/provenance/v1',
        },
      ],
    });
  });

  it.each([
    ['another repository', { repository: 'sigstore/cosign' }],
    ['another workflow', { workflow: 'ci.yml' }],
    ['another trust root', { trustedRoot: data('scaffolding.json') }],
    ['another predicate type', { predicateType: 'https://spdx.dev/Document' }],
  ])('is refused by a rule with %s', async (_, change) => {
    const verified = verifyArtifact(await repositoryWith(bundle), 'v1', { ...rule, ...change });
    await expect(verified).rejects.toMatchObject({ code: 'VERIFICATION_FAILED' });
  });

  it.each(Object.entries(changes))('is refused with a change of %s', async (_, change) => {
    const changed = structuredClone(bundle);
    const [entry] = changed.verificationMaterial.tlogEntries;
    if (entry === undefined) throw new Error('the bundle has no log entry');
    change(changed, entry);
    expect(changed).not.toEqual(bundle);
    const verified = verifyArtifact(await repositoryWith(changed), 'v1', rule);
    const error: unknown = await verified.catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'VERIFICATION_FAILED' });
    // The reason is the change, not a wrong rule.
    expect((error as Error).message).not.toMatch(
      /it is about|its identity is|made in the repository|predicate type is/,
    );
  });
});
