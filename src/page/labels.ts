import { mediaTypeImageConfig, type Annotations } from '../spec/index.ts';

/** What a referrer is for. */
export interface ReferrerLabel {
  readonly kind: 'signature' | 'sbom' | 'attestation' | 'report' | 'other';
  readonly text: string;
}

const signature: ReferrerLabel = { kind: 'signature', text: 'Signature' };
const sbom: ReferrerLabel = { kind: 'sbom', text: 'SBOM' };
const attestation: ReferrerLabel = { kind: 'attestation', text: 'Attestation' };
const report: ReferrerLabel = { kind: 'report', text: 'Report' };
const other: ReferrerLabel = { kind: 'other', text: 'Artifact' };

/** Patterns of artifact types, the most specific ones first. */
const patterns: readonly (readonly [RegExp, ReferrerLabel])[] = [
  [/spdx|cyclonedx|sbom|vnd\.syft/i, sbom],
  [/sarif|vuln|openvex|scan/i, report],
  [/in-toto|provenance|attestation|dsse|slsa/i, attestation],
  [/signature|\.sig\b|simplesigning|cosign|sigstore/i, signature],
];

/** Labels a referrer by its artifact type, and a Sigstore bundle by its annotations. */
export function referrerLabel(artifactType: string, annotations: Annotations = {}): ReferrerLabel {
  // Annotations of cosign and of `actions/attest`.
  const predicate = annotations['dev.sigstore.bundle.predicateType'] ?? annotations['predicateType'];
  if (predicate !== undefined) return { kind: 'attestation', text: `Attestation${predicateName(predicate)}` };
  if (annotations['dev.sigstore.bundle.content'] === 'dsse-envelope') return attestation;
  return patterns.find(([pattern]) => pattern.test(artifactType))?.[1] ?? other;
}

function predicateName(predicate: string): string {
  if (/spdx|cyclonedx/i.test(predicate)) return ': SBOM';
  if (/provenance/i.test(predicate)) return ': provenance';
  if (/vuln|scan/i.test(predicate)) return ': scan';
  return /openvex|\bvex\b/i.test(predicate) ? ': VEX' : '';
}

/** The tags in which cosign 2 keeps signatures, attestations and SBOMs, without the digest. */
export const cosignTags: readonly (readonly [string, ReferrerLabel])[] = [
  ['.sig', signature],
  ['.att', attestation],
  ['.sbom', sbom],
];

const typeNames: Readonly<Record<string, string>> = {
  [mediaTypeImageConfig]: 'Image',
  'application/vnd.docker.container.image.v1+json': 'Image',
  'application/vnd.cncf.helm.config.v1+json': 'Helm chart',
  'application/vnd.cncf.flux.config.v1+json': 'Flux artifact',
  'application/vnd.wasm.config.v0+json': 'WebAssembly component',
  'application/vnd.docker.ai.model.config.v0.1+json': 'Docker model',
  'application/vnd.cncf.model.config.v1+json': 'ModelPack model',
};

/** Whether a type is that of the config of an image. */
export function isImageConfig(mediaType: string): boolean {
  return /image\.(?:config\.)?v1\+json$/.test(mediaType);
}

/** The name of a known type of artifact; otherwise the type itself. */
export function typeName(artifactType: string | undefined): string {
  if (artifactType === undefined) return 'Artifact';
  return Object.hasOwn(typeNames, artifactType) ? (typeNames[artifactType] ?? artifactType) : artifactType;
}
