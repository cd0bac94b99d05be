import ignore, { type Ignore } from 'ignore';
import { textOf, type ByteString } from '../../fs/index.ts';

/** Whether patterns match an entry. `name` is relative to the source. */
export type PatternMatcher = (name: ByteString, isDirectory: boolean) => boolean;

/** The `ignore` package caches every path, so the matcher is replaced after this number of paths. */
const maxCachedPaths = 4096;

/**
 * Creates a matcher for patterns as in a `.gitignore` at the root of the source: the last matching pattern applies, `!`
 * negates a pattern, and a negated pattern does not apply below an excluded directory. Matching is case-sensitive on
 * every system, so that every system packages the same files.
 *
 * @param patterns one pattern each; blank patterns and comments are ignored
 */
export function patternMatcher(patterns: readonly string[]): PatternMatcher {
  if (patterns.every((pattern) => pattern.trim() === '')) return () => false;
  const rules = ignore({ ignorecase: false }).add(patterns.flatMap((pattern) => pattern.split(/\r?\n/)));
  let matcher: Ignore | undefined;
  let cachedPaths = 0;
  return (name, isDirectory) => {
    if (matcher === undefined || ++cachedPaths > maxCachedPaths) {
      matcher = ignore().add(rules);
      cachedPaths = 0;
    }
    return matcher.ignores(isDirectory ? `${textOf(name)}/` : textOf(name));
  };
}

/**
 * Whether a name is git's own directory, which contains the token of a checkout. Git reserves it in any letter case.
 */
export function isGitDirectory(segment: string): boolean {
  return segment.length === 4 && segment.toLowerCase() === '.git';
}

const credentialNames: ReadonlySet<string> = new Set(['.npmrc', '.netrc', '_netrc', '.pypirc', '.git-credentials']);

/**
 * Whether a file usually contains credentials. `path` is absolute, so that a source named `.docker` is recognized too.
 */
export function mayContainCredentials(path: ByteString): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return credentialNames.has(name) || (name === 'config.json' && path.endsWith('/.docker/config.json'));
}

/** Returns the reason why another system, or a strict reader, rejects a name that this system allows. */
export function unportableReason(name: ByteString): string | undefined {
  if (name.includes('\\')) return 'contains a backslash, which separates directories on Windows';
  if (/^[A-Za-z]:/.test(name)) return 'begins with a Windows drive letter';
  return undefined;
}
