import type { MutatedModule } from './mutant.ts';

export const github: MutatedModule = {
  module: 'github',
  tests: ['test/operations/prune/prune-github.test.ts'],
  mutants: [
    {
      name: 'github-organisation-as-user',
      file: 'src/github/packages.ts',
      text: "value['type'] === 'Organization' ? 'orgs' : 'users'",
      replacement: "value['type'] === 'Organization' ? 'users' : 'users'",
      effect: 'The packages of an organisation are not found.',
    },
    {
      name: 'github-first-page-only',
      file: 'src/github/packages.ts',
      text: '      url = next;',
      replacement: '      void next, (url = undefined);',
      effect: 'Versions after the first page are kept.',
    },
    {
      name: 'github-name-not-encoded',
      file: 'src/github/packages.ts',
      text: 'encodeURIComponent(this.#options.name)',
      replacement: 'this.#options.name',
      effect: 'A package with a slash in its name is not found.',
    },
    {
      name: 'github-refusal-ends-the-run',
      file: 'src/github/packages.ts',
      text: 'if (status === 400 || status === 422) return',
      replacement: 'if (status === 422) return',
      effect: 'A version that GitHub does not delete ends the run.',
    },
  ],
};
