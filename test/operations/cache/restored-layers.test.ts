import { chmod, readdir, readFile, rename, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noise } from '../../archive/tar/blocks.ts';
import { cacheRegistry, Job, type CacheRegistry } from './cache-place.ts';

const size = 400_000;

/** A job that has restored an entry: a large file, and all other kinds of entries. */
async function restoredJob(registry: CacheRegistry): Promise<Job> {
  await using first = await Job.create(registry);
  await first.write({
    'workspace/work/deep/run': '755 #!/bin/sh',
    'workspace/work/deep/tool': '-> run',
    'workspace/work/deep/name with \u00e9': 'x',
    'workspace/work/empty/': '',
    'workspace/work/private/': '',
  });
  await chmod(first.path('workspace/work/private'), 0o700);
  await writeFile(first.path('workspace/work/deep/large'), noise(size, 3));
  await first.save({ key: 'restored' });
  const job = await Job.create(registry);
  await job.restore({ key: 'restored' });
  return job;
}

/** Saves, and counts the bytes of files that were read. */
async function readBytes(job: Job, key: string): Promise<number> {
  let read = 0;
  await job.save({
    key,
    onEvent: (event) => {
      if (event.kind === 'progress' && event.phase === 'package') read = Math.max(read, event.done);
    },
  });
  return read;
}

const large = 'workspace/work/deep/large';

describe('a save after a restore', () => {
  it('reads no file of a layer without changes, whatever kinds of entries the layer has', async () => {
    await using registry = await cacheRegistry();
    await using job = await restoredJob(registry);
    expect(await readBytes(job, 'same')).toBeLessThan(size / 2);
  });

  it.each([
    ['is written', async (job: Job) => writeFile(job.path(large), noise(size, 4))],
    [
      'is replaced',
      async (job: Job) => {
        await writeFile(job.path('workspace/other'), noise(size, 4));
        await rename(job.path('workspace/other'), job.path(large));
      },
    ],
  ])('reads a file that %s with the same size and time', async (_, change) => {
    await using registry = await cacheRegistry();
    await using job = await restoredJob(registry);
    const { atime, mtime } = await stat(job.path(large));
    await change(job);
    await utimes(job.path(large), atime, mtime);
    expect(await readBytes(job, 'changed')).toBeGreaterThan(size - 1);
    await using other = await Job.create(registry);
    await other.restore({ key: 'changed' });
    expect((await readFile(other.path(large))).equals(noise(size, 4))).toBe(true);
  });

  it.each([
    ['the mode of a file', (job: Job) => chmod(job.path('workspace/work/deep/run'), 0o700)],
    ['the mode of a directory', (job: Job) => chmod(job.path('workspace/work/empty'), 0o711)],
    ['the size of a file', (job: Job) => truncate(job.path(large), 99)],
    [
      'the target of a link',
      async (job: Job) => {
        await rm(job.path('workspace/work/deep/tool'));
        await symlink('large', job.path('workspace/work/deep/tool'));
      },
    ],
    ['a removed file', (job: Job) => rm(job.path(large))],
    ['a removed directory', (job: Job) => rm(job.path('workspace/work/empty'), { recursive: true })],
    ['a new file', (job: Job) => writeFile(job.path('workspace/work/deep/new'), 'new')],
    [
      'a file in place of a link',
      async (job: Job) => {
        await rm(job.path('workspace/work/deep/tool'));
        await writeFile(job.path('workspace/work/deep/tool'), 'run');
      },
    ],
  ])('saves %s', async (_, change) => {
    await using registry = await cacheRegistry();
    await using job = await restoredJob(registry);
    await change(job);
    await job.save({ key: 'changed' });
    await using other = await Job.create(registry);
    await other.restore({ key: 'changed' });
    expect(await other.tree()).toEqual(await job.tree());
  });

  it.each([
    ['before', { since: '9000000000000000000', until: '9100000000000000000' }],
    ['after', { since: '0', until: '1' }],
  ])('reads files that were changed %s the restore', async (_, times) => {
    await using registry = await cacheRegistry();
    await using job = await restoredJob(registry);
    const directory = job.path('temp/oci-artifact-cache');
    const names = await readdir(directory, { recursive: true });
    const path = join(directory, names.find((name) => name.endsWith('.json')) ?? '');
    const layers = JSON.parse(await readFile(path, 'utf8')) as Record<string, object>;
    const changed = Object.entries(layers).map(([state, layer]) => [state, { ...layer, ...times }]);
    expect(changed).not.toEqual([]);
    await writeFile(path, JSON.stringify(Object.fromEntries(changed)));
    expect(await readBytes(job, 'later')).toBeGreaterThan(size - 1);
  });

  it('notices the mode of a directory among many entries', async () => {
    await using registry = await cacheRegistry();
    await using first = await Job.create(registry);
    const names = Array.from({ length: 1500 }, (_, index) => `${String(index).padStart(4, '0')}-${'x'.repeat(40)}`);
    await first.write(Object.fromEntries(names.map((name) => [`workspace/work/${name}`, ''])));
    await first.write({ 'workspace/work/0/': '' });
    await first.save({ key: 'many' });
    await using job = await Job.create(registry);
    await job.restore({ key: 'many' });
    await chmod(job.path('workspace/work/0'), 0o700);
    await job.save({ key: 'changed' });
    await using other = await Job.create(registry);
    await other.restore({ key: 'changed' });
    expect(await other.tree()).toEqual(await job.tree());
  });
});

describe('a restore of large layers, which are unpacked in another thread', () => {
  it.each([
    ['of one directory', ['workspace/work/a', 'workspace/work/b', 'workspace/work/c', 'workspace/work/d']],
    ['of two directories', ['workspace/work/a', 'workspace/work/b', 'home/work/a', 'home/work/b']],
  ])('sets the times of the files %s, and records their state', async (_, names) => {
    await using registry = await cacheRegistry();
    const paths = ['work', '~/work'];
    await using first = await Job.create(registry, paths);
    const times = new Map<string, number>();
    for (const [at, name] of names.entries()) {
      await first.write({ [`${name}/`]: '' });
      await writeFile(first.path(`${name}/large`), noise(3 * 1024 ** 2, at));
      await first.setTime(`${name}/large`, 1_600_000_000 + at);
      times.set(`${name}/large`, 1_600_000_000_000 + at * 1000);
    }
    const { layers } = await first.save({ key: 'k' });
    expect(layers).toBeGreaterThan(4);
    await using job = await Job.create(registry, paths);
    await job.restore({ key: 'k', concurrency: 1 });
    for (const [name, time] of times) expect([name, (await stat(job.path(name))).mtimeMs]).toEqual([name, time]);
    expect(await readBytes(job, 'same')).toBeLessThan(size);
  });
});
