import type { MutatedModule } from './mutant.ts';

export const sampledSpec: MutatedModule = {
  module: 'spec',
  mutants: [
    {
      name: 'name-of-abort-error',
      file: 'src/spec/error.ts',
      text: "code === 'ABORTED' ? 'AbortError' : 'OciError'",
      replacement: "'OciError'",
      effect: 'A caller that compares the name of an error does not recognize an aborted call.',
      tests: ['test/spec/error.test.ts'],
    },
  ],
};
