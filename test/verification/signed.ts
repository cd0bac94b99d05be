import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pushContent, repository, type Repository } from '../../src/registry/index.ts';
import {
  descriptorOf,
  emptyDescriptor,
  emptyJsonBytes,
  encodeJson,
  mediaTypeImageManifest,
  type Annotations,
  type Descriptor,
} from '../../src/spec/index.ts';

export const bundleMediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
export const simpleSigningMediaType = 'application/vnd.dev.cosign.simplesigning.v1+json';
export const signPredicateType = 'https://sigstore.dev/cosign/sign/v1';

export interface Keys {
  readonly privateKey: KeyObject;
  /** PEM. */
  readonly publicKey: string;
}

export function newKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

export function memoryRepository(): Repository {
  return repository(new MemoryRegistry(), 'acme/app');
}

export interface ManifestParts {
  readonly artifactType?: string;
  readonly layers: readonly {
    readonly mediaType: string;
    readonly content: Uint8Array;
    readonly annotations?: Annotations;
  }[];
  readonly subject?: Descriptor;
  readonly annotations?: Annotations;
  readonly tags?: readonly string[];
}

/** Pushes a manifest with its layers. */
export async function pushManifest(target: Repository, parts: ManifestParts): Promise<Descriptor> {
  const layers: Descriptor[] = [];
  for (const { mediaType, content, annotations } of parts.layers) {
    const layer = descriptorOf(mediaType, content);
    await pushContent(target, layer, content);
    layers.push(annotations === undefined ? layer : { ...layer, annotations });
  }
  await pushContent(target, emptyDescriptor, emptyJsonBytes);
  const { artifactType, subject, annotations, tags } = parts;
  const bytes = encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    artifactType,
    config: emptyDescriptor,
    layers,
    subject,
    annotations,
  });
  const descriptor = descriptorOf(mediaTypeImageManifest, bytes);
  await pushContent(target, descriptor, bytes, tags === undefined ? {} : { tags });
  return descriptor;
}

/** Pushes an artifact with one layer under the tag `v1`. */
export async function pushArtifact(target: Repository, text = 'content'): Promise<Descriptor> {
  return pushManifest(target, {
    artifactType: 'application/vnd.example.app',
    layers: [
      {
        mediaType: 'text/plain',
        content: Buffer.from(text),
        annotations: { 'org.opencontainers.image.title': 'a.txt' },
      },
    ],
    tags: ['v1'],
  });
}

/** The payload that cosign signs. */
export function payloadOf(digest: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      critical: {
        identity: { 'docker-reference': '' },
        image: { 'docker-manifest-digest': digest },
        type: 'cosign container image signature',
      },
      optional: null,
    }),
  );
}

/** A layer with a signature as cosign writes it without a bundle. */
export function payloadLayer(payload: Uint8Array, key: KeyObject): ManifestParts['layers'][number] {
  const signature = sign('sha256', payload, key).toString('base64');
  return {
    mediaType: simpleSigningMediaType,
    content: payload,
    annotations: { 'dev.cosignproject.cosign/signature': signature },
  };
}

/** Signs an artifact as `cosign sign --key` of version 2 does, under the tag of its digest. */
export async function signUnderTag(target: Repository, subject: Descriptor, { privateKey }: Keys): Promise<Descriptor> {
  return pushManifest(target, {
    layers: [payloadLayer(payloadOf(subject.digest), privateKey)],
    tags: [`${subject.digest.replace(':', '-')}.sig`],
  });
}

/** Signs an artifact as version 2 does with `--registry-referrers-mode=oci-1-1`. */
export async function signAsReferrer(target: Repository, subject: Descriptor, keys: Keys): Promise<Descriptor> {
  return pushManifest(target, {
    artifactType: 'application/vnd.dev.cosign.artifact.sig.v1+json',
    layers: [payloadLayer(payloadOf(subject.digest), keys.privateKey)],
    subject,
  });
}

export interface StatementParts {
  readonly digest?: string;
  readonly predicateType?: string;
  readonly type?: string;
  readonly payloadType?: string;
}

export interface SignedStatement {
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** The envelope (DSSE). */
  readonly json: object;
}

/** A statement about an artifact with its signature. */
export function signedStatement(subject: Descriptor, key: KeyObject, parts: StatementParts): SignedStatement {
  const { digest = subject.digest, predicateType = signPredicateType } = parts;
  const { type = 'https://in-toto.io/Statement/v1', payloadType = 'application/vnd.in-toto+json' } = parts;
  const [algorithm = '', hex = ''] = digest.split(':');
  const statement = { _type: type, subject: [{ digest: { [algorithm]: hex } }], predicateType, predicate: {} };
  const payload = Buffer.from(JSON.stringify(statement));
  const header = Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.byteLength} `);
  const signature = sign('sha256', Buffer.concat([header, payload]), key);
  const signatures = [{ sig: signature.toString('base64') }];
  return { payload, signature, json: { payload: payload.toString('base64'), payloadType, signatures } };
}

/** A bundle of a statement about an artifact, signed with a key as version 3 of cosign does. */
export function keyBundle(subject: Descriptor, { privateKey }: Keys, parts: StatementParts = {}): object {
  return {
    mediaType: bundleMediaType,
    verificationMaterial: { publicKey: { hint: 'any' } },
    dsseEnvelope: signedStatement(subject, privateKey, parts).json,
  };
}

/** Pushes a bundle as a referrer. */
export async function pushBundle(target: Repository, subject: Descriptor, bundle: object): Promise<Descriptor> {
  return pushManifest(target, {
    artifactType: bundleMediaType,
    layers: [{ mediaType: bundleMediaType, content: Buffer.from(JSON.stringify(bundle)) }],
    subject,
  });
}

/** Signs an artifact as version 3 of cosign does. */
export async function signWithBundle(target: Repository, subject: Descriptor, keys: Keys): Promise<Descriptor> {
  return pushBundle(target, subject, keyBundle(subject, keys));
}
