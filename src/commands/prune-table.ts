import type { PruneItem, PruneResult } from '../operations/index.ts';
import { code, formatNumber, shortDigest, truncateMarkdown } from '../output/index.ts';
import { printable } from '../spec/index.ts';

/** Maximum number of items of each kind in the log and in the summary. `--json` has all. */
const maxShown = 500;
/** Maximum width of the column of names, characters. */
const maxNameWidth = 60;

/** The items as lines of a table. Deleted items of a run are in the log already. */
export function pruneTable({ deleted, kept, dryRun }: PruneResult): readonly string[] {
  const shown = dryRun ? [...deleted.slice(0, maxShown), ...kept.slice(0, maxShown)] : kept.slice(0, maxShown);
  const width = Math.min(maxNameWidth, Math.max(0, ...shown.map((item) => nameOf(item).length)));
  return [...(dryRun ? rows('delete', deleted, width) : []), ...rows('keep', kept, width)];
}

function rows(verb: string, items: readonly PruneItem[], width: number): readonly string[] {
  const line = (item: PruneItem): string =>
    `${verb.padEnd(6)}  ${nameOf(item).padEnd(width)}  ${shortDigest(item.digest)}  ${item.reason}`;
  return [...items.slice(0, maxShown).map(line), ...more(items)];
}

function more(items: readonly PruneItem[]): readonly string[] {
  return items.length > maxShown ? [`and ${formatNumber(items.length - maxShown, 'other item')}`] : [];
}

function nameOf({ kind, tags }: PruneItem): string {
  const names = tags.length === 0 ? '(no tag)' : printable(tags.join(', '), 400);
  return kind === 'tag' ? `${names} (only the tag)` : names;
}

/** The job summary: a table of the deleted and a table of the remaining items. */
export function pruneSummary(result: PruneResult, warnings: readonly string[]): string {
  const { name, dryRun, deleted, kept } = result;
  const title = dryRun ? 'Would delete' : 'Deleted';
  return truncateMarkdown(
    [
      `### ${title} ${formatNumber(deleted.length, 'item')} of ${code(name)}`,
      '',
      ...table(title, deleted),
      ...table('Stays', kept),
      ...warnings.slice(0, maxShown).map((warning) => `- ${code(warning)}`),
      '',
    ].join('\n'),
  );
}

function table(title: string, items: readonly PruneItem[]): readonly string[] {
  if (items.length === 0) return [];
  return [
    `| ${title} | Digest | Reason |`,
    '|---|---|---|',
    ...items
      .slice(0, maxShown)
      .map((item) => `| ${code(nameOf(item))} | ${code(shortDigest(item.digest))} | ${code(item.reason)} |`),
    '',
    ...more(items),
    '',
  ];
}
