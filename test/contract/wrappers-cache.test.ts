import { MemoryRegistry } from '../../src/memory/index.ts';
import { cache } from '../../src/wrappers/index.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract } from './registry.ts';

registryContract('memory in front of memory', async () => ({
  registry: cache(new MemoryRegistry(), new MemoryRegistry({ allowSparse: true })),
  close: async () => undefined,
}));

registryContract('a layout in front of memory, keeping what is pushed', async () => {
  const store = await openLayoutRegistry({ allowSparse: true });
  return {
    registry: cache(new MemoryRegistry(), store.registry, { storeWrites: true }),
    leftovers: store.leftovers,
    close: () => store.close(),
  };
});

registryContract('a store that takes nothing in front of memory', async () => ({
  registry: cache(new MemoryRegistry(), new MemoryRegistry({ quota: 0 }), { storeWrites: true }),
  close: async () => undefined,
}));
