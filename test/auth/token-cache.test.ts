import { describe, expect, it } from 'vitest';
import { TokenCache } from '../../src/auth/token-cache.ts';

describe('TokenCache', () => {
  it.each([2, 3, 10])(
    'requests one token when %i requests learn one after another that it expired (AU-08)',
    async (count) => {
      const cache = new TokenCache(() => 0);
      let fetched = 0;
      const fetch = async (): Promise<{ value: string; expiresAt: number }> => {
        fetched++;
        return { value: `token ${fetched}`, expiresAt: 1000 };
      };
      const { value: refused } = await cache.obtain('key', undefined, fetch, undefined);
      const values: string[] = [];
      for (let index = 0; index < count; index++)
        values.push((await cache.obtain('key', refused, fetch, undefined)).value);
      expect(new Set(values)).toEqual(new Set(['token 2']));
      expect(fetched).toBe(2);
    },
  );
});
