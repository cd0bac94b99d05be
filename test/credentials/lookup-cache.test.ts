import { expect, it } from 'vitest';
import { LookupCache } from '../../src/credentials/lookup-cache.ts';

function newCache(): LookupCache<string> {
  return new LookupCache({ max: 10, now: () => 0, isPositive: (value) => value !== 'none' });
}

it('repeats a lookup that was cancelled', async () => {
  const cache = newCache();
  const stop = new AbortController();
  const cancelled = cache.get(
    'ghcr.io',
    async ({ signal }) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('cancelled'));
        });
      }),
    { signal: stop.signal },
  );
  stop.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await cache.get('ghcr.io', async () => 'found', {})).toBe('found');
});

it('does not repeat a lookup that failed', async () => {
  const cache = newCache();
  const failing = cache.get('ghcr.io', () => Promise.reject(new Error('failed')), {});
  await expect(failing).rejects.toThrow('failed');
  await expect(cache.get('ghcr.io', async () => 'found', {})).rejects.toThrow('failed');
});
