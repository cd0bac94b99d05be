import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { tarHeader } from '../../src/archive/tar/header.ts';
import { byteStringOf } from '../../src/fs/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import {
  descriptorOf,
  digestOf,
  emptyDescriptor,
  encodeJson,
  mediaTypeImageConfig,
  mediaTypeImageIndex,
  mediaTypeImageLayerGzip,
  mediaTypeImageManifest,
  type Descriptor,
} from '../../src/spec/index.ts';
import { once } from '../../src/streams/index.ts';

const bundleType = 'application/vnd.example.bundle';
const helmConfig = 'application/vnd.cncf.helm.config.v1+json';
const created = 'org.opencontainers.image.created';

/** Bytes that do not compress, and depend only on the seed. */
function noise(seed: string, size: number): Buffer {
  return createHash('shake256', { outputLength: Math.max(size, 1) })
    .update(seed)
    .digest()
    .subarray(0, size);
}

/** A gzip layer with files of the given names and sizes. */
export function packedLayer(files: Readonly<Record<string, number>>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, size]) => {
    const kind = name.endsWith('/') ? 'directory' : 'file';
    const mode = kind === 'directory' || name.endsWith('.sh') ? 0o755 : 0o644;
    const header = tarHeader({ kind, name: byteStringOf(name), mode, size, target: byteStringOf('') });
    return [header, noise(name, Math.ceil(size / 512) * 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** Pushes manifests to a registry in memory that does not require their content. */
export class ExampleRegistry {
  readonly registry: MemoryRegistry = new MemoryRegistry({ allowSparse: true });

  async push(repository: string, body: object, ...tags: readonly string[]): Promise<Descriptor> {
    const mediaType = 'manifests' in body ? mediaTypeImageIndex : mediaTypeImageManifest;
    const bytes = encodeJson({ schemaVersion: 2, mediaType, ...body });
    return this.registry.pushManifest(repository, bytes, mediaType, { tags });
  }

  async blob(repository: string, mediaType: string, bytes: Uint8Array): Promise<Descriptor> {
    const descriptor = descriptorOf(mediaType, bytes);
    await this.registry.pushBlob(repository, descriptor, () => once(bytes));
    return descriptor;
  }

  /** An artifact of one layer. */
  async artifact(
    repository: string,
    layer: Descriptor,
    { tags = [], ...more }: { readonly tags?: readonly string[]; readonly [field: string]: unknown } = {},
  ): Promise<Descriptor> {
    return this.push(
      repository,
      { artifactType: bundleType, config: emptyDescriptor, layers: [layer], ...more },
      ...tags,
    );
  }

  /** A manifest that refers to another one. */
  async attach(
    repository: string,
    subject: Descriptor,
    artifactType: string,
    annotations: Readonly<Record<string, string>> = {},
  ): Promise<Descriptor> {
    const { mediaType, digest, size } = subject;
    const layer = { mediaType: artifactType, digest: digestOf(encodeJson([artifactType, digest])), size: 18_240 };
    return this.artifact(repository, layer, { artifactType, annotations, subject: { mediaType, digest, size } });
  }
}

/** A descriptor of content that is not present. */
export function absent(mediaType: string, size: number, seed: string): Descriptor {
  return { mediaType, digest: digestOf(encodeJson(seed)), size };
}

const sigstore = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** A small registry with a bundle and its referrers, an image for two platforms, a chart, and others. */
export async function exampleRegistry(): Promise<ExampleRegistry> {
  const example = new ExampleRegistry();
  const repository = 'acme/bundle';
  const layer = {
    ...(await example.blob(
      repository,
      mediaTypeImageLayerGzip,
      packedLayer({
        './': 0,
        './README.md': 1830,
        './charts/': 0,
        './charts/api-1.4.0.tgz': 48_211,
        './charts/web-2.0.1.tgz': 51_977,
        './config/': 0,
        './config/policy.yaml': 3120,
        './scripts/': 0,
        './scripts/install.sh': 2204,
      }),
    )),
    annotations: { 'org.opencontainers.image.title': 'bundle' },
  };
  for (const [index, version] of ['v1.0.0', 'v1.0.1', 'v1.1.0'].entries())
    await example.artifact(repository, absent(mediaTypeImageLayerGzip, 8_300_000 + index * 417_000, version), {
      tags: [version],
      annotations: { [created]: `2026-0${index + 6}-14T08:2${index}:10Z` },
    });
  const bundle = await example.artifact(repository, layer, {
    tags: ['v1.2.0', 'v1.2', 'latest'],
    annotations: {
      [created]: '2026-11-02T09:30:00Z',
      'org.opencontainers.image.source': 'https://github.com/acme/bundle',
      'org.opencontainers.image.revision': '6a1f0c9d27be4f63c1d0a5a2e1bb80c4f7d3e921',
      'org.opencontainers.image.version': '1.2.0',
      'org.opencontainers.image.vendor': 'Acme Corporation',
    },
  });
  const sbom = await example.attach(repository, bundle, 'application/spdx+json', { [created]: '2026-11-02T09:31:00Z' });
  await example.attach(repository, sbom, sigstore, { 'dev.sigstore.bundle.content': 'message-signature' });
  await example.attach(repository, bundle, sigstore, {
    [created]: '2026-11-02T09:32:00Z',
    'dev.sigstore.bundle.content': 'dsse-envelope',
    'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1',
  });
  await example.attach(repository, bundle, 'application/vnd.dev.cosign.artifact.sig.v1+json');
  await pushImage(example);
  await example.push(
    'acme/charts/api',
    {
      config: absent(helmConfig, 312, 'api'),
      layers: [absent('application/vnd.cncf.helm.chart.content.v1.tar+gzip', 48_211, 'api chart')],
      annotations: { [created]: '2026-10-11T16:04:00Z' },
    },
    '1.4.0',
  );
  for (const name of ['acme/policies', 'acme/web', 'data/weather/2026', 'models/sentiment', 'tools/linters'])
    await example.artifact(name, absent(mediaTypeImageLayerGzip, 1_240_000, name), { tags: ['v1'] });
  return example;
}

async function pushImage(example: ExampleRegistry): Promise<void> {
  const repository = 'acme/app';
  const manifests: Descriptor[] = [];
  for (const architecture of ['amd64', 'arm64']) {
    const bytes = encodeJson({ architecture, os: 'linux', created: '2026-11-20T12:15:44Z', rootfs: {} });
    const config = await example.blob(repository, mediaTypeImageConfig, bytes);
    const layers = [absent(mediaTypeImageLayerGzip, 29_700_000, `base ${architecture}`)];
    const image = await example.push(repository, { config, layers });
    manifests.push({ ...image, platform: { os: 'linux', architecture } });
  }
  const [first] = manifests;
  const provenance = await example.artifact(repository, absent('application/vnd.in-toto+json', 14_200, 'provenance'));
  manifests.push({
    ...provenance,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': first?.digest ?? '',
    },
  });
  await example.push(repository, { manifests }, '3.1', '3.1.4');
}
