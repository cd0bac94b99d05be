import type { MutatedModule } from './mutant.ts';

export const sampledOperations: MutatedModule = {
  module: 'operations',
  mutants: [
    {
      name: 'damaged-layout-of-subject',
      file: 'src/operations/destination.ts',
      text: "    if (!isOciError(error, 'NOT_FOUND')) throw error;\n    const problem = `does not exist in ${path},",
      replacement: '    const problem = `does not exist in ${path},',
      effect: 'A damaged image layout is reported as a directory that is not a layout.',
      tests: ['test/operations/missing-content.test.ts'],
    },
    {
      name: 'existing-blobs-of-index-reported',
      file: 'src/operations/create-index.ts',
      text: "return event.kind === 'blob' && event.state !== 'exists';",
      replacement: "return event.kind === 'blob';",
      effect: 'The creation of an index reports blobs that it does not copy.',
      tests: ['test/operations/create-index.test.ts'],
    },
    {
      name: 'age-with-untagged-deletes-tags',
      file: 'src/operations/prune/rules.ts',
      text: '(olderThanMs !== undefined && untagged !== true)',
      replacement: '(olderThanMs !== undefined && untagged !== false)',
      effect: 'A prune of old manifests without a tag also deletes old tags.',
      tests: ['test/operations/prune/prune.test.ts'],
    },
    {
      name: 'companions-of-sha512',
      file: 'src/operations/prune/graph.ts',
      text: "    if (digestAlgorithm(digest) === 'sha512') this.#sha512.set(`sha512:${digestHex(digest).slice(0, 64)}`, digest);\n",
      replacement: '',
      effect: 'Signatures of a pruned manifest with a sha512 digest stay.',
      tests: ['test/operations/prune/prune.test.ts'],
    },
  ],
};
