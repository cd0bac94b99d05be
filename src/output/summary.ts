import { artifactCommands, type CommandOptions } from './commands.ts';
import { formatBytes, formatDuration, formatNumber, formatRatio } from './format.ts';
import { code, escapeMarkdown, truncateMarkdown } from './markdown.ts';
import { artifactPicture } from './picture.ts';
import type { PublishResult } from '../spec/index.ts';

export interface SummaryOptions extends CommandOptions {
  /** Told while the work went on, in order; the first hundred are shown. */
  readonly warnings?: readonly string[] | undefined;
}

const maxWarnings = 100;

/** The job summary: a table, a picture of the artifact, and commands to go on with. Markdown as GitHub renders it. */
export function jobSummary(outcome: PublishResult, options: SummaryOptions): string {
  return truncateMarkdown(
    [
      `### ${heading(outcome, options)} ${code(outcome.reference)}`,
      '',
      ...table(outcome),
      '',
      ...artifactPicture(outcome),
      '',
      ...artifactCommands(outcome, options),
      '',
      ...warningList(options.warnings ?? []),
    ].join('\n'),
  );
}

/** A row of a summary: a name, and foreign text. A row with an empty text is left out. */
export type SummaryRow = readonly [name: string, text: string];

/** A short job summary: a table and the warnings. */
export function resultSummary(
  title: string,
  reference: string,
  rows: readonly SummaryRow[],
  warnings: readonly string[],
): string {
  const shown = rows
    .filter(([, text]) => text !== '')
    .map(([name, text]) => [escapeMarkdown(name), code(text)] as const);
  return truncateMarkdown(
    [`### ${title} ${code(reference)}`, '', ...markdownTable(shown), '', ...warningList(warnings)].join('\n'),
  );
}

/** A table of two columns without a header. @param rows Markdown */
export function markdownTable(rows: readonly (readonly [string, string])[]): readonly string[] {
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| **${name}** | ${value} |`)];
}

function heading(outcome: PublishResult, options: SummaryOptions): string {
  if (outcome.pushed) return 'Published';
  return options.inRegistry ? 'Left as it was:' : 'Packaged';
}

function table(outcome: PublishResult): readonly string[] {
  const rows: readonly (readonly [string, string])[] = [
    ['Reference', code(outcome.reference)],
    ['Digest', code(outcome.digest)],
    ...(outcome.tags.length > 1 ? [['Tags', tagList(outcome.tags)] as const] : []),
    ['Artifact type', code(outcome.artifactType)],
    [
      'Size',
      outcome.contentSize === 0
        ? formatBytes(outcome.layerSize)
        : `${formatBytes(outcome.layerSize)} from ${formatBytes(outcome.contentSize)} in ${formatNumber(outcome.files, 'file')}`,
    ],
    ...(outcome.contentSize === 0 ? [] : [['Ratio', formatRatio(outcome.contentSize, outcome.layerSize)] as const]),
    ...(outcome.excluded > 0 ? [['Excluded', formatNumber(outcome.excluded, 'path')] as const] : []),
    ['Duration', formatDuration(outcome.durationMs)],
  ];
  return markdownTable(rows);
}

const maxTags = 50;

function tagList(tags: readonly string[]): string {
  const shown = tags.slice(0, maxTags).map((tag) => code(tag.slice(tag.lastIndexOf(':') + 1)));
  return tags.length > maxTags ? `${shown.join(' ')} and ${tags.length - maxTags} more` : shown.join(' ');
}

function warningList(warnings: readonly string[]): readonly string[] {
  if (warnings.length === 0) return [];
  const items = warnings.slice(0, maxWarnings).map((warning) => `- ${code(warning)}`);
  const more = warnings.length > maxWarnings ? [`- and ${warnings.length - maxWarnings} more`] : [];
  return ['**Warnings**', '', ...items, ...more, ''];
}
