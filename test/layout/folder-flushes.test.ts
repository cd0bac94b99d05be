import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderFlushes } from '../../src/layout/folder-flushes.ts';
import { temporaryFolder } from './fixture.ts';

/** A flush of a file that is not a folder fails on each system except Windows, which flushes no folders. */
describe.runIf(process.platform !== 'win32')('FolderFlushes', () => {
  it('flushes again after a failure, and after a change', async () => {
    await using temporary = await temporaryFolder();
    const path = join(temporary.path, 'link', 'blobs');
    const flushes = new FolderFlushes();
    await writeFile(join(temporary.path, 'link'), 'not a folder');
    for (let attempt = 1; attempt <= 3; attempt++) await expect(flushes.flush(path)).rejects.toThrow('ENOTDIR');
    await rm(join(temporary.path, 'link'));
    await mkdir(path, { recursive: true });
    await flushes.flush(path);
    // The folder is not opened again until it changes.
    await rm(join(temporary.path, 'link'), { recursive: true });
    await writeFile(join(temporary.path, 'link'), 'not a folder');
    await flushes.flush(path);
    flushes.recordChange(path);
    await expect(flushes.flush(path)).rejects.toThrow('ENOTDIR');
  });

  it('has nothing to flush in a folder that does not exist', async () => {
    await using temporary = await temporaryFolder();
    await new FolderFlushes().flush(join(temporary.path, 'absent'));
  });
});
