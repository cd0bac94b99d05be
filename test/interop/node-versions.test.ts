import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LayerDigests, Packaging } from './layer-digests.ts';
import { makeMixedTree } from './mixed-tree.ts';
import { parityTrees } from './parity-trees.ts';
import { must, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { repositoryRoot } from './run-action.ts';
import { makeTree } from './trees.ts';

/** The versions of Node for which README guarantees the digest of the layer. */
const nodes: Readonly<Record<string, readonly [command: string, version: string, architecture: string]>> = {
  'Node 22 on x64': ['node-22', '22.23.3', 'x64'],
  'Node 24 on x64': [process.execPath, '24.21.0', 'x64'],
  'Node 26 on x64': ['node-26', '26.10.0', 'x64'],
  'Node 24 on arm64': ['node-24-arm64', '24.21.0', 'arm64'],
};

let work: TemporaryDirectory;
let program: string;
let published: string;
const packagings: Packaging[] = [];
let expected: readonly LayerDigests[];

beforeAll(async () => {
  work = await temporaryDirectory();
  program = join(work.path, 'layer-digests.mjs');
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'layer-digests.ts'),
    platform: 'node',
    transform: { target: 'node22' },
  });
  await bundle.write({ file: program, format: 'esm' });
  await bundle.close();

  for (const [index, make] of Object.values(parityTrees).entries()) {
    const sourceDir = join(work.path, `parity-${index}`);
    await mkdir(sourceDir);
    await make(sourceDir);
    packagings.push({ sourceDir, compression: 'gzip' });
  }
  const small = join(work.path, 'mixed-4');
  await makeMixedTree(small, 4);
  for (const compressionLevel of [1, 4, 5, 6, 9])
    packagings.push({ sourceDir: small, compression: 'gzip', compressionLevel });
  const large = join(work.path, 'mixed-64');
  await makeMixedTree(large, 64);
  packagings.push({ sourceDir: large, compression: 'gzip' }, { sourceDir: large, compression: 'zstd' });
  expected = await digestsBy(process.execPath, 2);

  published = join(work.path, 'published');
  await mkdir(published);
  await makeTree(published);
});

afterAll(() => work[Symbol.asyncDispose]());

async function digestsBy(command: string, threads: number): Promise<readonly LayerDigests[]> {
  const input = packagings.map((packaging) => JSON.stringify({ ...packaging, threads })).join('\n');
  const printed = await must(command, [program], {
    input,
    env: { UV_THREADPOOL_SIZE: String(threads) },
    timeoutMs: 800_000,
  });
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LayerDigests);
}

/** The digest of the manifest from the command line, which contains the digest of the layer. */
async function manifestBy(command: string, layout: string): Promise<string> {
  const printed = await must(command, [
    join(repositoryRoot, 'dist/cli.js'),
    'push',
    published,
    join(work.path, layout),
    '--json',
  ]);
  return (JSON.parse(printed) as { readonly digest: string }).digest;
}

describe.each(Object.entries(nodes))('%s', (name, [command, version, architecture]) => {
  it('has the expected version and architecture', async () => {
    expect(await must(command, ['-p', 'process.versions.node + " " + process.arch'])).toBe(
      `${version} ${architecture}\n`,
    );
  });

  it.each([1, 8])(
    'makes the same layers, with %i threads',
    async (threads) => {
      expect(await digestsBy(command, threads)).toEqual(expected);
    },
    900_000,
  );

  it('publishes the same manifest', async () => {
    expect(await manifestBy(command, name)).toBe(await manifestBy(process.execPath, `${name}, compared`));
  });
});
