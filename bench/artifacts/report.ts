import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { dirname, relative } from 'node:path';
import { spreadOf, table } from '../server/statistics.ts';
import type { Result } from './rounds.ts';
import type { Usage } from './run.ts';

const head = ['', 'time, s', 'ratio', 'per round', 'CPU, s', 'ratio', 'peak, MiB', 'ratio', 'out, MB', 'ratio'];
const mib = 1024 * 1024;

/** One row per program, with medians and their ratios to ours. */
export function comparison(title: string, results: readonly Result[]): readonly (readonly string[])[] {
  const [ours] = results;
  if (ours === undefined) return [];
  const rows = results.map((result) => {
    const compared = (value: number, own: number, digits: number): string =>
      result === ours ? '' : (value / own).toFixed(digits);
    const perRound = spreadOf(
      result.usages.map(({ seconds }, round) => seconds / (ours.usages[round]?.seconds ?? Number.NaN)),
    );
    const [time, cpu, peak] = [
      medianOf(result, 'seconds'),
      medianOf(result, 'cpuSeconds'),
      medianOf(result, 'peakBytes'),
    ];
    return [
      result.name,
      time.toFixed(2),
      compared(time, medianOf(ours, 'seconds'), 2),
      result === ours ? '' : `${perRound.min.toFixed(2)} – ${perRound.max.toFixed(2)}`,
      cpu.toFixed(2),
      compared(cpu, medianOf(ours, 'cpuSeconds'), 2),
      (peak / mib).toFixed(0),
      compared(peak, medianOf(ours, 'peakBytes'), 2),
      (result.bytes / 1e6).toFixed(2),
      compared(result.bytes, ours.bytes, 3),
    ];
  });
  return [[title, ...head.slice(1)], ...rows];
}

export function medianOf({ usages }: Result, of: keyof Usage): number {
  return spreadOf(usages.map((usage) => usage[of])).median;
}

export function printTable(rows: readonly (readonly string[])[]): void {
  process.stdout.write(`\n${table(rows)}\n`);
}

export function markdownTable([first = [], ...rows]: readonly (readonly string[])[]): string {
  return [
    line(first),
    `|${first.map((_, column) => (column === 0 ? '---' : '--:')).join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The Markdown image link from a page to a file. */
export function imageLink(page: string, title: string, file: string): string {
  return `![${title}](${relative(dirname(page), file).replaceAll('\\', '/')})`;
}

/** Describes the machine and the number of rounds. */
export function machine(rounds: number): string {
  const parts = [
    `${availableParallelism()} processors (${cpus()[0]?.model.trim() ?? 'unknown'})`,
    `${Math.round(totalmem() / 1024 ** 3)} GiB of memory`,
    `${process.platform} ${release().split('.', 2).join('.')}`,
    `Node ${process.versions.node}`,
  ];
  return `${parts.join(', ')}; ${rounds === 1 ? 'one round' : `medians of ${rounds} rounds`}.`;
}

/** Replaces the text between the two comments that mark a section of a page. */
export async function writeSection(page: string, name: string, text: string): Promise<void> {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const before = await readFile(page, 'utf8');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`${page} has no section for the figures: add the lines ${begin} and ${end}`);
  await writeFile(page, `${before.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${before.slice(to)}`);
}
