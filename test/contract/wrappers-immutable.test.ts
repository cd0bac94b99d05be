import { MemoryRegistry } from '../../src/memory/index.ts';
import { immutable } from '../../src/wrappers/index.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract, type RegistryFeatures } from './registry.ts';

const features: RegistryFeatures = {
  without: {
    delete: { reason: 'what was stored stays', code: 'DENIED' },
    moveTag: { reason: 'a tag points to the same manifest for ever', code: 'ALREADY_EXISTS' },
  },
};

registryContract(
  'memory that does not change',
  async () => ({ registry: immutable(new MemoryRegistry()), close: async () => undefined }),
  features,
);

registryContract(
  'a layout that does not change',
  async () => {
    const open = await openLayoutRegistry();
    return { ...open, registry: immutable(open.registry) };
  },
  { ...features, corrupt: true },
);
