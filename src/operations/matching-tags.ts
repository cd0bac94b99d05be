import type { Repository } from '../registry/index.ts';
import { inputError, type InputLabel } from '../spec/index.ts';

/** Tags made of a digest: of referrers lists and of what cosign writes. They name what belongs to a manifest, never a part of an index. */
const digestTag = /^sha(?:256|512)-[0-9a-f]{64}(?:\..*)?$/;

export interface MatchingTagsOptions {
  /** The tags that the index itself will have, which an earlier run may have written. */
  readonly tags: readonly string[];
  readonly label: InputLabel;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The tags of the repository that a pattern matches: `*` any characters, `?` one. A pattern never matches the tags that the index itself
 * will have, nor tags made of digests.
 *
 * @returns at least one; a tag without wildcards is taken as it is, whether it exists or not
 * @throws OciError `INPUT_INVALID` when none matches
 */
export async function matchingTags(
  repository: Repository,
  pattern: string,
  options: MatchingTagsOptions,
): Promise<readonly string[]> {
  if (!/[*?]/.test(pattern)) return [pattern];
  const expression = expressionOf(pattern);
  const own = new Set(options.tags);
  const found: string[] = [];
  for await (const tag of repository.tags({ signal: options.signal })) {
    if (!own.has(tag) && !digestTag.test(tag) && expression.test(tag)) found.push(tag);
  }
  if (found.length === 0)
    throw inputError(options.label('sources'), pattern, "matches no tag of the target's repository");
  return found;
}

function expressionOf(pattern: string): RegExp {
  // Stars in a row would make the expression slow, and mean the same as one.
  const source = pattern
    .replaceAll(/\*+/g, '*')
    .replaceAll('.', String.raw`\.`)
    .replaceAll('?', '.')
    .replaceAll('*', '.*');
  return new RegExp(`^${source}$`);
}
