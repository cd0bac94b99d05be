import { describe, expect, it } from 'vitest';
import type { Repository } from '../../src/registry/index.ts';
import { digestOf, type Descriptor } from '../../src/spec/index.ts';
import { verifyArtifact, type KeyRule, type SignedRepository } from '../../src/verification/index.ts';
import {
  bundleMediaType,
  keyBundle,
  memoryRepository,
  newKeys,
  payloadLayer,
  payloadOf,
  pushArtifact,
  pushBundle,
  pushManifest,
  signAsReferrer,
  signUnderTag,
  signWithBundle,
  type Keys,
} from './signed.ts';

const keys = newKeys();
const others = newKeys();
const rule: KeyRule = { kind: 'key', key: keys.publicKey };

async function failure(target: SignedRepository, policy = rule): Promise<string> {
  const error: unknown = await verifyArtifact(target, 'v1', policy).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: 'VERIFICATION_FAILED' });
  return (error as Error).message;
}

const forms: readonly (readonly [
  string,
  (target: Repository, subject: Descriptor, keys: Keys) => Promise<Descriptor>,
])[] = [
  ['under the tag of its digest', signUnderTag],
  ['as a referrer', signAsReferrer],
  ['in a bundle', signWithBundle],
];

describe.each(forms)('a signature with a key %s', (_, signArtifact) => {
  it('is accepted, and the result describes it', async () => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    const signature = await signArtifact(target, subject, keys);
    const der = Buffer.from(keys.publicKey.replaceAll(/-----.*-----|\n/g, ''), 'base64');
    expect(await verifyArtifact(target, 'v1', { ...rule, name: 'release' })).toEqual({
      digest: subject.digest,
      verifiedBy: [
        {
          kind: 'key',
          rule: 'release',
          issuer: '',
          identity: '',
          key: digestOf(der),
          time: '',
          predicateType: 'https://sigstore.dev/cosign/sign/v1',
          signature: signature.digest,
          digest: subject.digest,
        },
      ],
    });
  });

  it('is refused for another key', async () => {
    const target = memoryRepository();
    const signature = await signArtifact(target, await pushArtifact(target), others);
    const message = await failure(target);
    expect(message).toMatch(/^cannot verify v1 \(sha256:\w+\): no signature satisfies the rule "key" \(/);
    expect(message).toContain(`${signature.digest}: the signature does not match the key and the content`);
  });

  it('is accepted beside a signature with another key', async () => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    await pushBundle(target, subject, keyBundle(subject, others));
    await signArtifact(target, subject, keys);
    expect((await verifyArtifact(target, 'v1', rule)).digest).toBe(subject.digest);
  });

  it('does not count for an artifact under the same tag that replaced the signed one', async () => {
    const target = memoryRepository();
    await signArtifact(target, await pushArtifact(target), keys);
    await pushArtifact(target, 'replaced');
    expect(await failure(target)).toMatch(/no signature was found for the rule "key"; sign the artifact$/);
  });
});

describe('a signature with a key is refused', () => {
  it.each([
    [
      'a payload about another artifact',
      payloadOf(digestOf(Buffer.from('other'))),
      /it is about sha256:\w+, not about/,
    ],
    [
      'a payload of another type',
      Buffer.from(payloadOf('x').toString().replace('cosign ', 'other ')),
      /not one of cosign/,
    ],
    ['a payload without an image', Buffer.from('{"critical":{"type":"cosign container image signature"}}'), /JSON obj/],
    ['a payload that is not JSON', Buffer.from('payload'), /it is not JSON/],
  ])('with %s', async (_, payload, reason) => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    const tags = [`${subject.digest.replace(':', '-')}.sig`];
    await pushManifest(target, { layers: [payloadLayer(payload, keys.privateKey)], tags });
    expect(await failure(target)).toMatch(reason);
  });

  it.each([
    ['about another artifact', { digest: digestOf(Buffer.from('other')) }, /it is about sha256:\w+, not about this/],
    ['with another digest algorithm', { digest: `sha512:${'0'.repeat(128)}` }, /it is about no digest/],
    ['with another predicate type', { predicateType: 'https://example.com/test' }, /its predicate type is .*example/],
    ['that is not a statement', { type: 'https://example.com/Statement/v1' }, /not a statement of in-toto/],
    ['with another payload type', { payloadType: 'text/plain' }, /its payload is of type text\/plain/],
  ])('in a bundle %s', async (_, parts, reason) => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    await pushBundle(target, subject, keyBundle(subject, keys, parts));
    expect(await failure(target)).toMatch(reason);
  });

  it('without an entry in the transparency log, if the rule requires one', async () => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    await signWithBundle(target, subject, keys);
    const trustedRoot = new URL('data/public-good.json', import.meta.url).pathname;
    expect(await failure(target, { ...rule, requireLog: true, trustedRoot })).toMatch(
      /no entry in the transparency log/,
    );
  });

  it('with a different predicate type than the required one', async () => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    await signUnderTag(target, subject, keys);
    await signWithBundle(target, subject, keys);
    expect(await failure(target, { ...rule, predicateType: 'https://spdx.dev/Document' })).toMatch(
      / and 1 more: its predicate type is .*, and the rule requires https:\/\/spdx.dev\/Document/,
    );
  });
});

describe('a list of referrers', () => {
  const changed = (
    target: Repository,
    change: (list: readonly Descriptor[]) => readonly Descriptor[],
  ): SignedRepository => ({
    resolve: async (...args) => target.resolve(...args),
    fetch: async (...args) => target.fetch(...args),
    exists: async (...args) => target.exists(...args),
    predecessors: async (...args) => change(await target.predecessors(...args)),
  });

  it.each([
    [
      'has a manifest that does not exist',
      { digest: digestOf(Buffer.from('missing')) },
      /MANIFEST_UNKNOWN|missing|not/,
    ],
    ['has a size over the limit', { size: 5 * 1024 * 1024 }, undefined],
    ['has a wrong size', { size: 7 }, undefined],
    ['has no artifact type', { artifactType: undefined }, undefined],
  ])('that %s gives no wrong result', async (_, change, reason) => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    await signWithBundle(target, subject, keys);
    const tampered = changed(target, (list) => list.map((each) => ({ ...each, ...change })));
    if (reason === undefined) expect((await verifyArtifact(tampered, 'v1', rule)).digest).toBe(subject.digest);
    else expect(await failure(tampered)).toMatch(reason);
  });

  it('that names a signature of another artifact is refused', async () => {
    const target = memoryRepository();
    const other = await pushArtifact(target, 'other');
    const signature = await signWithBundle(target, other, keys);
    await pushArtifact(target);
    const tampered = changed(target, () => [
      { ...signature, artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
    ]);
    expect(await failure(tampered)).toMatch(/it refers to another manifest/);
  });

  it('that omits the signature is refused', async () => {
    const target = memoryRepository();
    await signWithBundle(target, await pushArtifact(target), keys);
    expect(await failure(changed(target, () => []))).toMatch(/no signature was found/);
  });

  it('with bundles over the limit of size does not prevent a verification', async () => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    const content = Buffer.alloc(16 * 1024 * 1024 + 1);
    // Together, they have more bytes than the limit of all bundles.
    for (const mediaType of ['', '.v0.2+json', '.v0.3+json', '+json'])
      await pushManifest(target, {
        artifactType: bundleMediaType,
        layers: [{ mediaType: `${bundleMediaType}${mediaType}`, content }],
        subject,
      });
    expect(await failure(target)).toMatch(/sha256:\w+: .* has 16777217 bytes; the limit .* is 16777216/);
    await signWithBundle(target, subject, keys);
    expect((await verifyArtifact(target, 'v1', rule)).digest).toBe(subject.digest);
  });

  it('with bundles over the limit of their sum is read only in part', async () => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    const bundle = { mediaType: bundleMediaType, content: Buffer.alloc(16 * 1024 * 1024) };
    await pushManifest(target, { artifactType: bundleMediaType, layers: [bundle, bundle, bundle, bundle], subject });
    await signWithBundle(target, subject, keys);
    expect(await failure(target)).toMatch(/the signatures of the artifact have more than 67108864 bytes/);
  });

  it('with many signatures is read only in part', async () => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    const signature = await signWithBundle(target, subject, others);
    const many = changed(target, (list) => Array.from({ length: 1000 }, () => list[0] ?? signature));
    expect(await failure(many)).toMatch(
      /\(only the first 100 signatures were read; sha256:\w+ and 99 more: the signature does not/,
    );
  });
});

describe('a verification', () => {
  it('reads only manifests and signatures, and resolves the reference once', async () => {
    const target = memoryRepository();
    const subject = await pushArtifact(target);
    await signUnderTag(target, subject, keys);
    const resolved: string[] = [];
    const fetched: string[] = [];
    const observed: SignedRepository = {
      resolve: async (reference, options) => {
        resolved.push(reference);
        return target.resolve(reference, options);
      },
      fetch: async (descriptor, options) => {
        fetched.push(descriptor.mediaType);
        return target.fetch(descriptor, options);
      },
      exists: async (...args) => target.exists(...args),
      predecessors: async (...args) => target.predecessors(...args),
    };
    await verifyArtifact(observed, 'v1', rule);
    expect(resolved).toEqual(['v1', `${subject.digest.replace(':', '-')}.sig`]);
    expect(fetched).toEqual([
      'application/vnd.oci.image.manifest.v1+json',
      'application/vnd.dev.cosign.simplesigning.v1+json',
    ]);
  });

  it.each([
    ['a private key', keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /it is a private key/],
    ['text that is not a key', 'cosign.pub', /not a public key in PEM form/],
    ['a malformed key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n', /not a public key in PEM form/],
  ])('refuses %s as the key', async (_, key, problem) => {
    await expect(verifyArtifact(memoryRepository(), 'v1', { kind: 'key', key })).rejects.toThrow(problem);
  });
});
