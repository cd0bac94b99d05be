import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LayoutRegistry, type LayoutRegistryOptions } from '../../src/layout/index.ts';
import { digestAlgorithm, digestHex } from '../../src/spec/index.ts';
import type { OpenRegistry } from './registry.ts';

/** A layout registry in a folder of its own, for the suite. Not flushed to disk, which takes most of the time and changes nothing that is seen. */
export async function openLayoutRegistry(options: LayoutRegistryOptions = {}): Promise<OpenRegistry> {
  const root = await mkdtemp(join(tmpdir(), 'contract-'));
  const registry = await LayoutRegistry.open(root, { sync: false, ...options });
  const folder = (repository: string): string =>
    options.mode === undefined || options.mode === 'per-repository' ? join(root, repository) : root;
  return {
    registry,
    corrupt: (repository, digest, bytes) =>
      writeFile(join(folder(repository), 'blobs', digestAlgorithm(digest), digestHex(digest)), bytes),
    leftovers: async () => [
      ...(await registry.pending()),
      ...(await readdir(root, { recursive: true })).filter((path) => path.endsWith('.lock') || path.endsWith('.tmp')),
    ],
    close: () => rm(root, { recursive: true }),
  };
}
