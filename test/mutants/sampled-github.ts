import type { MutatedModule } from './mutant.ts';

export const sampledGithub: MutatedModule = {
  module: 'github',
  mutants: [
    {
      name: 'deletion-answered-with-error',
      file: 'src/github/packages.ts',
      text: 'if (status !== 404 && status >= 300)',
      replacement: 'if (status !== 404 && status >= 500)',
      effect: 'A refused deletion counts as done.',
      tests: ['test/operations/prune/prune-github.test.ts'],
    },
    {
      name: 'already-deleted-version',
      file: 'src/github/packages.ts',
      text: 'if (status !== 404 && status >= 300)',
      replacement: 'if (status >= 300)',
      effect: 'A version that another run deleted ends the run.',
      tests: ['test/operations/prune/prune-github.test.ts'],
    },
  ],
};
