import { printable } from '../spec/index.ts';

/** The runner drops a summary over 1 MiB whole; this leaves room for what other steps of the job write. */
export const maxSummaryBytes: number = 900 * 1024;

/**
 * Foreign text as an inline code span. Everything that Markdown or HTML could take for markup becomes a numeric entity, which both
 * read as a plain character.
 *
 * @param limit characters kept
 */
export function code(text: string, limit = 1000): string {
  return `<code>${escapeMarkdown(printable(text, limit))}</code>`;
}

/** Foreign text as plain text. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[&<>"'`|*_~[\](){}!#@:\\$-]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A fenced block. Its fence is longer than any run of backticks inside, so that nothing in it can end it. */
export function fenced(language: string, content: readonly string[]): readonly string[] {
  const runs = content.flatMap((line) => line.match(/`+/g) ?? []);
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [fence + language, ...content, fence];
}

/** A word for a POSIX shell, quoted when it needs to be. */
export function shellWord(text: string): string {
  const safe = printable(text);
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}

/** Keeps whole lines up to `limit` bytes and says that the rest is left out. A fence that was open is closed. */
export function truncateMarkdown(markdown: string, limit: number = maxSummaryBytes): string {
  if (Buffer.byteLength(markdown) <= limit) return markdown;
  const note = '\n\n*The summary was longer than the runner takes; the rest is left out.*\n';
  let room = limit - Buffer.byteLength(note) - maxFenceBytes;
  let fence: string | undefined;
  const kept: string[] = [];
  for (const line of markdown.split('\n')) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    kept.push(line);
    const mark = /^`{3,}/.exec(line)?.[0];
    if (mark !== undefined) fence = fence === undefined ? mark : undefined;
  }
  return kept.join('\n') + (fence === undefined ? '' : `\n${fence}`) + note;
}

/** Room for closing a fence that the cut left open; longer ones are not written here. */
const maxFenceBytes = 64;
