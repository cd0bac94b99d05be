import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isProcessAlive, kindOf, kindOfSync, kindOfTarget } from '../../src/fs/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fs-'));
  await writeFile(join(folder, 'file'), '');
  await mkdir(join(folder, 'directory'));
  await symlink('directory', join(folder, 'link'));
  await symlink('nothing', join(folder, 'dangling'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('kindOf', () => {
  it.each([
    ['file', 'file', 'file'],
    ['directory', 'directory', 'directory'],
    ['link', 'symbolic link', 'directory'],
    ['dangling', 'symbolic link', 'absent'],
    ['nothing', 'absent', 'absent'],
    ['file/nothing', 'absent', 'absent'],
  ])('reports %s as %s, and its target as %s', async (name, kind, target) => {
    const path = join(folder, name);
    expect([await kindOf(path), kindOfSync(path), await kindOfTarget(path)]).toEqual([kind, kind, target]);
  });
});

describe('isProcessAlive', () => {
  it('returns true for this process and false for a process that does not exist', () => {
    expect(isProcessAlive(process.pid)).toBe(true);
    expect(isProcessAlive(2 ** 22 + 1)).toBe(false);
  });
});
