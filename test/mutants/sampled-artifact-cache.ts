import type { MutatedModule } from './mutant.ts';

export const sampledArtifactCache: MutatedModule = {
  module: 'artifact-cache',
  mutants: [
    {
      name: 'locks-lost',
      file: 'src/artifact-cache/cache-directory.ts',
      text: ['      if (create) await directory.#makeLocks();', '      return directory;'],
      replacement: '      return directory;',
      effect: 'A cache that lost its empty directories cannot be used.',
      tests: ['test/artifact-cache/cached-repository.test.ts'],
    },
  ],
};
