import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, assert, asyncProperty, constantFrom, integer } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareTrees } from '../../src/commands/compare-trees.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { joinShards, publish, pull, type JoinOptions, type PublishOptions } from '../../src/operations/index.ts';
import { repository } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import type { Digest, IndexResult, Location, PublishResult } from '../../src/spec/index.ts';
import { create, items } from '../archive/random-tree.ts';
import { sourceTree, type SourceTree } from '../archive/source-tree.ts';
import { noise } from '../contract/content.ts';
import { newKeys, signUnderTag } from '../verification/signed.ts';

let tree: SourceTree;
let registry: MemoryRegistry;
let server: Listening;
let runs = 0;

beforeEach(async () => {
  tree = await sourceTree();
  for (let index = 0; index < 4; index++)
    await tree.put({ [`d${index}/x`]: noise(10_000 * (index + 1), index), [`file${index}`]: `${index}` });
  await tree.link('link', 'd0/x');
  registry = new MemoryRegistry();
  server = await listen(registry);
});
afterEach(async () => {
  await server.close();
  await tree[Symbol.asyncDispose]();
});

function at(repository: string, tag?: string, digest?: Digest): Location {
  return { kind: 'registry', registry: new URL(server.url).host, repository, tag, digest };
}

function shared(): Pick<PublishOptions, 'connection'> {
  return { connection: { plainHttp: true, env: {}, homedir: tree.outside, attempts: 1 } };
}

async function push(change: Partial<PublishOptions> = {}): Promise<PublishResult> {
  return publish({
    sourceDir: tree.path,
    target: at('acme/build'),
    tags: ['v1'],
    annotations: { note: '<&>', z: 'ü', a: '1' },
    layers: 'entries',
    compression: 'none',
    reuseFrom: [],
    outputDir: join(tree.outside, `output-${runs++}`),
    ...shared(),
    ...change,
  });
}

async function pushShards(count: number, change: Partial<PublishOptions> = {}): Promise<PublishResult[]> {
  const results: PublishResult[] = [];
  for (let number = 1; number <= count; number++) results.push(await push({ shard: { number, count }, ...change }));
  return results;
}

async function joined(shards: readonly PublishResult[], change: Partial<JoinOptions> = {}): Promise<IndexResult> {
  return joinShards({
    target: at('acme/build', 'joined'),
    sources: shards.map(({ digest }) => ({ kind: 'digest', digest })),
    ...shared(),
    ...change,
  });
}

async function tags(): Promise<readonly string[]> {
  return Array.fromAsync(registry.tags('acme/build'));
}

describe('shards', () => {
  it('have shares of about equal size, and write no tags', async () => {
    const shards = await pushShards(3);
    const sizes = shards.map(({ layers }) => layers.reduce((sum, { size }) => sum + size, 0));
    expect(Math.max(...sizes)).toBeLessThan(1.5 * Math.min(...sizes));
    expect(shards.flatMap(({ layers }) => layers)).toHaveLength(9);
    expect(await tags()).toEqual([]);
  });

  it('join to the manifest of one machine, in any order, also with more shards than layers', async () => {
    const whole = await push();
    for (const count of [1, 3, 12]) {
      const shards = (await pushShards(count)).sort((a, b) => (a.digest < b.digest ? -1 : 1));
      expect(await joined(shards)).toMatchObject({ digest: whole.digest, artifactType: whole.artifactType });
    }
    expect(await tags()).toEqual(['joined', 'v1']);
  });

  it.each<readonly [string, Partial<PublishOptions>]>([
    ['gzip', { compression: 'gzip' }],
    ['zstd', { compression: 'zstd' }],
    ['a config', { config: { kind: 'file', path: '/dev/null', mediaType: 'application/vnd.example.config' } }],
    ['small layers', { layers: 'auto', layerSize: 15_000 }],
    ['a sub-directory', { layers: 'auto', layerSize: 1000, subDir: 'd3' }],
    ['layer annotations', { layerAnnotations: { b: '2', 'a"': '\n' } }],
  ])('join to the manifest of one machine with %s', async (_, change) => {
    const whole = await push(change);
    expect((await joined(await pushShards(3, change))).digest).toBe(whole.digest);
  });

  it('join from another repository', async () => {
    const whole = await push();
    const shards = await pushShards(2, { target: at('acme/shards') });
    const target = at('acme/target', 'v1');
    const sources = shards.map(({ digest }) => ({
      kind: 'location' as const,
      location: at('acme/shards', undefined, digest),
    }));
    expect((await joined(shards, { target, sources })).digest).toBe(whole.digest);
    const outputDir = join(tree.outside, 'out');
    await pull({ source: target, outputDir, ...shared() });
    expect(await compareTrees(tree.path, outputDir)).toEqual([]);
  });

  it('join in their own repository without a request for their content', async () => {
    const shards = await pushShards(2);
    await server.close();
    const requests: string[] = [];
    server = await listen(registry, { onAccess: ({ method, path }) => void requests.push(`${method} ${path}`) });
    await joined(shards);
    expect(requests).toContain('PUT /v2/acme/build/manifests/joined');
    expect(requests.filter((request) => request.includes('/blobs/'))).toEqual([]);
  });

  it('join in an image layout', async () => {
    const whole = await push();
    const target = { kind: 'layout' as const, path: join(tree.outside, 'layout'), tag: 'v1', digest: undefined };
    const shards = await pushShards(2, { target });
    expect((await joined(shards, { target })).digest).toBe(whole.digest);
    const outputDir = join(tree.outside, 'out');
    await pull({ source: target, outputDir });
    expect(await compareTrees(tree.path, outputDir)).toEqual([]);
  });

  it('join with the content that was verified, also after the tag of a shard moved', async () => {
    const build = repository(registry, 'acme/build');
    const [signed] = await pushShards(1);
    writeFileSync(tree.in('d1/x'), 'not verified');
    const [other] = await pushShards(1);
    if (signed === undefined || other === undefined) throw new Error('no shard was pushed');
    await build.tag(await build.resolve(signed.digest), 'shard');
    const keys = newKeys();
    await signUnderTag(build, await build.resolve(signed.digest), keys);
    let moved = false;
    registry.getTag = async (name, tag, options) => {
      const reader = await MemoryRegistry.prototype.getTag.call(registry, name, tag, options);
      if (tag === 'shard' && !moved) {
        moved = true;
        await build.tag(await build.resolve(other.digest), 'shard');
      }
      return reader;
    };
    const { children, verifiedBy } = await joined([], {
      sources: [{ kind: 'tags', pattern: 'shard' }],
      verify: { policy: { kind: 'key', key: keys.publicKey } },
    });
    expect(moved).toBe(true);
    expect(verifiedBy).toMatchObject([{ digest: signed.digest }]);
    expect(children.map(({ digest }) => digest)).toEqual([signed.digest]);
  });

  it('reuse the layers of the main tag', async () => {
    const whole = await push();
    const shards = await pushShards(2, { reuseFrom: [at('acme/build', 'v1')] });
    expect(shards.map(({ reusedLayers, layers }) => layers.length - reusedLayers)).toEqual([0, 0]);
    expect((await joined(shards)).digest).toBe(whole.digest);
  });
});

describe('a join refuses', () => {
  it.each<readonly [string, (shards: readonly PublishResult[]) => readonly PublishResult[], RegExp]>([
    [
      'a missing shard',
      ([a, , c]) => [a, c].filter((each) => each !== undefined),
      /cannot join: shard 2\/3 is missing/,
    ],
    ['two missing shards', ([, , c]) => [c].filter((each) => each !== undefined), /the shards 1\/3, 2\/3 are missing/],
    [
      'a shard that is given twice',
      (shards) => [...shards, ...shards.slice(1, 2)],
      /shard 2\/3 is given twice: .*acme\/build@/,
    ],
  ])('%s', async (_, change, message) => {
    await expect(joined(change(await pushShards(3)))).rejects.toThrow(message);
    expect(await tags()).toEqual([]);
  });

  it('shards of different numbers, sources and options', async () => {
    const [one = await push()] = await pushShards(2);
    const [, other = one] = await pushShards(3);
    await expect(joined([one, other])).rejects.toThrow(/acme\/build@\S+ is shard 2 of 3, but \S+ is shard 1 of 2/);
    const foreign = async (change: Partial<PublishOptions>): Promise<void> => {
      const [, second = one] = await pushShards(2, change);
      await expect(joined([one, second])).rejects.toThrow(
        /shard 2\/2 \(.*acme\/build@.*\) belongs to another artifact than shard 1\/2/,
      );
    };
    await foreign({ modes: 'normalize' });
    await foreign({ annotations: { note: 'other' } });
    await foreign({ compression: 'gzip' });
    writeFileSync(tree.in('d1/x'), 'changed');
    await foreign({});
  });

  it('a manifest that is not a shard, and one that does not exist', async () => {
    const whole = await push();
    await expect(joined([whole])).rejects.toThrow(/acme\/build@\S+ is not a shard; publish it with the option shard/);
    const missing: Digest = `sha256:${'0'.repeat(64)}` as Digest;
    await expect(joined([], { sources: [{ kind: 'digest', digest: missing }] })).rejects.toThrow(
      /cannot join .*acme\/build@sha256:0+: /,
    );
    await expect(joined([])).rejects.toThrow(/no shard is given/);
  });
});

describe('a shard refuses', () => {
  it.each<readonly [Partial<PublishOptions>, RegExp]>([
    [{ shard: { number: 5, count: 4 } }, /`shard`: "5\/4" is not a shard; write for example 2\/4/],
    [{ shard: { number: 0, count: 4 } }, /`shard`: "0\/4" is not a shard/],
    [{ shard: { number: 1, count: 501 } }, /"1\/501" is not a shard/],
    [{ shard: { number: 1.5, count: 2 } }, /"1.5\/2" is not a shard/],
    [{ shard: { number: 1, count: 2 }, layers: 'single' }, /needs several layers; set `layers` to entries or auto/],
    [{ shard: { number: 1, count: 2 }, subject: 'v1' }, /is not a complete artifact; omit `subject`/],
    [
      {
        shard: { number: 1, count: 2 },
        layers: 'auto',
        config: { kind: 'image' },
        platform: { os: 'linux', architecture: 'amd64' },
      },
      /cannot pack a shard of an image/,
    ],
  ])('%j', async (change, message) => {
    await expect(push(change)).rejects.toThrow(message);
  });
});

it('any tree has the same digest from one machine and from joined shards', { timeout: 120_000 }, async () => {
  await assert(
    asyncProperty(
      items,
      integer({ min: 1, max: 7 }),
      constantFrom('entries' as const, 'auto' as const),
      array(integer({ min: 0, max: 100 }), { minLength: 7, maxLength: 7 }),
      async (all, count, layers, order) => {
        await using source = await sourceTree();
        create(source.path, all);
        const options = { sourceDir: source.path, layers, layerSize: 1000 };
        const whole = await push(options);
        const shards = await pushShards(count, options);
        const shuffled = shards
          .map((shard, index) => ({ shard, key: order[index] ?? 0 }))
          .sort((a, b) => a.key - b.key);
        expect((await joined(shuffled.map(({ shard }) => shard))).digest).toBe(whole.digest);
      },
    ),
    { numRuns: 6, seed: 5 },
  );
});
