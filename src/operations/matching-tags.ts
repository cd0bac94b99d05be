import type { CallOptions, Repository } from '../registry/index.ts';
import { compareVersions, inputError, isDigestTag, type InputLabel } from '../spec/index.ts';

export interface MatchingTagsOptions {
  /** The tags of the index itself, which an earlier run may have written. */
  readonly tags: readonly string[];
  readonly label: InputLabel;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the tags of a repository that match a pattern: `*` for any characters, `?` for one. The tags of the index
 * itself and tags made of digests never match.
 *
 * @returns at least one tag; a pattern without wildcards is returned unchanged
 * @throws OciError `INPUT_INVALID` without a match
 */
export async function matchingTags(
  repository: Repository,
  pattern: string,
  options: MatchingTagsOptions,
): Promise<readonly string[]> {
  if (!isTagPattern(pattern)) return [pattern];
  const expression = expressionOf(pattern);
  const indexTags = new Set(options.tags);
  const matches: string[] = [];
  for await (const tag of repository.tags({ signal: options.signal })) {
    if (!indexTags.has(tag) && !isDigestTag(tag) && expression.test(tag)) matches.push(tag);
  }
  if (matches.length === 0)
    throw inputError(options.label('sources'), pattern, "matches no tag in the target's repository");
  return matches;
}

/** Whether a tag has wildcards. */
export function isTagPattern(tag: string): boolean {
  return /[*?]/.test(tag);
}

/**
 * The tag with the highest version among those that match a pattern. Tags made of digests never match.
 *
 * @returns undefined without a match
 */
export async function newestTag(
  repository: Repository,
  pattern: string,
  options: CallOptions,
): Promise<string | undefined> {
  const expression = expressionOf(pattern);
  let newest: string | undefined;
  for await (const tag of repository.tags(options)) {
    if (isDigestTag(tag) || !expression.test(tag)) continue;
    if (newest === undefined || compareVersions(tag, newest) > 0) newest = tag;
  }
  return newest;
}

/**
 * The tags to copy: those that match a pattern, without tags made of digests; without a pattern all tags except the
 * fallback tags of referrers, which belong to their artifacts.
 */
export async function tagsToCopy(
  repository: Repository,
  pattern: string | undefined,
  options: CallOptions,
): Promise<readonly string[]> {
  const expression = pattern === undefined ? undefined : expressionOf(pattern);
  const found: string[] = [];
  for await (const tag of repository.tags(options)) {
    const isSelected =
      expression === undefined ? !isDigestTag(tag) || tag.includes('.') : !isDigestTag(tag) && expression.test(tag);
    if (isSelected) found.push(tag);
  }
  return found;
}

/** Whether a tag matches a pattern with `*` and `?`. */
export function tagMatcher(pattern: string): (tag: string) => boolean {
  const expression = expressionOf(pattern);
  return (tag) => expression.test(tag);
}

function expressionOf(pattern: string): RegExp {
  // Several stars in a row match the same as one star, but make the expression slow.
  const source = pattern
    .replaceAll(/\*+/g, '*')
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('?', '.')
    .replaceAll('*', '.*');
  return new RegExp(`^${source}$`);
}
