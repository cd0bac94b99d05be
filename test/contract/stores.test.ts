import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Registry } from '../../src/registry/index.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract } from './registry.ts';
import { repositoryContract, type OpenRepository } from './repository.ts';

registryContract('memory', async () => ({ registry: new MemoryRegistry() }));

registryContract('layout per repository', () => openLayoutRegistry(), { corrupt: true });

registryContract('layout per repository with a journal', () => openLayoutRegistry({ journal: true }), {
  corrupt: true,
});

registryContract('shared layout', () => openLayoutRegistry({ mode: 'shared', journal: true }), {
  corrupt: true,
  without: {
    isolation: { reason: 'all repositories of an image layout share its blobs', code: 'BLOB_UNKNOWN' },
  },
});

registryContract(
  'layout of a single repository',
  () => openLayoutRegistry({ mode: 'single', repository: 'acme/bundle' }),
  {
    corrupt: true,
    without: { repositories: { reason: 'the layout is one repository', code: 'NAME_UNKNOWN' } },
  },
);

function repositoryOf(registry: Registry, close?: () => Promise<void>): OpenRepository {
  return {
    repository: repository(registry, 'acme/bundle'),
    other: { name: 'acme/other', repository: repository(registry, 'acme/other') },
    close,
  };
}

repositoryContract('repository of memory', async () => repositoryOf(new MemoryRegistry()));

repositoryContract('repository of a layout registry', async () => {
  const { registry, close } = await openLayoutRegistry();
  return repositoryOf(registry, close);
});

repositoryContract('image layout', async () => {
  const root = await mkdtemp(join(tmpdir(), 'contract-'));
  return { repository: await LayoutRepository.open(join(root, 'layout')), close: () => rm(root, { recursive: true }) };
});
