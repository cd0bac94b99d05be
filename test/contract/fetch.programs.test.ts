import { HttpRegistry } from '../../src/client/index.ts';
import { fetchTransport } from '../../src/http/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { registryContract } from './registry.ts';

// The quick suite runs the contract over `fetchTransport` without a network.
registryContract('client with fetch of a server of memory', async () => {
  const server = await listen(new MemoryRegistry());
  const transport = fetchTransport();
  return {
    registry: new HttpRegistry(new URL(server.url), { transport: transport.send }),
    close: async () => {
      await transport.close();
      await server.close();
    },
  };
});
