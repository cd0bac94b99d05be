import type { MutatedModule } from './mutant.ts';

export const sampledCredentials: MutatedModule = {
  module: 'credentials',
  mutants: [
    {
      name: 'temporary-files-with-secrets-stay',
      file: 'src/credentials/docker-login.ts',
      text: "name.startsWith(prefix) && name.endsWith('.tmp')",
      replacement: "name.endsWith(prefix) && name.endsWith('.tmp')",
      effect: 'A temporary file with a password stays after a step that was killed.',
      tests: ['test/credentials/docker-login.test.ts'],
    },
    {
      name: 'blank-lines-of-secret',
      file: 'src/credentials/secret-forms.ts',
      text: "filter((line) => line.trim() !== '')",
      replacement: "filter((line) => line !== '')",
      effect: 'A key with a blank line hides all spaces in a log.',
      tests: ['test/credentials/secret-forms.test.ts'],
    },
  ],
};
