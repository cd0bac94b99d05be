import type { MutatedModule } from './mutant.ts';

export const memory: MutatedModule = {
  module: 'memory',
  tests: ['test/memory/', 'test/contract/stores.test.ts'],
  mutants: [
    {
      name: 'closed-writer-writes',
      file: 'src/memory/upload.ts',
      text: ['    if (this.#closed)', '      throw'],
      replacement: ["    if (this.id === '')", '      throw'],
      effect: 'A closed writer continues its upload.',
      tests: ['test/contract/stores.test.ts'],
    },
    {
      name: 'memory-digest-not-compared',
      file: 'src/memory/upload.ts',
      text: 'if (actual !== digest) {',
      replacement: 'if (actual === undefined) {',
      effect: 'A blob is stored under a digest that its bytes do not have.',
    },
    {
      name: 'memory-quota-ignored',
      file: 'src/memory/content.ts',
      text: 'if (this.#used + bytes > this.#quota) {',
      replacement: 'if (this.#used > this.#quota) {',
      effect: 'A registry in memory grows beyond its quota.',
    },
    {
      name: 'memory-blob-freed-while-linked',
      file: 'src/memory/content.ts',
      text: 'if (existing === undefined || --existing.links > 0) return;',
      replacement: 'if (existing === undefined) return;',
      effect: 'Deleting a mounted blob frees the quota of the other repository.',
    },
    {
      name: 'memory-tags-of-deleted-manifest',
      file: 'src/memory/repository.ts',
      text: 'for (const [tag, target] of this.#tags) if (target === digest) this.deleteTag(tag);',
      replacement: '',
      effect: 'A tag points to a manifest that was deleted.',
    },
    {
      name: 'memory-upload-of-other-repository',
      file: 'src/memory/registry.ts',
      text: 'upload === undefined || upload.repository !== name',
      replacement: 'upload === undefined',
      effect: 'An upload of one repository is continued in another one.',
    },
    {
      name: 'memory-manifest-content-not-checked',
      file: 'src/memory/registry.ts',
      text: 'if (!exists) throw missingContentError(name, descriptor, needed);',
      replacement: '',
      effect: 'A manifest is accepted although its layers are missing.',
    },
    {
      name: 'memory-failed-push-keeps-quota',
      file: 'src/memory/registry.ts',
      text: ['      this.#content.release(size);', '      throw error;'],
      replacement: '      throw error;',
      effect: 'Failed pushes use up the quota.',
    },
    {
      name: 'same-blob-reserved-twice',
      file: 'src/memory/registry.ts',
      text: 'if (blobs.has(digest)) this.#content.release(bytes.byteLength);',
      replacement: 'if (blobs.has(digest)) void bytes;',
      effect: 'Two pushes of one blob at the same time use up the quota of a server in memory.',
      tests: ['test/memory/registry.test.ts'],
    },
  ],
};
