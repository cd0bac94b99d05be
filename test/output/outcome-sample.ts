import { emptyDescriptor, parseDigest, type PublishResult } from '../../src/spec/index.ts';

const digest = (letter: string): ReturnType<typeof parseDigest> => parseDigest(`sha256:${letter.repeat(64)}`);

export const sampleOutcome: PublishResult = {
  digest: digest('a'),
  reference: 'ghcr.io/acme/bundle:v1.2.0',
  pinnedReference: `ghcr.io/acme/bundle@${digest('a')}`,
  name: 'ghcr.io/acme/bundle',
  tags: ['ghcr.io/acme/bundle:v1.2.0', 'ghcr.io/acme/bundle:latest'],
  subject: '',
  annotations: {},
  storePath: '/tmp/out/oci-layout',
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  artifactType: 'application/vnd.example.bundle',
  size: 641,
  layerDigest: digest('b'),
  layerSize: 1_500_000,
  contentDigest: digest('c'),
  contentSize: 4_500_000,
  pushed: true,
  reused: false,
  reusedLayers: 0,
  reusedSize: 0,
  checksums: `${'a'.repeat(64)}  ghcr.io/acme/bundle`,
  files: 1234,
  excluded: 0,
  config: emptyDescriptor,
  layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digest('b'), size: 1_500_000 }],
  durationMs: 4200,
  targets: [],
};

export const localOutcome: PublishResult = {
  ...sampleOutcome,
  reference: '/tmp/my out:v1',
  storePath: '/tmp/my out',
  pinnedReference: '',
  name: '',
  tags: [],
  checksums: '',
  pushed: false,
};
