import { setImmediate as nextTick } from 'node:timers/promises';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { ForwardingRegistry } from '../../src/registry/index.ts';
import { cache, debug, immutable, large, prefix, readOnly, select, unify } from '../../src/wrappers/index.ts';
import { putImage } from './content.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract, type RegistryFeatures } from './registry.ts';

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

const appendOnly: RegistryFeatures['without'] = {
  delete: { reason: 'the view is append-only', code: 'DENIED' },
  moveTag: { reason: 'tags are immutable', code: 'ALREADY_EXISTS' },
};

registryContract('immutable of memory', async () => ({ registry: immutable(new MemoryRegistry()) }), {
  without: appendOnly,
});

registryContract(
  'immutable of a layout',
  async () => {
    const open = await openLayoutRegistry();
    return { ...open, registry: immutable(open.registry) };
  },
  { without: appendOnly, corrupt: true },
);

registryContract('prefix of memory', async () => {
  const memory = new MemoryRegistry();
  // Hidden repositories that sort before, between and after the visible ones.
  for (const name of ['acme/bundle', 'team/apo', 'team/app', 'team/app-x/a', 'team/app.y/a', 'team/app0', 'zoo'])
    await putImage(memory, name, name, ['v1']);
  return { registry: prefix(memory, 'team/app') };
});

registryContract('prefix of a layout', async () => {
  const { registry, leftovers, close } = await openLayoutRegistry();
  await putImage(registry, 'acme/bundle', 'hidden', ['v1']);
  return { registry: prefix(registry, 'team'), leftovers, close };
});

registryContract('select of memory, with an asynchronous policy', async () => ({
  registry: select(new MemoryRegistry(), () => nextTick(true)),
}));

registryContract('debug of memory', async () => ({
  registry: debug(new MemoryRegistry(), { log: () => undefined }),
}));

/** Small limits, so that most blobs of the suite are large. */
const limits = { threshold: 1000, firstChunkSize: 700, minChunkSize: 500, maxInFlight: 256 * 1024 };

registryContract('large of memory', async () => ({ registry: large(new MemoryRegistry(), limits) }));

registryContract(
  'large of a layout, with chunked uploads',
  async () => {
    const open = await openLayoutRegistry();
    return { ...open, registry: large(open.registry, { ...limits, uploadChunkSize: 900 }) };
  },
  { corrupt: true },
);

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
