import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRepository, type RepositoryConnection } from '../../src/connect/index.ts';
import type { Repository } from '../../src/registry/index.ts';
import { isOciError, type Descriptor } from '../../src/spec/index.ts';
import { verifyArtifact, type VerificationPolicy } from '../../src/verification/index.ts';
import {
  attest,
  issuer,
  mockSigstore,
  workflow,
  type MockSigstore,
  type SignerParts,
} from '../verification/mock-sigstore.ts';
import {
  keyBundle,
  newKeys,
  payloadLayer,
  payloadOf,
  pushArtifact,
  pushBundle,
  pushManifest,
  signPredicateType,
  signUnderTag,
  signWithBundle,
} from '../verification/signed.ts';
import { embedded, type EmbeddedRegistry } from './embedded.ts';
import { must, run, temporaryDirectory, type TemporaryDirectory } from './processes.ts';

let registry: EmbeddedRegistry;
let work: TemporaryDirectory;
let mock: MockSigstore;
let late: MockSigstore;
let cosignKey: string;
const keys = newKeys();
const others = newKeys();
beforeAll(async () => {
  [registry, work] = [await embedded(), await temporaryDirectory()];
  [mock, late] = [await mockSigstore(), await mockSigstore({ logTime: new Date(Date.now() + 3_600_000) })];
  await must('cosign', ['generate-key-pair'], { cwd: work.path, env });
  cosignKey = await readFile(join(work.path, 'cosign.pub'), 'utf8');
  await writeFile(join(work.path, 'keys.pub'), keys.publicKey);
  await writeFile(join(work.path, 'root.json'), mock.trustedRoot);
  await writeFile(join(work.path, 'late.json'), late.trustedRoot);
});
afterAll(async () => {
  for (const each of [registry, work, mock, late]) await each[Symbol.asyncDispose]();
});

const env = { COSIGN_PASSWORD: '', COSIGN_EXPERIMENTAL: '1' };
const offline = ['--tlog-upload=false', '--allow-http-registry'];

interface Signing {
  readonly home: Repository;
  readonly subject: Descriptor;
  /** With the digest. */
  readonly reference: string;
}

interface Case {
  readonly title: string;
  readonly sign: (signing: Signing) => Promise<unknown>;
  /** Verifies with this version. */
  readonly program: 'cosign' | 'cosign3';
  /** `cosign`: its own key. `keys`: generated keys. `identity`: a workflow. `late`: of a log with another time. */
  readonly rule: 'cosign' | 'keys' | 'identity' | 'late';
  readonly flags?: readonly string[];
  readonly accepted: boolean;
}

const cosign = async (program: string, { reference }: Signing, ...flags: readonly string[]): Promise<unknown> =>
  must(program, ['sign', '--yes', '--key', 'cosign.key', ...offline, ...flags, reference], { cwd: work.path, env });
const version3 = ['--use-signing-config=false'];
const attested = async ({ home, subject }: Signing, parts: SignerParts = {}, by = mock): Promise<unknown> =>
  pushBundle(home, subject, await attest(by, subject, { predicateType: signPredicateType, ...parts }));
const otherDigest = `sha256:${'0'.repeat(64)}`;

const cases: readonly Case[] = [
  {
    title: 'a signature of cosign 2 under its tag',
    sign: (signing) => cosign('cosign', signing),
    program: 'cosign',
    rule: 'cosign',
    accepted: true,
  },
  {
    title: 'a signature of cosign 2 as a referrer',
    sign: (signing) => cosign('cosign', signing, '--registry-referrers-mode=oci-1-1'),
    program: 'cosign',
    rule: 'cosign',
    flags: ['--experimental-oci11'],
    accepted: true,
  },
  {
    title: 'a bundle of cosign 3',
    sign: (signing) => cosign('cosign3', signing, ...version3),
    program: 'cosign3',
    rule: 'cosign',
    accepted: true,
  },
  {
    title: 'a signature of cosign 3 without a bundle',
    sign: (signing) => cosign('cosign3', signing, ...version3, '--new-bundle-format=false'),
    program: 'cosign3',
    rule: 'cosign',
    accepted: true,
  },
  { title: 'no signature', sign: () => Promise.resolve(), program: 'cosign3', rule: 'cosign', accepted: false },
  {
    title: 'a signature with another key',
    sign: (signing) => cosign('cosign', signing),
    program: 'cosign',
    rule: 'keys',
    accepted: false,
  },
  {
    title: 'a bundle with another key',
    sign: (signing) => cosign('cosign3', signing, ...version3),
    program: 'cosign3',
    rule: 'keys',
    accepted: false,
  },
  {
    title: 'a signature with another key, and one with the right key',
    sign: async ({ home, subject }) => {
      const layers = [others, keys].map(({ privateKey }) => payloadLayer(payloadOf(subject.digest), privateKey));
      await pushManifest(home, { layers, tags: [`${subject.digest.replace(':', '-')}.sig`] });
    },
    program: 'cosign',
    rule: 'keys',
    accepted: true,
  },
  {
    title: 'a signature of another artifact under the tag of this one',
    sign: ({ home, subject }) =>
      pushManifest(home, {
        layers: [payloadLayer(payloadOf(otherDigest), keys.privateKey)],
        tags: [`${subject.digest.replace(':', '-')}.sig`],
      }),
    program: 'cosign',
    rule: 'keys',
    accepted: false,
  },
  {
    title: 'a signature of another payload',
    sign: ({ home, subject }) => {
      const { annotations = {}, ...layer } = payloadLayer(payloadOf(otherDigest), keys.privateKey);
      const layers = [{ ...layer, content: payloadOf(subject.digest), annotations }];
      return pushManifest(home, { layers, tags: [`${subject.digest.replace(':', '-')}.sig`] });
    },
    program: 'cosign',
    rule: 'keys',
    accepted: false,
  },
  {
    title: 'a bundle with a key',
    sign: ({ home, subject }) => signWithBundle(home, subject, keys),
    program: 'cosign3',
    rule: 'keys',
    accepted: true,
  },
  {
    title: 'a bundle about another artifact',
    sign: ({ home, subject }) => pushBundle(home, subject, keyBundle(subject, keys, { digest: otherDigest })),
    program: 'cosign3',
    rule: 'keys',
    accepted: false,
  },
  {
    title: 'a bundle with a changed payload',
    sign: ({ home, subject }) => {
      const bundle = keyBundle(subject, keys, { digest: otherDigest }) as { readonly dsseEnvelope: object };
      const { payload } = (keyBundle(subject, keys) as { readonly dsseEnvelope: { readonly payload: string } })
        .dsseEnvelope;
      return pushBundle(home, subject, { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload } });
    },
    program: 'cosign3',
    rule: 'keys',
    accepted: false,
  },
  {
    title: 'a signature of an artifact that was replaced under its tag',
    sign: async ({ home, subject }) => {
      await signUnderTag(home, subject, keys);
      await pushArtifact(home, 'replaced');
    },
    program: 'cosign',
    rule: 'keys',
    accepted: false,
  },
  {
    title: 'a bundle with a certificate, verified with a key',
    sign: (signing) => attested(signing),
    program: 'cosign3',
    rule: 'keys',
    accepted: false,
  },
  {
    title: 'a keyless bundle of the required identity',
    sign: (signing) => attested(signing),
    program: 'cosign3',
    rule: 'identity',
    accepted: true,
  },
  {
    title: 'a keyless bundle of another identity',
    sign: (signing) => attested(signing, { claims: { sub: workflow.replace('release', 'other') } }),
    program: 'cosign3',
    rule: 'identity',
    accepted: false,
  },
  {
    title: 'a keyless bundle of another issuer',
    sign: (signing) => attested(signing, { claims: { iss: 'https://accounts.example.com' } }),
    program: 'cosign3',
    rule: 'identity',
    accepted: false,
  },
  {
    title: 'a keyless bundle without a log entry',
    sign: (signing) => attested(signing, { log: false }),
    program: 'cosign3',
    rule: 'identity',
    accepted: false,
  },
  {
    title: 'a keyless bundle of another Sigstore instance',
    sign: (signing) => attested(signing, {}, late),
    program: 'cosign3',
    rule: 'identity',
    accepted: false,
  },
  {
    title: 'a keyless bundle with a certificate that had expired',
    sign: (signing) => attested(signing, {}, late),
    program: 'cosign3',
    rule: 'late',
    accepted: false,
  },
];

function policyOf(rule: Case['rule']): VerificationPolicy {
  if (rule === 'cosign' || rule === 'keys') return { kind: 'key', key: rule === 'keys' ? keys.publicKey : cosignKey };
  const trustedRoot = join(work.path, rule === 'late' ? 'late.json' : 'root.json');
  return { kind: 'identity', identity: workflow, trustedRoot };
}

function cosignFlags(rule: Case['rule']): readonly string[] {
  if (rule === 'cosign' || rule === 'keys') return ['--key', `${rule}.pub`, '--insecure-ignore-tlog'];
  const root = rule === 'late' ? 'late.json' : 'root.json';
  return ['--certificate-identity', workflow, '--certificate-oidc-issuer', issuer, '--trusted-root', root];
}

async function isAccepted(connection: RepositoryConnection, rule: Case['rule']): Promise<boolean> {
  try {
    await verifyArtifact(connection.repository, 'v1', policyOf(rule));
    return true;
  } catch (error) {
    if (isOciError(error, 'VERIFICATION_FAILED')) return false;
    throw error;
  }
}

describe('a verification accepts what cosign accepts:', () => {
  it.each(cases.map((each, index) => [each.title, each, index] as const))('%s', async (_, each, index) => {
    const repository = `acme/case-${index}`;
    await using connection = await connectRepository(
      { registry: registry.host, repository },
      { plainHttp: true, pushTo: repository },
    );
    const home = connection.repository;
    const subject = await pushArtifact(home);
    await each.sign({ home, subject, reference: `${registry.host}/${repository}@${subject.digest}` });
    const flags = [...cosignFlags(each.rule), ...(each.flags ?? []), '--allow-http-registry'];
    const { code, stderr } = await run(each.program, ['verify', ...flags, `${registry.host}/${repository}:v1`], {
      cwd: work.path,
      env: { ...env, HOME: work.path },
    });
    expect({ cosign: code === 0, here: await isAccepted(connection, each.rule) }, stderr).toEqual({
      cosign: each.accepted,
      here: each.accepted,
    });
  });
});
