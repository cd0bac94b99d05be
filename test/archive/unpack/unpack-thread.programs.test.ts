import { once } from 'node:events';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UnpackBudget, UnpackThreads } from '../../../src/archive/index.ts';
import type { UnpackOptions } from '../../../src/archive/unpack/options.ts';
import { unpackLayer, unpackLayerIn } from '../../../src/archive/unpack/unpack.ts';
import { archive, inChunks, noise, pax, type RawEntry } from '../tar/blocks.ts';
import { listTree, Workspace } from './workspace.ts';

/** Selects the worker. */
const sizeHint = Infinity;
const file: RawEntry = { name: 'a/file', content: 'content' };
/** More than the ring of buffers holds. */
const many = Array.from({ length: 300 }, (_, index): RawEntry => {
  const name = `directory-${index % 17}/file-${index}`;
  return { name, mode: index % 3 === 0 ? 0o755 : 0o600, content: Buffer.alloc((index * 997) % 50_000, `${index},`) };
});

// Few archives, because a worker takes long to start from TypeScript.
const archives: readonly (readonly [name: string, tar: Buffer, options?: UnpackOptions])[] = [
  ['many small files', archive(...many)],
  ['compressed content', gzipSync(archive(...many))],
  ['large files', archive({ name: 'x', content: noise(3_000_000) }, file, { name: 'y', content: noise(200_000, 2) })],
  [
    'long and repeated names, modes and links',
    archive(
      pax({ path: `${'long/'.repeat(60)}x` }),
      file,
      { ...file, content: 'again' },
      { name: 'd', type: '5', mode: 0o500 },
      { name: 'd/f', mode: 0o4755 },
      { name: 'l', type: '2', linkName: 'a' },
      { name: 'h', type: '1', linkName: 'a/file' },
    ),
    { preservePermissions: true },
  ],
  ['a name outside', archive(file, { name: '../x', content: 'x' })],
  [
    'a file behind a symlink',
    archive({ name: 'l', type: '2', linkName: 'a' }, file, { name: 'l/x', content: 'x' }),
    { symlinks: 'any' },
  ],
  ['a special file', archive(file, { name: 'p', type: '6' })],
  ['a truncated archive', archive(...many).subarray(0, 3_000_000)],
];

describe('unpackLayer, in a worker', () => {
  const workers: Worker[] = [];
  const addWorker = (worker: Worker): unknown => workers.push(worker);
  beforeEach(() => {
    workers.length = 0;
    process.on('worker', addWorker);
  });
  afterEach(() => {
    process.off('worker', addWorker);
  });

  /** The identifier is -1 when the thread has ended. */
  const areEnded = (): boolean => workers.length > 0 && workers.every(({ threadId }) => threadId === -1);
  /** A thread that has sent its result ends by itself. */
  const end = async (): Promise<void> => {
    const running = workers.filter(({ threadId }) => threadId !== -1);
    await Promise.all(running.map((worker) => once(worker, 'exit')));
  };

  it('has the same outcome as in the same thread', async () => {
    await using workspace = await Workspace.create();
    for (const [name, tar, options] of archives) {
      const expected = await workspace.outcome(tar, options);
      expect([name, await workspace.outcome(tar, { ...options, sizeHint })]).toEqual([name, expected]);
      expect(areEnded() || Array.isArray(expected)).toBe(true);
      await end();
    }
    expect(workers).toHaveLength(archives.length);
  });

  it('starts no worker for a small layer, for a layer of unknown size, and with onProgress', async () => {
    await using workspace = await Workspace.create();
    const tar = archive(file);
    for (const options of [{}, { sizeHint: tar.byteLength }, { sizeHint, onProgress: () => undefined }])
      expect(await workspace.outcome(tar, options)).toEqual(['a/ 755', 'a/file 644 content']);
    expect(workers).toEqual([]);
  });

  it('throws the errors of the content, ends the worker and removes all files', async () => {
    await using workspace = await Workspace.create();
    const error = new Error('connection reset');
    const tar = archive(...many);
    async function* content(bytes: number): AsyncGenerator<Uint8Array, void, undefined> {
      yield* inChunks(tar.subarray(0, bytes), 100_000);
      throw error;
    }
    for (const bytes of [600, tar.byteLength]) {
      await expect(unpackLayer(content(bytes), workspace.destination, { sizeHint })).rejects.toBe(error);
      expect(areEnded()).toBe(true);
    }
    await workspace.requireUnchanged();
  });

  it('fails immediately when the signal aborts, ends the worker and removes all files', async () => {
    await using workspace = await Workspace.create();
    const tar = archive(...many);
    for (const bytes of [600, 6_000_000]) {
      const controller = new AbortController();
      const silence = Promise.withResolvers<undefined>();
      async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
        yield* inChunks(tar.subarray(0, bytes), 100_000);
        controller.abort();
        await silence.promise;
      }
      const options = { sizeHint, signal: controller.signal };
      await expect(unpackLayer(content(), workspace.destination, options)).rejects.toMatchObject({ code: 'ABORTED' });
      expect(areEnded()).toBe(true);
      silence.resolve(undefined);
      await workspace.requireUnchanged();
    }
  });

  it('fails before the end of the content when an entry is not valid', async () => {
    await using workspace = await Workspace.create();
    const silence = Promise.withResolvers<undefined>();
    for (const entries of [1, 250]) {
      const tar = archive(...many.slice(0, entries), { name: '../x', content: 'x' }, ...many);
      async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
        yield* inChunks(tar.subarray(0, tar.byteLength - 1024), 1_000_000);
        await silence.promise;
      }
      await expect(unpackLayer(content(), workspace.destination, { sizeHint })).rejects.toMatchObject({
        code: 'ARCHIVE_INVALID',
        message: expect.stringContaining('"../x"'),
      });
      expect(areEnded()).toBe(true);
    }
    silence.resolve(undefined);
    await workspace.requireUnchanged();
  });

  it('unpacks one layer after the other in a shared worker, and in a new one after a failure', async () => {
    await using workspace = await Workspace.create();
    const running = (): number => workers.filter(({ threadId }) => threadId !== -1).length;
    const layers = [...archives.slice(2, 6), ...archives.slice(3, 4)];
    {
      await using threads = new UnpackThreads();
      for (const [name, tar, options] of layers) {
        const expected = await workspace.outcome(tar, options);
        expect([name, await workspace.outcome(tar, { ...options, sizeHint }, threads)]).toEqual([name, expected]);
        expect([name, running()]).toEqual([name, Array.isArray(expected) ? 1 : 0]);
      }
      expect(workers).toHaveLength(3);
      const error = new Error('connection reset');
      async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
        yield* inChunks(archive(...many), 100_000);
        throw error;
      }
      await expect(unpackLayerIn(threads, content(), workspace.destination, { sizeHint })).rejects.toBe(error);
      expect(running()).toBe(0);
      await workspace.requireUnchanged();
    }
    expect(workers).toHaveLength(3);
  });

  it('unpacks small layers at the same time, in an idle worker and in this thread', async () => {
    await using workspace = await Workspace.create();
    const layers = [...archives.slice(2, 4), ...archives.slice(3, 4)];
    const expected: (string | string[])[] = [];
    for (const [, tar, options] of layers) expected.push(await workspace.outcome(tar, options));
    {
      await using threads = new UnpackThreads();
      await threads.prepare(sizeHint);
      for (const size of [100_000, 1]) {
        const unpacked = await Promise.all(
          layers.map(([, tar, options], index) =>
            unpackLayerIn(threads, inChunks(tar, 50_000), join(workspace.destination, `layer-${index}`), {
              ...options,
              sizeHint: size,
            }),
          ),
        );
        for (const [index, layer] of unpacked.entries()) {
          expect(await listTree(layer.directory)).toEqual(expected[index]);
          await layer[Symbol.asyncDispose]();
        }
      }
      expect(workers).toHaveLength(1);
    }
    await end();
    await workspace.requireUnchanged();
  });

  it('ends a worker that was not used', async () => {
    for (const isReady of [false, true]) {
      await using threads = new UnpackThreads();
      const started = once(process, 'worker') as Promise<Worker[]>;
      await threads.prepare(sizeHint);
      for (const worker of await started) if (isReady) await once(worker, 'message');
    }
    expect(areEnded()).toBe(true);
  });

  it('shares a budget between threads', async () => {
    await using workspace = await Workspace.create();
    const tar = archive(file);
    const budget = new UnpackBudget({ totalSize: 20 });
    for (const options of [{ budget }, { budget, sizeHint }])
      expect(await workspace.outcome(tar, options)).toEqual(['a/ 755', 'a/file 644 content']);
    for (const options of [{ budget, sizeHint }, { budget }])
      expect(await workspace.outcome(tar, options)).toMatch(/^SIZE_LIMIT: .* more than 20 bytes/);
  });
});
