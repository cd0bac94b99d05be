import { formatBytes, formatDuration, formatNumber, formatRatio } from './format.ts';
import { tagNames } from './outcome.ts';
import type { PublishResult } from '../spec/index.ts';

/**
 * The result in a few lines for a log.
 *
 * @param inRegistry whether the artifact is in a registry now
 */
export function outcomeLines(outcome: PublishResult, inRegistry: boolean): readonly string[] {
  const content =
    outcome.contentSize === 0
      ? ''
      : ` (${formatNumber(outcome.files, 'file')}, ${formatBytes(outcome.contentSize)}, ratio ${formatRatio(outcome.contentSize, outcome.layerSize)})`;
  const [, ...further] = tagNames(outcome);
  return [
    `${verb(outcome, inRegistry)} ${outcome.reference} in ${formatDuration(outcome.durationMs)}`,
    `  digest     ${outcome.digest}`,
    ...(outcome.pinnedReference === '' || !inRegistry ? [] : [`  pinned     ${outcome.pinnedReference}`]),
    ...(further.length === 0 ? [] : [`  also       ${further.join(', ')}`]),
    `  layer      ${formatBytes(outcome.layerSize)}${content}`,
    ...(outcome.contentDigest === '' ? [] : [`  content    ${outcome.contentDigest}`]),
    `  layout     ${outcome.storePath}`,
  ];
}

function verb(outcome: PublishResult, inRegistry: boolean): string {
  if (outcome.pushed) return 'published';
  return inRegistry ? 'left as it was:' : 'packaged';
}
