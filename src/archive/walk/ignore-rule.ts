import { OciError, printable } from '../../spec/index.ts';
import { literalLength, matchesWildcards, parseWildcards, type Wildcards } from './wildmatch.ts';

/** A pattern of a `.gitignore`. */
export interface IgnoreRule {
  /** The pattern began with `!`: entries that match are not excluded. */
  readonly isNegated: boolean;
  /** The pattern ended with `/`: it applies only to directories. */
  readonly onlyDirectories: boolean;
  /** Whether the pattern matches a path, which is not empty. */
  readonly matches: (path: string) => boolean;
}

/**
 * Parses a line of a `.gitignore` exactly as git does (gitignore(5) and git's `dir.c`). The line may end with a
 * carriage return.
 *
 * @returns undefined for a blank line and for a comment
 * @throws OciError `INPUT_INVALID` for an incomplete pattern, which git ignores silently
 */
export function parseIgnoreRule(line: string): IgnoreRule | undefined {
  if (line.startsWith('#')) return undefined;
  const trimmed = withoutTrailingSpaces(line.replace(/\r$/, ''));
  const isNegated = trimmed.startsWith('!');
  const text = isNegated ? trimmed.slice(1) : trimmed;
  const onlyDirectories = text.endsWith('/');
  const pattern = onlyDirectories ? text.slice(0, -1) : text;
  if (trimmed === '') return undefined;
  const matches = pattern.includes('/') ? pathMatcher(pattern, trimmed) : nameMatcher(pattern, trimmed);
  return { isNegated, onlyDirectories, matches };
}

/** Removes the spaces at the end, except after a backslash. Git keeps other white space. */
function withoutTrailingSpaces(line: string): string {
  let length = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === ' ') continue;
    length = at + 1;
  }
  return line.slice(0, length);
}

/** A pattern without a slash applies to the last segment of a path. */
function nameMatcher(pattern: string, line: string): IgnoreRule['matches'] {
  const wildcards = literalLength(pattern) === pattern.length ? undefined : compile(pattern, line);
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return wildcards === undefined ? name === pattern : matchesWildcards(wildcards, name);
  };
}

/**
 * A pattern with a slash applies to the complete path. Git compares the text before the first wildcard separately, so
 * that in `foo**` and a slash, the two asterisks count as a complete segment.
 */
function pathMatcher(pattern: string, line: string): IgnoreRule['matches'] {
  const relative = pattern.startsWith('/') ? pattern.slice(1) : pattern;
  const length = literalLength(relative);
  const prefix = relative.slice(0, length);
  const wildcards = compile(relative.slice(length), line);
  return (path) => path.startsWith(prefix) && matchesWildcards(wildcards, path.slice(length));
}

function compile(pattern: string, line: string): Wildcards {
  const wildcards = parseWildcards(pattern);
  if (typeof wildcards !== 'string') return wildcards;
  throw new OciError('INPUT_INVALID', `cannot parse the pattern "${printable(line, 200)}": ${wildcards}`);
}
