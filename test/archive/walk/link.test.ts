import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/fs/index.ts';
import { walk, type WalkOptions } from '../../../src/archive/index.ts';
import { findCanaries, newCanary } from '../../faults/kit/index.ts';
import { failureOf, namesOf, pack, sourceTree, type SourceTree } from '../source-tree.ts';

async function linksOf(options: WalkOptions): Promise<string[]> {
  const entries = await Array.fromAsync(walk(options));
  return entries
    .filter(({ kind }) => kind === 'symlink')
    .map(({ name, target }) => `${textOf(name)} -> ${textOf(target)}`);
}

/** A secret outside of the source, and a source with a link to it. */
async function hostile(link: (tree: SourceTree) => Promise<void>): Promise<{ tree: SourceTree; secret: string }> {
  const tree = await sourceTree({ file: 'x', 'd/e/f': 'x' });
  const secret = newCanary();
  await mkdir(join(tree.outside, 'home/.docker'), { recursive: true });
  await writeFile(join(tree.outside, 'home/.docker/config.json'), JSON.stringify({ secret }));
  await writeFile(join(tree.outside, 'source-evil'), secret);
  await link(tree);
  return { tree, secret };
}

const escapes: Readonly<Record<string, (tree: SourceTree) => Promise<void>>> = {
  'an absolute link': (tree) => tree.link('link', join(tree.outside, 'home/.docker/config.json')),
  'an absolute link that points inside': (tree) => tree.link('link', tree.in('file')),
  'a relative link': (tree) => tree.link('link', '../home/.docker/config.json'),
  'a link to a directory outside': (tree) => tree.link('d/link', '../../home'),
  'a link to the parent itself': (tree) => tree.link('d/link', '../..'),
  'a link to a sibling whose name begins like the source': (tree) => tree.link('link', '../source-evil'),
  'a link that goes out and comes back': (tree) => tree.link('link', '../source/file'),
  'a link whose text is inside, and which leads outside through another link': async (tree) => {
    await tree.link('d/e/shallow', '../../shallow');
    await tree.put({ 'shallow/x': 'x' });
    // The text of d/e/shallow/../.. leads to d. The system follows it to the parent of the source.
    await tree.link('d/e/link', 'shallow/../../home/.docker/config.json');
  },
  'a link whose text is outside, and which leads inside through another link': async (tree) => {
    await tree.link('down', 'd/e');
    await tree.link('link', 'down/../../file');
  },
};

describe('links that leave the source', () => {
  it.each(Object.keys(escapes))(
    '%s is an error with its name, and nothing is read through it (PK-03)',
    async (title) => {
      const { tree, secret } = await hostile(escapes[title] ?? (() => Promise.resolve()));
      await using _ = tree;
      const error = await failureOf(pack({ sourceDir: tree.path }));
      expect(error).toMatchObject({ code: 'INPUT_INVALID' });
      expect(error.message).toMatch(/"(d\/|d\/e\/)?link" is a link that leaves the source/);
      expect(error.message).toContain('allow-outside-links');
      expect(findCanaries([secret], { error })).toEqual([]);
    },
  );

  it.each(Object.keys(escapes))('%s is stored unchanged when outside links are allowed (PK-03)', async (title) => {
    const { tree, secret } = await hostile(escapes[title] ?? (() => Promise.resolve()));
    await using _ = tree;
    const { bytes, layer } = await pack({ sourceDir: tree.path, allowOutsideLinks: true });
    expect(layer.symlinks).toBeGreaterThan(0);
    expect(findCanaries([secret], { archive: bytes })).toEqual([]);
  });

  it.each([
    'an absolute link',
    'a relative link',
    'a link to a directory outside',
    'a link to the parent itself',
    'a link to a sibling whose name begins like the source',
  ])('%s is not followed unless outside links are allowed (PK-03)', async (title) => {
    const { tree, secret } = await hostile(escapes[title] ?? (() => Promise.resolve()));
    await using _ = tree;
    const error = await failureOf(pack({ sourceDir: tree.path, symlinks: 'follow' }));
    expect(error).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('is a link that leaves the source'),
    });
    expect(findCanaries([secret], { error })).toEqual([]);
  });

  it('are followed when outside links are allowed, so the test would find a leaked secret (PK-03)', async () => {
    const { tree, secret } = await hostile((hostileTree) => hostileTree.link('link', '../home/.docker/config.json'));
    await using _ = tree;
    const { bytes, layer } = await pack({ sourceDir: tree.path, symlinks: 'follow', allowOutsideLinks: true });
    expect(findCanaries([secret], { archive: bytes })).not.toEqual([]);
    expect(layer.credentialFiles).toEqual(['link']);
  });
});

describe('symlinks: preserve', () => {
  it('stores links that stay inside: relative, dangling, circular, to directories, through other links', async () => {
    await using tree = await sourceTree({ 'd/e/f': 'x', file: 'x' });
    await tree.link('a', 'file');
    await tree.link('d/b', '../file');
    await tree.link('d/e/c', './../../d/.//e/f');
    await tree.link('dangling', 'nowhere/at/all');
    await tree.link('circle', 'circle');
    await tree.link('through', 'circle/x');
    await tree.link('directory', 'd');
    await tree.link('further', 'directory/e/f');
    await tree.link('root', '.');
    expect(await linksOf({ sourceDir: tree.path })).toEqual([
      'a -> file',
      'circle -> circle',
      'd/b -> ../file',
      'd/e/c -> ./../../d/.//e/f',
      'dangling -> nowhere/at/all',
      'directory -> d',
      'further -> directory/e/f',
      'root -> .',
      'through -> circle/x',
    ]);
  });

  it('allows links in a sub-directory to lead anywhere in the source', async () => {
    await using tree = await sourceTree({ 'd/e/f': 'x', file: 'x' });
    await tree.link('d/link', '../file');
    expect(await linksOf({ sourceDir: tree.path, subDir: 'd' })).toEqual(['d/link -> ../file']);
    await tree.link('d/out', '../../x');
    await expect(namesOf({ sourceDir: tree.path, subDir: 'd' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('symlinks: error', () => {
  it('rejects all links and lists their names', async () => {
    await using tree = await sourceTree({ file: 'x' });
    await tree.link('a', 'file');
    await tree.link('b', 'nowhere');
    await expect(namesOf({ sourceDir: tree.path, symlinks: 'error' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/"a" is a symbolic link.*"b" is a symbolic link/),
    });
  });
});

describe('symlinks: follow', () => {
  it('stores the targets of links, also several times, in the order of the names', async () => {
    await using tree = await sourceTree({ 'd/f': 'content', z: 'z' });
    await tree.link('a', 'd');
    await tree.link('b', 'd');
    await tree.link('c', 'd/f');
    await tree.link('d/g', '../z');
    await tree.link('e', 'a/f');
    const entries = await Array.fromAsync(walk({ sourceDir: tree.path, symlinks: 'follow' }));
    expect(entries.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'directory .',
      'directory a',
      'file a/f',
      'file a/g',
      'directory b',
      'file b/f',
      'file b/g',
      'file c',
      'directory d',
      'file d/f',
      'file d/g',
      'file e',
      'file z',
    ]);
    const { bytes } = await pack({ sourceDir: tree.path, symlinks: 'follow' });
    expect(bytes.toString('latin1').match(/content/g)).toHaveLength(5);
  });

  it('follows links in a sub-directory to anywhere in the source', async () => {
    await using tree = await sourceTree({ 'd/f': 'x', 'shared/s': 'x' });
    await tree.link('d/link', '../shared');
    expect(await namesOf({ sourceDir: tree.path, subDir: 'd', symlinks: 'follow' })).toEqual([
      '.',
      'd',
      'd/f',
      'd/link',
      'd/link/s',
    ]);
  });

  it.each([
    ['itself', 'link', 'leads in a loop'],
    ['nothing', 'nowhere', 'target does not exist'],
    ['below a file', 'file/x', 'target does not exist'],
    ['its own directory', '.', 'leads back to one of its parent directories'],
    ['.git', '.git/config', 'into .git'],
    ['.git as a whole', '.git', 'into .git'],
  ])('rejects a link to %s', async (_, target, reason) => {
    await using tree = await sourceTree({ file: 'x', '.git/config': 'x' });
    await tree.link('link', target);
    await expect(namesOf({ sourceDir: tree.path, symlinks: 'follow' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(new RegExp(`"link" .*${reason}`)),
    });
  });

  it('rejects loops over several links and directories', async () => {
    await using tree = await sourceTree({ 'a/x': '', 'b/y': '' });
    await tree.link('a/to-b', '../b');
    await tree.link('b/to-a', '../a');
    await expect(namesOf({ sourceDir: tree.path, symlinks: 'follow' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('"a/to-b/to-a" leads back'),
    });
  });

  it('ends an exponential tree of links at the limit of entries', async () => {
    await using tree = await sourceTree({ 'd30/x': '' });
    for (let level = 0; level < 30; level++) {
      await tree.link(`d${level}/a`, `../d${level + 1}`);
      await tree.link(`d${level}/b`, `../d${level + 1}`);
    }
    await expect(namesOf({ sourceDir: tree.path, symlinks: 'follow', maxEntries: 5000 })).rejects.toMatchObject({
      code: 'SIZE_LIMIT',
    });
  });

  it('applies patterns to the name of the link, as a directory when it leads to one', async () => {
    await using tree = await sourceTree({ 'd/f': 'x', file: 'x' });
    await tree.link('build', 'd');
    await tree.link('out.log', 'nowhere');
    expect(await namesOf({ sourceDir: tree.path, symlinks: 'follow', exclude: ['build/', '*.log'] })).toEqual([
      '.',
      'd',
      'd/f',
      'file',
    ]);
    expect(await namesOf({ sourceDir: tree.path, exclude: ['build/', '*.log'] })).toEqual([
      '.',
      'build',
      'd',
      'd/f',
      'file',
    ]);
  });

  it('rejects links outside of the source that lead back to it', async () => {
    await using tree = await sourceTree({ file: 'x' });
    await symlink(tree.path, join(tree.outside, 'back'));
    await tree.link('out', tree.outside);
    await expect(namesOf({ sourceDir: tree.path, symlinks: 'follow', allowOutsideLinks: true })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/"out\/back" leads back.*"out\/source" leads back/),
    });
  });
});
