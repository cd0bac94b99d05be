import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LayoutRepository } from '../../../src/layout/index.ts';
import { MemoryRegistry } from '../../../src/memory/index.ts';
import { prune } from '../../../src/operations/index.ts';
import { pruneStore } from '../../../src/operations/prune/prune.ts';
import { plainStore } from '../../../src/operations/prune/store.ts';
import { repository } from '../../../src/registry/index.ts';
import { parseLocation } from '../../../src/spec/index.ts';
import { expectedOf, now, problemsOf, randomRepositories, store, storeLists } from './random-repository.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'prune-'));
});
afterAll(() => rm(directory, { recursive: true }));

it.each([
  { canDeleteTags: true, hasLists: false },
  { canDeleteTags: false, hasLists: false },
  { canDeleteTags: true, hasLists: true },
])('deletes what the rules select and nothing that is needed: %j', async ({ canDeleteTags, hasLists }) => {
  await fc.assert(
    fc.asyncProperty(randomRepositories, async (random) => {
      const home = repository(new MemoryRegistry(), 'acme/app');
      await store(random, home);
      if (hasLists) await storeLists(random, home);
      const expected = expectedOf(random, { canDeleteTags, listsAll: false, hasLists });
      const options = { ...random.rules, target: parseLocation('localhost:1/acme/app'), now: () => now };
      const dry = await pruneStore(plainStore(home, canDeleteTags), { ...options, dryRun: true });
      const result = await pruneStore(plainStore(home, canDeleteTags), options);
      expect(result.deleted).toEqual(dry.deleted);
      expect(await problemsOf(random, expected, home)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

it('deletes what the rules select and nothing that is needed, in a layout', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(randomRepositories, async (random) => {
      const path = join(directory, String(count++));
      const layout = await LayoutRepository.open(path, { sync: false });
      await store(random, layout);
      const expected = expectedOf(random, { canDeleteTags: true, listsAll: true });
      // Without the annotation, the date is that of the file.
      const undated = random.manifests.some(({ created }) => created === undefined);
      if (undated && (random.rules.keepLatest ?? 0) > 0) return;
      await prune({ ...random.rules, target: parseLocation(path), now: () => now });
      expect(await problemsOf(random, expected, await LayoutRepository.open(path))).toEqual([]);
    }),
    { numRuns: 10 },
  );
});
