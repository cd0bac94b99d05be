import type { MutatedModule } from './mutant.ts';

export const sampledTransfer: MutatedModule = {
  module: 'transfer',
  mutants: [
    {
      name: 'layer-of-two-shards',
      file: 'src/transfer/join-manifests.ts',
      text: 'if (other !== undefined)',
      replacement: 'if (other !== undefined && other.text !== text)',
      effect: 'Two shards with the same layer are joined.',
      tests: ['test/transfer/join-manifests.test.ts'],
    },
    {
      name: 'shard-number-above-count',
      file: 'src/transfer/join-manifests.ts',
      text: ['    number <= count &&', ''],
      replacement: '',
      effect: 'A shard with a number above the count is joined.',
      tests: ['test/transfer/join-manifests.test.ts'],
    },
    {
      name: 'layer-index-above-total',
      file: 'src/transfer/join-manifests.ts',
      text: 'indexes.every((index) => index < Number(total)) &&',
      replacement: 'indexes.every((index) => index <= Number(total)) &&',
      effect: 'A shard with a layer outside the artifact is joined.',
      tests: ['test/transfer/join-manifests.test.ts'],
    },
    {
      name: 'more-layers-than-named',
      file: 'src/transfer/join-manifests.ts',
      text: '(indexes.length === items.length || (indexes.length === 0 && items.length <= 1));',
      replacement: '(indexes.length <= items.length || (indexes.length === 0 && items.length <= 1));',
      effect: 'A shard with unnamed layers loses them in the join.',
      tests: ['test/transfer/join-manifests.test.ts'],
    },
    {
      name: 'names-that-collide-on-windows',
      file: 'src/transfer/pull-plan.ts',
      text: "platform === 'win32' || platform === 'darwin' ? new NameCollisions()",
      replacement: "platform === 'darwin' ? new NameCollisions()",
      effect: 'A pull on Windows overwrites a file with another one whose name differs in case.',
      tests: ['test/transfer/pull.test.ts'],
    },
  ],
};
