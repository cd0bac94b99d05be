import type { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pullArtifact, type PullArtifactOptions } from '../../src/transfer/pull.ts';
import { noise } from '../archive/tar/blocks.ts';
import { archiveLayer, fileLayer, newRepository, PullPlace, pushArtifact, type Layer } from './pull-artifact.ts';

const mebibyte = 1024 * 1024;
/** A layer that is large enough for a worker. */
const large = archiveLayer('large', [{ name: 'large/x', content: noise(5 * mebibyte, 1) }], 'none');
const larger = archiveLayer('larger', [{ name: 'larger/y', content: noise(6 * mebibyte, 2) }]);
const small = archiveLayer('small', [{ name: 'small/z', content: 'content' }]);
const file = fileLayer('file.bin', noise(7 * mebibyte, 3));

describe('the worker of a pull', () => {
  const workers: Worker[] = [];
  const addWorker = (worker: Worker): unknown => workers.push(worker);
  beforeEach(() => {
    workers.length = 0;
    process.on('worker', addWorker);
  });
  afterEach(() => {
    process.off('worker', addWorker);
  });

  async function pull(
    layers: readonly Layer[],
    options: PullArtifactOptions & { readonly withhold?: readonly Layer[] } = {},
    prepare: (place: PullPlace) => Promise<void> = async () => {},
  ): Promise<readonly string[] | string> {
    await using place = await PullPlace.create();
    const repository = newRepository();
    await pushArtifact(repository, layers, { withhold: options.withhold });
    await prepare(place);
    try {
      await pullArtifact(repository, 'v1', place.out, { concurrency: 1, ...options });
      return (await place.tree()).filter((line) => !line.endsWith('/'));
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  it('unpacks the largest archive, also of an incremental pull', async () => {
    expect(await pull([small, large, file])).toEqual([
      'out/file.bin (7340032)',
      'out/large/x (5242880)',
      'out/small/z = content',
    ]);
    expect(workers).toHaveLength(1);
    for (const worker of workers) if (worker.threadId !== -1) await once(worker, 'exit');
    expect(await pull([larger, large], { incremental: true })).toContain('out/large/x (5242880)');
  });

  it('is not started for a small archive and for files', async () => {
    expect(await pull([small, file])).toEqual(['out/file.bin (7340032)', 'out/small/z = content']);
    expect(workers).toEqual([]);
  });

  it('has ended when a pull fails', async () => {
    const cases: readonly (readonly [string, Parameters<typeof pull>])[] = [
      ['INPUT_INVALID', [[large], {}, ({ out }) => writeFile(out, 'a file')]],
      ['BLOB_UNKNOWN', [[small, large], { withhold: [small] }]],
      ['BLOB_UNKNOWN', [[large], { withhold: [large] }]],
      ['ABORTED', [[large], { signal: AbortSignal.abort() }]],
    ];
    for (const [code, args] of cases) {
      expect(await pull(...args)).toBe(code);
      expect(workers.every(({ threadId }) => threadId === -1)).toBe(true);
    }
  });
});
