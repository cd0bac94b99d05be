import { immutable, large, prefix } from '../../src/wrappers/index.ts';
import { putImage } from './content.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract } from './registry.ts';
import { appendOnly, largeBlobLimits } from './wrapper-options.ts';

registryContract(
  'immutable of a layout',
  async () => {
    const open = await openLayoutRegistry();
    return { ...open, registry: immutable(open.registry) };
  },
  { without: appendOnly, corrupt: true },
);

registryContract('prefix of a layout', async () => {
  const { registry, leftovers, close } = await openLayoutRegistry();
  await putImage(registry, 'acme/bundle', 'hidden', ['v1']);
  return { registry: prefix(registry, 'team'), leftovers, close };
});

registryContract(
  'large of a layout, with chunked uploads',
  async () => {
    const open = await openLayoutRegistry();
    return { ...open, registry: large(open.registry, { ...largeBlobLimits, uploadChunkSize: 900 }) };
  },
  { corrupt: true },
);
