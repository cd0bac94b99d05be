import type { MutatedModule } from './mutant.ts';

export const sampledServer: MutatedModule = {
  module: 'server',
  mutants: [
    {
      name: 'link-to-empty-referrers-page',
      file: 'src/server/listings.ts',
      text: 'next: manifests.length < sorted.length ?',
      replacement: 'next: manifests.length <= sorted.length ?',
      effect: 'The last page of referrers has a link to an empty page.',
      tests: ['test/server/listings.test.ts'],
    },
    {
      name: 'spaces-before-token',
      file: 'src/server/guard.ts',
      text: 'header.slice(space + 1).trim()',
      replacement: 'header.slice(space + 1)',
      effect: 'A request with several spaces before its token is refused.',
      tests: ['test/server/guard.test.ts'],
    },
  ],
};
