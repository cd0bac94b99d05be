import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LayoutRegistry, LayoutRepository } from '../../src/layout/index.ts';
import { blobOf, expectCode, name, noise, put, putImage } from '../contract/content.ts';
import { inBackground } from '../eventually.ts';
import { expectIntact, startWriter, storeImage, temporaryFolder } from './fixture.ts';

/** Number of writers to kill. A long test run uses 200. */
const kills = Number(process.env['LAYOUT_KILLS'] ?? '2');

describe('LayoutRepository with several processes', () => {
  it('has complete blobs, a readable index and no permanent lock after a writer is killed (ST-01)', async () => {
    await using folder = await temporaryFolder();
    await LayoutRepository.open(folder.path);
    let stored = 0;
    for (let round = 0; round < kills; round++) {
      const { child, ended } = startWriter(folder.path, 'forever', `round-${round}`);
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      await sleep((round * 37) % 150);
      child.kill('SIGKILL');
      await ended;
      const repository = await expectIntact(folder.path);
      const tags = await Array.fromAsync(repository.tags());
      stored += tags.length;
      for (const tag of tags) {
        for await (const chunk of await repository.fetch(await repository.resolve(tag)))
          expect(chunk.byteLength).toBeGreaterThan(0);
      }
      // The lock of the killed writer does not delay the next one.
      await storeImage(repository, `after ${round}`, [`after-${round}`]);
    }
    expect(stored).toBeGreaterThan(0);
  });

  it('stores all tags of two processes that tag at the same time (ST-02)', async () => {
    await using folder = await temporaryFolder();
    await LayoutRepository.open(folder.path);
    const writers = Promise.all(['a', 'b'].map((prefix) => startWriter(folder.path, 'tags', prefix, '100').ended));
    // Each read sees either the complete change or none of it.
    let seen = 0;
    {
      await using _reading = inBackground(async () => {
        const reader = await LayoutRepository.open(folder.path, { readOnly: true });
        const tags = await Array.fromAsync(reader.tags());
        expect(tags.length).toBeGreaterThanOrEqual(seen);
        seen = tags.length;
      });
      await writers;
    }
    for (const { code, output } of await writers) expect(code, output).toBe(0);
    const repository = await expectIntact(folder.path);
    const expected = ['a', 'b']
      .flatMap((prefix) => Array.from({ length: 100 }, (_, index) => `${prefix}-${index}`))
      .toSorted();
    expect(await Array.fromAsync(repository.tags())).toEqual(expected);
  });

  it('waits for the lock of a running process, and names the process after the timeout', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path, { lockTimeoutMs: 100, lockStaleMs: 60_000 });
    const { manifest } = await storeImage(repository, 'one');
    const lock = join(folder.path, '.index.json.lock');
    await writeFile(lock, JSON.stringify({ token: 'x', pid: process.pid, host: hostname() }));
    const failure = await expectCode(repository.tag(manifest.descriptor, 'v1'), 'TIMEOUT');
    expect(failure.message).toContain(`process ${process.pid}`);
    expect(failure.message).toContain(lock);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    await expectCode(repository.tag(manifest.descriptor, 'v1', { signal: stop.signal }), 'ABORTED');
    // Reads need no lock.
    expect(await repository.exists(manifest.descriptor)).toBe(true);
  });

  it('breaks the lock of a dead process, and a lock without a heartbeat', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path, { lockTimeoutMs: 5000, lockStaleMs: 30_000 });
    const { manifest } = await storeImage(repository, 'one');
    const lock = join(folder.path, '.index.json.lock');
    const dead = startWriter(folder.path, 'nothing');
    await dead.ended;
    await writeFile(lock, JSON.stringify({ token: 'x', pid: dead.child.pid, host: hostname() }));
    await repository.tag(manifest.descriptor, 'dead');
    await writeFile(lock, JSON.stringify({ token: 'x', pid: 1, host: 'another-host' }));
    const lastHeartbeat = new Date(Date.now() - 31_000);
    await utimes(lock, lastHeartbeat, lastHeartbeat);
    await Promise.all(['a', 'b', 'c'].map((tag) => repository.tag(manifest.descriptor, tag)));
    expect(await Array.fromAsync(repository.tags())).toEqual(['a', 'b', 'c', 'dead']);
    expect((await readdir(folder.path)).filter((name) => name.includes('lock'))).toEqual([]);
  });
});

describe('LayoutRepository on a full disk', () => {
  // Windows has no limit on the size of files.
  if (process.platform !== 'win32') {
    it('leaves the index unchanged when it cannot be written (ST-03)', async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'layout');
      const { code, output } = await startWriter(path, 'tags-in-32k', 'tag', '100000').ended;
      expect(code, output).toBe(0);
      expect(output).toBe('FILE_SYSTEM');
      const repository = await expectIntact(path);
      expect(await repository.pending()).toEqual([]);
      const tags = await Array.fromAsync(repository.tags());
      expect(tags.length).toBeGreaterThan(50);
      await repository.tag(await repository.resolve('tag-0'), 'one-more');
      expect(await Array.fromAsync(repository.tags())).toHaveLength(tags.length + 1);
    });
  }

  // Mounting a file system of a fixed size requires root on Linux, for example in a container.
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
  it('reports an error and does not damage stored content (ST-03)', async () => {
    await using folder = await temporaryFolder();
    const disk = join(folder.path, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
    try {
      const path = join(disk, 'layout');
      const { code, output } = await startWriter(path, 'fill', 'fill', '1000').ended;
      expect(code, output).toBe(0);
      expect(output).toBe('FILE_SYSTEM');
      const repository = await expectIntact(path);
      expect(await repository.pending()).toEqual([]);
      const tags = await Array.fromAsync(repository.tags());
      expect(tags.length).toBeGreaterThan(5);
      for (const tag of tags)
        for await (const chunk of await repository.fetch(await repository.resolve(tag)))
          expect(chunk.byteLength).toBeGreaterThan(0);

      // Without a free block, index.json cannot be replaced and stays unchanged.
      const before = await readFile(join(path, 'index.json'), 'utf8');
      await writeFile(join(disk, 'filler'), noise(4 * 1024 * 1024, 1)).catch(() => undefined);
      const [tag = ''] = tags;
      await expectCode(repository.tag(await repository.resolve(tag), 'one-more'), 'FILE_SYSTEM');
      expect(await readFile(join(path, 'index.json'), 'utf8')).toBe(before);

      // A garbage collection frees space: the last push was not completed.
      expect((await repository.gc({ graceMs: 0 })).length).toBeGreaterThan(0);
      expect(await Array.fromAsync((await expectIntact(path)).tags())).toEqual(tags);
      await rm(join(disk, 'filler'));
      await repository.tag(await repository.resolve(tag), 'one-more');
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it.each([
    ['blobs', false],
    ['untagged manifests', true],
  ] as const)('frees space when no file can be created: %s', async (_, untagged) => {
    await using folder = await temporaryFolder();
    const disk = join(folder.path, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,nr_inodes=60', 'tmpfs', disk]);
    try {
      const registry = await LayoutRegistry.open(join(disk, 'storage'));
      await putImage(registry, name, 'kept', ['v1']);
      if (untagged) for (const marker of ['one', 'two', 'three']) await putImage(registry, name, marker, ['v2']);
      else await put(registry, name, blobOf(noise(1000, 1)));
      for (let file = 0; file < 60; file++) await writeFile(join(disk, `filler-${file}`), '').catch(() => undefined);
      await expectCode(putImage(registry, name, 'new', ['v3']), 'FILE_SYSTEM');
      expect(await registry.gc({ graceMs: 0, untagged })).toHaveLength(untagged ? 4 : 1);
      const tags = untagged ? ['v1', 'v2'] : ['v1'];
      expect(await Array.fromAsync(registry.tags(name))).toEqual(tags);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
