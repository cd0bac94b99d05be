import type { Descriptor } from '../spec/index.ts';

/** What came of packaging and pushing, as far as a person or a later step wants to know. */
export interface Outcome {
  readonly digest: string;
  readonly reference: string;
  /** Empty for a local target. */
  readonly pinnedReference: string;
  /** Empty for a local target. */
  readonly name: string;
  readonly tags: readonly string[];
  readonly storePath: string;
  readonly mediaType: string;
  readonly artifactType: string;
  /** Bytes of the manifest. */
  readonly size: number;
  /** Empty when the tag was left pointing to something that has no layers. */
  readonly layerDigest: string;
  readonly layerSize: number;
  /** Of the uncompressed tar; empty when it is not known. */
  readonly contentDigest: string;
  /** Bytes of the uncompressed tar; 0 when not known. */
  readonly contentSize: number;
  readonly pushed: boolean;
  readonly checksums: string;
  readonly files: number;
  readonly excluded: number;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly durationMs: number;
}

/** Names of the outputs, in the order in which they are told. */
export const outputNames = [
  'digest',
  'reference',
  'pinned-reference',
  'name',
  'tags',
  'store-path',
  'media-type',
  'artifact-type',
  'size',
  'layer-digest',
  'layer-size',
  'content-digest',
  'pushed',
  'checksums',
] as const;

export type OutputName = (typeof outputNames)[number];

/** The outputs as a workflow gets them: texts; lists have one item a line. */
export function outputTexts(outcome: Outcome): Readonly<Record<OutputName, string>> {
  const values = outputValues(outcome);
  const text = (name: OutputName): string => {
    const value = values[name];
    return typeof value === 'object' ? value.join('\n') : String(value);
  };
  return Object.fromEntries(outputNames.map((name) => [name, text(name)])) as Record<OutputName, string>;
}

/** The outputs as JSON has them: `size` and `layer-size` are numbers (bytes), `pushed` is a boolean, `tags` is a list. */
export function outputValues(
  outcome: Outcome,
): Readonly<Record<OutputName, string | number | boolean | readonly string[]>> {
  return {
    digest: outcome.digest,
    reference: outcome.reference,
    'pinned-reference': outcome.pinnedReference,
    name: outcome.name,
    tags: outcome.tags,
    'store-path': outcome.storePath,
    'media-type': outcome.mediaType,
    'artifact-type': outcome.artifactType,
    size: outcome.size,
    'layer-digest': outcome.layerDigest,
    'layer-size': outcome.layerSize,
    'content-digest': outcome.contentDigest,
    pushed: outcome.pushed,
    checksums: outcome.checksums.trimEnd(),
  };
}

/** One JSON object in one line. */
export function outputJson(outcome: Outcome): string {
  return JSON.stringify(outputValues(outcome));
}

/** The bare tags that point to the manifest, also in a layout, which has no full references. */
export function tagNames(outcome: Outcome): readonly string[] {
  if (outcome.tags.length > 0) return outcome.tags.map((reference) => reference.slice(reference.lastIndexOf(':') + 1));
  const { reference, storePath } = outcome;
  return reference.startsWith(`${storePath}:`) ? [reference.slice(storePath.length + 1)] : [];
}
