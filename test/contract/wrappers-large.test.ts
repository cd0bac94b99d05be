import { MemoryRegistry } from '../../src/memory/index.ts';
import { large } from '../../src/wrappers/index.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract } from './registry.ts';

/** So small that most of the suite's blobs are large. */
const small = { threshold: 1000, firstChunkSize: 700, minChunkSize: 500, maxInFlight: 256 * 1024 };

registryContract('memory, large blobs in ranges', async () => ({
  registry: large(new MemoryRegistry(), small),
  close: async () => undefined,
}));

registryContract(
  'a layout, large blobs in ranges and pieces',
  async () => {
    const open = await openLayoutRegistry();
    return { ...open, registry: large(open.registry, { ...small, uploadChunkSize: 900 }) };
  },
  { corrupt: true },
);
