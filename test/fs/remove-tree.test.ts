import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeTree } from '../../src/fs/index.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'remove-tree-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

describe('removeTree', () => {
  it('removes many files, nested directories, and directories that deny access', async () => {
    const tree = join(root, 'tree');
    await mkdir(join(tree, 'a/b/c'), { recursive: true });
    for (let file = 0; file < 700; file++) await writeFile(join(tree, file % 2 === 0 ? 'a' : 'a/b', String(file)), '');
    await writeFile(join(tree, 'a/b/c/x'), 'x');
    for (const directory of ['a/b/c', 'a/b', 'a']) await chmod(join(tree, directory), 0);
    await removeTree(tree);
    expect(await readdir(root)).toEqual([]);
  });

  it('removes links and not their targets', async () => {
    await mkdir(join(root, 'kept'));
    await writeFile(join(root, 'kept/f'), 'f');
    await mkdir(join(root, 'tree'));
    await symlink('../kept', join(root, 'tree/directory'));
    await symlink('../kept/f', join(root, 'tree/file'));
    await symlink('nowhere', join(root, 'tree/dangling'));
    await removeTree(join(root, 'tree'));
    expect(await readFile(join(root, 'kept/f'), 'utf8')).toBe('f');
    expect(await readdir(root)).toEqual(['kept']);
  });

  it('removes a file, and succeeds for a missing path', async () => {
    await writeFile(join(root, 'f'), 'f');
    for (let time = 0; time < 2; time++) await removeTree(join(root, 'f'));
    await removeTree(join(root, 'missing/below'));
    expect(await readdir(root)).toEqual([]);
  });

  // Only Linux allows such names.
  it.runIf(process.platform === 'linux')('removes names of any bytes', async () => {
    const name = Buffer.concat([Buffer.from(`${root}/tree/`), Buffer.from([0xff, 0x0a, 0xe9])]);
    await mkdir(name, { recursive: true });
    await writeFile(Buffer.concat([name, Buffer.from('/x')]), '');
    await removeTree(join(root, 'tree'));
    expect(await readdir(root)).toEqual([]);
  });
});
