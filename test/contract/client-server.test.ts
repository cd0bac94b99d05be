import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport, fetchTransport } from '../../src/http/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { createFetchHandler, listen } from '../../src/server/index.ts';
import { openLayoutRegistry } from './layout.ts';
import { registryContract, type OpenRegistry } from './registry.ts';

/** Serves a registry on a free port and connects a client to it. */
async function overHttp({ registry, close }: OpenRegistry): Promise<OpenRegistry> {
  const server = await listen(registry);
  const transport = createTransport();
  return {
    registry: new HttpRegistry(new URL(server.url), { transport: transport.send }),
    close: async () => {
      await transport.close();
      await server.close();
      await close?.();
    },
  };
}

registryContract('client of a server of memory', () => overHttp({ registry: new MemoryRegistry() }));

registryContract('client of a server of a layout', async () => overHttp(await openLayoutRegistry()));

registryContract('client of a fetch handler of memory', async () => {
  const handler = createFetchHandler(new MemoryRegistry());
  const transport = fetchTransport({ fetch: (url, init) => handler(new Request(url, init)) });
  return {
    registry: new HttpRegistry(new URL('http://localhost/'), { transport: transport.send }),
    close: async () => {
      await transport.close();
      await handler.close();
    },
  };
});
