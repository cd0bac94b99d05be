import type { PublishResult } from '../spec/index.ts';
import { formatBytes, formatDuration, formatNumber, formatRatio } from './format.ts';

/**
 * The lines about a published artifact for a log.
 *
 * @param inRegistry whether the target is a registry to which the artifact was pushed
 */
export function publishLines(result: PublishResult, inRegistry: boolean): readonly string[] {
  const { contentSize, layerSize } = result;
  const files = `${formatNumber(result.files, 'file')}, ${formatBytes(contentSize)}`;
  const content = contentSize === 0 ? '' : ` (${files}, ratio ${formatRatio(contentSize, layerSize)})`;
  const [, ...further] = tagNames(result);
  return [
    `${verb(result, inRegistry)} ${result.reference} in ${formatDuration(result.durationMs)}`,
    `  digest     ${result.digest}`,
    ...(result.pinnedReference === '' || !inRegistry ? [] : [`  pinned     ${result.pinnedReference}`]),
    ...(further.length === 0 ? [] : [`  also       ${further.join(', ')}`]),
    `  layer      ${formatBytes(result.layerSize)}${content}`,
    ...(result.layers.length > 1 && result.reusedLayers > 0 ? [`  reused     ${reusedText(result)}`] : []),
    ...(result.contentDigest === '' ? [] : [`  content    ${result.contentDigest}`]),
    ...(result.storePath === '' ? [] : [`  layout     ${result.storePath}`]),
  ];
}

function reusedText({ layers, reusedLayers, reusedSize }: PublishResult): string {
  return `${reusedLayers} of ${formatNumber(layers.length, 'layer')}, ${formatBytes(reusedSize)}`;
}

function verb(result: PublishResult, inRegistry: boolean): string {
  if (result.pushed) return 'published';
  return inRegistry ? 'skipped (tag exists):' : 'packaged';
}

/** The bare tags of the manifest, also in a layout, which has no full references. */
export function tagNames(result: PublishResult): readonly string[] {
  if (result.tags.length > 0) return result.tags.map((reference) => reference.slice(reference.lastIndexOf(':') + 1));
  const { reference, storePath } = result;
  return reference.startsWith(`${storePath}:`) ? [reference.slice(storePath.length + 1)] : [];
}
