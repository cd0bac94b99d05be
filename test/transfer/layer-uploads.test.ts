import { describe, expect, it } from 'vitest';
import { memoryRepository } from '../verification/signed.ts';
import type { Storage } from '../../src/registry/index.ts';
import { OciError, type Descriptor } from '../../src/spec/index.ts';
import { LayerUploads } from '../../src/transfer/index.ts';
import { blobOf, noise } from '../contract/content.ts';

const layers = [1, 2, 3].map((seed) => blobOf(noise(1000, seed)));

async function storeWith(blobs = layers): Promise<Storage> {
  const store = memoryRepository();
  for (const { descriptor, bytes } of blobs)
    await store.push(descriptor, async function* () {
      yield bytes;
    });
  return store;
}

/** A destination that calls `push` for each pushed blob. */
function destination(inner: Storage, push: Storage['push']): Storage {
  return {
    exists: (...args) => inner.exists(...args),
    fetch: (...args) => inner.fetch(...args),
    push,
  };
}

describe('uploads of layers', () => {
  it('begin at once, and send each layer that is absent once', async () => {
    const target = await storeWith(layers.slice(2));
    const pushed: string[] = [];
    const counted = destination(target, async (...args) => {
      pushed.push(args[0].digest);
      await target.push(...args);
    });
    await using uploads = new LayerUploads(counted, { concurrency: 2 });
    const store = await storeWith();
    for (const { descriptor } of [...layers, ...layers]) uploads.add(descriptor, store);
    const states = await Promise.all(layers.map(({ descriptor }) => uploads.hasUploaded(descriptor)));
    expect(states).toEqual([true, true, false]);
    expect(pushed).toEqual(layers.slice(0, 2).map(({ descriptor }) => descriptor.digest));
    for (const { descriptor } of layers) expect(await target.exists(descriptor)).toBe(true);
    expect(await uploads.hasUploaded(blobOf(noise(10, 9)).descriptor)).toBe(false);
  });

  it('run at the same time up to a limit', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let running = 0;
    const slow = destination(memoryRepository(), async () => {
      running++;
      await promise;
    });
    await using uploads = new LayerUploads(slow, { concurrency: 2 });
    const store = await storeWith();
    for (const { descriptor } of layers) uploads.add(descriptor, store);
    await expect.poll(() => running).toBe(2);
    resolve();
    await Promise.all(layers.map(({ descriptor }) => uploads.hasUploaded(descriptor)));
    expect(running).toBe(3);
  });

  it('that fail count as not sent', async () => {
    const failing = destination(memoryRepository(), () => Promise.reject(new OciError('UNAVAILABLE', 'no')));
    await using uploads = new LayerUploads(failing, { concurrency: 2 });
    const [first, second] = layers.map(({ descriptor }) => descriptor) as [Descriptor, Descriptor];
    uploads.add(first, await storeWith());
    uploads.add(second, memoryRepository());
    expect([await uploads.hasUploaded(first), await uploads.hasUploaded(second)]).toEqual([false, false]);
  });

  it.each([
    ['disposing them', 'dispose'],
    ['the signal', 'signal'],
  ] as const)('are ended by %s', async (_, by) => {
    const stop = new AbortController();
    const begun: string[] = [];
    const ended: string[] = [];
    const hanging = destination(memoryRepository(), async ({ digest }, __, options) => {
      begun.push(digest);
      await new Promise<void>((resolve) => options?.signal?.addEventListener('abort', () => resolve()));
      ended.push(digest);
      throw new OciError('ABORTED', 'stopped');
    });
    const uploads = new LayerUploads(hanging, { concurrency: 1, signal: stop.signal });
    const store = await storeWith();
    for (const { descriptor } of layers) uploads.add(descriptor, store);
    await expect.poll(() => begun.length).toBe(1);
    if (by === 'signal') {
      stop.abort();
      await expect.poll(() => ended.length).toBe(1);
    }
    await uploads[Symbol.asyncDispose]();
    // The layers that waited are not sent.
    expect([begun.length, ended.length]).toEqual([1, 1]);
  });
});
