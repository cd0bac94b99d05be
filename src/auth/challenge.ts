/** A login method that a server offers in `WWW-Authenticate` (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** Names in lower case. Of several parameters with the same name, the first is used. */
  readonly params: ReadonlyMap<string, string>;
  /** Replaces the parameters in some schemes. */
  readonly token68?: string | undefined;
}

const tokenPattern = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const spacePattern = /[ \t]*/y;
const separatorPattern = /[ \t,]*/y;
const token68Pattern = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
// Text outside quotes and complete quoted strings; skips what cannot be parsed.
const junkPattern = /(?:"(?:[^"\\]|\\.)*"|[^",])*/sy;
const quotedPattern = /"((?:[^"\\]|\\.)*)"/sy;

/**
 * Parses the challenges of all `WWW-Authenticate` fields, in order. A malformed challenge is skipped up to the next
 * comma outside quotes; an unterminated quote ends its field. Runs in linear time and never throws.
 *
 * @param fields the value of each field
 */
export function parseChallenges(fields: readonly string[]): Challenge[] {
  return fields.flatMap((field) => new ChallengeReader(field).read());
}

class ChallengeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Challenge[] {
    const challenges: Challenge[] = [];
    for (;;) {
      this.#take(separatorPattern);
      if (this.#at >= this.#text.length) return challenges;
      const before = this.#at;
      const scheme = this.#take(tokenPattern);
      const challenge = scheme === '' ? undefined : this.#afterScheme(scheme.toLowerCase());
      if (challenge === undefined) this.#skipJunk();
      else challenges.push(challenge);
      // An unterminated quote cannot be skipped.
      if (this.#at === before) return challenges;
    }
  }

  #afterScheme(scheme: string): Challenge | undefined {
    const gap = this.#take(spacePattern);
    const params = new Map<string, string>();
    if (this.#atEndOfItem()) return { scheme, params };
    if (gap === '') return undefined;
    const token68 = this.#take(token68Pattern);
    if (token68 !== '') return { scheme, params, token68 };
    // The first parameter follows the scheme, every other one a comma. A comma may also begin the next challenge.
    for (;;) {
      const param = this.#param();
      if (param === undefined) return undefined;
      if (!params.has(param.name)) params.set(param.name, param.value);
      this.#take(spacePattern);
      if (!this.#atEndOfItem()) return undefined;
      const comma = this.#at;
      this.#take(separatorPattern);
      if (this.#at >= this.#text.length || !this.#looksLikeParam()) {
        this.#at = comma;
        return { scheme, params };
      }
    }
  }

  #param(): { readonly name: string; readonly value: string } | undefined {
    const name = this.#take(tokenPattern).toLowerCase();
    this.#take(spacePattern);
    if (name === '' || this.#text[this.#at] !== '=') return undefined;
    this.#at++;
    this.#take(spacePattern);
    if (this.#text[this.#at] !== '"') {
      const value = this.#take(tokenPattern);
      return value === '' ? undefined : { name, value };
    }
    const quoted = this.#take(quotedPattern);
    return quoted === '' ? undefined : { name, value: quoted.slice(1, -1).replace(/\\(.)/gs, '$1') };
  }

  #looksLikeParam(): boolean {
    const start = this.#at;
    this.#take(tokenPattern);
    this.#take(spacePattern);
    const found = this.#at > start && this.#text[this.#at] === '=';
    this.#at = start;
    return found;
  }

  #atEndOfItem(): boolean {
    return this.#at >= this.#text.length || this.#text[this.#at] === ',';
  }

  #skipJunk(): void {
    this.#take(junkPattern);
    if (this.#text[this.#at] === '"') this.#at = this.#text.length;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return '';
    this.#at = pattern.lastIndex;
    return match[0];
  }
}
