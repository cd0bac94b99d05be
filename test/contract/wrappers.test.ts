import { setImmediate as nextTick } from 'node:timers/promises';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { ForwardingRegistry } from '../../src/registry/index.ts';
import { cache, debug, immutable, large, prefix, readOnly, select, unify } from '../../src/wrappers/index.ts';
import { putImage } from './content.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract } from './registry.ts';
import { appendOnly, largeBlobLimits } from './wrapper-options.ts';

registryContract('ForwardingRegistry of memory', async () => ({
  registry: new ForwardingRegistry(new MemoryRegistry()),
}));

registryContract(
  'readOnly of memory',
  async () => {
    const source = new MemoryRegistry();
    return { registry: readOnly(source), source };
  },
  { without: { write: { reason: 'the view is read-only', code: 'UNSUPPORTED' } } },
);

registryContract('immutable of memory', async () => ({ registry: immutable(new MemoryRegistry()) }), {
  without: appendOnly,
});

registryContract('prefix of memory', async () => {
  const memory = new MemoryRegistry();
  // Hidden repositories that sort before, between and after the visible ones.
  for (const name of ['acme/bundle', 'team/apo', 'team/app', 'team/app-x/a', 'team/app.y/a', 'team/app0', 'zoo'])
    await putImage(memory, name, name, ['v1']);
  return { registry: prefix(memory, 'team/app') };
});

registryContract('select of memory, with an asynchronous policy', async () => ({
  registry: select(new MemoryRegistry(), () => nextTick(true)),
}));

registryContract('debug of memory', async () => ({
  registry: debug(new MemoryRegistry(), { log: () => undefined }),
}));

registryContract('large of memory', async () => ({ registry: large(new MemoryRegistry(), largeBlobLimits) }));

registryContract('unify of two memories, sequential', async () => ({
  registry: unify(new MemoryRegistry(), new MemoryRegistry()),
}));

registryContract('unify of memory and a layout, concurrent', async () => {
  const { registry, leftovers, close } = await openLayoutRegistry();
  return { registry: unify(new MemoryRegistry(), registry, { readPolicy: 'concurrent' }), leftovers, close };
});

for (const readPolicy of ['sequential', 'concurrent'] as const) {
  registryContract(
    `unify of an empty memory and a full one, ${readPolicy}`,
    async () => {
      const source = new MemoryRegistry();
      return { registry: readOnly(unify(new MemoryRegistry(), source, { readPolicy })), source };
    },
    { without: { write: { reason: 'writes require the content in both registries', code: 'UNSUPPORTED' } } },
  );
}

registryContract('cache of memory in memory', async () => ({
  registry: cache(new MemoryRegistry(), new MemoryRegistry({ allowSparse: true })),
}));

registryContract('cache of memory in a layout, with stored writes', async () => {
  const { registry, leftovers, close } = await openLayoutRegistry({ allowSparse: true });
  return { registry: cache(new MemoryRegistry(), registry, { storeWrites: true }), leftovers, close };
});

registryContract('cache of memory in a full store', async () => ({
  registry: cache(new MemoryRegistry(), new MemoryRegistry({ quota: 0 }), { storeWrites: true }),
}));
