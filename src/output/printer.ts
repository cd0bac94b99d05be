import { printable } from '../spec/index.ts';

/** Shorter secrets are not hidden: they would be found in ordinary words, and say so little that nothing is gained. */
export const minSecretLength = 4;

/**
 * Makes one line of text safe for a workflow log. The runner takes `::command::` at the beginning of a line, after any white space,
 * and `##[command]` anywhere in it, for orders; text that came from files, tags or registries must not give any. Control characters
 * and line breaks become visible escapes.
 */
export function safeLine(text: string): string {
  const line = printable(text).replaceAll('##[', '## [');
  return line.trimStart().startsWith('::') ? line.replace('::', String.raw`\u003a:`) : line;
}

/** Writes safe lines, with every known secret replaced by asterisks. */
export class Printer {
  readonly #write: (line: string) => void;
  readonly #secrets = new Set<string>();

  /** @param write gets one line without its line break */
  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** From now on `secret` is not printed. */
  hide(secret: string): void {
    if (secret.length >= minSecretLength) this.#secrets.add(secret);
  }

  line(text: string): void {
    this.#write(this.safe(text));
  }

  /** What {@link line} would print. */
  safe(text: string): string {
    let hidden = text;
    // The longest first: a secret may hold another, and half of one must not stay.
    for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length))
      hidden = hidden.replaceAll(secret, '***');
    return safeLine(hidden);
  }
}
