import type { MutatedModule } from './mutant.ts';

export const action: MutatedModule = {
  module: 'action',
  tests: ['test/action/', 'test/action/push.programs.test.ts', 'test/action/safety.programs.test.ts'],
  mutants: [
    {
      name: 'short-lines-of-secret',
      file: 'src/action/log.ts',
      text: 'new Set([secret, ...secret.split(/\\r?\\n/).map((line) => line.trim())])',
      replacement: 'new Set([secret])',
      effect: 'A log shows one line of a key.',
      tests: ['test/action/safety.programs.test.ts'],
    },
    {
      name: 'second-failure-replaces-first',
      file: 'src/action/log.ts',
      text: 'if (this.#failed) return;',
      replacement: '',
      effect: 'A step shows the last error instead of the cause.',
      tests: ['test/action/bad-inputs.test.ts', 'test/action/safety.programs.test.ts'],
    },
    {
      name: 'missing-command-file',
      file: 'src/action/command-files.ts',
      text: 'if (problem === undefined) continue;',
      replacement: "if (problem !== '') continue;",
      effect: 'A step succeeds although its outputs are lost.',
      tests: ['test/action/command-files.test.ts', 'test/action/command-files.programs.test.ts'],
    },
    {
      name: 'incomplete-cache-saved',
      file: 'src/action/actions-cache-store.ts',
      text: 'if (this.#cache === undefined || this.#incomplete) return false;',
      replacement: 'if (this.#cache === undefined) return false;',
      effect: 'A cache without its layers replaces a complete one.',
      tests: ['test/action/pull-cache.programs.test.ts'],
    },
    {
      name: 'serve-directory-of-other-step',
      file: 'src/action/serve-state.ts',
      text: "if (directory === '') return undefined;",
      replacement: "if (directory !== '') return undefined;",
      effect: 'The post step of a server removes nothing.',
      tests: ['test/action/serve-directory.test.ts', 'test/action/serve.programs.test.ts'],
    },
    {
      name: 'docker-entry-not-validated',
      file: 'src/action/docker-entry-state.ts',
      text: '!isDigest(entry) ||',
      replacement: '',
      effect: 'Damaged state of a job removes other credentials.',
      tests: ['test/action/docker-entry.programs.test.ts'],
    },
  ],
};
