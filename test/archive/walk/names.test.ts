import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { byteStringOf, fromLatin1 } from '../../../src/fs/index.ts';
import { patternMatcher } from '../../../src/archive/walk/names.ts';
import { namesOf, reportOf, sourceTree } from '../source-tree.ts';

const files = [
  'a.log',
  'keep.log',
  'build/x',
  'build/keep',
  'src/build/y',
  'src/a.txt',
  'src/deep/a.txt',
  'doc/b.TXT',
  'name with space',
  '#hash',
  '!bang',
  'trailing ',
  'key ',
  'key',
  ' lead',
  'lead',
  't\t',
  'foobar',
  'foo/x/bar',
  'foo/x/y/bar',
  'b',
  'v1/x',
  'v2/x',
  'ä/ö.log',
];

// The test of memory calls the garbage collector before it measures.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('exclude patterns', () => {
  it.each([
    [['*.log']],
    [['*.log', '!keep.log']],
    [['!keep.log', '*.log']],
    [['build/']],
    [['build/', '!build/keep']],
    [['build/*', '!build/keep']],
    [['/build']],
    [['**/a.txt']],
    [['src/**/a.txt']],
    [['src/**']],
    [['*.txt']],
    [['v[0-1]']],
    [['v?', '!v2']],
    [['\\#hash', '\\!bang']],
    [['#hash', '', '   ']],
    [['trailing\\ ']],
    [['trailing ']],
    [['foo**/bar']],
    [['b**/*']],
    [['*oo**/bar']],
    [['key\\ ']],
    [['key\\   ']],
    [['key  ']],
    [[' lead']],
    [['  lead']],
    [['t\t']],
    [['[k-l]ey\\ \r']],
    [['key ', 'lead ', '!lead  ']],
    [['ö.log']],
    [['*', '!*/', '!*.txt']],
    [['*.log\nbuild/\r\nv1']],
  ])('exclude the same files as in git: %j', async (patterns) => {
    await using tree = await sourceTree(Object.fromEntries(files.map((name) => [name, ''])));
    const ours = (await namesOf({ sourceDir: tree.path, exclude: patterns })).filter((name) => files.includes(name));
    await tree.put({ '.git-patterns': patterns.join('\n') });
    expect(spawnSync('git', ['init', '-q', tree.path]).status).toBe(0);
    const git = spawnSync(
      'git',
      [
        '-C',
        tree.path,
        '-c',
        'core.excludesFile=/dev/null',
        'ls-files',
        '-z',
        '--others',
        '--exclude-from=.git-patterns',
      ],
      { encoding: 'utf8' },
    );
    const gits = git.stdout.split('\0').filter((name) => files.includes(name));
    expect(ours.toSorted()).toEqual(gits.toSorted());
  });

  it('count each excluded entry, but not the entries below an excluded directory', async () => {
    await using tree = await sourceTree({ 'a.log': '', 'build/1': '', 'build/2': '', 'x/b.log': '', x2: '' });
    await tree.link('build/outside', '/etc/passwd');
    const report = await reportOf({ sourceDir: tree.path, exclude: ['*.log', 'build'] });
    expect(report).toMatchObject({ excluded: 3, files: 1, directories: 2 });
  });

  it.each([
    ['foo\\', /ends with a backslash/],
    ['!foo\\/', /ends with a backslash/],
    ['[a', /no closing/],
    ['a/**/[!]', /no closing/],
    ['[[:alpha:]', /no closing/],
    ['[[:letter:]]', /"\[:letter:\]" is not a class/],
  ])('are an error if they cannot be parsed: %j', async (pattern, reason) => {
    for (const patterns of [[pattern], ['a', pattern], [`*.log\n${pattern}\r\nb`]]) {
      expect(() => patternMatcher(patterns)).toThrow(reason);
      await expect(namesOf({ sourceDir: '.', exclude: patterns })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  });

  it('match one character with ? and with a class, where git matches one byte', () => {
    for (const [pattern, name] of [
      ['?', 'ö'],
      ['?.txt', '😀.txt'],
      ['[!a]', '😀'],
      ['[à-ü]*', 'ö'],
      ['a/[^x]', 'a/ﾞ'],
    ] as const)
      expect(patternMatcher([pattern])(byteStringOf(name), false), pattern).toBe(true);
    expect(patternMatcher(['?'])(byteStringOf('ab'), false)).toBe(false);
  });

  it('need no exponential time', () => {
    const matches = patternMatcher([`${'*a'.repeat(25)}b`, `${'**/a/'.repeat(25)}b`]);
    expect(matches(byteStringOf('a'.repeat(100)), false)).toBe(false);
    expect(matches(byteStringOf('a/'.repeat(100).slice(0, -1)), false)).toBe(false);
  });

  it('are case-sensitive on every system', () => {
    const matches = patternMatcher(['README']);
    expect([matches(byteStringOf('README'), false), matches(byteStringOf('readme'), false)]).toEqual([true, false]);
  });

  it('match unusual names literally', () => {
    const matches = patternMatcher(['*.log']);
    for (const name of ['..log', '...', 'a\\b.log', ' .log', 'x\n.log', '-.log'])
      expect(matches(byteStringOf(name), false), name).toBe(name.endsWith('.log'));
    expect(matches(fromLatin1('\u00e9.log'), false)).toBe(true);
  });

  it('need no memory for the matched paths (PK-07)', () => {
    const matches = patternMatcher(['*.log', '!keep/', 'deep/**/x']);
    const matchPaths = (count: number, prefix: string): void => {
      for (let file = 0; file < count; file++)
        matches(byteStringOf(`directory-${prefix}-${file}/${'n'.repeat(100)}-${file}`), false);
    };
    matchPaths(5_000, 'warm');
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    matchPaths(40_000, 'long');
    collectGarbage();
    // A cache of all paths would use more than 16 MB.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  });
});
