import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareTrees } from '../../src/commands/compare-trees.ts';
import { must, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { distribution, type PeerRegistry } from './registries.ts';
import { listTree, makeTree } from './trees.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');

let work: TemporaryDirectory;
let registry: PeerRegistry;
let source: string;

beforeAll(async () => {
  work = await temporaryDirectory();
  registry = await distribution();
  source = join(work.path, 'source');
  await makeTree(source);
  // Links between layers, as package managers make them, which ORAS refuses inside a layer.
  await mkdir(join(source, 'node_modules/.bin'), { recursive: true });
  await mkdir(join(source, 'node_modules/tool'));
  await mkdir(join(source, 'packages/own'), { recursive: true });
  await writeFile(join(source, 'node_modules/tool/cli.js'), '#!/usr/bin/env node\n'.repeat(200), { mode: 0o755 });
  await writeFile(join(source, 'node_modules/index'), 'x'.repeat(1500));
  await writeFile(join(source, 'packages/own/package.json'), '{}');
  await symlink('../tool/cli.js', join(source, 'node_modules/.bin/tool'));
  await symlink('../packages/own', join(source, 'node_modules/own'));
  await chmod(join(source, 'charts'), 0o750);
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await work[Symbol.asyncDispose]();
});

async function push(name: string, options: readonly string[]): Promise<string> {
  const reference = `${registry.host}/acme/layers:${name}`;
  await must(process.execPath, [cli, 'push', source, `oci://${reference}`, '--plain-http', ...options]);
  return reference;
}

describe.each([
  ['single', [], false],
  ['entries', ['--layers', 'entries'], true],
  ['auto', ['--layers', 'auto'], false],
  ['auto with small layers', ['--layers', 'auto', '--layer-size', '8KiB'], true],
  ['auto with one file a layer', ['--layers', 'auto', '--layer-size', '1'], true],
] as const)('layers: %s', (name, options, hasFiles) => {
  const tag = name.replaceAll(' ', '-');

  it('oras pull writes the tree of the source', async () => {
    const reference = await push(tag, options);
    const out = join(work.path, `oras-${tag}`);
    await must('oras', ['pull', '--plain-http', '-o', out, reference]);
    // ORAS does not restore the mode of an unchanged file.
    const shown = async (root: string): Promise<readonly string[]> => {
      const lines = await listTree(root);
      return hasFiles ? lines.map((line) => line.replace(/ file \d+ /, ' file ')) : lines;
    };
    expect(await shown(out)).toEqual(await shown(source));
  });

  it('pull writes the tree of the source with modes', async () => {
    const reference = await push(tag, options);
    const out = join(work.path, `ours-${tag}`);
    await must(process.execPath, [cli, 'pull', reference, '-o', out, '--plain-http', '--preserve-permissions']);
    expect(await compareTrees(source, out)).toEqual([]);
  });
});

it('two pushes of a tree have one digest', async () => {
  const digests = [];
  for (const each of ['first', 'second'])
    digests.push(await must('oras', ['resolve', '--plain-http', await push(each, ['--layers', 'entries'])]));
  expect(digests[0]).toBe(digests[1]);
});
