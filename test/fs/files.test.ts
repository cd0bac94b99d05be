import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isWithin, PendingFile, safeJoin, unsafePathReason, writeFileAtomic } from '../../src/fs/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'io-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('PendingFile', () => {
  it('appears whole, or never', async () => {
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

  it('says what failed and why', async () => {
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

describe('foreign names', () => {
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
  ])('EX-01 are refused: %j', (name) => {
    expect(unsafePathReason(name)).toBeDefined();
    expect(() => safeJoin(directory, name)).toThrow(expect.objectContaining({ code: 'ARCHIVE_INVALID' }));
  });

  it.each(['a', './a', 'a/b', '.', 'a..b', '...', 'größe'])('EX-01 are taken: %j', (name) => {
    expect(unsafePathReason(name)).toBeUndefined();
    expect(isWithin(directory, safeJoin(directory, name))).toBe(true);
  });

  it('EX-04 a sibling that begins with the same letters is not within', () => {
    expect(isWithin('/tmp/out', '/tmp/out-evil/x')).toBe(false);
    expect(isWithin('/tmp/out', '/tmp/out/x')).toBe(true);
    expect(isWithin('/tmp/out', '/tmp/out/..x')).toBe(true);
    expect(isWithin('/tmp/out', '/tmp')).toBe(false);
  });
});
