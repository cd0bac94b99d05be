/** One way of logging in that a server offers in `WWW-Authenticate` (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** Names in lower case; of several equal names the first counts. */
  readonly params: ReadonlyMap<string, string>;
  /** What some schemes have in place of parameters. */
  readonly token68?: string | undefined;
}

const tokenPattern = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const spacePattern = /[ \t]*/y;
const separatorPattern = /[ \t,]*/y;
const token68Pattern = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
// Not in quotes, or to the closing quote; used to get past what cannot be read.
const junkPattern = /(?:"(?:[^"\\]|\\.)*"|[^",])*/sy;
const quotedPattern = /"((?:[^"\\]|\\.)*)"/sy;

/**
 * The challenges of all `WWW-Authenticate` fields, in order. A challenge that cannot be read is left out up to the next comma outside of
 * quotes; an unterminated quote ends its field. Takes time in proportion to the length, and never throws.
 *
 * @param fields each field's value
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
      // A quote that never ends cannot be skipped.
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
    // The first parameter follows the scheme, each other a comma; a comma may also begin the next challenge.
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
