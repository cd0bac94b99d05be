import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signer } from '@sigstore/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Repository } from '../../src/registry/index.ts';
import type { Descriptor } from '../../src/spec/index.ts';
import { checkSigner } from '../../src/verification/identity.ts';
import { verifyArtifact, type IdentityRule, type VerificationPolicy } from '../../src/verification/index.ts';
import {
  attest,
  issuer,
  keylessAnnotations,
  mockSigstore,
  tufRoot,
  workflow,
  type MockOptions,
  type MockSigstore,
  type SignerParts,
} from './mock-sigstore.ts';
import {
  keyBundle,
  memoryRepository,
  newKeys,
  payloadOf,
  pushArtifact,
  pushBundle,
  pushManifest,
  simpleSigningMediaType,
} from './signed.ts';

let directory: string;
let mock: MockSigstore;
let trustedRoot: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'identity-test-'));
  mock = await mockSigstore();
  trustedRoot = await rootFile(mock);
});
afterAll(async () => {
  await mock[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

let files = 0;
async function rootFile({ trustedRoot }: MockSigstore, change = (text: string): string => text): Promise<string> {
  const file = join(directory, `root-${files++}.json`);
  await writeFile(file, change(trustedRoot));
  return file;
}

const bundles = new Map<string, Promise<object>>();

async function attested(parts: SignerParts = {}, by = mock): Promise<readonly [Repository, Descriptor]> {
  const target = memoryRepository();
  const subject = await pushArtifact(target);
  // The subject is always the same.
  const key = `${by.url} ${JSON.stringify(parts)}`;
  const bundle = bundles.get(key) ?? attest(by, subject, parts);
  bundles.set(key, bundle);
  await pushBundle(target, subject, await bundle);
  return [target, subject];
}

function repositoryRule(rest: Partial<IdentityRule> = {}): IdentityRule {
  return { kind: 'identity', repository: 'acme/app', trustedRoot, ...rest };
}

async function failure(target: Repository, policy: VerificationPolicy): Promise<string> {
  const error: unknown = await verifyArtifact(target, 'v1', policy).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: 'VERIFICATION_FAILED' });
  return (error as Error).message;
}

/** The identity in a certificate of a workflow of `acme/app` on a server. */
function signerOf(issuer: string, server: string, oids: readonly (readonly [string, Buffer])[]): Signer {
  return {
    key: generateKeyPairSync('ed25519').publicKey,
    identity: {
      subjectAlternativeName: `${server}/acme/app/.github/workflows/release.yml@refs/heads/main`,
      extensions: { issuer },
      oids: oids.map(([id, value]) => ({ oid: { id: id.split('.').map(Number) }, value })),
    },
  };
}

describe('the identity of a workflow on another server', () => {
  const cases = [
    ['https://token.actions.acme.ghe.com', 'https://acme.ghe.com'],
    ['https://github.acme.test/_services/token', 'https://github.acme.test'],
  ] as const;

  it.each(cases)('is accepted for the issuer %s', (tokenIssuer, server) => {
    const uri = Buffer.from(`${server}/acme/app`);
    for (const oids of [
      [['1.3.6.1.4.1.57264.1.12', Buffer.concat([Buffer.from([0x0c, uri.byteLength]), uri])]],
      [['1.3.6.1.4.1.57264.1.5', Buffer.from('acme/app')]],
    ] as const) {
      const signer = signerOf(tokenIssuer, server, oids);
      for (const workflow of [
        undefined,
        'release.yml',
        'release.yml@refs/heads/main',
        'acme/app/.github/workflows/release.yml',
      ])
        expect(checkSigner(signer, repositoryRule({ issuer: tokenIssuer, workflow }))).toEqual({
          issuer: tokenIssuer,
          identity: signer.identity?.subjectAlternativeName,
        });
      expect(() => checkSigner(signer, repositoryRule())).toThrow(/the issuer of its identity is/);
      expect(() => checkSigner(signer, repositoryRule({ issuer: tokenIssuer, repository: 'acme/other' }))).toThrow(
        `the rule requires ${server}/acme/other`,
      );
    }
  });

  it.each(cases)('is refused for the issuer %s when the workflow is on github.com', (tokenIssuer, server) => {
    const signer = signerOf(tokenIssuer, 'https://github.com', [['1.3.6.1.4.1.57264.1.5', Buffer.from('acme/app')]]);
    expect(() => checkSigner(signer, repositoryRule({ issuer: tokenIssuer }))).toThrow(
      `its identity is ${signer.identity?.subjectAlternativeName}, and the rule requires ${server}/acme/app/`,
    );
  });
});

describe('an attestation', () => {
  it('is accepted for its repository, and the result describes the signer', async () => {
    const [target, subject] = await attested();
    const { digest, verifiedBy } = await verifyArtifact(target, 'v1', repositoryRule());
    expect(digest).toBe(subject.digest);
    expect(verifiedBy).toMatchObject([
      {
        kind: 'identity',
        rule: 'repository acme/app',
        issuer,
        identity: workflow,
        key: '',
        predicateType: 'https://slsa.dev/provenance/v1',
      },
    ]);
    expect(Math.abs(Date.parse(verifiedBy[0]?.time ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it.each<readonly [string, Partial<IdentityRule>]>([
    ['the name of the repository in another case', { repository: 'Acme/App' }],
    ['the file of the workflow', { workflow: 'release.yml' }],
    ['the path of the workflow', { workflow: '.github/workflows/release.yml' }],
    ['the workflow with its ref', { workflow: 'release.yml@refs/heads/main' }],
    ['the full name of the workflow', { workflow: 'acme/app/.github/workflows/release.yml' }],
    ['the identity', { repository: undefined, identity: workflow }],
    [
      'a pattern of identities',
      { repository: undefined, identity: /^https:\/\/github\.com\/acme\/[^/]+\/.*@refs\/heads\// },
    ],
    ['the identity and the repository', { identity: workflow }],
    ['the issuer', { issuer }],
    ['the predicate type', { predicateType: 'https://slsa.dev/provenance/v1' }],
  ])('is accepted by %s', async (_, rule) => {
    const [target, subject] = await attested();
    expect((await verifyArtifact(target, 'v1', repositoryRule(rule))).digest).toBe(subject.digest);
  });

  it.each<readonly [string, Partial<IdentityRule>, RegExp]>([
    ['another repository', { repository: 'acme/other' }, /made in the repository https:\/\/github.com\/acme\/app/],
    ['a repository whose name begins with it', { repository: 'acme/ap' }, /and the rule requires .*acme\/ap/],
    ['another workflow', { workflow: 'build.yml' }, /its identity is .*release.yml@.*requires .*build.yml/],
    ['a workflow in another case', { workflow: 'Release.yml' }, /its identity is/],
    ['another ref', { workflow: 'release.yml@refs/heads/dev' }, /its identity is/],
    ['another identity', { repository: undefined, identity: `${workflow}x` }, /its identity is/],
    ['a part of the identity', { repository: undefined, identity: workflow.slice(0, -1) }, /its identity is/],
    ['a pattern that does not match', { repository: undefined, identity: /^acme/ }, /its identity is/],
    ['another issuer', { issuer: 'https://accounts.google.com' }, /the issuer of its identity is https:\/\/token/],
    ['another predicate type', { predicateType: 'https://spdx.dev/Document' }, /its predicate type is/],
  ])('is refused by %s', async (_, rule, reason) => {
    const [target] = await attested();
    expect(await failure(target, repositoryRule(rule))).toMatch(reason);
  });

  it.each([60, 100, 300])('is accepted for a repository whose name has %d characters', async (length) => {
    const repository = `acme/${'a'.repeat(length - 5)}`;
    const sub = `https://github.com/${repository}/.github/workflows/release.yml@refs/heads/main`;
    const [target, subject] = await attested({ claims: { repository, sub } });
    expect((await verifyArtifact(target, 'v1', repositoryRule({ repository }))).digest).toBe(subject.digest);
    expect(await failure(target, repositoryRule({ repository: `${repository}a` }))).toMatch(/made in the repository/);
  });

  it('of a reusable workflow of another repository needs a rule that names this workflow', async () => {
    const shared = 'acme/shared/.github/workflows/build.yml';
    const [target, subject] = await attested({ claims: { sub: `https://github.com/${shared}@refs/tags/v2` } });
    expect(await failure(target, repositoryRule())).toMatch(/its identity is .*shared.*requires .*acme\/app\//);
    for (const rule of [{ workflow: shared }, { workflow: `${shared}@refs/tags/v2` }])
      expect((await verifyArtifact(target, 'v1', repositoryRule(rule))).digest).toBe(subject.digest);
  });

  it('of a workflow of another repository that calls a workflow of this one is refused', async () => {
    const [target] = await attested({ claims: { repository: 'mallory/app' } });
    expect(await failure(target, repositoryRule())).toMatch(
      /made in the repository https:\/\/github.com\/mallory\/app/,
    );
  });

  it.each<readonly [string, SignerParts, RegExp]>([
    [
      'about another artifact',
      { digest: `sha256:${'0'.repeat(64)}` },
      /it is about sha256:0+, not about this artifact/,
    ],
    ['without a log entry', { log: false }, /neither an entry in the transparency log nor a signed timestamp/],
    ['with a timestamp and without a log entry', { log: false, timestamp: true }, /no entry in the transparency log/],
    ['that is an SBOM', { predicateType: 'https://spdx.dev/Document' }, /its predicate type is/],
  ])('%s is refused', async (_, parts, reason) => {
    const [target] = await attested(parts);
    expect(await failure(target, repositoryRule())).toMatch(reason);
  });

  it.each<readonly [string, MockOptions]>([
    ['after its certificate expired', { logTime: new Date(Date.now() + 3_600_000) }],
    ['before its certificate was valid', { logTime: new Date(Date.now() - 3_600_000) }],
    ['with a certificate of another day', { certificateTime: new Date(Date.now() + 86_400_000) }],
  ])('that was signed %s is refused', async (_, options) => {
    await using other = await mockSigstore(options);
    const [target] = await attested({}, other);
    const rule = repositoryRule({ trustedRoot: await rootFile(other) });
    expect(await failure(target, rule)).toMatch(/its certificate was not valid at the time of the signature/);
  });

  it('with a certificate that is in no transparency log is refused', async () => {
    await using other = await mockSigstore({ withoutCertificateLog: true });
    const [target] = await attested({}, other);
    const rule = repositoryRule({ trustedRoot: await rootFile(other) });
    expect(await failure(target, rule)).toMatch(
      /no certificate transparency log of the trust root has recorded its certificate/,
    );
  });

  it('of another Sigstore instance is refused', async () => {
    await using other = await mockSigstore();
    const [target] = await attested({}, other);
    expect(await failure(target, repositoryRule())).toMatch(/the trust root does not contain the issuer/);
  });

  it('with a signed timestamp is accepted by a trust root without logs', async () => {
    await using other = await mockSigstore({ withoutLogs: true });
    const [target, subject] = await attested({ log: false, timestamp: true }, other);
    const rule = repositoryRule({ trustedRoot: await rootFile(other) });
    expect((await verifyArtifact(target, 'v1', rule)).digest).toBe(subject.digest);
  });

  it('is accepted by one of several trust roots in a file', async () => {
    await using other = await mockSigstore();
    const [target, subject] = await attested();
    const both = await rootFile(mock, (text) => `${other.trustedRoot}\n${text}\n`);
    expect((await verifyArtifact(target, 'v1', repositoryRule({ trustedRoot: both }))).digest).toBe(subject.digest);
  });

  it('does not satisfy a rule for a key, and a signature with a key does not satisfy a rule for an identity', async () => {
    const keys = newKeys();
    const [target, subject] = await attested();
    expect(await failure(target, { kind: 'key', key: keys.publicKey })).toMatch(
      /signed for an identity, not with a key/,
    );
    const keyed = memoryRepository();
    await pushBundle(keyed, await pushArtifact(keyed), keyBundle(subject, keys));
    expect(await failure(keyed, repositoryRule())).toMatch(/signed with a key, not for an identity/);
  });
});

describe('a keyless signature of cosign without a bundle', () => {
  async function signed(
    digest?: string,
    claims?: SignerParts['claims'],
  ): Promise<readonly [Repository, Record<string, string>]> {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    const content = payloadOf(digest ?? subject.digest);
    const annotations = await keylessAnnotations(mock, content, claims);
    const tags = [`${subject.digest.replace(':', '-')}.sig`];
    await pushManifest(target, { layers: [{ mediaType: simpleSigningMediaType, content, annotations }], tags });
    return [target, annotations];
  }

  it('is accepted for its identity, with the time of its log entry', async () => {
    const [target] = await signed();
    const { verifiedBy } = await verifyArtifact(target, 'v1', repositoryRule({ identity: workflow }));
    expect(verifiedBy).toMatchObject([{ kind: 'identity', identity: workflow, issuer }]);
    expect(verifiedBy[0]?.time).toMatch(/Z$/);
  });

  it('is refused for another artifact or identity', async () => {
    expect(await failure((await signed(`sha256:${'0'.repeat(64)}`))[0], repositoryRule())).toMatch(/it is about/);
    const [other] = await signed(undefined, { repository: 'acme/other' });
    expect(await failure(other, repositoryRule())).toMatch(/made in the repository .*acme\/other/);
  });

  it.each([
    ['dev.sigstore.cosign/bundle', /neither an entry in the transparency log nor a signed timestamp/],
    ['dev.sigstore.cosign/certificate', /signed with a key, not for an identity/],
    ['dev.cosignproject.cosign/signature', /has no annotation/],
  ])('is refused without its annotation %s', async (name, reason) => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    const content = payloadOf(subject.digest);
    const { [name]: _, ...annotations } = await keylessAnnotations(mock, content);
    const tags = [`${subject.digest.replace(':', '-')}.sig`];
    await pushManifest(target, { layers: [{ mediaType: simpleSigningMediaType, content, annotations }], tags });
    expect(await failure(target, repositoryRule())).toMatch(reason);
  });
});

describe('the trust root', () => {
  it('comes from TUF, and from its cache in the next run', async () => {
    const [target, subject] = await attested();
    const rootPath = join(directory, 'tuf-root.json');
    await writeFile(rootPath, await tufRoot(mock));
    const cachePath = join(directory, 'tuf');
    const tuf = { mirrorUrl: `${mock.url}/tuf`, rootPath, cachePath };
    const rule = repositoryRule({ trustedRoot: undefined });
    for (const _ of ['first', 'second'])
      expect((await verifyArtifact(target, 'v1', rule, { tuf })).digest).toBe(subject.digest);
    expect((await readdir(cachePath, { recursive: true })).join(' ')).toContain('trusted_root.json');
  });

  it.each([
    ['a file that does not exist', 'missing.json', undefined, /"missing.json" cannot be read \(ENOENT\)/],
    ['a file with other JSON', undefined, '{"mediaType":"application/json"}', /is not a trust root: it has another/],
    ['a file that is not JSON', undefined, 'trust', /is not a trust root: it is not JSON/],
  ])('in %s is an error', async (_, name, text, problem) => {
    const [target] = await attested();
    const file = name ?? (await rootFile(mock, () => text ?? ''));
    await expect(verifyArtifact(target, 'v1', repositoryRule({ trustedRoot: file }))).rejects.toThrow(problem);
  });

  it('of an unreachable TUF repository is an error', async () => {
    const [target] = await attested();
    const rootPath = join(directory, 'tuf-root-2.json');
    await writeFile(rootPath, await tufRoot(mock));
    const tuf = { mirrorUrl: `${mock.url}/missing`, rootPath, cachePath: join(directory, 'tuf-2') };
    await expect(
      verifyArtifact(target, 'v1', repositoryRule({ trustedRoot: undefined }), { tuf }),
    ).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
});

describe('a policy', () => {
  const both = (kind: 'any' | 'all', ...policies: readonly VerificationPolicy[]): VerificationPolicy => ({
    kind,
    policies,
  });

  it('requires all or any of its rules', async () => {
    const keys = newKeys();
    const [target, subject] = await attested();
    const key: VerificationPolicy = { kind: 'key', name: 'approved', key: keys.publicKey };
    expect(await failure(target, both('all', repositoryRule(), key))).toMatch(/the rule "approved"/);
    expect((await verifyArtifact(target, 'v1', both('any', key, repositoryRule()))).verifiedBy).toMatchObject([
      { kind: 'identity' },
    ]);
    await pushBundle(target, subject, keyBundle(subject, keys));
    expect((await verifyArtifact(target, 'v1', both('all', repositoryRule(), key))).verifiedBy).toMatchObject([
      { kind: 'identity' },
      { kind: 'key', rule: 'approved' },
    ]);
    const nested = both(
      'any',
      both('all', key, repositoryRule({ repository: 'acme/other' })),
      repositoryRule({ workflow: 'x.yml' }),
    );
    expect(await failure(target, nested)).toMatch(
      /repository acme\/other".*; no signature satisfies .*workflow x\.yml/,
    );
  });

  it.each<readonly [string, VerificationPolicy, RegExp]>([
    ['without rules', both('all'), /it has an empty list/],
    ['without an identity', { kind: 'identity', issuer }, /neither an identity nor a repository is given/],
    ['with an invalid repository', { kind: 'identity', repository: 'app' }, /is not a repository; write owner\/name/],
    [
      'with a workflow and no repository',
      { kind: 'identity', identity: 'x', workflow: 'a.yml' },
      /only with a repository/,
    ],
  ])('%s is an error', async (_, policy, problem) => {
    await expect(verifyArtifact(memoryRepository(), 'v1', policy)).rejects.toThrow(problem);
  });
});
