import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport } from '../../src/http/index.ts';
import { listen } from '../../src/server/index.ts';
import { wireErrorContract } from './wire-errors.ts';

wireErrorContract('client and server', async (failing) => {
  const server = await listen(failing);
  const transport = createTransport({ attempts: 1 });
  return {
    registry: new HttpRegistry(new URL(server.url), { transport: transport.send, attempts: 1 }),
    close: async () => {
      await transport.close();
      await server.close();
    },
  };
});
