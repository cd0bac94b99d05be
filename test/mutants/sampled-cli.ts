import type { MutatedModule } from './mutant.ts';

export const sampledCli: MutatedModule = {
  module: 'cli',
  mutants: [
    {
      name: 'swapped-letters-of-command',
      file: 'src/cli/suggest.ts',
      text: 'letter === two[at - 2] && one[row - 1]',
      replacement: 'letter === two[at - 3] && one[row - 1]',
      effect: 'The command line does not suggest push for psuh.',
      tests: ['test/cli/suggest.test.ts'],
    },
    {
      name: 'distance-of-swapped-letters',
      file: 'src/cli/suggest.ts',
      text: '(beforeAbove[at - 2] ?? 0) + 1',
      replacement: '(beforeAbove[at - 2] ?? 0) + 2',
      effect: 'The command line does not suggest attach for attahc.',
      tests: ['test/cli/suggest.test.ts'],
    },
  ],
};
