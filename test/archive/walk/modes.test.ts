import { spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { walk } from '../../../src/archive/index.ts';
import { reportOf, sourceTree } from '../source-tree.ts';

describe('modes of entries', () => {
  it('preserves all twelve mode bits and sets 0777 for links', async () => {
    await using tree = await sourceTree({ 'd/': '', f: 'x' });
    await chmod(tree.in('f'), 0o6751);
    await chmod(tree.in('d'), 0o3705);
    await tree.link('l', 'f');
    const entries = await Array.fromAsync(walk({ sourceDir: tree.path }));
    expect(Object.fromEntries(entries.map(({ name, mode }) => [name, mode.toString(8)]))).toMatchObject({
      d: '3705',
      f: '6751',
      l: '777',
    });
  });

  it("normalizes modes to 0755 or 0644, depending on the owner's execute bit (PK-08)", async () => {
    await using tree = await sourceTree({ 'd/': '', run: 'x', data: 'x', others: 'x' });
    await chmod(tree.path, 0o700);
    await chmod(tree.in('d'), 0o2770);
    await chmod(tree.in('run'), 0o4700);
    await chmod(tree.in('data'), 0o400);
    await chmod(tree.in('others'), 0o611);
    const entries = await Array.fromAsync(walk({ sourceDir: tree.path, modes: 'normalize' }));
    expect(Object.fromEntries(entries.map(({ name, mode }) => [name, mode.toString(8)]))).toEqual({
      '.': '755',
      d: '755',
      run: '755',
      data: '644',
      others: '644',
    });
  });

  it.each(['keep', 'normalize'] as const)(
    'reads executable bits from the git index on a file system without modes, with %s (PK-08)',
    async (modes) => {
      await using tree = await sourceTree({ 'sub/run': 'x', 'sub/data': 'x', 'sub/new': 'x', other: 'x' });
      const git = (...args: string[]): void => {
        expect(spawnSync('git', ['-C', tree.path, ...args]).status).toBe(0);
      };
      git('init', '-q');
      git('add', '.', ':!sub/new');
      git('update-index', '--chmod=+x', 'sub/run');
      await chmod(tree.in('sub/data'), 0o777);
      const modesOf = async (sourceDir: string): Promise<Record<string, string>> =>
        Object.fromEntries(
          (await Array.fromAsync(walk({ sourceDir, modes, hasModes: false }))).map(({ name, mode }) => [
            name,
            mode.toString(8),
          ]),
        );
      expect(await modesOf(tree.path)).toEqual({
        '.': '755',
        sub: '755',
        'sub/run': '755',
        'sub/data': '644',
        'sub/new': '644',
        other: '644',
      });
      expect(await modesOf(tree.in('sub'))).toEqual({ '.': '755', run: '755', data: '644', new: '644' });
      await writeFile(tree.in('.git/index'), 'not an index');
      const report = await reportOf({ sourceDir: tree.path, modes, hasModes: false });
      expect(report.warnings).toEqual([
        expect.stringMatching(/^no file is marked as executable: cannot read the git index/),
      ]);
    },
  );
});
