import { textOf, type ByteString } from '../../fs/index.ts';
import { parseIgnoreRule, type IgnoreRule } from './ignore-rule.ts';

/** Whether patterns match an entry. `name` is relative to the source. */
export type PatternMatcher = (name: ByteString, isDirectory: boolean) => boolean;

/** Maximum number of directories whose result is cached. */
const maxCachedDirectories = 4096;

/**
 * Creates a matcher for patterns as in a `.gitignore` at the root of the source: the last matching pattern applies, `!`
 * negates a pattern, and a negated pattern does not apply below an excluded directory. Matching is case-sensitive on
 * every system, so that every system packages the same files. `?` and `[…]` match one character, and not one byte as in
 * git.
 *
 * @param patterns one pattern each, or several lines; blank lines and comments are ignored
 * @throws OciError `INPUT_INVALID` for a pattern that cannot be parsed
 */
export function patternMatcher(patterns: readonly string[]): PatternMatcher {
  const rules = patterns
    .flatMap((pattern) => pattern.split('\n'))
    .map(parseIgnoreRule)
    .filter((rule) => rule !== undefined)
    // The last matching pattern applies.
    .toReversed();
  if (rules.length === 0) return () => false;
  const directories = new Map<string, boolean>();
  const isExcluded = (path: string, isDirectory: boolean): boolean => {
    const slash = path.lastIndexOf('/');
    return (slash > 0 && isDirectoryExcluded(path.slice(0, slash))) || isMatch(rules, path, isDirectory);
  };
  const isDirectoryExcluded = (path: string): boolean => {
    const cached = directories.get(path);
    if (cached !== undefined) return cached;
    if (directories.size >= maxCachedDirectories) directories.clear();
    const result = isExcluded(path, true);
    directories.set(path, result);
    return result;
  };
  return (name, isDirectory) => isExcluded(textOf(name), isDirectory);
}

function isMatch(rules: readonly IgnoreRule[], path: string, isDirectory: boolean): boolean {
  const rule = rules.find((each) => (isDirectory || !each.onlyDirectories) && each.matches(path));
  return rule?.isNegated === false;
}

/**
 * Whether a name is git's own directory, which contains the token of a checkout. Git reserves it in any letter case.
 */
export function isGitDirectory(segment: string): boolean {
  return segment.length === 4 && segment.toLowerCase() === '.git';
}

/**
 * Name of the state of incremental pulls, in their output directory. It describes the files on one disk, so it is never
 * packaged.
 */
export const pullStateName = '.oci-artifact-pull.json';

const credentialPath = /\/(?:\.npmrc|\.netrc|_netrc|\.pypirc|\.git-credentials|\.docker\/config\.json)$/;

/**
 * Whether a file usually contains credentials. `path` is absolute, so that a source named `.docker` is recognized too.
 */
export function mayContainCredentials(path: ByteString): boolean {
  return credentialPath.test(path);
}
