import type { MutatedModule } from './mutant.ts';

export const sampledLayout: MutatedModule = {
  module: 'layout',
  mutants: [
    {
      name: 'failed-index-write-unhandled',
      file: 'src/layout/pending-indexes.ts',
      text: ['      this.#write(index).catch(() => undefined);', '    }, delayMs);'],
      replacement: ['      void this.#write(index);', '    }, delayMs);'],
      effect: 'A full disk ends the process of a server.',
      tests: ['test/layout/index-lock.test.ts'],
    },
    {
      name: 'unread-folder-unhandled',
      file: 'src/layout/catalog.ts',
      text: ['      inspection.catch(() => undefined);', ''],
      replacement: '',
      effect: 'A folder that cannot be read ends the process of a server when a client reads one page of the catalog.',
      tests: ['test/layout/catalog.test.ts'],
    },
    {
      name: 'bytes-after-resumed-upload',
      file: 'src/layout/staged-file.ts',
      text: ['      staged.#hasMoreBytes = true;', '      return staged;'],
      replacement: '      return staged;',
      effect: 'A blob that was uploaded again after a crash has bytes of the first attempt.',
      tests: ['test/layout/staged-file.test.ts'],
    },
  ],
};
