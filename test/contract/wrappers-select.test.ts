import { setImmediate as soon } from 'node:timers/promises';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { select } from '../../src/wrappers/index.ts';
import { registryContract } from './registry.ts';

registryContract('memory with a policy that grants all', async () => ({
  registry: select(new MemoryRegistry(), () => soon(true)),
  close: async () => undefined,
}));
