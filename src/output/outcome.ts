import type { PublishResult, Result } from '../spec/index.ts';

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
export function outputTexts(outcome: PublishResult): Readonly<Record<OutputName, string>> {
  const values = outputValues(outcome);
  const text = (name: OutputName): string => {
    const value = values[name];
    return typeof value === 'object' ? value.join('\n') : String(value);
  };
  return Object.fromEntries(outputNames.map((name) => [name, text(name)])) as Record<OutputName, string>;
}

/** The outputs as JSON has them: `size` and `layer-size` are numbers (bytes), `pushed` is a boolean, `tags` is a list. */
export function outputValues(
  outcome: PublishResult,
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
    checksums: outcome.checksums,
  };
}

export type OutputValues = Readonly<Record<string, string | number | readonly string[]>>;

/** The outputs that every verb has, under the names of the root action; `size` in bytes, `tags` a list. */
export function resultOutputs(result: Result): OutputValues {
  return {
    digest: result.digest,
    reference: result.reference,
    'pinned-reference': result.pinnedReference,
    name: result.name,
    tags: result.tags,
    'media-type': result.mediaType,
    'artifact-type': result.artifactType,
    size: result.size,
    checksums: result.checksums,
  };
}

/** One JSON object in one line. */
export function outputJson(outcome: PublishResult): string {
  return JSON.stringify(outputValues(outcome));
}

/** The bare tags that point to the manifest, also in a layout, which has no full references. */
export function tagNames(outcome: PublishResult): readonly string[] {
  if (outcome.tags.length > 0) return outcome.tags.map((reference) => reference.slice(reference.lastIndexOf(':') + 1));
  const { reference, storePath } = outcome;
  return reference.startsWith(`${storePath}:`) ? [reference.slice(storePath.length + 1)] : [];
}
