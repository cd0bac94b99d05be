import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { patternMatcher } from '../../../src/archive/walk/names.ts';
import { byteStringOf } from '../../../src/fs/index.ts';
import { isOciError } from '../../../src/spec/index.ts';

/** Pseudo-random numbers below `limit`: a linear congruential generator (Numerical Recipes). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const nameParts = ['a', 'b', 'foo', 'bar', 'A', '0', ' ', '\t', '.', '-', '[', ']', '\\', '*', '?', '!', '#', '^', ':'];
const patternParts: readonly string[] = [
  ['a', 'b', 'foo', 'bar', 'A', '0', ' ', '\t', '.', '-', '!', '#', '^', ':', ']', '/', '/', '/'],
  ['*', '*', '**', '**/', '/**', '/**/', '***', '?', '\\', '\\ ', '\\*', '\\\\', '\\/', '\\!', '\r'],
  ['[', '[a]', '[!a]', '[^a-b]', '[a-f]', '[]]', '[!]-]', '[a\\]]', '[\\a-f]', '[b-\\f]', '[--0]', '[a-]', '[f-a]'],
  ['[[:alpha:]]', '[[:space:][:punct:]]', '[^[:upper:]]', '[[:x:]]', '[[:digit:]-a]', '[[:]', '[[::]]', '[a/b]'],
].flat();

function textOf(parts: readonly string[], count: number, next: (limit: number) => number): string {
  return Array.from({ length: count }, () => parts[next(parts.length)] ?? '').join('');
}

/** A path whose segments are valid file names. */
function pathOf(next: (limit: number) => number): string {
  const segments = Array.from({ length: 1 + next(4) }, () => textOf(nameParts, 1 + next(3), next));
  return segments.map((name) => (name === '.' || name === '..' ? 'dot' : name)).join('/');
}

function setOf(next: (limit: number) => number): readonly string[] {
  return Array.from(
    { length: 1 + next(3) },
    () => (next(5) === 0 ? '!' : '') + textOf(patternParts, 1 + next(5), next),
  );
}

/** Removes the patterns that cannot be parsed. Git must ignore them. */
function withoutInvalid(patterns: readonly string[]): readonly string[] {
  return patterns.filter((pattern) => {
    try {
      patternMatcher([pattern]);
      return true;
    } catch (error) {
      if (!isOciError(error, 'INPUT_INVALID')) throw error;
      return false;
    }
  });
}

interface Case {
  readonly patterns: readonly string[];
  readonly paths: readonly string[];
}

/** Returns the paths of each case that git ignores. Each case is a directory with its own `.gitignore`. */
function ignoredByGit(cases: readonly Case[]): readonly ReadonlySet<string>[] {
  const root = mkdtempSync(join(tmpdir(), 'gitignore-'));
  try {
    expect(spawnSync('git', ['init', '-q', root]).status).toBe(0);
    for (const [index, { patterns }] of cases.entries()) {
      mkdirSync(join(root, String(index)));
      writeFileSync(join(root, String(index), '.gitignore'), `${patterns.join('\n')}\n`);
    }
    // The paths need not exist. Git treats all but the last segment as directories.
    const git = spawnSync(
      'git',
      [
        '-C',
        root,
        '-c',
        'core.excludesFile=/dev/null',
        '-c',
        'core.ignoreCase=false',
        'check-ignore',
        '--no-index',
      ].concat('-z', '--stdin'),
      {
        input: cases.flatMap(({ paths }, index) => paths.map((path) => `${index}/${path}\0`)).join(''),
        encoding: 'utf8',
        maxBuffer: 2 ** 30,
      },
    );
    expect(git.stderr).toBe('');
    const ignored = cases.map(() => new Set<string>());
    for (const line of git.stdout.split('\0')) {
      const slash = line.indexOf('/');
      ignored[Number(line.slice(0, slash))]?.add(line.slice(slash + 1));
    }
    return ignored;
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Number of random cases. `GITIGNORE_CASES=100000` runs more. */
const caseCount = Number(process.env['GITIGNORE_CASES'] ?? 2000);

describe('exclude patterns compared with git', () => {
  it(
    'exclude the same paths for random patterns, and git ignores each pattern that is an error',
    { timeout: 60_000 + 20 * caseCount },
    () => {
      const next = numbers(Number(process.env['GITIGNORE_SEED'] ?? 1));
      const cases = Array.from({ length: caseCount }, () => ({
        patterns: setOf(next),
        paths: Array.from({ length: 12 }, () => pathOf(next)),
      }));
      const ignored = ignoredByGit(cases);
      const differences: string[] = [];
      let matches = 0;
      for (const [index, { patterns, paths }] of cases.entries()) {
        const isExcluded = patternMatcher(withoutInvalid(patterns));
        for (const path of paths) {
          const ours = isExcluded(byteStringOf(path), false);
          if (ours) matches++;
          if (ours !== ignored[index]?.has(path))
            differences.push(`${JSON.stringify(patterns)} ${ours ? 'excludes' : 'keeps'} ${JSON.stringify(path)}`);
        }
      }
      expect(differences).toEqual([]);
      expect(matches).toBeGreaterThan(caseCount / 5);
    },
  );
});
