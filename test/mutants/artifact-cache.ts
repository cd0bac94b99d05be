import type { MutatedModule } from './mutant.ts';

export const artifactCache: MutatedModule = {
  module: 'artifact-cache',
  tests: ['test/artifact-cache/', 'test/operations/'],
  mutants: [
    {
      name: 'layers-evicted-before-manifests',
      file: 'src/artifact-cache/inventory.ts',
      text: 'a.repositories.length - b.repositories.length',
      replacement: 'b.repositories.length - a.repositories.length',
      effect: 'Eviction keeps a manifest whose layers are gone.',
      tests: ['test/artifact-cache/clock.test.ts'],
    },
    {
      name: 'newest-entry-evicted',
      file: 'src/artifact-cache/artifact-cache.ts',
      text: 'for (const entry of entries.toReversed()) {',
      replacement: 'for (const entry of entries) {',
      effect: 'Eviction removes what was used last.',
      tests: ['test/artifact-cache/', 'test/operations/packing-cache.test.ts'],
    },
    {
      name: 'kept-entry-evicted',
      file: 'src/artifact-cache/artifact-cache.ts',
      text: 'if (entry.digest === options.keep) continue;',
      replacement: '',
      effect: 'Eviction removes the layer that was just stored.',
      tests: ['test/artifact-cache/', 'test/operations/packing-cache.test.ts'],
    },
    {
      name: 'cache-over-limit',
      file: 'src/artifact-cache/artifact-cache.ts',
      text: 'if (total <= maxBytes) break;',
      replacement: 'if (total <= 2 * maxBytes) break;',
      effect: 'A cache grows beyond its limit.',
      tests: ['test/artifact-cache/', 'test/operations/packing-cache.test.ts'],
    },
    {
      name: 'foreign-directory-as-cache',
      file: 'src/artifact-cache/cache-directory.ts',
      text: 'if (unexpected !== undefined && !(await directory.#isTagged())) {',
      replacement: "if (unexpected === '' && !(await directory.#isTagged())) {",
      effect: 'Cleaning a cache deletes files of the user.',
      tests: ['test/artifact-cache/', 'test/operations/packing-cache.test.ts'],
    },
    {
      name: 'use-not-recorded',
      file: 'src/artifact-cache/cached-repository.ts',
      text: ['    await directory.touch(digest, now());', '    if ('],
      replacement: '    if (',
      effect: 'Eviction removes a layer that is used all the time.',
      tests: ['test/artifact-cache/'],
    },
    {
      name: 'second-download',
      file: 'src/artifact-cache/cached-repository.ts',
      text: 'if (isValid) return true;',
      replacement: '',
      effect: 'Two jobs download the same layer at once.',
      tests: ['test/artifact-cache/'],
    },
  ],
};
