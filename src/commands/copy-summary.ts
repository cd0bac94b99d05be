import {
  formatBytes,
  formatNumber,
  jobSummary,
  manifestRows,
  shortName,
  type ArtifactGraph,
  type SummaryParts,
} from '../output/index.ts';
import { manifestKind, type CopiedManifest, type CopyResult } from '../spec/index.ts';
import { verifiedRows } from './verify-options.ts';

/** Referrers in the details. */
const maxReferrers = 100;

interface CopySummaryOptions extends Pick<SummaryParts, 'links' | 'warnings'> {
  /** The source of the copy that failed after the others. */
  readonly failed: string | undefined;
}

/** The verb of a copy, which may have been skipped. */
export function copyVerb({ skipped }: CopyResult, copied: string, other: string): string {
  return skipped ? other : copied;
}

/** The job summary of one copy, or of several. */
export function copySummary(
  copies: readonly [CopyResult, ...CopyResult[]],
  { failed = '', links, warnings }: CopySummaryOptions,
): string {
  const [result] = copies;
  if (copies.length > 1 || failed !== '')
    return jobSummary({
      title: `Copied ${formatNumber(copies.length, 'artifact')}, first`,
      object: shortName(result),
      links,
      rows: [
        ['Copy', 'Target and digest', 'plain'],
        ...copies.map((copy) => [copyVerb(copy, 'Copied', 'Skipped'), `${copy.reference} ${copy.digest}`] as const),
        ['Failed', failed],
      ],
      warnings,
    });
  return jobSummary({
    title: copyVerb(result, 'Copied', 'Skipped (tag exists):'),
    object: shortName(result),
    links,
    note: result.skipped
      ? '**Not copied.** The tag points to other content, and `if-tag-exists` keeps it. The table describes the ' +
        'existing artifact.'
      : undefined,
    rows: [...manifestRows(result, sizeText(result)), ['Source', result.source], ...verifiedRows(result.verifiedBy)],
    graph: copyGraph(result),
    details: [
      ['Artifact type', result.artifactType],
      ['Media type', result.mediaType],
      ...result.referrers.slice(0, maxReferrers).map((each) => [referrerName(each), each.digest] as const),
    ],
    annotations: result.annotations,
    warnings,
  });
}

function sizeText({ copied, copiedBytes, companions }: CopyResult): string {
  const items =
    copied === 0 ? 'nothing to transfer' : `${formatNumber(copied, 'item')}, ${formatBytes(copiedBytes)} sent`;
  return companions === 0 ? items : `${items}, with ${formatNumber(companions, 'referrer')} and signatures`;
}

function copyGraph({ digest, mediaType, artifactType, size, contents, referrers }: CopyResult): ArtifactGraph {
  const type = manifestKind(mediaType) === 'index' ? 'index' : artifactType;
  return {
    manifest: { digest, name: type, size },
    contents,
    referrers: referrers.map((each) => ({
      digest: each.digest,
      subject: each.subject,
      name: referrerName(each),
      size: each.size,
    })),
  };
}

const cosignNames: Readonly<Record<string, string>> = {
  sig: 'cosign signature',
  att: 'cosign attestation',
  sbom: 'cosign SBOM',
};

function referrerName({ artifactType, tag }: CopiedManifest): string {
  return cosignNames[tag.slice(tag.lastIndexOf('.') + 1)] ?? (artifactType === '' ? 'referrer' : artifactType);
}
