import { printable } from '../spec/index.ts';

/** Limit of a summary. The runner rejects more than 1 MiB, and other steps of the job also write summaries. */
export const maxSummaryBytes: number = 900 * 1024;

/**
 * Foreign text as an inline code span. Markup characters of Markdown and HTML become numeric entities.
 *
 * @param limit maximum number of characters
 */
export function code(text: string, limit = 1000): string {
  return `<code>${escapeMarkdown(printable(text, limit))}</code>`;
}

/** Foreign text as plain text. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[&<>"'`|*_~[\](){}!#@:\\$-]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A fenced block. Its fence is longer than any run of backticks in the content, so that the content cannot end it. */
export function fenced(language: string, content: readonly string[]): readonly string[] {
  const runs = content.flatMap((line) => line.match(/`+/g) ?? []);
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [fence + language, ...content, fence];
}

/** A word for a POSIX shell, quoted if necessary. */
export function shellWord(text: string): string {
  const safe = printable(text);
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}

/** Keeps whole lines up to `limit` bytes, closes an open fence, and notes that the rest is left out. */
export function truncateMarkdown(markdown: string, limit: number = maxSummaryBytes): string {
  if (Buffer.byteLength(markdown) <= limit) return markdown;
  const note = '\n\n*The summary is longer than the limit of the runner; the rest is left out.*\n';
  let left = limit - Buffer.byteLength(note) - maxFenceBytes;
  let fence: string | undefined;
  const lines: string[] = [];
  for (const line of markdown.split('\n')) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    lines.push(line);
    // A code block ends at a mark that is at least as long as its first, and has no text behind it.
    if (fence === undefined) fence = /^`{3,}/.exec(line)?.[0];
    else if (line.startsWith(fence) && /^`+\s*$/.test(line)) fence = undefined;
  }
  return lines.join('\n') + (fence === undefined ? '' : `\n${fence}`) + note;
}

/** Reserve for closing an open fence, bytes. This project writes no longer fences. */
const maxFenceBytes = 64;
