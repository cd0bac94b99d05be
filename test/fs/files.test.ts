import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isWithin, PendingFile, unsafePathReason, writeFileAtomic } from '../../src/fs/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fs-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('PendingFile', () => {
  it('appears complete, or not at all', async () => {
    const path = join(directory, 'file');
    {
      await using file = await PendingFile.create(directory, 'pending');
      await file.write(Buffer.from('half'));
      expect(await readdir(directory)).not.toContain('file');
    }
    expect(await readdir(directory)).toEqual([]);
    {
      await using file = await PendingFile.create(directory, 'pending');
      await file.write(Buffer.from('whole'));
      await file.commit(path);
    }
    expect(await readdir(directory)).toEqual(['file']);
    expect(await readFile(path, 'utf8')).toBe('whole');
  });

  it('names the failed operation', async () => {
    await writeFile(join(directory, 'blocker'), '');
    await expect(PendingFile.create(join(directory, 'blocker/below'), 'x')).rejects.toMatchObject({
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

describe('unsafePathReason', () => {
  it.each([
    '',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a/..',
    String.raw`a\b`,
    'C:x',
    'c:/x',
    'a\0b',
    'a'.repeat(256),
    `${'a/'.repeat(2100)}b`,
  ])('rejects %j (EX-01)', (name) => {
    expect(unsafePathReason(name)).toBeDefined();
  });

  it.each(['a', './a', 'a/b', '.', 'a..b', '...', 'größe'])(
    'accepts %j, which stays in the directory (EX-01)',
    (name) => {
      expect(unsafePathReason(name)).toBeUndefined();
      expect(isWithin(directory, join(directory, name))).toBe(true);
    },
  );
});

describe('isWithin', () => {
  it('is false for a sibling with the same prefix (EX-04)', () => {
    expect(isWithin('/tmp/out', '/tmp/out-evil/x')).toBe(false);
  });

  it('is false for the parent directory (EX-04)', () => {
    expect(isWithin('/tmp/out', '/tmp')).toBe(false);
  });

  it('is true for inner paths, also with a name that starts with ".." (EX-04)', () => {
    expect(isWithin('/tmp/out', '/tmp/out/x')).toBe(true);
    expect(isWithin('/tmp/out', '/tmp/out/..x')).toBe(true);
  });
});
