import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpRegistry } from '../../src/client/index.ts';
import { FileStore } from '../../src/files/index.ts';
import { createTransport } from '../../src/http/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type GraphTarget } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';

export interface OpenStore {
  readonly store: GraphTarget;
  close(): Promise<void>;
}

async function inDirectory(
  open: (path: string) => Promise<GraphTarget & Partial<AsyncDisposable>>,
): Promise<OpenStore> {
  const path = await mkdtemp(join(tmpdir(), 'stores-test-'));
  const store = await open(path);
  return {
    store,
    close: async () => {
      await store[Symbol.asyncDispose]?.();
      await rm(path, { recursive: true });
    },
  };
}

/** All kinds of stores that a copy supports. */
export const stores: readonly { readonly title: string; readonly open: () => Promise<OpenStore> }[] = [
  {
    title: 'memory',
    open: async () => ({ store: repository(new MemoryRegistry(), 'some/repository'), close: async () => undefined }),
  },
  { title: 'an image layout', open: () => inDirectory((path) => LayoutRepository.open(path)) },
  {
    title: 'a file store',
    open: () => inDirectory(async (path) => new FileStore(join(path, 'work'), { temporaryDir: path })),
  },
  {
    title: 'a remote repository',
    open: async () => {
      const server = await listen(new MemoryRegistry());
      const transport = createTransport();
      return {
        store: repository(new HttpRegistry(new URL(server.url), { transport: transport.send }), 'some/repository'),
        close: async () => {
          await transport.close();
          await server.close();
        },
      };
    },
  },
];
