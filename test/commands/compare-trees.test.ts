import { chmod, cp, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareTrees } from '../../src/commands/compare-trees.ts';
import { temporaryPlace } from '../cli/spawned.ts';

const posix = process.platform !== 'win32';
const size = 600_000;

describe('differences of two trees', () => {
  const changes: readonly (readonly [string, (copy: string) => Promise<void>, string, boolean])[] = [
    ['nothing', async () => {}, '', true],
    [
      'one byte',
      async (copy) => writeFile(join(copy, 'd/big'), Buffer.alloc(size).fill(1, size - 1)),
      'the content of d/big differs',
      true,
    ],
    ['the length', async (copy) => truncate(join(copy, 'd/big'), size - 1), 'the content of d/big differs', true],
    ['a missing file', async (copy) => rm(join(copy, 'a')), 'missing file a', true],
    ['an additional file', async (copy) => writeFile(join(copy, 'd/new'), ''), 'unexpected file d/new', true],
    [
      'the kind',
      async (copy) =>
        rm(join(copy, 'a'))
          .then(() => mkdir(join(copy, 'a')))
          .then(() => {}),
      'a is a directory, not a file',
      true,
    ],
    ['the mode', async (copy) => chmod(join(copy, 'a'), 0o600), 'a has mode 600, not 644', posix],
    ["a directory's mode", async (copy) => chmod(join(copy, 'd'), 0o700), 'd has mode 700, not 755', posix],
    [
      "a link's target",
      async (copy) => rm(join(copy, 'l')).then(() => symlink('d', join(copy, 'l'))),
      'l links to d, not to a',
      posix,
    ],
  ];

  it.each(changes.filter(([, , , here]) => here))('include %s', async (_, change, expected) => {
    await using place = await temporaryPlace();
    const [left, right] = [join(place.path, 'left'), join(place.path, 'right')];
    await mkdir(join(left, 'd'), { recursive: true });
    await mkdir(join(left, '.git'));
    await writeFile(join(left, 'a'), 'a');
    await writeFile(join(left, 'd/big'), Buffer.alloc(size));
    if (posix) {
      await chmod(join(left, 'a'), 0o644);
      await chmod(join(left, 'd'), 0o755);
      await symlink('a', join(left, 'l'));
    }
    await cp(left, right, { recursive: true, verbatimSymlinks: true });
    await rm(join(right, '.git'), { recursive: true });
    await change(right);
    expect(await compareTrees(left, right)).toEqual(
      expected === '' ? [] : [expected.replaceAll('/', process.platform === 'win32' ? '\\' : '/')],
    );
  });
});
