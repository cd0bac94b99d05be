/** A login method that a server offers in `WWW-Authenticate` (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** Names in lower case. The first of several parameters with the same name is used. */
  readonly params: ReadonlyMap<string, string>;
  /** Some schemes have this value instead of parameters. */
  readonly token68?: string | undefined;
}

const tokenPattern = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const spacePattern = /[ \t]*/y;
const separatorPattern = /[ \t,]*/y;
const token68Pattern = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
// Malformed text up to a comma or an unterminated quote. Commas in complete quoted strings do not end it.
const malformedPattern = /(?:"(?:[^"\\]|\\.)*"|[^",])*/sy;
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
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Challenge[] {
    const challenges: Challenge[] = [];
    for (;;) {
      this.#take(separatorPattern);
      if (this.#offset >= this.#text.length) return challenges;
      const before = this.#offset;
      const scheme = this.#take(tokenPattern);
      const challenge = scheme === '' ? undefined : this.#afterScheme(scheme.toLowerCase());
      if (challenge === undefined) this.#skipMalformed();
      else challenges.push(challenge);
      // An unterminated quote cannot be skipped.
      if (this.#offset === before) return challenges;
    }
  }

  #afterScheme(scheme: string): Challenge | undefined {
    const gap = this.#take(spacePattern);
    const params = new Map<string, string>();
    if (this.#atEndOfItem()) return { scheme, params };
    if (gap === '') return undefined;
    const token68 = this.#take(token68Pattern);
    if (token68 !== '') return { scheme, params, token68 };
    // Parameters are separated by commas. A comma may also separate this challenge from the next one.
    for (;;) {
      const param = this.#param();
      if (param === undefined) return undefined;
      if (!params.has(param.name)) params.set(param.name, param.value);
      this.#take(spacePattern);
      if (!this.#atEndOfItem()) return undefined;
      const comma = this.#offset;
      this.#take(separatorPattern);
      if (this.#offset >= this.#text.length || !this.#looksLikeParam()) {
        this.#offset = comma;
        return { scheme, params };
      }
    }
  }

  #param(): { readonly name: string; readonly value: string } | undefined {
    const name = this.#take(tokenPattern).toLowerCase();
    this.#take(spacePattern);
    if (name === '' || this.#text[this.#offset] !== '=') return undefined;
    this.#offset++;
    this.#take(spacePattern);
    if (this.#text[this.#offset] !== '"') {
      const value = this.#take(tokenPattern);
      return value === '' ? undefined : { name, value };
    }
    const quoted = this.#take(quotedPattern);
    return quoted === '' ? undefined : { name, value: quoted.slice(1, -1).replace(/\\(.)/gs, '$1') };
  }

  #looksLikeParam(): boolean {
    const start = this.#offset;
    this.#take(tokenPattern);
    this.#take(spacePattern);
    const isParam = this.#offset > start && this.#text[this.#offset] === '=';
    this.#offset = start;
    return isParam;
  }

  #atEndOfItem(): boolean {
    return this.#offset >= this.#text.length || this.#text[this.#offset] === ',';
  }

  #skipMalformed(): void {
    this.#take(malformedPattern);
    if (this.#text[this.#offset] === '"') this.#offset = this.#text.length;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const match = pattern.exec(this.#text);
    if (match === null) return '';
    this.#offset = pattern.lastIndex;
    return match[0];
  }
}
