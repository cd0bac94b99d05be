import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport } from '../../src/http/index.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { registryContract, type OpenRegistry } from './registry.ts';

/** A registry behind its own server and client, on a free port. */
async function overHttp(served: Registry, close: () => Promise<void> = async () => undefined): Promise<OpenRegistry> {
  const server = await listen(served);
  const transport = createTransport();
  return {
    registry: new HttpRegistry(new URL(server.url), { transport: transport.send }),
    close: async () => {
      await transport.close();
      await server.close();
      await close();
    },
  };
}

registryContract('client of a server of memory', () => overHttp(new MemoryRegistry()));

registryContract('client of a server of a layout', async () => {
  const root = await mkdtemp(join(tmpdir(), 'client-server-'));
  return overHttp(await LayoutRegistry.open(root), () => rm(root, { recursive: true }));
});
