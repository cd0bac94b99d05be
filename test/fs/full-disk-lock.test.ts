import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LockFile } from '../../src/fs/index.ts';
import { failWrites } from '../faults/full-disk.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oci-lock-'));
  path = join(folder, 'lock');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('LockFile on a full disk', () => {
  for (const code of ['ENOSPC', 'EDQUOT']) {
    it(`is held with an empty file, and writes it when the disk has space (${code})`, async () => {
      using disk = await failWrites(code);
      await new LockFile(path).run(async (lock) => {
        await lock.check();
        expect(await readFile(path, 'utf8')).toBe('');
        await expect(new LockFile(path, { timeoutMs: 100 }).run(async () => undefined)).rejects.toMatchObject({
          code: 'TIMEOUT',
        });
        disk.code = undefined;
        await vi.waitFor(async () => expect(await readFile(path, 'utf8')).toContain(String(process.pid)), {
          timeout: 20_000,
        });
        await lock.check();
      });
      expect(await readdir(folder)).toEqual([]);
    });
  }

  it('is lost when another process has replaced the empty file', async () => {
    using _ = await failWrites('ENOSPC');
    await new LockFile(path).run(async (lock) => {
      await rm(path);
      await expect(lock.check()).rejects.toMatchObject({ code: 'TIMEOUT' });
      await new LockFile(path).run(async (other) => {
        await other.check();
      });
    });
  });

  for (const code of ['EFBIG', 'EIO']) {
    it(`cannot be acquired after another failure, and leaves no file (${code})`, async () => {
      using _ = await failWrites(code);
      await expect(new LockFile(path).run(async () => undefined)).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
      expect(await readdir(folder)).toEqual([]);
    });
  }
});
