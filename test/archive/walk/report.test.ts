import { spawnSync } from 'node:child_process';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { walk } from '../../../src/archive/index.ts';
import { failureOf, namesOf, sourceTree, unprivileged, type SourceTree } from '../source-tree.ts';

describe('the errors of a walk', () => {
  it('rejects FIFOs and sockets without opening them, and lists their names (EX-09)', async () => {
    await using tree = await sourceTree({ file: 'x' });
    spawnSync('mkfifo', [tree.in('fifo')]);
    const server = createServer();
    await new Promise<void>((done) => void server.listen(tree.in('socket'), done));
    try {
      // An open of the FIFO waits for a writer, which never comes.
      const error = await failureOf(namesOf({ sourceDir: tree.path }));
      expect(error).toMatchObject({ code: 'INPUT_INVALID' });
      expect(error.message).toContain('"fifo" is a FIFO');
      expect(error.message).toContain('"socket" is a socket');
      expect(await namesOf({ sourceDir: tree.path, exclude: ['fifo', 'socket'] })).toEqual(['.', 'file']);
    } finally {
      await new Promise((done) => void server.close(done));
    }
  });

  it('rejects a followed link to a device (EX-09)', async () => {
    await using tree = await sourceTree();
    await tree.link('null', '/dev/null');
    await expect(namesOf({ sourceDir: tree.path, symlinks: 'follow', allowOutsideLinks: true })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('"null" is a device'),
    });
  });

  it('lists every directory that cannot be read (PK-09)', async () => {
    await using tree = await sourceTree({ 'a/x': 'x', 'b/y': 'x', 'c/z': 'x' });
    await chmod(tree.in('a'), 0o000);
    await chmod(tree.in('c'), 0o000);
    const error = await unprivileged(() => failureOf(namesOf({ sourceDir: tree.path })));
    expect(error).toMatchObject({ code: 'FILE_SYSTEM' });
    expect(error.message).toMatch(
      /^cannot package `sourceDir` ".*": "a" cannot be read: permission denied \(EACCES\); "c" cannot be read/,
    );
    expect(error.message).not.toContain('"b"');
  });

  it('lists every entry whose metadata cannot be read (PK-09)', async () => {
    await using tree = await sourceTree({ 'a/x': 'x', 'a/y': 'x' });
    // The mode allows listing the names, but not reading the metadata.
    await chmod(tree.in('a'), 0o444);
    const error = await unprivileged(() => failureOf(namesOf({ sourceDir: tree.path })));
    expect(error).toMatchObject({ code: 'FILE_SYSTEM' });
    expect(error.message).toMatch(/"a\/x" cannot be read.*"a\/y" cannot be read/);
  });

  it('rejects a source that cannot be read (PK-09)', async () => {
    await using tree = await sourceTree({ file: 'x' });
    await chmod(tree.path, 0o000);
    await expect(unprivileged(() => namesOf({ sourceDir: tree.path }))).rejects.toMatchObject({
      code: 'FILE_SYSTEM',
      message: expect.stringContaining('`sourceDir`'),
    });
  });

  it('stops after 20 problems', async () => {
    await using tree = await sourceTree();
    for (let link = 0; link < 30; link++) await tree.link(`link-${link}`, '/outside');
    const error = await failureOf(namesOf({ sourceDir: tree.path }));
    expect(error.message.match(/is a link out of the source/g)).toHaveLength(20);
    expect(error.message).toContain('; there may be more; fix the links');
  });

  it('rejects directories and files that disappear, and lists their names (PK-09)', async () => {
    await using tree = await sourceTree({ 'a/x': 'x', 'b/y': 'x', 'b/z': 'x' });
    const error = await failureOf(
      (async () => {
        for await (const entry of walk({ sourceDir: tree.path })) {
          if (entry.name === 'a') await rm(tree.in('a'), { recursive: true });
          if (entry.name === 'b/y') await rm(tree.in('b/z'));
        }
      })(),
    );
    expect(error).toMatchObject({ code: 'FILE_CHANGED' });
    expect(error.message).toMatch(/"a" disappeared.*"b\/z" disappeared/);
  });

  it.each([
    ['a link', (tree: SourceTree) => tree.link('a', '../secrets')],
    ['another directory', (tree: SourceTree) => rename(join(tree.outside, 'secrets'), tree.in('a'))],
  ])('does not read a directory that was replaced by %s (PK-04)', async (_, exchange) => {
    await using tree = await sourceTree({ 'a/x': 'x' });
    await mkdir(join(tree.outside, 'secrets'));
    await writeFile(join(tree.outside, 'secrets/token'), 'x');
    const names: string[] = [];
    const error = await failureOf(
      (async () => {
        for await (const entry of walk({ sourceDir: tree.path })) {
          names.push(entry.name);
          if (entry.name !== 'a') continue;
          await rm(tree.in('a'), { recursive: true });
          await exchange(tree);
        }
      })(),
    );
    expect(error).toMatchObject({ code: 'FILE_CHANGED', message: expect.stringContaining('"a" was replaced') });
    expect(names).toEqual(['.', 'a']);
  });
});
