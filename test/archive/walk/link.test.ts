import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/fs/index.ts';
import { walk, type WalkOptions } from '../../../src/archive/index.ts';
import { findCanaries, newCanary } from '../../faults/kit/index.ts';
import { failureOf, namesOf, pack, reportOf, sourceTree, type SourceTree } from '../source-tree.ts';

async function linksOf(options: WalkOptions): Promise<string[]> {
  const entries = await Array.fromAsync(walk(options));
  return entries
    .filter(({ kind }) => kind === 'symlink')
    .map(({ name, target }) => `${textOf(name)} -> ${textOf(target)}`);
}

/** A source, a secret outside of the source, and a link that `link` creates. */
async function treeWithSecret(
  link: (tree: SourceTree) => Promise<void>,
): Promise<{ tree: SourceTree; secret: string }> {
  const tree = await sourceTree({ file: 'x', 'd/e/f': 'x' });
  const secret = newCanary();
  await mkdir(join(tree.outside, 'home/.docker'), { recursive: true });
  await writeFile(join(tree.outside, 'home/.docker/config.json'), JSON.stringify({ secret }));
  await writeFile(join(tree.outside, 'source-evil'), secret);
  await link(tree);
  return { tree, secret };
}

const outsideLinks: Readonly<Record<string, (tree: SourceTree) => Promise<void>>> = {
  'an absolute link': (tree) => tree.link('link', join(tree.outside, 'home/.docker/config.json')),
  'an absolute link that points inside': (tree) => tree.link('link', tree.in('file')),
  'a relative link': (tree) => tree.link('link', '../home/.docker/config.json'),
  'a link to a directory outside': (tree) => tree.link('d/link', '../../home'),
  'a link to the parent itself': (tree) => tree.link('d/link', '../..'),
  'a link to a sibling with the name of the source as a prefix': (tree) => tree.link('link', '../source-evil'),
  'a link through the parent back into the source': (tree) => tree.link('link', '../source/file'),
  'a link whose text is inside, but which leads outside through another link': async (tree) => {
    await tree.link('d/e/shallow', '../../shallow');
    await tree.put({ 'shallow/x': 'x' });
    // As text, d/e/shallow/../.. is d. The operating system follows it to the parent of the source.
    await tree.link('d/e/link', 'shallow/../../home/.docker/config.json');
  },
  'a link whose text is outside, but which leads inside through another link': async (tree) => {
    await tree.link('down', 'd/e');
    await tree.link('link', 'down/../../file');
  },
};

async function treeWithOutsideLink(title: string): Promise<{ tree: SourceTree; secret: string }> {
  const link = outsideLinks[title];
  if (link === undefined) throw new Error(`no link: ${title}`);
  return await treeWithSecret(link);
}

describe('links out of the source', () => {
  it.each(Object.keys(outsideLinks))(
    'rejects %s with its name, and does not read its target (PK-03)',
    async (title) => {
      const { tree, secret } = await treeWithOutsideLink(title);
      await using _ = tree;
      const error = await failureOf(pack({ sourceDir: tree.path }));
      expect(error).toMatchObject({ code: 'INPUT_INVALID' });
      expect(error.message).toMatch(/"(d\/|d\/e\/)?link" is a link out of the source/);
      expect(error.message).toContain('allowOutsideLinks');
      expect(findCanaries([secret], { error })).toEqual([]);
    },
  );

  it.each(Object.keys(outsideLinks))('stores %s unchanged when outside links are allowed (PK-03)', async (title) => {
    const { tree, secret } = await treeWithOutsideLink(title);
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
    'a link to a sibling with the name of the source as a prefix',
  ])('does not follow %s unless outside links are allowed (PK-03)', async (title) => {
    const { tree, secret } = await treeWithOutsideLink(title);
    await using _ = tree;
    const error = await failureOf(pack({ sourceDir: tree.path, symlinks: 'follow' }));
    expect(error).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('is a link out of the source'),
    });
    expect(findCanaries([secret], { error })).toEqual([]);
  });

  it('follows a link when outside links are allowed (PK-03)', async () => {
    const { tree, secret } = await treeWithOutsideLink('a relative link');
    await using _ = tree;
    // This also shows that the other tests would find a secret in the archive.
    const { bytes, layer } = await pack({ sourceDir: tree.path, symlinks: 'follow', allowOutsideLinks: true });
    expect(findCanaries([secret], { archive: bytes })).not.toEqual([]);
    expect(layer.credentialFiles).toEqual(['link']);
  });
});

describe('symlinks: preserve', () => {
  it('stores links inside the source: relative, dangling, circular, to directories, through other links', async () => {
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

  it('rejects links that unpacking rejects, and stores them with a warning when outside links are allowed', async () => {
    await using tree = await sourceTree({ 'd/e/f': 'x', file: 'x', 'excluded/x': '' });
    await tree.link('directory', 'd');
    const links: Readonly<Record<string, readonly [string, RegExp]>> = {
      backslash: ['a\\b', /contains a backslash/],
      drive: ['C:x', /target is absolute/],
      dangling: ['nowhere/../file', /"\.\." follows "nowhere", which is not a packaged directory/],
      through: ['directory/../file', /"\.\." follows "directory"/],
      unpacked: ['excluded/../file', /"\.\." follows "excluded"/],
    };
    for (const [name, [target]] of Object.entries(links)) await tree.link(name, target);
    await tree.link('allowed', 'd/e/../../file');
    const options = { sourceDir: tree.path, exclude: ['excluded'] };
    const { message } = await failureOf(namesOf(options));
    const { warnings } = await reportOf({ ...options, allowOutsideLinks: true });
    expect(warnings).toHaveLength(5);
    for (const [name, [, reason]] of Object.entries(links)) {
      expect(message).toMatch(new RegExp(`"${name}" is a link to .* that unpacking rejects: .*${reason.source}`));
      expect(warnings.find((text) => text.startsWith(`"${name}"`))).toMatch(reason);
    }
    expect(message).not.toContain('allowed"');
  });

  it('allows links from a sub-directory to any path in the source', async () => {
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
  it('stores the target of each link, sorted by the name of the link', async () => {
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

  it('follows links from a sub-directory to any path in the source', async () => {
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
    ['itself', 'link', 'is part of a loop of links'],
    ['a missing file', 'nowhere', 'target does not exist'],
    ['a path below a file', 'file/x', 'target does not exist'],
    ['its own directory', '.', 'leads back to one of its parent directories'],
    ['a file in .git', '.git/config', 'into .git'],
    ['.git', '.git', 'into .git'],
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

  it('stops at the maximum number of entries when links multiply exponentially', async () => {
    await using tree = await sourceTree({ 'd30/x': '' });
    for (let level = 0; level < 30; level++) {
      await tree.link(`d${level}/a`, `../d${level + 1}`);
      await tree.link(`d${level}/b`, `../d${level + 1}`);
    }
    await expect(namesOf({ sourceDir: tree.path, symlinks: 'follow', maxEntries: 5000 })).rejects.toMatchObject({
      code: 'SIZE_LIMIT',
    });
  });

  it('applies patterns to the name of the link, and directory patterns to a link to a directory', async () => {
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
