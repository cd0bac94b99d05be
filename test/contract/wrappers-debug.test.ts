import { MemoryRegistry } from '../../src/memory/index.ts';
import { debug } from '../../src/wrappers/index.ts';
import { registryContract } from './registry.ts';

registryContract('memory that is being watched', async () => ({
  registry: debug(new MemoryRegistry(), { log: () => undefined }),
  close: async () => undefined,
}));
