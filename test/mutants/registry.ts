import type { MutatedModule } from './mutant.ts';

export const registry: MutatedModule = {
  module: 'registry',
  tests: ['test/registry/', 'test/contract/stores.test.ts'],
  mutants: [
    {
      name: 'page-starts-at-name',
      file: 'src/registry/page.ts',
      text: "compareBytes(names[middle] ?? '', name) > 0",
      replacement: "compareBytes(names[middle] ?? '', name) >= 0",
      effect: 'The first name of a page repeats the last one of the page before.',
      tests: ['test/registry/page.test.ts'],
    },
    {
      name: 'range-beyond-end',
      file: 'src/registry/page.ts',
      text: 'start < 0 || start >= size',
      replacement: 'start < 0 || start > size',
      effect: 'A range behind the end of a blob is answered with no bytes.',
      tests: ['test/registry/page.test.ts'],
    },
    {
      name: 'wrong-size-read',
      file: 'src/registry/repository.ts',
      text: 'if (size === target.size) return reader;',
      replacement: 'if (size >= 0) return reader;',
      effect: 'Content of another size than its descriptor is read.',
    },
    {
      name: 'wrong-size-exists',
      file: 'src/registry/repository.ts',
      text: 'return existing.size === target.size;',
      replacement: 'return existing.size >= 0;',
      effect: 'Content of another size counts as present, so a copy skips it.',
    },
    {
      name: 'manifest-digest-not-checked',
      file: 'src/registry/repository.ts',
      text: 'if (digestOf(bytes, digestAlgorithm(expected.digest)) !== expected.digest) {',
      replacement: 'if (expected.digest.length === 0) {',
      effect: 'A manifest is pushed under the digest of another one.',
      tests: ['test/registry/repository.test.ts'],
    },
    {
      name: 'reader-not-closed-at-end',
      file: 'src/registry/blob-reader.ts',
      text: 'await this.#options.free?.();',
      replacement: '',
      effect: 'A reader keeps its file open after the last byte.',
      tests: ['test/registry/blob-reader.test.ts'],
    },
    {
      name: 'bytes-reader-without-copy',
      file: 'src/registry/blob-reader.ts',
      text: 'yield Uint8Array.from(slice);',
      replacement: 'yield slice;',
      effect: 'A caller that changes a chunk changes the content of the registry.',
      tests: ['test/registry/blob-reader.test.ts'],
    },
  ],
};
