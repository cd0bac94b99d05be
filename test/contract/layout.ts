import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LayoutRegistry, type LayoutRegistryOptions } from '../../src/layout/index.ts';
import { digestAlgorithm, digestHex } from '../../src/spec/index.ts';
import type { OpenRegistry } from './registry.ts';

export interface OpenLayout extends OpenRegistry {
  readonly corrupt: NonNullable<OpenRegistry['corrupt']>;
  readonly leftovers: NonNullable<OpenRegistry['leftovers']>;
  readonly close: NonNullable<OpenRegistry['close']>;
}

/** Creates a layout registry in a temporary directory. It does not use fsync, because fsync slows the tests down. */
export async function openLayoutRegistry(options: LayoutRegistryOptions = {}): Promise<OpenLayout> {
  const root = await mkdtemp(join(tmpdir(), 'contract-'));
  const registry = await LayoutRegistry.open(root, { sync: false, ...options });
  const directory = (repository: string): string =>
    options.mode === undefined || options.mode === 'per-repository' ? join(root, repository) : root;
  return {
    registry,
    corrupt: (repository, digest, bytes) =>
      writeFile(join(directory(repository), 'blobs', digestAlgorithm(digest), digestHex(digest)), bytes),
    leftovers: async () => {
      await registry.flush();
      const files = await readdir(root, { recursive: true });
      return [
        ...(await registry.pending()),
        ...files.filter((path) => path.endsWith('.lock') || path.endsWith('.tmp')),
      ];
    },
    close: async () => {
      await registry.flush();
      await rm(root, { recursive: true });
    },
  };
}
