import { afterEach, expect, it, vi } from 'vitest';
import type { ObjectStore } from '../../src/bucket/object-store.ts';
import { SoftQuota } from '../../src/bucket/soft-quota.ts';
import { expectCode } from '../contract/content.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('a quota is measured again after content was deleted elsewhere, but not for each rejected push', async () => {
  let now = 1_000_000;
  const bigint = (): bigint => BigInt(now) * 1_000_000n;
  vi.spyOn(process, 'hrtime').mockImplementation(() => [0, now * 1_000_000]);
  Object.assign(process.hrtime, { bigint });
  let [size, lists] = [90, 0];
  const store = {
    list: async function* () {
      lists++;
      yield { size };
    },
  } as unknown as ObjectStore;
  const quota = new SoftQuota(store, 100);
  await quota.check(10);
  for (let index = 0; index < 5; index++) await expectCode(quota.check(11), 'QUOTA');
  expect(lists).toBe(1);
  size = 10;
  now += 10_001;
  await quota.check(11);
  expect(lists).toBe(2);
  quota.add(89);
  await quota.check(1);
  await expectCode(quota.check(2), 'QUOTA');
  // Content of other replicas counts after some minutes.
  size = 100;
  now += 5 * 60_000 + 1;
  await expectCode(quota.check(1), 'QUOTA');
  expect(lists).toBe(3);
});
