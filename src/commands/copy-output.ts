import { formatBytes, formatNumber, resultOutputs, type OutputValues } from '../output/index.ts';
import { platformText, type AttachResult, type CopyResult, type IndexResult } from '../spec/index.ts';

/** The outputs of the root action, and what the copy moved: `copied` manifests and blobs, `copied-bytes`, `companions`. */
export function copyOutputs(result: CopyResult): OutputValues {
  return {
    ...resultOutputs(result),
    copied: result.copied,
    'copied-bytes': result.copiedBytes,
    companions: result.companions,
  };
}

/** The result in a few lines for a log. */
export function copyLines(result: CopyResult, recursive: boolean): readonly string[] {
  const [, ...further] = result.tags;
  return [
    `copied ${result.source} to ${result.reference}`,
    `  digest     ${result.digest}`,
    ...(further.length === 0 ? [] : [`  also       ${further.join(', ')}`]),
    `  moved      ${formatNumber(result.copied, 'item')}, ${formatBytes(result.copiedBytes)}`,
    ...(recursive ? [`  with it    ${formatNumber(result.companions, 'manifest')} (referrers and signatures)`] : []),
  ];
}

export function attachOutputs(result: AttachResult): OutputValues {
  return {
    digest: result.digest,
    reference: result.reference,
    'pinned-reference': result.pinnedReference,
    subject: result.subject,
    'media-type': result.mediaType,
    'artifact-type': result.artifactType,
    size: result.size,
  };
}

/** The outputs of the root action, and `manifests`, JSON text. */
export function indexOutputs(result: IndexResult): OutputValues {
  const manifests = result.children.map(({ digest, platform, artifactType }) => ({
    digest,
    platform: platform === undefined ? undefined : platformText(platform),
    'artifact-type': artifactType,
  }));
  return { ...resultOutputs(result), manifests: JSON.stringify(manifests) };
}
