import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ForwardingRegistry } from '../../../src/registry/index.ts';
import { isOciError } from '../../../src/spec/index.ts';
import type { Verification } from '../../../src/verification/index.ts';
import { noise } from '../../archive/tar/blocks.ts';
import { newKeys, signUnderTag } from '../../verification/signed.ts';
import { cacheRegistry, Job } from './cache-place.ts';

const files = {
  'workspace/work/a.txt': 'a',
  'workspace/work/bin/run': '755 #!/bin/sh',
  'workspace/work/bin/tool': '-> run',
  'workspace/work/outside': '-> /usr/bin/env',
  'workspace/work/empty/': '',
  'workspace/work/repository/.git/HEAD': 'ref',
};

describe('restore', () => {
  it('restores the tree with modes, links, empty directories and times in another job', async () => {
    await using registry = await cacheRegistry();
    await using first = await Job.create(registry);
    await first.write(files);
    // A usual umask would remove the permissions of the group and of others.
    for (const [name, mode] of [
      ['shared', 0o664],
      ['everyone', 0o666],
      ['script', 0o777],
    ] as const) {
      await writeFile(first.path(`workspace/work/${name}`), name);
      await chmod(first.path(`workspace/work/${name}`), mode);
    }
    await chmod(first.path('workspace/work/repository'), 0o775);
    await chmod(first.path('workspace/work/empty'), 0o700);
    await chmod(first.path('workspace/work'), 0o750);
    await first.setTime('workspace/work/a.txt', 1_600_000_000.25);
    expect(await first.save({ key: 'k-1' })).toMatchObject({ isNew: true, files: 6, unchangedLayers: 0 });
    await using second = await Job.create(registry);
    expect((await second.restore({ key: 'k-1' }))?.key).toBe('k-1');
    expect(await second.tree()).toEqual(await first.tree());
    expect((await stat(second.path('workspace/work/a.txt'))).mtimeMs).toBe(1_600_000_000_250);
    expect(await readdir(second.path('temp'))).toEqual(['oci-artifact-cache']);
  });

  it('restores paths to their own places, over existing files', async () => {
    await using registry = await cacheRegistry();
    const absolute = (job: Job): readonly string[] => [
      'work',
      '~/.npm',
      '~/.config/one',
      '../other',
      job.path('abs/x'),
    ];
    await using first = await Job.create(registry);
    await first.write({
      'workspace/work/a': 'a',
      'home/.npm/b': 'b',
      'home/.npm/_cache/c': 'c',
      'home/.config/one': '600 d',
      'home/.config/two': 'not cached',
      'other/e': 'e',
      'workspace/not': 'cached',
    });
    const paths = absolute(first).slice(0, 4);
    await first.save({ key: 'k', paths });
    await using second = await Job.create(registry);
    await second.write({ 'home/.npm/b': 'old', 'home/.npm/mine': 'mine', 'workspace/kept': 'kept' });
    await second.restore({ key: 'k', paths });
    expect(
      await second.tree('.').then((lines) => lines.filter((line) => line.includes(' = ') && !line.startsWith('temp'))),
    ).toEqual([
      'home/.config/one = d 600',
      'home/.npm/_cache/c = c 644',
      'home/.npm/b = b 644',
      'home/.npm/mine = mine 644',
      'other/e = e 644',
      'workspace/kept = kept 644',
      'workspace/work/a = a 644',
    ]);
  });

  it('downloads at most as many layers at the same time as the concurrency, in all directories together', async () => {
    let open = 0;
    let most = 0;
    await using registry = await cacheRegistry((inner) => {
      const counted = new ForwardingRegistry(inner);
      counted.getBlob = async (...args) => {
        most = Math.max(most, ++open);
        // Other downloads that are allowed begin within these rounds of the event loop.
        for (let round = 0; round < 50; round++) await setImmediate();
        open--;
        return inner.getBlob(...args);
      };
      return counted;
    });
    const directories = ['one', 'two', 'three'];
    const paths = directories.map((name) => `${name}/cached`);
    await using first = await Job.create(registry, paths);
    for (const [index, path] of paths.entries()) {
      await first.write({ [`workspace/${path}/`]: '' });
      for (const part of [0, 1, 2])
        await writeFile(first.path(`workspace/${path}/${part}`), noise(2 * 1024 ** 2 + 1, index * 10 + part));
    }
    expect((await first.save({ key: 'k' })).layers).toBeGreaterThanOrEqual(9);
    await using second = await Job.create(registry, paths);
    await second.restore({ key: 'k', concurrency: 3 });
    expect(await second.tree()).toEqual(await first.tree());
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('finds the exact key, else the newest entry with a prefix, in the order of the prefixes', async () => {
    await using registry = await cacheRegistry();
    for (const key of ['npm-Linux-1', 'npm-Linux-2', 'npm-Linux-10', 'npm-mac_os-1', 'npm.é/*-1']) {
      await using job = await Job.create(registry);
      await job.write({ 'workspace/work/key': key });
      await job.save({ key });
    }
    await using job = await Job.create(registry);
    const found = async (key: string, ...restoreKeys: readonly string[]): Promise<string | undefined> =>
      (await job.restore({ key, restoreKeys }))?.key;
    expect(await found('npm-Linux-2', 'npm-')).toBe('npm-Linux-2');
    expect(await found('npm-Linux-3', 'npm-Linux-', 'npm-')).toBe('npm-Linux-10');
    expect(await found('npm-Linux-1')).toBe('npm-Linux-1');
    expect(await found('npm-Linux-')).toBe('npm-Linux-10');
    expect(await found('none', 'other-', 'npm-mac_', 'npm-')).toBe('npm-mac_os-1');
    expect(await found('none', 'npm.é/')).toBe('npm.é/*-1');
    expect(await found('none', 'npm')).toBe('npm.é/*-1');
    expect(await found('npm-linux-1', 'NPM')).toBeUndefined();
    expect(await job.tree()).toContain('work/key = npm.é/*-1 644');
  });

  it('finds an entry by a prefix with few requests, for any number of entries', async () => {
    await using registry = await cacheRegistry();
    await using first = await Job.create(registry);
    await first.write({ 'workspace/work/a': 'a' });
    for (let index = 0; index < 12; index++) await first.save({ key: `npm-${index}` });
    registry.requests.length = 0;
    await using job = await Job.create(registry);
    await job.restore({ key: 'npm-x', restoreKeys: ['other-', 'npm-'], lookupOnly: true });
    expect(registry.requests.length).toBeLessThanOrEqual(4);
    registry.requests.length = 0;
    await job.restore({ key: 'npm-3', restoreKeys: ['npm-'], lookupOnly: true });
    expect(registry.requests.length).toBe(1);
    expect(await job.tree()).toEqual([]);
  });

  it('distinguishes long keys with equal beginnings, also by prefixes', async () => {
    await using registry = await cacheRegistry();
    const long = 'x'.repeat(300);
    await using first = await Job.create(registry);
    for (const end of ['a', 'b']) {
      await first.write({ 'workspace/work/key': end });
      await first.save({ key: `${long}-${end}` });
    }
    await using job = await Job.create(registry);
    expect((await job.restore({ key: `${long}-b` }))?.key).toBe(`${long}-b`);
    expect((await job.restore({ key: `${long}-c`, restoreKeys: [`${long}-a`] }))?.key).toBe(`${long}-a`);
    expect(await job.restore({ key: `${long}-c`, restoreKeys: [`${long}-d`] })).toBeUndefined();
    for await (const tag of registry.repository.tags()) expect(tag).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/);
  });

  it('restores no entry of other paths or of Windows, unless the entry is for all systems', async () => {
    await using registry = await cacheRegistry();
    await using job = await Job.create(registry);
    await job.write({ 'workspace/work/a': 'a', 'workspace/other/a': 'a' });
    await job.save({ key: 'k' });
    await job.save({ key: 'w', platform: 'win32' });
    await job.save({ key: 'x', platform: 'win32', crossOs: true });
    const found = async (options: Parameters<Job['restore']>[0]): Promise<boolean> =>
      (await job.restore(options)) !== undefined;
    expect(await found({ key: 'k' })).toBe(true);
    expect(await found({ key: 'k', platform: 'darwin' })).toBe(true);
    expect(await found({ key: 'k', platform: 'win32' })).toBe(false);
    expect(await found({ key: 'k', paths: ['other'] })).toBe(false);
    expect(await found({ key: 'w' })).toBe(false);
    expect(await found({ key: 'x' })).toBe(true);
  });
});

describe('patterns', () => {
  it('have no files of a sibling whose name begins with that of a path', async () => {
    await using registry = await cacheRegistry();
    await using first = await Job.create(registry);
    await first.write({ 'workspace/work/a': 'a', 'workspace/work-other/b': 'b', 'workspace/work.txt': 'c' });
    expect(await first.save({ key: 'k' })).toMatchObject({ files: 1 });
    await using second = await Job.create(registry);
    await second.restore({ key: 'k' });
    expect((await second.tree()).filter((line) => line.includes(' = '))).toEqual(['work/a = a 644']);
  });

  it('exclude files whose names begin with dots, and none outside of the directory of the exclusion', async () => {
    await using registry = await cacheRegistry();
    const paths = ['work', 'other', '!work/..hidden', '!work/.cache', '!work/in/*.log'];
    await using first = await Job.create(registry);
    await first.write({
      'workspace/work/..hidden/a': 'a',
      'workspace/work/.cache': 'c',
      'workspace/work/in/a.log': 'log',
      'workspace/work/b.log': 'b',
      'workspace/other/..hidden': 'o',
      'workspace/other/.cache': 'o',
    });
    await first.save({ key: 'k', paths });
    await using second = await Job.create(registry);
    await second.restore({ key: 'k', paths });
    expect((await second.tree()).filter((line) => line.includes(' = '))).toEqual([
      'other/..hidden = o 644',
      'other/.cache = o 644',
      'work/b.log = b 644',
    ]);
  });

  it('select paths with wildcards, and exclude inside them', async () => {
    await using registry = await cacheRegistry();
    const paths = ['# comment', 'packages/*/node_modules', '**/target', '!**/*.log', '!packages/b', 'top.txt'];
    await using first = await Job.create(registry);
    await first.write({
      'workspace/packages/a/node_modules/x/index.js': 'x',
      'workspace/packages/a/node_modules/x/debug.log': 'log',
      'workspace/packages/a/src.js': 's',
      'workspace/packages/b/node_modules/y.js': 'y',
      'workspace/deep/er/target/out': 'out',
      'workspace/deep/er/target/target/out': 'out',
      'workspace/top.txt': '600 top',
    });
    await first.save({ key: 'k', paths });
    await using second = await Job.create(registry);
    await second.restore({ key: 'k', paths });
    expect((await second.tree()).filter((line) => line.includes(' = '))).toEqual([
      'deep/er/target/out = out 644',
      'deep/er/target/target/out = out 644',
      'packages/a/node_modules/x/index.js = x 644',
      'top.txt = top 600',
    ]);
  });

  it.each([[['']], [['!only']], [['# comment']], [['/']], [['a\u0007b']], [['a/[b']], [['work', '! ']]])(
    'that are wrong are errors: %j',
    async (paths) => {
      await using registry = await cacheRegistry();
      await using job = await Job.create(registry);
      await expect(job.restore({ key: 'k', paths })).rejects.toThrow(/^path: /);
      expect(registry.requests).toEqual([]);
    },
  );

  it('more than nine prefixes of keys are an error', async () => {
    await using registry = await cacheRegistry();
    await using job = await Job.create(registry);
    const prefixes = Array.from({ length: 10 }, (_, index) => `k-${index}-`);
    await expect(job.restore({ key: 'k', restoreKeys: prefixes })).rejects.toThrow(
      /^`restoreKeys`: it has more than 9 keys; write fewer prefixes/,
    );
    expect(registry.requests).toEqual([]);
    expect(await job.restore({ key: 'k', restoreKeys: prefixes.slice(1) })).toBeUndefined();
  });

  it.each([['k'.repeat(513)], ['a,b']])('a key that is too long or has a comma is an error', async (key) => {
    await using registry = await cacheRegistry();
    await using job = await Job.create(registry);
    await expect(job.restore({ key })).rejects.toThrow(/^`key`: .*(?:longer than 512|contains a comma)/);
    await expect(job.save({ key })).rejects.toThrow(/^`key`: /);
    await expect(job.restore({ key: 'k', restoreKeys: [key] })).rejects.toThrow(/^`restoreKeys`: /);
  });
});

describe('save', () => {
  it('keeps the first entry of a key, also of concurrent jobs', async () => {
    await using registry = await cacheRegistry();
    await using a = await Job.create(registry);
    await using b = await Job.create(registry);
    await a.write({ 'workspace/work/x': 'a' });
    await b.write({ 'workspace/work/x': 'b' });
    await a.save({ key: 'k' });
    expect(await b.save({ key: 'k' })).toMatchObject({ isNew: false, sentBytes: 0 });
    await Promise.all([a.save({ key: 'k2' }), b.save({ key: 'k2' })]);
    await using reader = await Job.create(registry);
    await reader.restore({ key: 'k' });
    expect(await reader.tree()).toContain('work/x = a 644');
    expect((await reader.restore({ key: 'k2' }))?.key).toBe('k2');
  });

  it('sends no layer of an earlier restore of the same job', async () => {
    await using registry = await cacheRegistry();
    for (const [name, seed] of [
      ['one', 1],
      ['two', 2],
    ] as const) {
      await using job = await Job.create(registry);
      await mkdir(job.path('workspace/work'));
      await writeFile(job.path(`workspace/work/${name}`), noise(3_000_000, seed));
      await job.save({ key: name });
    }
    await using job = await Job.create(registry);
    await job.restore({ key: 'one' });
    await job.restore({ key: 'two' });
    const { layers, unchangedLayers, sentBytes } = await job.save({ key: 'both' });
    expect(unchangedLayers).toBe(layers - 1);
    expect(sentBytes).toBeLessThan(100_000);
  });

  it('reads and sends only layers that changed since they were restored', async () => {
    await using registry = await cacheRegistry();
    await using first = await Job.create(registry);
    for (const name of ['a', 'b', 'c']) {
      await mkdir(first.path(`workspace/work/${name}`), { recursive: true });
      for (let index = 0; index < 3; index++)
        await writeFile(first.path(`workspace/work/${name}/${index}`), noise(1_000_000, index + name.charCodeAt(0)));
    }
    const saved = await first.save({ key: 'k-1' });
    await using second = await Job.create(registry);
    await second.restore({ key: 'k-2', restoreKeys: ['k-'] });
    registry.requests.length = 0;
    const same = await second.save({ key: 'k-same' });
    expect(same).toMatchObject({ isNew: true, unchangedLayers: saved.layers - 1 });
    // Only the times, the config and the manifest are sent, and the registry is not asked for layers that it has.
    expect(same.sentBytes).toBeLessThan(20_000);
    expect(registry.requests.filter((request) => request.startsWith('HEAD blobs/')).length).toBeLessThan(saved.layers);
    await writeFile(second.path('workspace/work/b/0'), noise(1_000_000, 7));
    const changed = await second.save({ key: 'k-2' });
    // One layer has the file, and another one the times of all files.
    expect(changed.unchangedLayers).toBe(saved.layers - 2);
    expect(changed.sentBytes).toBeLessThan(saved.sentBytes * 0.7);
    await using third = await Job.create(registry);
    await third.restore({ key: 'k-2' });
    expect(await third.tree()).toEqual(await second.tree());
    // Other times, as after a new installation, are not other content.
    await third.setTime('workspace/work/b/1', 1_500_000_000);
    await rm(third.path('workspace/work/c/1'));
    await writeFile(third.path('workspace/work/new'), 'new');
    await third.save({ key: 'k-3' });
    await using fourth = await Job.create(registry);
    await fourth.restore({ key: 'k-3' });
    expect(await fourth.tree()).toEqual(await third.tree());
    expect((await stat(fourth.path('workspace/work/b/1'))).mtimeMs).toBe(1_500_000_000_000);
  });

  it('sends each layer once, the first ones while others are packed', async () => {
    await using registry = await cacheRegistry();
    await using job = await Job.create(registry);
    for (let index = 0; index < 12; index++) {
      await mkdir(job.path(`workspace/work/${index}`), { recursive: true });
      await writeFile(job.path(`workspace/work/${index}/large`), noise(2_500_000, index));
    }
    const uploads = (): readonly string[] => registry.requests.filter((request) => request.startsWith('POST '));
    let early = 0;
    const { layers } = await job.save({
      key: 'k',
      onEvent: (event) => {
        if (event.kind === 'progress' && event.phase === 'package') early = uploads().length;
      },
    });
    expect(layers).toBeGreaterThan(8);
    expect(early).toBeGreaterThan(0);
    // Each layer, and the config.
    expect(uploads()).toHaveLength(layers + 1);
    await using other = await Job.create(registry);
    await other.restore({ key: 'k' });
    expect(await other.tree()).toEqual(await job.tree());
  });

  it('restores unchanged layers to their paths after a new path comes before them', async () => {
    await using registry = await cacheRegistry();
    const paths = ['*/work'];
    await using first = await Job.create(registry, paths);
    await first.write({ 'workspace/b/work/one': 'b', 'workspace/c/work/two': 'c' });
    const saved = await first.save({ key: 'k-1' });
    await using second = await Job.create(registry, paths);
    await second.restore({ key: 'k-1' });
    await second.write({ 'workspace/a/work/new': 'a' });
    expect(await second.save({ key: 'k-2' })).toMatchObject({ unchangedLayers: saved.layers - 1 });
    await using third = await Job.create(registry, paths);
    await third.restore({ key: 'k-2' });
    expect(await third.tree()).toEqual(await second.tree());
  });

  it('does not send equal content with other times', async () => {
    await using registry = await cacheRegistry();
    await using first = await Job.create(registry);
    await first.write(files);
    const saved = await first.save({ key: 'k-1' });
    await using second = await Job.create(registry);
    await second.restore({ key: 'k-1' });
    await second.setTime('workspace/work/a.txt', 1_500_000_000);
    registry.requests.length = 0;
    expect(await second.save({ key: 'k-2' })).toMatchObject({ isNew: true, unchangedLayers: saved.layers - 1 });
    // The config, the times, and the layer that the repository has, each once.
    expect(registry.requests.filter((request) => request.startsWith('HEAD blobs/'))).toHaveLength(3);
  });

  it('sends everything again when the entry with the restored layers was removed', async () => {
    await using registry = await cacheRegistry();
    await using first = await Job.create(registry);
    await first.write(files);
    await first.save({ key: 'k-1' });
    await using second = await Job.create(registry);
    await second.restore({ key: 'k-1' });
    const entry = await registry.repository.resolve((await tagsOf(registry))[0] ?? '');
    const { readManifest } = await import('../../../src/transfer/index.ts');
    const manifest = await readManifest(registry.repository, entry);
    await registry.repository.delete(entry);
    if (manifest.kind === 'manifest') for (const layer of manifest.layers) await registry.repository.delete(layer);
    expect(await second.save({ key: 'k-2' })).toMatchObject({ isNew: true, unchangedLayers: 0 });
    await using third = await Job.create(registry);
    await third.restore({ key: 'k-2' });
    expect(await third.tree()).toEqual(await first.tree());
  });

  it('leaves no entry when it is cancelled', async () => {
    await using registry = await cacheRegistry();
    await using job = await Job.create(registry);
    await job.write(files);
    for (const kind of ['package', 'push'] as const) {
      const stop = new AbortController();
      const onEvent = ({ kind: event, ...rest }: { readonly kind: string }): void => {
        if (event === 'progress' || ('phase' in rest && rest.phase === kind)) stop.abort();
      };
      await expect(job.save({ key: `k-${kind}`, signal: stop.signal, onEvent })).rejects.toSatisfy(isOciError);
    }
    expect(await tagsOf(registry)).toEqual([]);
    expect(await readdir(job.path('temp'))).toEqual([]);
    expect(await job.save({ key: 'k-package' })).toMatchObject({ isNew: true });
  });

  it.each([
    ['twice', ['work', 'work']],
    ['in two forms', ['work', './work/']],
    ['also by a pattern', ['work', 'wor*']],
    ['three times, and below itself', ['work', 'work', 'work/a', 'work']],
  ])('contains a path once that is given %s', async (_, paths) => {
    await using registry = await cacheRegistry();
    await using first = await Job.create(registry, paths);
    await first.write({ 'workspace/work/a': 'a', 'workspace/work/b': 'b' });
    expect(await first.save({ key: 'k' })).toMatchObject({ isNew: true, files: 2 });
    await using second = await Job.create(registry, paths);
    await second.restore({ key: 'k' });
    expect(await second.tree()).toEqual(await first.tree());
  });

  it('does not contain what the save itself writes to its temporary directory', async () => {
    await using registry = await cacheRegistry();
    await using first = await Job.create(registry);
    await first.write({ 'temp/mine': 'mine', 'temp/tools/run': '755 x' });
    const paths = [first.path('temp')];
    expect(await first.save({ key: 'k', paths })).toMatchObject({ isNew: true, files: 2 });
    await using second = await Job.create(registry);
    // The entry belongs to the path that the first job gave.
    await rm(first.path('temp'), { recursive: true });
    await second.restore({ key: 'k', paths });
    expect(await first.tree('temp')).toEqual(['mine = mine 644', 'tools/ 755', 'tools/run = x 755']);
  });

  it('without any of the paths is an error with the remedy', async () => {
    await using registry = await cacheRegistry();
    await using job = await Job.create(registry);
    await expect(job.save({ key: 'k' })).rejects.toThrow(/nothing to save: none of the paths exists/);
  });
});

async function tagsOf(registry: Awaited<ReturnType<typeof cacheRegistry>>): Promise<readonly string[]> {
  const tags: string[] = [];
  try {
    for await (const tag of registry.repository.tags()) tags.push(tag);
  } catch {
    return [];
  }
  return tags;
}

describe('restore with verification', () => {
  it('restores only a signed entry, and writes nothing otherwise', async () => {
    await using registry = await cacheRegistry();
    await using first = await Job.create(registry);
    await first.write({ 'workspace/work/a.txt': 'a' });
    const { digest } = await first.save({ key: 'k-1' });
    expect(digest).toMatch(/^sha256:/);
    await using second = await Job.create(registry);
    const keys = newKeys();
    const verify: Verification = { policy: { kind: 'key', key: keys.publicKey } };
    registry.requests.length = 0;
    const error: unknown = await second.restore({ key: 'k-1', verify }).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'VERIFICATION_FAILED' });
    expect(await second.tree()).toEqual([]);
    expect(registry.requests.filter((request) => request.includes('/blobs/') || request.includes('blobs/'))).toEqual(
      [],
    );
    await signUnderTag(registry.repository, await registry.repository.resolve(digest), keys);
    expect(await second.restore({ key: 'k-1', verify })).toMatchObject({ digest, verifiedBy: [{ digest }] });
    expect(await second.tree()).toEqual(await first.tree());
  });
});
