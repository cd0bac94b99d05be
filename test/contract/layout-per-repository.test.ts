import { repository } from '../../src/registry/index.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract } from './registry.ts';
import { repositoryContract } from './repository.ts';

registryContract('layout per repository', () => openLayoutRegistry(), { corrupt: true });

repositoryContract('one of a layout registry', async () => {
  const open = await openLayoutRegistry();
  return {
    repository: repository(open.registry, 'acme/bundle'),
    other: { name: 'acme/other', repository: repository(open.registry, 'acme/other') },
    close: () => open.close(),
  };
});
