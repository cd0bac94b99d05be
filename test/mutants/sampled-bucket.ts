import type { MutatedModule } from './mutant.ts';

export const sampledBucket: MutatedModule = {
  module: 'bucket',
  mutants: [
    {
      name: 'first-page-of-bucket-tags',
      file: 'src/bucket/tags.ts',
      text: 'const after = startAfter === undefined ? undefined : `${prefix}${startAfter}`;',
      replacement: 'const after = `${prefix}${startAfter}`;',
      effect: 'A registry in a bucket lists no tags before the letter u.',
      tests: ['test/bucket/gc.test.ts'],
    },
    {
      name: 'session-of-committed-upload',
      file: 'src/bucket/upload-writer.ts',
      text: ['    this.#owner.sessions.end(this.id);', '    this.#isClosed = true;', '    const {'],
      replacement: ['    this.#isClosed = true;', '    const {'],
      effect: 'A second writer continues an upload that another one completes.',
      tests: ['test/bucket/contract.test.ts'],
    },
    {
      name: 'unknown-access-key',
      file: 'src/bucket/store-check.ts',
      text: "s3Code === 'InvalidAccessKeyId' || s3Code === 'SignatureDoesNotMatch' ||",
      replacement: "s3Code === 'SignatureDoesNotMatch' ||",
      effect: 'An unknown access key has an unclear error.',
      tests: ['test/bucket/registry.test.ts'],
    },
    {
      name: 'last-page-of-groups',
      file: 'src/bucket/object-store.ts',
      text: ['      if (!isTruncated(page) || last === undefined) return;', '      // Cont'],
      replacement: ['      if (last === undefined) return;', '      // Cont'],
      effect: 'A list of groups is requested again after its last page.',
      tests: ['test/bucket/gc.test.ts'],
    },
    {
      name: 'quota-measured-once',
      file: 'src/bucket/soft-quota.ts',
      text: ['    this.#measuring ??= this.#sum().finally(() => {', '      this.#measuring = undefined;', '    });'],
      replacement: '    this.#measuring ??= this.#sum();',
      effect: 'A full registry in a bucket stays full after content was deleted.',
      tests: ['test/bucket/soft-quota.test.ts'],
    },
  ],
};
