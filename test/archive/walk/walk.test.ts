import { spawnSync } from 'node:child_process';
import { chmod, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf, textOf } from '../../../src/fs/index.ts';
import { maxDepth, walk, WalkReport } from '../../../src/archive/index.ts';
import { failureOf, namesOf, reportOf, sourceTree } from '../source-tree.ts';

// Sorted by bytes within each directory: "a-b" and "a.txt" come after the entries of "a". U+FF5E comes before U+1F600,
// although its UTF-16 code is larger.
const sortedNames = ['.', '.dot', 'B', 'a', 'a/b', 'a-b', 'a.txt', 'b', 'empty', 'ä', '～', '😀'];

describe('walk', () => {
  it('yields a directory before its entries and sorts names by bytes, independent of the locale (PK-08)', async () => {
    await using tree = await sourceTree({
      'a/b': '',
      'a-b': '',
      'a.txt': '',
      B: '',
      b: '',
      ä: '',
      '～': '',
      '😀': '',
      '.dot': '',
      'empty/': '',
    });
    expect(await namesOf({ sourceDir: tree.path })).toEqual(sortedNames);
  });

  it('yields the same entries as find (PK-07)', async () => {
    await using tree = await sourceTree();
    for (let file = 0; file < 300; file++) await tree.put({ [`${file % 5}/${file % 11}/${file}`]: '' });
    await tree.link('5/link', 'nowhere');
    const report = await reportOf({ sourceDir: tree.path });
    const { stdout } = spawnSync('find', [tree.path], { encoding: 'utf8' });
    expect(report.entries).toBe(stdout.trim().split('\n').length);
    expect(report).toMatchObject({ files: 300, symlinks: 1, directories: 1 + 5 + 55 + 1 });
  });

  it('preserves the bytes of a name that is not UTF-8 (PK-07)', async () => {
    await using tree = await sourceTree();
    const name = Buffer.from([0x63, 0x61, 0x66, 0xe9]);
    await writeFile(Buffer.concat([Buffer.from(`${tree.path}/`), name]), 'x');
    const entries = await Array.fromAsync(walk({ sourceDir: tree.path }));
    expect(entries.map((entry) => bytesOf(entry.name))).toEqual([Buffer.from('.'), name]);
    expect(entries.map((entry) => textOf(entry.name))).toEqual(['.', 'caf\ufffd']);
  });
});

describe('walk, with sourceDir', () => {
  it.each([
    ['a missing directory', 'nothing', 'does not exist'],
    ['a file', 'source/file', 'is not a directory'],
    ['a path below a file', 'source/file/below', 'does not exist'],
    ['an empty path', '', 'is not a path'],
    ['a path with a NUL byte', 'a\0b', 'is not a path'],
  ])('rejects %s', async (_, name, reason) => {
    await using tree = await sourceTree({ file: 'x' });
    const sourceDir = name === '' || name.includes('\0') ? name : join(tree.outside, name);
    const error = await failureOf(namesOf({ sourceDir }));
    expect(error).toMatchObject({ code: 'INPUT_INVALID' });
    expect(error.message).toMatch(new RegExp(`^cannot package \`sourceDir\` ".*": it ${reason}`));
  });

  it('rejects a source that is empty, contains only .git, or is completely excluded', async () => {
    await using tree = await sourceTree();
    await expect(namesOf({ sourceDir: tree.path })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/^cannot package `sourceDir` ".*": it is empty/),
    });
    await tree.put({ '.git/config': 'x' });
    await expect(namesOf({ sourceDir: tree.path })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await tree.put({ 'a.log': '' });
    await expect(namesOf({ sourceDir: tree.path, exclude: ['*.log'] })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('`exclude`'),
    });
  });

  it('accepts a link to a directory', async () => {
    await using tree = await sourceTree({ file: 'x' });
    await symlink('source', join(tree.outside, 'alias'));
    expect(await namesOf({ sourceDir: join(tree.outside, 'alias') })).toEqual(['.', 'file']);
  });
});

describe('walk, with subDir', () => {
  it('yields the sub-directory and its parent directories with their own modes', async () => {
    await using tree = await sourceTree({ 'a/b/c': 'x', 'a/other': 'x', other: 'x' });
    await chmod(tree.path, 0o750);
    await chmod(tree.in('a'), 0o711);
    const entries = await Array.fromAsync(walk({ sourceDir: tree.path, subDir: 'a/b/' }));
    expect(entries.map(({ name, mode }) => [name, mode.toString(8)])).toEqual([
      ['.', '750'],
      ['a', '711'],
      ['a/b', '755'],
      ['a/b/c', '644'],
    ]);
  });

  it.each(['', '.', './'])('packages the complete source for %j', async (subDir) => {
    await using tree = await sourceTree({ file: 'x' });
    expect(await namesOf({ sourceDir: tree.path, subDir })).toEqual(['.', 'file']);
  });

  it.each([
    ['..', 'it contains "\\.\\."'],
    ['a/../../outside', 'it contains "\\.\\."'],
    ['a/..', 'it contains "\\.\\."'],
    ['/etc', 'is an absolute path'],
    ['a\0', 'NUL'],
    ['missing', 'does not exist'],
    ['file', 'is not a directory'],
    ['file/below', 'does not exist|is not a directory'],
    ['link', 'symbolic link'],
    ['link/sub', 'symbolic link'],
    ['.git', 'never packaged'],
    ['a\nb', 'does not exist'],
  ])('rejects %j (PK-10)', async (subDir, reason) => {
    await using tree = await sourceTree({ 'a/x': 'x', file: 'x', '.git/x': 'x' });
    await mkdir(join(tree.outside, 'outside/sub'), { recursive: true });
    await tree.link('link', '../outside');
    const error = await failureOf(namesOf({ sourceDir: tree.path, subDir }));
    expect(error).toMatchObject({ code: 'INPUT_INVALID' });
    expect(error.message).toMatch(/^cannot package `subDir` "/);
    expect(error.message).toMatch(new RegExp(reason));
    expect(error.message).not.toMatch(/[\0\n]/);
  });

  it('rejects an empty directory, with its name in the error', async () => {
    await using tree = await sourceTree({ 'a/': '', file: 'x' });
    await expect(namesOf({ sourceDir: tree.path, subDir: 'a' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/^cannot package `subDir` "a" of `sourceDir` ".*": it is empty/),
    });
  });
});

describe('walk, with special names', () => {
  it('excludes every directory and file .git, in any letter case, whatever the patterns are (PK-05)', async () => {
    await using tree = await sourceTree({
      '.git/config': 'x',
      'module/.git': 'gitdir: x',
      'a/.GIT/config': 'x',
      '.gitignore': 'x',
      '.github/x': 'x',
    });
    const report = new WalkReport(tree.path);
    expect(await namesOf({ sourceDir: tree.path, exclude: ['!.git', '!.git/**'], report })).toEqual([
      '.',
      '.github',
      '.github/x',
      '.gitignore',
      'a',
      'module',
    ]);
    expect(report.excluded).toBe(0);
  });

  it('lists files that usually contain credentials (PK-05)', async () => {
    await using tree = await sourceTree({
      '.docker/config.json': '{}',
      'home/.docker/config.json': '{}',
      'config.json': '{}',
      '.npmrc': '',
      'a/.netrc': '',
      _netrc: '',
      '.pypirc': '',
      '.git-credentials': '',
      '.npmrc.md': '',
      '.npmrc.d/': '',
    });
    await tree.link('linked', '.npmrc');
    const expected = [
      '.docker/config.json',
      '.git-credentials',
      '.npmrc',
      '.pypirc',
      '_netrc',
      'a/.netrc',
      'home/.docker/config.json',
    ];
    expect((await reportOf({ sourceDir: tree.path })).credentialFiles).toEqual(expected);
    expect((await reportOf({ sourceDir: tree.path, symlinks: 'follow' })).credentialFiles).toEqual([
      ...expected,
      'linked',
    ]);
    expect((await reportOf({ sourceDir: tree.path, exclude: ['.npmrc', '.netrc'] })).credentialFiles).toEqual(
      expected.filter((name) => !/npmrc|\.netrc/.test(name)),
    );
    expect((await reportOf({ sourceDir: tree.in('.docker') })).credentialFiles).toEqual(['config.json']);
  });

  it('skips the directories and files in skip, also by another path, and does not count them (PK-06)', async () => {
    await using tree = await sourceTree({ 'out/layout/blob': 'x', 'out/other': 'x', 'store.db': 'x', file: 'x' });
    await symlink(tree.in('out'), join(tree.outside, 'alias'));
    const report = new WalkReport(tree.path);
    const skip = [join(tree.outside, 'alias/layout'), tree.in('store.db'), tree.in('not/yet'), tree.outside];
    expect(await namesOf({ sourceDir: tree.path, skip, report })).toEqual(['.', 'file', 'out', 'out/other']);
    expect(report.excluded).toBe(0);
    await rename(tree.in('out/layout'), tree.in('moved'));
    expect(await namesOf({ sourceDir: tree.path, skip: [tree.in('moved')] })).toEqual([
      '.',
      'file',
      'out',
      'out/other',
      'store.db',
    ]);
  });

  it('skips a directory that is moved during the walk (PK-06)', async () => {
    await using tree = await sourceTree({ 'a/x': 'x', 'out/blob': 'x' });
    const names: string[] = [];
    for await (const entry of walk({ sourceDir: tree.path, skip: [tree.in('out')] })) {
      names.push(entry.name);
      if (entry.name === 'a') await rename(tree.in('out'), tree.in('a/moved'));
    }
    expect(names).toEqual(['.', 'a', 'a/x']);
  });

  it('skips a directory that is created during the walk, and followed links into it (PK-06)', async () => {
    await using tree = await sourceTree({ 'a/x': 'x', 'out/blob': 'x' });
    await tree.link('link', 'out/blob');
    await tree.link('linked-directory', 'out');
    const names: string[] = [];
    for await (const entry of walk({
      sourceDir: tree.path,
      symlinks: 'follow',
      skip: [tree.in('out'), tree.in('a/z/layout')],
    })) {
      names.push(entry.name);
      if (entry.name === 'a') await tree.put({ 'a/z/layout/blob': 'x' });
    }
    expect(names).toEqual(['.', 'a', 'a/x', 'a/z']);
  });
});

describe('walk, with limits', () => {
  it('allows maxEntries entries and rejects more', async () => {
    await using tree = await sourceTree({ a: '', b: '', c: '' });
    expect(await namesOf({ sourceDir: tree.path, maxEntries: 4 })).toHaveLength(4);
    await expect(namesOf({ sourceDir: tree.path, maxEntries: 3 })).rejects.toMatchObject({
      code: 'SIZE_LIMIT',
      message: expect.stringContaining('more than 3 entries'),
    });
  });

  it(`allows ${maxDepth} nested directories and rejects more`, async () => {
    await using tree = await sourceTree();
    await tree.put({ [`${'d/'.repeat(maxDepth)}f`]: '' });
    expect(await namesOf({ sourceDir: tree.path })).toHaveLength(maxDepth + 2);
    await tree.put({ [`${'d/'.repeat(maxDepth + 1)}f`]: '' });
    await expect(namesOf({ sourceDir: tree.path })).rejects.toMatchObject({ code: 'SIZE_LIMIT' });
  });

  it('fails with ABORTED when the signal is aborted', async () => {
    await using tree = await sourceTree();
    for (let file = 0; file < 200; file++) await tree.put({ [`${file}`]: '' });
    await expect(namesOf({ sourceDir: tree.path, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    const controller = new AbortController();
    let seen = 0;
    await expect(
      (async () => {
        for await (const entry of walk({ sourceDir: tree.path, signal: controller.signal })) {
          void entry;
          // The consumer does not await anything else, so the walk itself must let the event loop run.
          if (++seen === 2) setImmediate(() => controller.abort());
        }
      })(),
    ).rejects.toMatchObject({ code: 'ABORTED' });
    expect(seen).toBeLessThan(200);
  });
});
