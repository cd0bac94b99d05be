import { MemoryRegistry } from '../../src/memory/index.ts';
import { prefix } from '../../src/wrappers/index.ts';
import { noise, putImage } from './content.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract } from './registry.ts';

registryContract('a namespace of memory', async () => {
  const whole = new MemoryRegistry();
  // Neighbours that sort before, between and after, and none of which may be seen.
  for (const name of ['acme/bundle', 'team/apo', 'team/app', 'team/app-x/a', 'team/app.y/a', 'team/app0', 'zoo'])
    await putImage(whole, name, name, ['v1']);
  return { registry: prefix(whole, 'team/app'), close: async () => undefined };
});

registryContract('a namespace of a layout', async () => {
  const open = await openLayoutRegistry();
  await putImage(open.registry, 'acme/bundle', noise(10, 1).join('.'), ['v1']);
  return { registry: prefix(open.registry, 'team'), leftovers: open.leftovers, close: () => open.close() };
});
