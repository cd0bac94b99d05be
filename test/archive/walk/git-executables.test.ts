import { spawnSync } from 'node:child_process';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteStringOf, textOf } from '../../../src/fs/index.ts';
import { isOciError } from '../../../src/spec/index.ts';
import { executablesOfIndex, gitExecutables } from '../../../src/archive/walk/git-executables.ts';
import { sourceTree, type SourceTree } from '../source-tree.ts';

function git(directory: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    'git',
    [
      '-C',
      directory,
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@example.com',
      '-c',
      'protocol.file.allow=always',
      ...args,
    ],
    { encoding: 'utf8' },
  );
  expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' });
  return stdout;
}

const executables = ['a/run', 'a/run-too', 'deep/er/tool', `long/${'n'.repeat(200)}/x`, 'run', 'ü/x'];

async function repository(...init: string[]): Promise<SourceTree> {
  const tree = await sourceTree({ 'a/data': '', 'a/run.d/x': '', z: '' });
  for (const name of executables) {
    await tree.put({ [name]: name });
    await chmod(tree.in(name), 0o755);
  }
  await tree.link('link', 'run');
  git(tree.path, 'init', '-q', ...init);
  git(tree.path, 'add', '.');
  return tree;
}

describe('executablesOfIndex', () => {
  it.each([
    ['version 2', [], ['--index-version=2']],
    ['version 3', [], ['--index-version=3']],
    ['version 4', [], ['--index-version=4']],
    ['SHA-256 object names', ['--object-format=sha256'], ['--index-version=2']],
    ['SHA-256 object names in version 4', ['--object-format=sha256'], ['--index-version=4']],
    ['no checksum', [], ['--index-version=4', '-c']],
  ])('reads an index with %s', async (title, init, update) => {
    await using tree = await repository(...init);
    // Git writes version 3 when an entry has extended flags.
    if (title === 'version 3') {
      await tree.put({ later: 'x' });
      git(tree.path, 'add', '--intent-to-add', 'later');
    }
    if (title === 'no checksum') {
      git(tree.path, 'update-index', '--index-version=4');
      const index = await readFile(tree.in('.git/index'));
      index.fill(0, index.byteLength - 20);
      expect(executablesOfIndex(index).map(textOf)).toEqual(executables.toSorted());
      return;
    }
    git(tree.path, 'update-index', ...update);
    const index = await readFile(tree.in('.git/index'));
    if (title.startsWith('version')) expect(index.readUInt32BE(4)).toBe(Number(title.slice(-1)));
    expect(executablesOfIndex(index).map(textOf)).toEqual(executables.toSorted());
  });

  it('rejects a split index, with the git command that merges it in the error', async () => {
    await using tree = await repository();
    git(tree.path, 'update-index', '--split-index');
    expect(() => executablesOfIndex(Buffer.alloc(0))).toThrow();
    const index = await readFile(tree.in('.git/index'));
    expect(() => executablesOfIndex(index)).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_INVALID', message: expect.stringContaining('--no-split-index') }),
    );
  });

  it('rejects content that is not an index', async () => {
    await using tree = await repository();
    const index = await readFile(tree.in('.git/index'));
    const version5 = Buffer.from(index);
    version5.writeUInt32BE(5, 4);
    for (const invalid of [
      Buffer.from(''),
      Buffer.from('DIRC'),
      Buffer.from('PACK'.repeat(20)),
      version5,
      index.subarray(0, -1),
      index.subarray(0, 100),
    ]) {
      expect(() => executablesOfIndex(invalid)).toThrow(expect.objectContaining({ code: 'ARCHIVE_INVALID' }));
    }
  });

  it('throws only errors with ARCHIVE_INVALID for random bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(2, 3, 4), fc.nat(5), fc.uint8Array({ maxLength: 400 }), (version, count, bytes) => {
        const head = Buffer.alloc(12);
        head.write('DIRC');
        head.writeUInt32BE(version, 4);
        head.writeUInt32BE(count, 8);
        try {
          executablesOfIndex(Buffer.concat([head, bytes, Buffer.alloc(20)]));
        } catch (error) {
          expect(isOciError(error, 'ARCHIVE_INVALID')).toBe(true);
        }
      }),
    );
  });
});

describe('gitExecutables', () => {
  const warnings: string[] = [];
  const warn = (text: string): void => void warnings.push(text);

  it('returns names relative to the source, also in a linked worktree and a submodule', async () => {
    await using tree = await repository();
    expect([...(await gitExecutables(byteStringOf(tree.path), warn))].map(textOf)).toEqual(executables.toSorted());
    expect([...(await gitExecutables(byteStringOf(tree.in('a')), warn))]).toEqual(['run', 'run-too']);
    expect([...(await gitExecutables(byteStringOf(tree.in('deep/er')), warn))]).toEqual(['tool']);
    git(tree.path, 'commit', '-qm', 'x');
    git(tree.path, 'worktree', 'add', '-q', join(tree.outside, 'linked'));
    expect([...(await gitExecutables(byteStringOf(join(tree.outside, 'linked/a')), warn))]).toEqual(['run', 'run-too']);
    git(tree.path, 'submodule', 'add', '-q', tree.path, 'module');
    expect([...(await gitExecutables(byteStringOf(tree.in('module/a')), warn))]).toEqual(['run', 'run-too']);
    expect(warnings).toEqual([]);
  });

  it('returns no names without a repository or index, and warns about an invalid index', async () => {
    await using tree = await repository();
    expect((await gitExecutables(byteStringOf(tree.outside), warn)).size).toBe(0);
    await rename(tree.in('.git/index'), tree.in('.git/index.away'));
    expect((await gitExecutables(byteStringOf(tree.path), warn)).size).toBe(0);
    expect(warnings).toEqual([]);
    await writeFile(tree.in('.git/index'), 'not an index');
    expect((await gitExecutables(byteStringOf(tree.path), warn)).size).toBe(0);
    expect(warnings.splice(0)).toEqual([expect.stringContaining('does not begin with DIRC')]);
  });

  it('fails with ABORTED when the signal is aborted', async () => {
    await using tree = await repository();
    await expect(gitExecutables(byteStringOf(tree.path), warn, AbortSignal.abort())).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});
