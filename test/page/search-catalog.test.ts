import { expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { SearchCatalog } from '../../src/page/search-catalog.ts';
import { ForwardingRegistry, type RepositoriesOptions } from '../../src/registry/index.ts';

/** A registry with the given names, which counts its lists. */
class Listed extends ForwardingRegistry {
  names: readonly string[] = ['a', 'b', 'c'];
  lists = 0;
  failure: Error | undefined;

  override async *repositories({ onStale }: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    this.lists++;
    if (this.failure !== undefined) throw this.failure;
    onStale?.(new Error('unavailable'));
    yield* this.names;
  }
}

function setUp(): {
  readonly registry: Listed;
  readonly clock: { ms: number };
  readonly names: (startAfter?: string, signal?: AbortSignal) => Promise<readonly string[]>;
  readonly stale: unknown[];
} {
  const registry = new Listed(new MemoryRegistry());
  const clock = { ms: 0 };
  const stale: unknown[] = [];
  const catalog = new SearchCatalog(() => clock.ms);
  const names = (startAfter?: string, signal = new AbortController().signal): Promise<readonly string[]> =>
    Array.fromAsync(catalog.names({ registry, signal, onStale: (failure) => stale.push(failure) }, startAfter));
  return { registry, clock, names, stale };
}

it('uses one list for the searches of ten seconds', async () => {
  const { registry, clock, names } = setUp();
  expect(await Promise.all([names(), names('a'), names('aa'), names('c')])).toEqual([
    ['a', 'b', 'c'],
    ['b', 'c'],
    ['b', 'c'],
    [],
  ]);
  registry.names = ['d'];
  clock.ms = 9_999;
  expect(await names()).toEqual(['a', 'b', 'c']);
  expect(registry.lists).toBe(1);
  clock.ms = 10_000;
  expect(await names()).toEqual(['d']);
  expect(registry.lists).toBe(2);
});

it('tells each search that the list is outdated', async () => {
  const { names, stale } = setUp();
  await names();
  await names();
  expect(stale).toHaveLength(2);
});

it('reads the list again after a failure', async () => {
  const { registry, names } = setUp();
  registry.failure = new Error('broken');
  await expect(names()).rejects.toThrow('broken');
  registry.failure = undefined;
  expect(await names()).toEqual(['a', 'b', 'c']);
});

it('continues a list whose search was aborted', async () => {
  const { registry, names } = setUp();
  const aborted = new AbortController();
  const first = names(undefined, aborted.signal);
  aborted.abort();
  await expect(first).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await names()).toEqual(['a', 'b', 'c']);
  expect(registry.lists).toBe(1);
});
