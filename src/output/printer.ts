import { printable } from '../spec/index.ts';

/** Minimum length of a hidden secret. A shorter text occurs in ordinary words. */
export const minSecretLength = 4;

/**
 * Makes one line of text safe for a workflow log. The runner executes `::command::` at the beginning of a line, after
 * any white space, and `##[command]` anywhere in it. Text from files, tags or registries must not contain such
 * commands. Control characters and line breaks become visible escapes.
 */
export function safeLine(text: string): string {
  const line = printable(text).replaceAll('##[', '## [');
  return line.trimStart().startsWith('::') ? line.replace('::', String.raw`\u003a:`) : line;
}

/** Writes safe lines, with asterisks instead of known secrets. */
export class Printer {
  readonly #write: (line: string) => void;
  readonly #secrets = new Set<string>();

  /** @param write called with one line, without its line break */
  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** Hides a secret in all later lines. */
  hide(secret: string): void {
    if (secret.length >= minSecretLength) this.#secrets.add(secret);
  }

  line(text: string): void {
    this.#write(this.safe(text));
  }

  /** The text that {@link line} prints. */
  safe(text: string): string {
    let hidden = text;
    // The longest first, because a secret may contain another one.
    for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length))
      hidden = hidden.replaceAll(secret, '***');
    return safeLine(hidden);
  }
}
