import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { RegistryPage } from '../../src/page/index.ts';
import { builtDirectory } from '../built.ts';

it('has code of at most 48 KiB, and 15 KiB compressed', async () => {
  const code = await readFile(join(builtDirectory, 'chunks/page.js'));
  expect(code.byteLength).toBeLessThan(48 * 1024);
  expect(gzipSync(code).byteLength).toBeLessThan(15 * 1024);
});

it('sends at most 12 KiB in addition to the content', async () => {
  const { body } = await new RegistryPage().show({
    registry: new MemoryRegistry(),
    parameter: () => undefined,
    repository: undefined,
    host: '127.0.0.1:5000',
    isSecure: false,
    isVisible: () => true,
    signal: new AbortController().signal,
    onStale: () => undefined,
  });
  expect(Buffer.byteLength(body)).toBeLessThan(12 * 1024);
});
