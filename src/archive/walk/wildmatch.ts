/** An element of a pattern. */
type Token =
  | { readonly kind: 'character'; readonly value: string; readonly isEscaped: boolean }
  | { readonly kind: 'any' }
  | { readonly kind: 'class'; readonly matches: (character: string) => boolean }
  | { readonly kind: 'star'; readonly matchesSlash: boolean };

/** A pattern with wildcards that is ready to match. */
export type Wildcards = readonly Token[];

/** The characters that begin a wildcard or an escape. */
const special = /[*?[\\]/;

/** The number of characters before the first wildcard or escape. */
export function literalLength(pattern: string): number {
  const at = pattern.search(special);
  return at < 0 ? pattern.length : at;
}

/**
 * Parses wildcards as git's `wildmatch` does for paths. Two asterisks match slashes only as a complete segment.
 *
 * @returns the reason in text for a pattern that never matches in git, because it is incomplete
 */
export function parseWildcards(pattern: string): Wildcards | string {
  const characters = Array.from(pattern);
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length;) {
    const character = characters[at] ?? '';
    if (character === '*') {
      const isSegmentStart = at === 0 || characters[at - 1] === '/';
      let stars = 0;
      for (; characters[at] === '*'; at++) stars++;
      const next = characters[at];
      const isSegmentEnd = next === undefined || next === '/' || (next === '\\' && characters[at + 1] === '/');
      tokens.push({ kind: 'star', matchesSlash: stars > 1 && isSegmentStart && isSegmentEnd });
    } else if (character === '?') {
      tokens.push({ kind: 'any' });
      at++;
    } else if (character === '[') {
      const parsed = parseClass(characters, at + 1);
      if (typeof parsed === 'string') return parsed;
      tokens.push({ kind: 'class', matches: parsed.matches });
      at = parsed.end;
    } else {
      const isEscaped = character === '\\';
      const value = characters[isEscaped ? at + 1 : at];
      if (value === undefined) return 'it ends with a backslash; write "\\\\" for the character itself';
      tokens.push({ kind: 'character', value, isEscaped });
      at += isEscaped ? 2 : 1;
    }
  }
  return tokens;
}

// The classes of git, which knows only ASCII.
const namedClasses: Readonly<Record<string, RegExp>> = {
  alnum: /^[A-Za-z0-9]$/,
  alpha: /^[A-Za-z]$/,
  blank: /^[ \t]$/,
  // oxlint-disable-next-line no-control-regex -- The class consists of control characters.
  cntrl: /^[\u0000-\u001f\u007f]$/,
  digit: /^[0-9]$/,
  graph: /^[!-~]$/,
  lower: /^[a-z]$/,
  print: /^[ -~]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[ \t\n\r]$/,
  upper: /^[A-Z]$/,
  xdigit: /^[A-Fa-f0-9]$/,
};

interface CharacterClass {
  readonly matches: (character: string) => boolean;
  /** Position after the closing bracket. */
  readonly end: number;
}

/** Parses a class from the character after its bracket. @returns the reason for an incomplete class */
function parseClass(pattern: readonly string[], start: number): CharacterClass | string {
  const unclosed = '"[" has no closing "]"; write "\\[" for the character itself';
  const isNegated = pattern[start] === '!' || pattern[start] === '^';
  const tests: ((character: string) => boolean)[] = [];
  /** The character before the current one, which may begin a range. */
  let previous: string | undefined;
  let at = isNegated ? start + 1 : start;
  // A bracket at the beginning is a member of the class.
  for (let isFirst = true; isFirst || pattern[at] !== ']'; isFirst = false) {
    let character = pattern[at];
    if (character === undefined) return unclosed;
    const nameEnd = character === '[' && pattern[at + 1] === ':' ? pattern.indexOf(']', at + 2) : 0;
    if (nameEnd < 0) return unclosed;
    // Without a colon before the bracket, these are ordinary members.
    if (nameEnd > at + 2 && pattern[nameEnd - 1] === ':') {
      const name = pattern.slice(at + 2, nameEnd - 1).join('');
      const named = Object.hasOwn(namedClasses, name) ? namedClasses[name] : undefined;
      if (named === undefined) return `"[:${name}:]" is not a class; write "[[:alpha:]]", for example`;
      tests.push((tested) => named.test(tested));
      previous = undefined;
      at = nameEnd + 1;
      continue;
    }
    const next = pattern[at + 1];
    if (character === '-' && previous !== undefined && next !== undefined && next !== ']') {
      const isEscaped = next === '\\';
      const last = pattern[isEscaped ? at + 2 : at + 1];
      if (last === undefined) return unclosed;
      const range = [codeOf(previous), codeOf(last)] as const;
      tests.push((tested) => codeOf(tested) >= range[0] && codeOf(tested) <= range[1]);
      previous = undefined;
      at += isEscaped ? 3 : 2;
      continue;
    }
    if (character === '\\') character = pattern[++at];
    if (character === undefined) return unclosed;
    const member = character;
    tests.push((tested) => tested === member);
    previous = member;
    at++;
  }
  return { matches: (character) => tests.some((test) => test(character)) !== isNegated, end: at + 1 };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** Whether wildcards match a complete text. The time is at most proportional to the product of both lengths. */
export function matchesWildcards(wildcards: Wildcards, text: string): boolean {
  // Each wildcard matches one character, which may be a pair of surrogates.
  const characters: ArrayLike<string> = /[\ud800-\udfff]/.test(text) ? Array.from(text) : text;
  return new Matcher(wildcards, characters).matches(0, 0);
}

class Matcher {
  readonly #tokens: Wildcards;
  readonly #text: ArrayLike<string>;
  /** Positions after a star that do not match. */
  #failed: Set<number> | undefined;

  constructor(tokens: Wildcards, text: ArrayLike<string>) {
    this.#tokens = tokens;
    this.#text = text;
  }

  matches(firstToken: number, start: number): boolean {
    let at = start;
    for (let index = firstToken; index < this.#tokens.length; index++, at++) {
      const token = this.#tokens[index];
      if (token?.kind === 'star') return this.#matchesStar(index, token.matchesSlash, at);
      const character = this.#text[at];
      if (token === undefined || character === undefined || !matchesOne(token, character)) return false;
    }
    return at === this.#text.length;
  }

  #matchesStar(index: number, matchesSlash: boolean, start: number): boolean {
    const next = this.#tokens[index + 1];
    // Two asterisks and a slash also match nothing.
    const mayBeEmpty = matchesSlash && next?.kind === 'character' && next.value === '/' && !next.isEscaped;
    if (mayBeEmpty && this.#matchesOnce(index + 2, start)) return true;
    for (let at = start; at < this.#text.length; at++) {
      if (next !== undefined && this.#matchesOnce(index + 1, at)) return true;
      if (!matchesSlash && this.#text[at] === '/') return false;
    }
    return next === undefined;
  }

  #matchesOnce(index: number, at: number): boolean {
    const key = index * (this.#text.length + 1) + at;
    if (this.#failed?.has(key) === true) return false;
    if (this.matches(index, at)) return true;
    (this.#failed ??= new Set()).add(key);
    return false;
  }
}

function matchesOne(token: Exclude<Token, { readonly kind: 'star' }>, character: string): boolean {
  if (token.kind === 'character') return token.value === character;
  return character !== '/' && (token.kind === 'any' || token.matches(character));
}
