import type { PublishResult } from '../spec/index.ts';
import { artifactCommands, type CommandOptions } from './artifact-commands.ts';
import { formatBytes, formatDuration, formatNumber, formatRatio } from './format.ts';
import { code } from './markdown.ts';
import { tagNames } from './publish-lines.ts';
import { jobSummary, manifestRows, shortName, type SummaryRow } from './summary.ts';

export interface PublishSummaryOptions extends CommandOptions {
  /** Warnings of the run. */
  readonly warnings?: readonly string[] | undefined;
  /** Links to pages about the run, Markdown. */
  readonly links?: readonly string[] | undefined;
}

/** The job summary of a published artifact. */
export function publishSummary(result: PublishResult, options: PublishSummaryOptions): string {
  const { links, warnings } = options;
  const [, ...others] = result.targets;
  return jobSummary({
    title: result.pushed ? 'Published' : options.inRegistry ? 'Skipped (tag exists):' : 'Packaged',
    object: shortName(result),
    links,
    note: notPushed(result, options),
    rows: [
      ...manifestRows(result, contentSize(result), tagNames(result)),
      ['Subject', result.subject],
      ['Also at', others.map(({ reference }) => reference)],
    ],
    graph: {
      manifest: { digest: result.digest, name: result.artifactType, size: result.size },
      contents: result.layers,
      subject: result.subject === '' ? undefined : { digest: result.subject, name: 'subject' },
    },
    details: details(result),
    annotations: result.annotations,
    commands: artifactCommands(result, options),
    warnings,
  });
}

function notPushed(result: PublishResult, { inRegistry }: PublishSummaryOptions): string | undefined {
  if (result.pushed) return undefined;
  if (inRegistry)
    return '**Not pushed.** The tag already exists, and `if-tag-exists` keeps it. The table describes the existing artifact.';
  const place = result.storePath === '' ? '' : ` The artifact is in the image layout ${code(result.storePath)}.`;
  return `**Not pushed.**${place}`;
}

function contentSize({ layers, files, contentSize: unpacked }: PublishResult): string {
  const packed = layers.reduce((sum, { size }) => sum + size, 0);
  const size =
    layers.length > 1 ? `${formatBytes(packed)} in ${formatNumber(layers.length, 'layer')}` : formatBytes(packed);
  // The size of the uncompressed tar is known only for the first layer.
  if (unpacked === 0 || layers.length > 1) return files === 0 ? size : `${size}, ${formatNumber(files, 'file')}`;
  return `${size} from ${formatBytes(unpacked)} in ${formatNumber(files, 'file')} (${formatRatio(unpacked, packed)})`;
}

/** Layers in the details. */
const maxLayers = 100;

function details(result: PublishResult): readonly SummaryRow[] {
  const { layers, reusedLayers, reusedSize, excluded } = result;
  return [
    ['Artifact type', result.artifactType],
    ['Media type', result.mediaType],
    ...layers.slice(0, maxLayers).map((layer) => ['Layer', layer.digest] as const),
    ['Content digest', layers.length === 1 ? result.contentDigest : ''],
    ['Reused', reusedLayers === 0 ? '' : `${formatNumber(reusedLayers, 'layer')}, ${formatBytes(reusedSize)}`, 'plain'],
    ['Excluded', excluded === 0 ? '' : formatNumber(excluded, 'path'), 'plain'],
    ['Duration', formatDuration(result.durationMs), 'plain'],
  ];
}
