import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import workerThreads from 'node:worker_threads';
import { expect, it } from 'vitest';
import { archive, pax } from '../tar/blocks.ts';
import { Workspace } from './workspace.ts';

let workersWithoutProgram = 0;

/** A worker whose program is missing, as in a bundle of another project. */
class WorkerWithoutProgram extends workerThreads.Worker {
  constructor(program: string | URL, options?: ConstructorParameters<typeof workerThreads.Worker>[1]) {
    super(new URL('missing.js', program), options);
    workersWithoutProgram++;
  }
}

/** Replaces the class of the workers that this process starts. */
function replaceWorker(replacement: typeof workerThreads.Worker): Disposable {
  const original = workerThreads.Worker;
  const use = (Worker: typeof workerThreads.Worker): void => {
    Object.assign(workerThreads, { Worker });
    syncBuiltinESMExports();
  };
  use(replacement);
  return { [Symbol.dispose]: () => use(original) };
}

const content = Buffer.alloc(100_000, 'content');
const small = archive({ name: 'a/file', content });
const large = archive(...Array.from({ length: 60 }, (_, index) => ({ name: `file-${index}`, content })), pax({}));

it('unpacks in the same thread when the program of the worker is missing', async () => {
  await using workspace = await Workspace.create();
  using _ = replaceWorker(WorkerWithoutProgram);
  for (const tar of [small, large])
    expect(await workspace.outcome(tar, { sizeHint: Infinity })).toEqual(await workspace.outcome(tar));
  expect(workersWithoutProgram).toBe(2);
});

it('unpacks in the same thread when the process must not start a worker', async () => {
  await using workspace = await Workspace.create();
  const layer = join(workspace.root, 'layer.tar');
  await writeFile(layer, small);
  const url = new URL('../../../src/archive/index.ts', import.meta.url).href;
  const program = `
    const { unpackLayer } = await import(${JSON.stringify(url)});
    const { createReadStream } = await import('node:fs');
    const layer = await unpackLayer(createReadStream(${JSON.stringify(layer)}), process.argv[1], { sizeHint: Infinity });
    console.log(layer.result.files);
  `;
  const permissions = ['--permission', '--allow-fs-read=*', '--allow-fs-write=*'];
  const args = [...permissions, '--input-type=module', '-e', program, join(workspace.root, 'new')];
  expect(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout).toBe('1\n');
});
