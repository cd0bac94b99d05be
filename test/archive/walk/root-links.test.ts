import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/fs/index.ts';
import { walk } from '../../../src/archive/index.ts';
import { failureOf, namesOf, reportOf, sourceTree } from '../source-tree.ts';

describe('links in the root of a file system', () => {
  it.each(['/', '/file', '/d/e', '/nowhere', '/d/e/../../file', '//d', '../e/f', '/lib/f'])(
    'stores a link to %s without a warning',
    async (target) => {
      await using tree = await sourceTree({ 'd/e/f': 'x', file: 'x' });
      await tree.link('lib', '/d/e');
      await tree.link('d/link', target);
      const options = { sourceDir: tree.path, linksFromRoot: true };
      const entries = await Array.fromAsync(walk(options));
      expect(entries.find(({ name }) => textOf(name) === 'd/link')).toMatchObject({ target });
      expect((await reportOf(options)).warnings).toEqual([]);
      await expect(namesOf({ sourceDir: tree.path })).rejects.toThrow('is a link out of the source');
    },
  );

  it.each([
    ['../../x', 'its target is outside the destination directory'],
    ['/../x', 'its target is outside the destination directory'],
    ['/d\\e', 'its target contains a backslash'],
    ['/lib/../file', '".." follows "lib", which is not a packaged directory'],
  ])('rejects a link to %s', async (target, reason) => {
    await using tree = await sourceTree({ 'd/e/f': 'x', file: 'x' });
    await tree.link('lib', '/d/e');
    await tree.link('d/link', target);
    const { message } = await failureOf(namesOf({ sourceDir: tree.path, linksFromRoot: true }));
    expect(message).toContain('"d/link" is a link to');
    expect(message).toContain(reason);
    expect(message).not.toContain('"lib" is a link');
  });

  it('does not follow links out of the source (PK-03)', async () => {
    await using tree = await sourceTree({ file: 'x' });
    await tree.link('link', join(tree.outside, 'home'));
    const options = { sourceDir: tree.path, linksFromRoot: true, symlinks: 'follow' } as const;
    await expect(namesOf(options)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});
