import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectRepository, openLocation } from '../../src/connect/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { prune, type PruneResult } from '../../src/operations/index.ts';
import { registryStore } from '../../src/operations/prune/store.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { parseLocation } from '../../src/spec/index.ts';
import { recursiveCopyGraph } from '../../src/transfer/index.ts';
import {
  expectedOf,
  now,
  problemsOf,
  randomRepositories,
  store,
  type ExpectOptions,
  type RandomRepository,
} from '../operations/prune/random-repository.ts';
import { debianRegistry, distribution } from './registries.ts';

/** Number of random repositories for each kind of target. `PRUNE_RUNS` changes it. */
const count = Number(process.env['PRUNE_RUNS'] ?? 40);
const samples: readonly RandomRepository[] = fc.sample(randomRepositories, { numRuns: count, seed: 20261130 });
const connection = { plainHttp: true, env: {}, homedir: '/nonexistent' };

/** What a tag consists of: all content below it, its referrers and its cosign manifests, completely read. */
async function contentOf(source: Repository, tag: string): Promise<readonly string[]> {
  const root = await source.resolve(tag);
  const copy = repository(new MemoryRegistry(), 'copy');
  const copied: string[] = [];
  await recursiveCopyGraph(source, copy, root, {
    postCopy: async ({ digest }) => {
      copied.push(digest);
    },
  });
  return copied.sort();
}

interface Totals {
  deleted: number;
  deletedTags: number;
  comparedTags: number;
}

async function check(
  random: RandomRepository,
  source: Repository,
  modes: ExpectOptions,
  run: () => Promise<PruneResult>,
  totals: Totals,
): Promise<void> {
  await store(random, source);
  const expected = expectedOf(random, modes);
  const before = new Map<string, readonly string[]>();
  for (const tag of expected.keptTags) before.set(tag, await contentOf(source, tag));
  await run();
  expect(await problemsOf(random, expected, source)).toEqual([]);
  for (const [tag, content] of before) expect(await contentOf(source, tag), tag).toEqual(content);
  totals.deleted += expected.deleted.size;
  totals.deletedTags += expected.deletedTags.size;
  totals.comparedTags += before.size;
}

describe(`${count} random repositories`, () => {
  it.each([
    ['distribution 3.1.2', distribution],
    ['docker-registry 2.8', debianRegistry],
  ])('are pruned in %s: everything selected is gone, and every remaining tag is complete', async (_, start) => {
    await using registry = await start();
    const totals: Totals = { deleted: 0, deletedTags: 0, comparedTags: 0 };
    for (const [index, random] of samples.entries()) {
      // Distribution reports a repository without tags as unknown.
      if (random.tags.size === 0 && random.manifests.every(({ subject }) => subject === undefined)) continue;
      const target = parseLocation(`${registry.host}/prune/r${index}`);
      await using opened = await connectRepository(`${registry.host}/prune/r${index}`, connection);
      const { canDeleteTags } = await registryStore(opened.repository, {});
      await check(
        random,
        opened.repository,
        { canDeleteTags, listsAll: false, hasLists: true },
        () => prune({ ...random.rules, target, connection, now: () => now }),
        totals,
      );
    }
    expect(totals.deleted).toBeGreaterThan(count / 4);
    expect(totals.comparedTags).toBeGreaterThan(count / 2);
  });

  it('are pruned in image layouts: everything selected is gone, and every remaining tag is complete', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'prune-'));
    const totals: Totals = { deleted: 0, deletedTags: 0, comparedTags: 0 };
    try {
      for (const [index, random] of samples.entries()) {
        // Without the annotation, the date is that of the file.
        if ((random.rules.keepLatest ?? 0) > 0 && random.manifests.some(({ created }) => created === undefined))
          continue;
        const target = parseLocation(join(directory, String(index)));
        await using opened = await openLocation(target);
        await check(
          random,
          opened.repository,
          { canDeleteTags: true, listsAll: true },
          () => prune({ ...random.rules, target, now: () => now, graceMs: 0 }),
          totals,
        );
      }
    } finally {
      await rm(directory, { recursive: true });
    }
    expect(totals.deleted).toBeGreaterThan(count / 4);
  });
});
