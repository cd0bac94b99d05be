import { formatBytes, formatNumber } from '../output/index.ts';
import type { CopyBetweenResult } from './copy-between.ts';
import { placedOutputs, type OutputValues } from './published-manifest.ts';

/** The outputs of the root action, and what the copy moved: `copied` manifests and blobs, `copied-bytes`, `companions`. */
export function copyOutputs(result: CopyBetweenResult): OutputValues {
  return {
    ...placedOutputs(result),
    copied: result.copied,
    'copied-bytes': result.copiedBytes,
    companions: result.companions,
  };
}

/** The result in a few lines for a log. */
export function copyLines(result: CopyBetweenResult, recursive: boolean): readonly string[] {
  const [, ...further] = result.tags;
  return [
    `copied ${result.source} to ${result.reference}`,
    `  digest     ${result.digest}`,
    ...(further.length === 0 ? [] : [`  also       ${further.join(', ')}`]),
    `  moved      ${formatNumber(result.copied, 'item')}, ${formatBytes(result.copiedBytes)}`,
    ...(recursive ? [`  with it    ${formatNumber(result.companions, 'manifest')} (referrers and signatures)`] : []),
  ];
}
