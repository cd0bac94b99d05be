import { open, readdir, readFile, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { StagedFile } from '../../src/layout/staged-file.ts';
import { expectCode } from '../contract/content.ts';
import { temporaryFolder } from './fixture.ts';

async function fileHandlePrototype(): Promise<FileHandle> {
  const handle = await open(import.meta.filename);
  await handle.close();
  return Object.getPrototypeOf(handle) as FileHandle;
}

const failure = (code: string): Error => Object.assign(new Error('on purpose'), { code });

describe('StagedFile', () => {
  it.each(['EIO', 'ENOSPC', 'EDQUOT'])(
    'cannot be committed after a flush during the write failed (%s)',
    async (code) => {
      await using folder = await temporaryFolder();
      using datasync = vi.spyOn(await fileHandlePrototype(), 'datasync').mockRejectedValueOnce(failure(code));
      const chunk = Buffer.alloc(1024 * 1024);
      {
        await using staged = await StagedFile.create(folder.path);
        staged.flushesEarly = true;
        await staged.append(Array.from({ length: 64 }, () => chunk));
        await staged.append([chunk]);
        expect(datasync).toHaveBeenCalledOnce();
        // The system reports the failure only once, so the flush at the end succeeds.
        await expectCode(staged.commit(join(folder.path, 'blob'), true), 'FILE_SYSTEM');
      }
      expect(await readdir(folder.path)).toEqual([]);
    },
  );

  it.each(['', 'X', 'a longer text'])(
    'continues at the stated size, without the bytes after it (then %j)',
    async (next) => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'upload');
      await writeFile(path, 'abcdef');
      await using staged = await StagedFile.reopen(path, 3);
      await staged.append([Buffer.from(next)]);
      await staged.commit(join(folder.path, 'blob'), false);
      expect(await readFile(join(folder.path, 'blob'), 'utf8')).toBe(`abc${next}`);
    },
  );

  it.each(['', 'next', 'a longer text'])('has no bytes of a write that failed (then %j)', async (next) => {
    await using folder = await temporaryFolder();
    const prototype = await fileHandlePrototype();
    await using staged = await StagedFile.create(folder.path);
    await staged.append([Buffer.from('first ')]);
    {
      using _ = vi.spyOn(prototype, 'writev').mockImplementationOnce(async function (this: FileHandle, _, position) {
        await this.write('half a chunk', position);
        throw failure('ENOSPC');
      });
      await expectCode(staged.append([Buffer.from('half a chunk of text')]), 'FILE_SYSTEM');
    }
    await staged.append([Buffer.from(next)]);
    const path = join(folder.path, 'blob');
    expect(await staged.commit(path, false)).toMatchObject({ size: staged.size });
    expect(await readFile(path, 'utf8')).toBe(`first ${next}`);
  });
});
