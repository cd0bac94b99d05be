import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PendingFile, writeFileAtomic } from '../../src/fs/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fs-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** The files in the directory that this process has open, on Linux. */
async function openFiles(): Promise<readonly string[]> {
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(directory));
}

describe('PendingFile', () => {
  it('creates the file only when it is complete', async () => {
    const path = join(directory, 'file');
    {
      await using file = await PendingFile.create(directory, 'the file', 'pending');
      await file.write(Buffer.from('half'));
      expect(await readdir(directory)).not.toContain('file');
    }
    expect(await readdir(directory)).toEqual([]);
    {
      await using file = await PendingFile.create(directory, 'the file', 'pending');
      await file.write(Buffer.from('whole'));
      await file.commit(path);
    }
    expect(await readdir(directory)).toEqual(['file']);
    expect(await readFile(path, 'utf8')).toBe('whole');
  });

  it('leaves no open file after a commit, a failed commit, or no commit', async () => {
    {
      await using committed = await PendingFile.create(directory, 'the file', 'pending');
      if (process.platform === 'linux') expect(await openFiles()).toEqual([committed.temporaryPath]);
      await committed.commit(join(directory, 'file'));
      expect(await openFiles()).toEqual([]);
      await using failed = await PendingFile.create(directory, 'the file', 'pending');
      await expect(failed.commit(join(directory, 'missing/file'))).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
      await using abandoned = await PendingFile.create(directory, 'the file', 'pending');
      await abandoned.write(Buffer.from('half'));
    }
    expect(await openFiles()).toEqual([]);
    expect(await readdir(directory)).toEqual(['file']);
  });

  it('reports the failed operation', async () => {
    await writeFile(join(directory, 'blocker'), '');
    await expect(PendingFile.create(join(directory, 'blocker/below'), 'the file', 'x')).rejects.toMatchObject({
      code: 'FILE_SYSTEM',
    });
  });
});

describe('writeFileAtomic', () => {
  it('replaces the content and leaves no temporary file', async () => {
    const path = join(directory, 'file');
    await writeFileAtomic(path, 'one');
    await writeFileAtomic(path, 'two');
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(directory)).toEqual(['file']);
  });
});
