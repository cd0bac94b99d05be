import type { HttpResponse } from '../http/index.ts';
import { printable } from '../spec/index.ts';

/** Maximum bytes of the warnings of one response (distribution-spec, "Warnings"). */
export const maxWarningBytes = 4096;

/** Maximum number of reported warnings. It limits the memory when a registry always sends new warnings. */
const maxReported = 1000;

/** Reports the registry's `Warning` headers (distribution-spec, "Warnings"), each text once, as one printable line. */
export class Warnings {
  readonly #host: string;
  readonly #onWarning: (text: string) => void;
  readonly #reported = new Set<string>();

  constructor(host: string, onWarning: (text: string) => void) {
    this.#host = host;
    this.#onWarning = onWarning;
  }

  read(response: HttpResponse): void {
    let budget = maxWarningBytes;
    for (const value of response.headers.all('warning')) {
      for (const warning of warningTexts(value)) {
        if (budget <= 0) return;
        const text = warning.slice(0, budget);
        budget -= Buffer.byteLength(text);
        this.report(`${this.#host} warns: ${printable(text)}`);
      }
    }
  }

  /** Reports `text` unless it was reported before. */
  report(text: string): void {
    if (this.#reported.has(text) || this.#reported.size >= maxReported) return;
    this.#reported.add(text);
    this.#onWarning(text);
  }
}

/** Parses the texts with warn-code 299 in a field value, which may contain several (RFC 7234, section 5.5). */
export function warningTexts(value: string): readonly string[] {
  const texts: string[] = [];
  // One value: code, agent, quoted text with backslash escapes, and an optional quoted date.
  const pattern = /(?:^|,)\s*(\d{3})\s+[^\s"]+\s+"((?:[^"\\]|\\.)*)"(?:\s+"[^"]*")?/gs;
  for (const [, code, quoted = ''] of value.slice(0, 4 * maxWarningBytes).matchAll(pattern)) {
    const text = quoted.replace(/\\(.)/gs, '$1').trim();
    if (code === '299' && text !== '') texts.push(text);
  }
  return texts;
}
