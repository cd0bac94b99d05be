import { code, formatBytes, formatCount, truncateMarkdown } from '../output/index.ts';
import type { Report } from './serve-place.ts';

/** What a registry held, for the log. */
export function reportLines(report: Report, url: string): readonly string[] {
  return [
    `the registry at ${url} has ended; it held`,
    ...rowsOf(report).map(([name, value]) => `  ${name.toLowerCase().padEnd(12)} ${value}`),
  ];
}

/** What a registry held, for the job summary. */
export function reportMarkdown(report: Report, url: string, warnings: readonly string[]): string {
  return truncateMarkdown(
    [
      `### Registry at ${code(url)}`,
      '',
      '| | |',
      '|---|---|',
      ...rowsOf(report).map(([name, value]) => `| **${name}** | ${value} |`),
      '',
      ...warnings.map((warning) => `- ${code(warning)}`),
      '',
    ].join('\n'),
  );
}

function rowsOf({ repositories, tags, blobs, bytes }: Report): readonly (readonly [string, string])[] {
  return [
    ['Repositories', formatCount(repositories)],
    ['Tags', formatCount(tags)],
    ['Blobs', formatCount(blobs)],
    ['Bytes', `${formatCount(bytes)} (${formatBytes(bytes)})`],
  ];
}
