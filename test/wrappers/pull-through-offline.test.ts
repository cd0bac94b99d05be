import { expect, it } from 'vitest';
import { abortedError, isOciError } from '../../src/spec/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { cache } from '../../src/wrappers/index.ts';
import { expectBytes, expectCode, name, putImage } from '../contract/content.ts';
import { brokenRegistry, failingMethods, recordCalls, withMethods } from './fake-registries.ts';
import { recordEvents, sparseStore } from './pull-through.ts';

/** A registry that does not answer until the call is aborted. */
function silentRegistry(): Registry {
  const wait = (signal: AbortSignal | undefined): Promise<never> =>
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(abortedError(signal)), { once: true });
    });
  return withMethods(brokenRegistry(), {
    resolveTag: (_name, _tag, options) => wait(options?.signal),
    tags: async function* (_name, options) {
      yield await wait(options?.signal);
    },
  });
}

it('limits the time in which an origin must answer when the store has an older answer', async () => {
  const store = sparseStore();
  const { manifest } = await putImage(store, name, 'one', ['v1']);
  const cached = cache(silentRegistry(), store, { originTimeoutMs: 20 });
  const failures: string[] = [];
  const onStale = (failure: Error): unknown => failures.push(isOciError(failure) ? failure.code : failure.name);
  await expectBytes(cached.getTag(name, 'v1', { onStale }), manifest);
  expect(await cached.resolveTag(name, 'v1', { onStale })).toEqual(manifest.descriptor);
  expect(await Array.fromAsync(cached.tags(name, { onStale }))).toEqual(['v1']);
  expect(failures).toEqual(['TIMEOUT', 'TIMEOUT', 'TIMEOUT']);
});

it('waits for the origin as long as the option says', async () => {
  const store = sparseStore();
  const { manifest } = await putImage(store, name, 'one', ['v1']);
  const stop = new AbortController();
  const onStale = (): void => undefined;
  const settled: string[] = [];
  const patient = cache(silentRegistry(), store, { originTimeoutMs: 600_000 })
    .resolveTag(name, 'v1', { onStale, signal: stop.signal })
    .finally(() => settled.push('patient'));
  const hasty = cache(silentRegistry(), store, { originTimeoutMs: 20 })
    .resolveTag(name, 'v1', { onStale })
    .finally(() => settled.push('hasty'));
  expect(await hasty).toEqual(manifest.descriptor);
  expect(settled).toEqual(['hasty']);
  stop.abort();
  await expectCode(patient, 'ABORTED');
});

it('uses the origin without retries only when the store has an older answer', async () => {
  const origin = recordCalls(new MemoryRegistry());
  const withoutRetries = recordCalls(origin.registry);
  const { manifest } = await putImage(origin.registry, name, 'one', ['v1']);
  const cached = cache(origin.registry, sparseStore(), { originWithoutRetries: withoutRetries.registry });
  const onStale = (): void => undefined;
  await expectBytes(cached.getTag(name, 'v1', { onStale }), manifest);
  expect(withoutRetries.calls).toEqual([]);
  await expectBytes(cached.getTag(name, 'v1', { onStale }), manifest);
  expect(await Array.fromAsync(cached.repositories({ onStale }))).toEqual([name]);
  expect(withoutRetries.calls).toEqual(['resolveTag', 'repositories']);
});

it('reports the age of a tag that the origin resolved in this process', async () => {
  let isDown = false;
  const upstream = new MemoryRegistry();
  const origin = withMethods(upstream, {
    resolveTag: (...parameters) =>
      isDown ? brokenRegistry('UNAVAILABLE').resolveTag(...parameters) : upstream.resolveTag(...parameters),
  });
  await putImage(upstream, name, 'one', ['v1', 'v2']);
  const store = sparseStore();
  const cached = cache(origin, store);
  const ages: unknown[] = [];
  const onStale = (_: Error, age?: number): unknown => ages.push(age);
  const readAll = async (registry: Registry): Promise<void> => {
    for (const tag of ['v1', 'v2']) await registry.getTag(name, tag, { onStale });
  };
  const before = performance.now();
  await readAll(cached);
  isDown = true;
  await readAll(cached);
  const elapsed = performance.now() - before;
  expect(ages).toEqual([expect.any(Number), expect.any(Number)]);
  for (const age of ages) expect(age).toSatisfy((ms: number) => ms >= 0 && ms <= elapsed);
  // Another process does not know when the origin gave the answer.
  await readAll(cache(origin, store));
  expect(ages.slice(2)).toEqual([undefined, undefined]);
});

it('fails with the error of the origin when the caller does not accept an outdated answer', async () => {
  const store = sparseStore();
  await putImage(store, name, 'one', ['v1']);
  const cached = cache(brokenRegistry('UNAVAILABLE'), store);
  await expectCode(cached.getTag(name, 'v1'), 'UNAVAILABLE');
  await expectCode(Array.fromAsync(cached.tags(name)), 'UNAVAILABLE');
});

it('does not accept failures of this machine as an unavailable origin', async () => {
  const store = sparseStore();
  await putImage(store, name, 'one', ['v1']);
  for (const code of ['CREDENTIALS', 'FILE_SYSTEM', 'REDIRECT_REFUSED'] as const) {
    const cached = cache(brokenRegistry(code), store);
    await expectCode(cached.getTag(name, 'v1', { onStale: () => undefined }), code);
  }
});

it('reads tags from the origin when the store fails', async () => {
  const origin = new MemoryRegistry();
  const { manifest } = await putImage(origin, name, 'one', ['v1']);
  const events = recordEvents();
  const store = withMethods(sparseStore(), failingMethods('FILE_SYSTEM', 'resolveTag', 'pushManifest', 'tags'));
  const cached = cache(origin, store, events);
  await expectBytes(cached.getTag(name, 'v1', { onStale: () => undefined }), manifest);
  expect(await Array.fromAsync(cached.tags(name, { onStale: () => undefined }))).toEqual(['v1']);
  expect(events.errors).toMatchObject([{ code: 'FILE_SYSTEM' }]);
});

it('records the new digest of a tag that is pushed through the cache', async () => {
  const origin = new MemoryRegistry();
  const first = await putImage(origin, name, 'one', ['v1']);
  const second = await putImage(origin, name, 'two');
  for (const storeWrites of [true, false]) {
    const store = sparseStore();
    const cached = cache(origin, store, { storeWrites });
    await origin.pushManifest(name, first.manifest.bytes, first.manifest.mediaType, { tags: ['v1'] });
    await cached.getTag(name, 'v1');
    expect(await store.resolveTag(name, 'v1')).toMatchObject({ digest: first.manifest.descriptor.digest });
    await cached.pushManifest(name, second.manifest.bytes, second.manifest.mediaType, { tags: ['v1'] });
    if (storeWrites)
      expect(await store.resolveTag(name, 'v1')).toMatchObject({ digest: second.manifest.descriptor.digest });
    else await expectCode(store.resolveTag(name, 'v1'), 'MANIFEST_UNKNOWN');
  }
});

it.each(['DENIED', 'UNAUTHORIZED', 'UNSUPPORTED'] as const)('does not answer from the store after %s', async (code) => {
  const store = sparseStore();
  await putImage(store, name, 'one', ['v1']);
  const cached = cache(brokenRegistry(code), store);
  const onStale = (): void => expect.fail('the answer is outdated');
  await expectCode(cached.getTag(name, 'v1', { onStale }), code);
  await expectCode(cached.resolveTag(name, 'v1', { onStale }), code);
  await expectCode(Array.fromAsync(cached.tags(name, { onStale })), code);
});

it('forgets a tag that the origin does not have any more', async () => {
  const memory = new MemoryRegistry();
  const broken = brokenRegistry('UNAVAILABLE');
  let isOnline = true;
  const origin = withMethods(memory, {
    resolveTag: (...args) => (isOnline ? memory : broken).resolveTag(...args),
    getTag: (...args) => (isOnline ? memory : broken).getTag(...args),
  });
  const { manifest } = await putImage(memory, name, 'one', ['v1', 'v2']);
  const cached = cache(origin, sparseStore());
  for (const tag of ['v1', 'v2']) await expectBytes(cached.getTag(name, tag), manifest);
  await memory.deleteTag(name, 'v1');
  await expectCode(cached.resolveTag(name, 'v1'), 'MANIFEST_UNKNOWN');
  isOnline = false;
  const onStale = (): void => undefined;
  await expectCode(cached.resolveTag(name, 'v1', { onStale }), 'UNAVAILABLE');
  expect(await cached.resolveTag(name, 'v2', { onStale })).toEqual(manifest.descriptor);
});

it('forgets a tag that is deleted through the cache', async () => {
  const memory = new MemoryRegistry();
  const broken = brokenRegistry('UNAVAILABLE');
  let isOnline = true;
  const origin = withMethods(memory, { resolveTag: (...args) => (isOnline ? memory : broken).resolveTag(...args) });
  await putImage(memory, name, 'one', ['v1']);
  const cached = cache(origin, sparseStore());
  await cached.getTag(name, 'v1');
  await cached.deleteTag(name, 'v1');
  isOnline = false;
  await expectCode(cached.resolveTag(name, 'v1', { onStale: () => undefined }), 'UNAVAILABLE');
});
