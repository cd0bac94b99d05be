import { artifactCommands, type CommandOptions } from './artifact-commands.ts';
import { formatBytes, formatDuration, formatNumber, formatRatio } from './format.ts';
import { code, escapeMarkdown, truncateMarkdown } from './markdown.ts';
import { artifactDiagram } from './diagram.ts';
import type { PublishResult } from '../spec/index.ts';

export interface SummaryOptions extends CommandOptions {
  /** Warnings of the run; the first hundred are shown. */
  readonly warnings?: readonly string[] | undefined;
}

const maxWarnings = 100;

/**
 * The job summary of a published artifact, in GitHub's Markdown: a table, a diagram, and commands for the next steps.
 */
export function publishSummary(result: PublishResult, options: SummaryOptions): string {
  return truncateMarkdown(
    [
      `### ${heading(result, options)} ${code(result.reference)}`,
      '',
      ...table(result),
      '',
      ...artifactDiagram(result),
      '',
      ...artifactCommands(result, options),
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

function heading(result: PublishResult, options: SummaryOptions): string {
  if (result.pushed) return 'Published';
  return options.inRegistry ? 'Skipped (tag exists):' : 'Packaged';
}

function table(result: PublishResult): readonly string[] {
  const { contentSize, layerSize } = result;
  const content = ` from ${formatBytes(contentSize)} in ${formatNumber(result.files, 'file')}`;
  const rows: readonly (readonly [string, string])[] = [
    ['Reference', code(result.reference)],
    ['Digest', code(result.digest)],
    ...(result.tags.length > 1 ? [['Tags', tagList(result.tags)] as const] : []),
    ['Artifact type', code(result.artifactType)],
    ['Size', formatBytes(layerSize) + (contentSize === 0 ? '' : content)],
    ...(contentSize === 0 ? [] : [['Ratio', formatRatio(contentSize, layerSize)] as const]),
    ...(result.excluded > 0 ? [['Excluded', formatNumber(result.excluded, 'path')] as const] : []),
    ['Duration', formatDuration(result.durationMs)],
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
