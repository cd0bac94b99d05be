import type { MutatedModule } from './mutant.ts';

export const sampledRegistry: MutatedModule = {
  module: 'registry',
  mutants: [
    {
      name: 'read-of-closed-reader',
      file: 'src/registry/blob-reader.ts',
      text: 'if (this.#iterator !== undefined || this.#closed) throw readTwice();',
      replacement: 'if (this.#iterator !== undefined) throw readTwice();',
      effect: 'A read after the close of a reader reports a truncated blob.',
      tests: ['test/registry/blob-reader.test.ts'],
    },
  ],
};
