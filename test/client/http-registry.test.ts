import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport } from '../../src/http/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { registryContract } from '../contract/registry.ts';

registryContract('client, server and memory', async () => {
  const server = await listen(new MemoryRegistry());
  const transport = createTransport();
  return {
    registry: new HttpRegistry(new URL(server.url), { transport: transport.send, baseDelayMs: 1 }),
    close: async () => {
      await transport.close();
      await server.close();
    },
  };
});
