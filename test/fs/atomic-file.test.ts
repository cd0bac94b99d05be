import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PendingFile, writeFileAtomic } from '../../src/fs/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fs-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

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
