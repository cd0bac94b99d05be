import { spawnSync } from 'node:child_process';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { walk } from '../../../src/archive/index.ts';
import { failureOf, namesOf, sourceTree, unprivileged, type SourceTree } from '../source-tree.ts';

describe('what stands in the way', () => {
  it('EX-09 refuses FIFOs and sockets by looking at them, and names all', async () => {
    await using tree = await sourceTree({ file: 'x' });
    spawnSync('mkfifo', [tree.in('fifo')]);
    const server = createServer();
    await new Promise<void>((done) => void server.listen(tree.in('socket'), done));
    try {
      const started = performance.now();
      const error = await failureOf(namesOf({ sourceDir: tree.path }));
      expect(performance.now() - started).toBeLessThan(2000);
      expect(error).toMatchObject({ code: 'INPUT_INVALID' });
      expect(error.message).toContain('"fifo" is a FIFO');
      expect(error.message).toContain('"socket" is a socket');
      expect(await namesOf({ sourceDir: tree.path, exclude: ['fifo', 'socket'] })).toEqual(['.', 'file']);
    } finally {
      await new Promise((done) => void server.close(done));
    }
  });

  it('EX-09 refuses a device that a link leads to', async () => {
    await using tree = await sourceTree();
    await tree.link('null', '/dev/null');
    await expect(namesOf({ sourceDir: tree.path, symlinks: 'follow', allowOutsideLinks: true })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('"null" is a device'),
    });
  });

  it('PK-09 names every directory that cannot be listed', async () => {
    await using tree = await sourceTree({ 'a/x': 'x', 'b/y': 'x', 'c/z': 'x' });
    await chmod(tree.in('a'), 0o000);
    await chmod(tree.in('c'), 0o000);
    const error = await unprivileged(() => failureOf(namesOf({ sourceDir: tree.path })));
    expect(error).toMatchObject({ code: 'FILE_SYSTEM' });
    expect(error.message).toMatch(
      /^cannot package source-dir ".*": "a" cannot be read: permission denied \(EACCES\); "c" cannot be read/,
    );
    expect(error.message).not.toContain('"b"');
  });

  it('PK-09 names every entry that cannot be looked at', async () => {
    await using tree = await sourceTree({ 'a/x': 'x', 'a/y': 'x' });
    // Names can be listed, but nothing may be looked at.
    await chmod(tree.in('a'), 0o444);
    const error = await unprivileged(() => failureOf(namesOf({ sourceDir: tree.path })));
    expect(error).toMatchObject({ code: 'FILE_SYSTEM' });
    expect(error.message).toMatch(/"a\/x" cannot be read.*"a\/y" cannot be read/);
  });

  it('PK-09 refuses a source that may not be read', async () => {
    await using tree = await sourceTree({ file: 'x' });
    await chmod(tree.path, 0o000);
    await expect(unprivileged(() => namesOf({ sourceDir: tree.path }))).rejects.toMatchObject({
      code: 'FILE_SYSTEM',
      message: expect.stringContaining('source-dir'),
    });
  });

  it('stops looking after 20 problems', async () => {
    await using tree = await sourceTree();
    for (let link = 0; link < 30; link++) await tree.link(`link-${link}`, '/outside');
    const error = await failureOf(namesOf({ sourceDir: tree.path }));
    expect(error.message.match(/leaves the source/g)).toHaveLength(20);
    expect(error.message).toContain('; there may be more; fix the links');
  });

  it('PK-09 a directory or file that vanishes is an error that names it', async () => {
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
  ])('PK-04 a directory that is exchanged for %s is not read', async (_, exchange) => {
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
