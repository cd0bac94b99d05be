import type { MutatedModule } from './mutant.ts';

export const streams: MutatedModule = {
  module: 'streams',
  tests: ['test/streams/', 'test/registry/', 'test/contract/'],
  mutants: [
    {
      name: 'verified-digest-ignored',
      file: 'src/streams/verify.ts',
      text: 'if (actual !== expected.digest)',
      replacement: 'if (actual === undefined)',
      effect: 'Damaged content passes as verified.',
    },
    {
      name: 'verified-size-ignored',
      file: 'src/streams/verify.ts',
      text: 'if (size < expected.size)',
      replacement: 'if (size < 0)',
      effect: 'Content that ends early passes as verified.',
    },
    {
      name: 'verified-too-many-bytes',
      file: 'src/streams/verify.ts',
      text: 'if (size > expected.size)',
      replacement: 'if (size === Infinity)',
      effect: 'Bytes behind the announced size reach the caller.',
    },
    {
      name: 'damaged-end-delivered',
      file: 'src/streams/verify.ts',
      text: 'if (mismatch === undefined) yield chunk;',
      replacement: 'yield chunk;',
      effect: 'The last chunk of damaged content reaches the caller.',
    },
    {
      name: 'collect-limit-ignored',
      file: 'src/streams/collect.ts',
      text: 'if (size > limit) throw',
      replacement: 'if (size === Infinity) throw',
      effect: 'A manifest of any size is read into memory.',
    },
    {
      name: 'pooled-buffer-detached',
      file: 'src/streams/detach-buffer.ts',
      text: 'if (buffer.byteLength > 2 * Buffer.poolSize) detach(buffer);',
      replacement: 'detach(buffer);',
      effect: 'A small chunk loses its bytes, because its buffer is shared.',
      tests: ['test/streams/', 'test/archive/pack.test.ts'],
    },
    {
      name: 'verified-for-another-digest',
      file: 'src/streams/verify.ts',
      text: 'if (size === 0 && content.verifies === expected.digest) digester = undefined;',
      replacement: 'if (size === 0 && content.verifies !== undefined) digester = undefined;',
      effect: 'Content that was verified for another digest is stored under a wrong name.',
      tests: ['test/streams/verify.test.ts'],
    },
    {
      name: 'cancelled-hash-is-file-error',
      file: 'src/streams/hash-worker.ts',
      text: 'if (signal?.aborted === true) throw error;',
      replacement: '',
      effect: 'A cancelled run reports an error of the file system.',
      tests: ['test/streams/stream-hash.test.ts'],
    },
  ],
};
