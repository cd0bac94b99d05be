import type { HttpResponse } from '../http/index.ts';
import { printable } from '../spec/index.ts';

/** Most that one response may say in warnings, bytes (distribution-spec, "Warnings"). */
export const maxWarningBytes = 4096;

/** Warnings remembered so as not to repeat them; a registry that invents new ones for ever must not fill the memory. */
const maxRemembered = 1000;

/**
 * Hands on the registry's `Warning` headers (distribution-spec, "Warnings"), each text once, as one printable line. Nothing is ever
 * decided by them.
 */
export class Warnings {
  readonly #tell: (text: string) => void;
  readonly #host: string;
  readonly #told = new Set<string>();

  constructor(host: string, tell: (text: string) => void) {
    this.#host = host;
    this.#tell = tell;
  }

  read(response: HttpResponse): void {
    let left = maxWarningBytes;
    for (const value of response.headers.all('warning')) {
      for (const text of warningTexts(value)) {
        if (left <= 0) return;
        const kept = text.slice(0, left);
        left -= Buffer.byteLength(kept);
        this.tell(`${this.#host} warns: ${printable(kept)}`);
      }
    }
  }

  /** Says `text` unless it was said before. */
  tell(text: string): void {
    if (this.#told.has(text) || this.#told.size >= maxRemembered) return;
    this.#told.add(text);
    this.#tell(text);
  }
}

/** The texts with warn-code 299 in a field value, which may hold several (RFC 7234, section 5.5). */
export function warningTexts(value: string): readonly string[] {
  const texts: string[] = [];
  // One value: code, agent, quoted text with backslash escapes, and perhaps a quoted date.
  const pattern = /(?:^|,)\s*(\d{3})\s+[^\s"]+\s+"((?:[^"\\]|\\.)*)"(?:\s+"[^"]*")?/gs;
  for (const [, code, quoted = ''] of value.slice(0, 4 * maxWarningBytes).matchAll(pattern)) {
    const text = quoted.replace(/\\(.)/gs, '$1').trim();
    if (code === '299' && text !== '') texts.push(text);
  }
  return texts;
}
