import { openLayoutRegistry } from './layout.ts';
import { registryContract } from './registry.ts';

registryContract('layout that is shared', () => openLayoutRegistry({ mode: 'shared' }), {
  corrupt: true,
  without: {
    isolation: {
      reason: 'the blobs of one image layout are the same for all repositories in it',
      code: 'BLOB_UNKNOWN',
    },
  },
});
