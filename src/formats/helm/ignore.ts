import { parseIgnoreRule, type IgnoreRule, type PatternMatcher } from '../../archive/index.ts';
import { textOf } from '../../fs/index.ts';
import { messageOf, OciError, printable } from '../../spec/index.ts';

/** Helm adds this rule to each `.helmignore`: files of editors and systems are not templates. */
const defaultRule = 'templates/.?*';

/**
 * Creates a matcher for the rules of a `.helmignore`. They differ from those of a `.gitignore`: white space around a
 * line is ignored, `**` is an error, and a rule with `!` ignores all entries that do not match.
 *
 * @throws OciError `INPUT_INVALID` for a rule that cannot be parsed
 */
export function helmIgnoreMatcher(content: string): PatternMatcher {
  const rules = [...content.replace(/^\uFEFF/, '').split('\n'), defaultRule]
    .map((line) => parseRule(line.trim()))
    .filter((rule) => rule !== undefined);
  return (name, isDirectory) => {
    const path = textOf(name);
    return rules.some((rule) => isIgnored(rule, path, isDirectory));
  };
}

function parseRule(line: string): IgnoreRule | undefined {
  if (line.includes('**') && !line.startsWith('#'))
    throw invalidRule(line, 'Helm does not support "**"; write one rule for each directory');
  try {
    // In a class, only `^` negates; `!` is the character itself.
    return parseIgnoreRule(line.replaceAll('[!', String.raw`[\!`));
  } catch (error) {
    throw invalidRule(line, messageOf(error));
  }
}

function isIgnored({ isNegated, onlyDirectories, matches }: IgnoreRule, path: string, isDirectory: boolean): boolean {
  const isOtherKind = onlyDirectories && !isDirectory;
  return isNegated ? isOtherKind || !matches(path) : !isOtherKind && matches(path);
}

function invalidRule(line: string, reason: string): OciError {
  return new OciError('INPUT_INVALID', `the rule "${printable(line, 200)}" in .helmignore is not valid: ${reason}`);
}
