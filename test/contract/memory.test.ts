import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository } from '../../src/registry/index.ts';
import { registryContract } from './registry.ts';
import { repositoryContract } from './repository.ts';

registryContract('memory', async () => ({ registry: new MemoryRegistry(), close: async () => undefined }));

repositoryContract('one of memory', async () => {
  const registry = new MemoryRegistry();
  return {
    repository: repository(registry, 'acme/bundle'),
    other: { name: 'acme/other', repository: repository(registry, 'acme/other') },
    close: async () => undefined,
  };
});
