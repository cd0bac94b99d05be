import { MemoryRegistry } from '../../src/memory/index.ts';
import { readOnly } from '../../src/wrappers/index.ts';
import { registryContract } from './registry.ts';

registryContract(
  'memory, for reading only',
  async () => {
    const source = new MemoryRegistry();
    return { registry: readOnly(source), source, close: async () => undefined };
  },
  { without: { write: { reason: 'that is what it is for', code: 'UNSUPPORTED' } } },
);
