import ignore, { type Ignore } from 'ignore';
import { type ByteString, textOf } from '../../fs/index.ts';

/** Whether a pattern leaves an entry out. `name` is relative to the source. */
export type Excludes = (name: ByteString, isDirectory: boolean) => boolean;

/** The library remembers every path it was asked about; it is made anew after so many, so that memory stays flat. */
const rememberedPaths = 4096;

/**
 * Patterns as in a `.gitignore` at the root of the source: the last one that matches decides, `!` takes back in, and nothing below a
 * directory that is left out can be taken back in. Letter case counts on every system, so that every system packages the same.
 *
 * @param patterns one pattern each; blank ones and comments are passed over
 */
export function excluding(patterns: readonly string[]): Excludes {
  if (patterns.every((pattern) => pattern.trim() === '')) return () => false;
  const rules = ignore({ ignorecase: false }).add(patterns.flatMap((pattern) => pattern.split(/\r?\n/)));
  let matcher: Ignore | undefined;
  let asked = 0;
  return (name, isDirectory) => {
    if (matcher === undefined || ++asked > rememberedPaths) {
      matcher = ignore().add(rules);
      asked = 0;
    }
    return matcher.ignores(isDirectory ? `${textOf(name)}/` : textOf(name));
  };
}
