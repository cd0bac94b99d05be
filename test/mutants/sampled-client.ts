import type { MutatedModule } from './mutant.ts';

export const sampledClient: MutatedModule = {
  module: 'client',
  mutants: [
    {
      name: 'session-of-mount-lost',
      file: 'src/client/blob-upload.ts',
      text: ['    this.useSession(session);', '    return { session };'],
      replacement: '    return { session };',
      effect: 'A failed upload that began as a mount leaves its session, and does not continue after an interruption.',
      tests: ['test/client/mounts-on-push.test.ts'],
    },
    {
      name: 'streamed-chunk-too-long',
      file: 'src/client/streamed-upload.ts',
      text: 'const part = chunk.subarray(0, end - position);',
      replacement: 'const part = chunk;',
      effect: 'An upload of growing content in chunks fails when a chunk ends inside a part that was read.',
      tests: ['test/client/body-limit.test.ts'],
    },
    {
      name: 'first-chunk-without-minimum',
      file: 'src/client/body-limit.ts',
      text: 'const first = minimum > 0 ?',
      replacement: 'const first = minimum >= 0 ?',
      effect: 'Uploads use small chunks when a registry announces no minimum.',
      tests: ['test/client/body-limit.test.ts'],
    },
  ],
};
