import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  byteStringOf,
  fromLatin1,
  moveTree,
  readEntries,
  systemPath,
  withWritableDirectory,
} from '../../src/fs/index.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'merge-tree-'));
  await put({ 'from/dir/new': 'new', 'from/file': 'new' });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

async function move(replaceFiles?: boolean): Promise<unknown> {
  return await moveTree(byteStringOf(join(root, 'from')), byteStringOf(join(root, 'to')), { replaceFiles });
}

it('moves a directory to a path that does not exist by one rename', async () => {
  const { ino } = await lstat(join(root, 'from'));
  expect(await move()).toBeUndefined();
  expect((await lstat(join(root, 'to'))).ino).toBe(ino);
});

it('merges directories and replaces files and links', async () => {
  await put({ 'to/dir/old': 'old', outside: 'safe' });
  await symlink(join(root, 'outside'), join(root, 'to/file'));
  expect(await move()).toBeUndefined();
  expect((await readdir(join(root, 'to'), { recursive: true })).sort()).toEqual(['dir', 'dir/new', 'dir/old', 'file']);
  expect(await readFile(join(root, 'to/file'), 'utf8')).toBe('new');
  expect(await readFile(join(root, 'outside'), 'utf8')).toBe('safe');
});

it.each([
  ['a directory with the name of an existing file', { 'to/dir': 'old', 'to/other': '' }, true, 'dir'],
  ['a file with the name of an existing directory', { 'to/file/old': 'old' }, true, 'file'],
  ['an existing file without replaceFiles', { 'to/dir/new': 'old' }, false, 'dir/new'],
])('moves nothing for %s', async (_, existing, replaceFiles, path) => {
  await put(existing);
  const before = await readdir(root, { recursive: true });
  expect(await move(replaceFiles)).toMatchObject({ path });
  expect(await readdir(root, { recursive: true })).toEqual(before);
});

it.skipIf(process.platform === 'win32')(
  'merges directories that deny access to their owner, and preserves their modes',
  async () => {
    await put({ 'from/locked/inner/file': 'x', 'to/dir/old': 'old', 'to/locked/old': 'old' });
    await chmod(join(root, 'from/locked/inner'), 0o500);
    await chmod(join(root, 'from/locked'), 0o000);
    expect(await move()).toBeUndefined();
    expect((await stat(join(root, 'to/locked/inner'))).mode & 0o777).toBe(0o500);
    await chmod(join(root, 'to/locked/inner'), 0o700);
    expect(await readFile(join(root, 'to/locked/inner/file'), 'utf8')).toBe('x');
  },
);

it.skipIf(process.platform === 'win32').each([0o000, 0o200, 0o500])(
  'changes a directory with the mode %o only until the work ends or fails',
  async (mode) => {
    const directory = join(root, 'from/dir');
    await chmod(directory, mode);
    const name = byteStringOf(directory);
    const inside = await withWritableDirectory(name, async () => (await stat(directory)).mode & 0o777);
    expect([inside, (await stat(directory)).mode & 0o777]).toEqual([0o700, mode]);
    await expect(withWritableDirectory(name, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect((await stat(directory)).mode & 0o777).toBe(mode);
    await chmod(directory, 0o700);
  },
);

it.runIf(process.platform === 'linux')('preserves names that are not UTF-8', async () => {
  await put({ 'to/dir/old': 'old' });
  const name = fromLatin1('\u00ff\u00fe');
  await writeFile(Buffer.concat([Buffer.from(join(root, 'from/dir/')), Buffer.from(systemPath(name))]), 'x');
  expect(await move()).toBeUndefined();
  expect(Array.from(readEntries(byteStringOf(join(root, 'to/dir'))), (entry) => entry.name)).toEqual([
    'new',
    'old',
    name,
  ]);
});
