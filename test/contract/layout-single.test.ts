import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LayoutRepository } from '../../src/layout/index.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract } from './registry.ts';
import { repositoryContract } from './repository.ts';

registryContract(
  'layout that is one repository',
  () => openLayoutRegistry({ mode: 'single', repository: 'acme/bundle' }),
  {
    corrupt: true,
    without: { repositories: { reason: 'one image layout is one repository', code: 'NAME_UNKNOWN' } },
  },
);

repositoryContract('image layout', async () => {
  const root = await mkdtemp(join(tmpdir(), 'contract-'));
  return { repository: await LayoutRepository.open(join(root, 'layout')), close: () => rm(root, { recursive: true }) };
});
