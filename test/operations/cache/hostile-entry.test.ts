import { readdir, stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { cacheVersion, entryTag } from '../../../src/operations/cache/keys.ts';
import { descriptorOf } from '../../../src/spec/index.ts';
import type { RawEntry } from '../../archive/tar/blocks.ts';
import { archiveLayer, pushArtifact, type Layer } from '../../transfer/pull-artifact.ts';
import { cacheRegistry, Job, type CacheRegistry } from './cache-place.ts';

const paths = ['work', 'packages/*/node_modules', '~/.npm'];

interface HostileEntry {
  readonly roots: unknown;
  readonly entries?: readonly RawEntry[];
  readonly root?: string;
  readonly times?: unknown;
  /** The content of the list of times, in place of `times`. */
  readonly timesContent?: string;
  /** The content of the config. */
  readonly config?: string;
  readonly artifactType?: string;
}

/** Stores an entry that our save would not write. */
async function pushEntry(
  { repository }: CacheRegistry,
  { roots, entries = [], root = '0', times, timesContent, ...entry }: HostileEntry,
): Promise<void> {
  const config = Buffer.from(entry.config ?? JSON.stringify({ version: 1, roots }));
  const layer = archiveLayer('x', entries);
  const layers: Layer[] = [
    { ...layer, descriptor: { ...layer.descriptor, annotations: { 'io.oci-artifact.cache.root': root } } },
  ];
  if (times !== undefined || timesContent !== undefined) {
    const content = timesContent === undefined ? gzipSync(JSON.stringify(times)) : Buffer.from(timesContent);
    layers.push({ content, descriptor: descriptorOf('application/vnd.oci-artifact.cache.times.v1+gzip', content) });
  }
  await pushArtifact(repository, layers, {
    tag: entryTag(cacheVersion({ paths, system: undefined }), 'k'),
    artifactType: entry.artifactType ?? 'application/vnd.oci-artifact.cache.v1',
    config: { descriptor: descriptorOf('application/vnd.oci-artifact.cache.config.v1+json', config), content: config },
    annotations: { 'io.oci-artifact.cache.key': 'k' },
  });
}

const file = (name: string): RawEntry => ({ name, content: 'x' });
const cases: readonly (readonly [string, HostileEntry, RegExp])[] = [
  [
    'a path that is not named',
    { roots: [{ pattern: 0, name: 'other' }] },
    /contains the path "other", which is not restored/,
  ],
  ['a path outside', { roots: [{ pattern: 1, name: '../../etc/node_modules' }] }, /which is not restored/],
  ['an absolute path', { roots: [{ pattern: 1, name: '/etc/node_modules' }] }, /which is not restored/],
  ['a path with an empty segment', { roots: [{ pattern: 1, name: 'a//node_modules' }] }, /which is not restored/],
  ['a path below the wildcard', { roots: [{ pattern: 1, name: 'a/b/node_modules' }] }, /which is not restored/],
  ['an unknown pattern', { roots: [{ pattern: 7, name: 'work' }] }, /which is not restored/],
  [
    'the same path twice',
    {
      roots: [
        { pattern: 0, name: 'work' },
        { pattern: 0, name: 'work' },
      ],
    },
    /is inside another path/,
  ],
  [
    'another file next to a path',
    { roots: [{ pattern: 2, name: '.npm' }], entries: [file('.bashrc')] },
    /contains "\.bashrc"/,
  ],
  ['a file outside in a layer', { roots: [{ pattern: 0, name: 'work' }], entries: [file('../x')] }, /not safe/],
  [
    'a file through a link',
    {
      roots: [{ pattern: 0, name: 'work' }],
      entries: [{ name: 'work', type: '2', linkName: '/tmp' }, file('work/escaped')],
    },
    /symbolic link|not a directory/,
  ],
  ['a layer without a path', { roots: [{ pattern: 0, name: 'work' }], root: '5' }, /belongs to no path/],
  ['a config of another format', { roots: 'work' }, /its config has another format/],
  ['a config of another version', { roots: [], config: '{"version":2,"roots":[]}' }, /its config has another format/],
  ['a config that is not JSON', { roots: [], config: '{' }, /cannot be restored: it has invalid JSON/],
  ['times of another format', { roots: [{ pattern: 0, name: 'work' }], times: { a: 1 } }, /list of times/],
  ['times without names', { roots: [{ pattern: 0, name: 'work' }], times: [[1, []]] }, /times has another format/],
  ['times without values', { roots: [{ pattern: 0, name: 'work' }], times: [[['a']]] }, /times has another format/],
  [
    'times that are not compressed',
    { roots: [{ pattern: 0, name: 'work' }], timesContent: '[]' },
    /its list of times cannot be read/,
  ],
];

it.each(cases)('%s is refused, and nothing is written', async (_, entry, message) => {
  await using registry = await cacheRegistry();
  await pushEntry(registry, entry);
  await using job = await Job.create(registry, paths);
  await expect(job.restore({ key: 'k' })).rejects.toThrow(message);
  expect(await readdir(job.path('workspace'))).toEqual([]);
  expect(await readdir(job.path('home'))).toEqual([]);
});

it('times never change a file outside, and are ignored for other entries', async () => {
  await using registry = await cacheRegistry();
  await pushEntry(registry, {
    roots: [{ pattern: 0, name: 'work' }],
    entries: [{ name: 'work/link', type: '2', linkName: '../../home' }, file('work/a')],
    times: [
      [
        ['work/link/x', 'work/none', 'work/a', '../../x', 7],
        [1, 2, 5000, 3, 4],
      ],
    ],
  });
  await using job = await Job.create(registry, paths);
  await job.restore({ key: 'k' });
  expect(await job.tree()).toEqual(['work/ 755', 'work/a = x 644', 'work/link -> ../../home']);
});

it('times of links never change the files that the links name', async () => {
  await using registry = await cacheRegistry();
  await using job = await Job.create(registry, paths);
  await job.write({ 'home/secret': 's', 'outside/inner': 'i' });
  const outside = ['home/secret', 'home', 'outside/inner', 'outside'];
  for (const name of outside) await job.setTime(name, 1_600_000_000);
  await pushEntry(registry, {
    roots: [{ pattern: 0, name: 'work' }],
    entries: [
      ...outside.map((name, index) => ({ name: `work/link-${index}`, type: '2', linkName: job.path(name) }) as const),
      { name: 'work/relative', type: '2', linkName: '../../home/secret' },
      file('work/a'),
    ],
    times: [[[...outside.map((_, index) => `work/link-${index}`), 'work/relative', 'work/a'], Array(6).fill(5000)]],
  });
  await job.restore({ key: 'k' });
  for (const name of outside) expect((await stat(job.path(name))).mtimeMs, name).toBe(1_600_000_000_000);
  expect(await job.tree()).toContain('work/relative -> ../../home/secret');
});

it('an entry of another key under the tag is not used', async () => {
  await using registry = await cacheRegistry();
  await pushEntry(registry, { roots: [{ pattern: 0, name: 'work' }], entries: [file('work/a')] });
  const version = cacheVersion({ paths, system: undefined });
  const entry = await registry.repository.resolve(entryTag(version, 'k'));
  await registry.repository.tag(entry, entryTag(version, 'other'));
  await using job = await Job.create(registry, paths);
  expect(await job.restore({ key: 'other' })).toBeUndefined();
});

it('an artifact of another type under the tag is not used, even with the key and the content of an entry', async () => {
  await using registry = await cacheRegistry();
  const entry: HostileEntry = { roots: [{ pattern: 0, name: 'work' }], entries: [file('work/a')] };
  await pushEntry(registry, { ...entry, artifactType: 'application/vnd.example.other' });
  await using job = await Job.create(registry, paths);
  expect(await job.restore({ key: 'k' })).toBeUndefined();
  expect(await readdir(job.path('workspace'))).toEqual([]);
  await pushEntry(registry, entry);
  expect(await job.restore({ key: 'k' })).toMatchObject({ key: 'k' });
});
