import { MemoryRegistry } from '../../src/memory/index.ts';
import { readOnly, unify } from '../../src/wrappers/index.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract } from './registry.ts';

registryContract('two memories, read one after the other', async () => ({
  registry: unify(new MemoryRegistry(), new MemoryRegistry()),
  close: async () => undefined,
}));

registryContract('memory and a layout, read at the same time', async () => {
  const layout = await openLayoutRegistry();
  return {
    registry: unify(new MemoryRegistry(), layout.registry, { readPolicy: 'concurrent' }),
    leftovers: layout.leftovers,
    close: () => layout.close(),
  };
});

for (const readPolicy of ['sequential', 'concurrent'] as const) {
  registryContract(
    `an empty memory and a full one, ${readPolicy}`,
    async () => {
      const source = new MemoryRegistry();
      return {
        registry: readOnly(unify(new MemoryRegistry(), source, { readPolicy })),
        source,
        close: async () => undefined,
      };
    },
    { without: { write: { reason: 'what only one of them holds cannot be built upon', code: 'UNSUPPORTED' } } },
  );
}
