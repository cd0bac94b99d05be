import ignore, { type Ignore } from 'ignore';
import { textOf, type ByteString } from '../../fs/index.ts';

/** Whether patterns exclude an entry. `name` is relative to the source. */
export type Excludes = (name: ByteString, isDirectory: boolean) => boolean;

/** The `ignore` package caches every path. The matcher is replaced after this many paths, so that memory stays flat. */
const maxCachedPaths = 4096;

/**
 * Matches patterns as in a `.gitignore` at the root of the source: the last matching pattern decides, `!` includes
 * again, and nothing below an excluded directory can be included again. Case-sensitive on every system, so that every
 * system packages the same files.
 *
 * @param patterns one pattern each; blank ones and comments are ignored
 */
export function excluding(patterns: readonly string[]): Excludes {
  if (patterns.every((pattern) => pattern.trim() === '')) return () => false;
  const rules = ignore({ ignorecase: false }).add(patterns.flatMap((pattern) => pattern.split(/\r?\n/)));
  let matcher: Ignore | undefined;
  let matched = 0;
  return (name, isDirectory) => {
    if (matcher === undefined || ++matched > maxCachedPaths) {
      matcher = ignore().add(rules);
      matched = 0;
    }
    return matcher.ignores(isDirectory ? `${textOf(name)}/` : textOf(name));
  };
}

/** Git's own directory contains the token of a checkout. Git rejects this name in any letter case in a repository. */
export function isGitDirectory(segment: string): boolean {
  return segment.length === 4 && segment.toLowerCase() === '.git';
}

const credentialNames: ReadonlySet<string> = new Set(['.npmrc', '.netrc', '_netrc', '.pypirc', '.git-credentials']);

/**
 * Whether a file usually contains credentials. `path` is absolute, so that a source named `.docker` is recognized too.
 */
export function mayHoldCredentials(path: ByteString): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return credentialNames.has(name) || (name === 'config.json' && path.endsWith('/.docker/config.json'));
}

/** The reason why unpacking on another system, or by a strict reader, rejects a name that this system allows. */
export function unportableReason(name: ByteString): string | undefined {
  if (name.includes('\\')) return 'contains a backslash, which separates directories on Windows';
  if (/^[A-Za-z]:/.test(name)) return 'begins with a Windows drive letter';
  return undefined;
}
