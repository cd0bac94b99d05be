import { chmod, lstat, mkdir, mkdtemp, readFile, readlink, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { byteStringOf, copyTree } from '../../src/fs/index.ts';

it('copies contents, modes, times and links', async () => {
  const root = await mkdtemp(join(tmpdir(), 'copy-tree-'));
  try {
    await mkdir(join(root, 'from/inner'), { recursive: true });
    for (const [name, mode] of [
      ['file', 0o640],
      ['inner/run', 0o750],
    ] as const) {
      await writeFile(join(root, 'from', name), name, { mode });
      await utimes(join(root, 'from', name), 1_000_000, 1_000_000);
    }
    await symlink('inner/run', join(root, 'from/link'));
    const directories = [
      ['inner', 0o755],
      ['shared', 0o775],
      ['private', 0o700],
      ['read-only', 0o555],
    ] as const;
    for (const [name, mode] of directories) {
      await mkdir(join(root, 'from', name), { recursive: true });
      await chmod(join(root, 'from', name), mode);
    }
    await copyTree(byteStringOf(join(root, 'from')), byteStringOf(join(root, 'to')));
    for (const name of ['file', 'inner/run']) {
      expect(await readFile(join(root, 'to', name), 'utf8')).toBe(name);
      const [from, to] = await Promise.all(['from', 'to'].map((tree) => lstat(join(root, tree, name))));
      expect(to?.mode).toBe(from?.mode);
      expect(to?.mtimeMs).toBe(1_000_000_000);
    }
    expect(await readlink(join(root, 'to/link'))).toBe('inner/run');
    for (const [name, mode] of directories) expect((await lstat(join(root, 'to', name))).mode & 0o7777).toBe(mode);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
