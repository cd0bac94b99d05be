import { statfs } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { StorageQuota } from '../../src/layout/storage-quota.ts';
import { expectCode } from '../contract/content.ts';

const done = async (): Promise<void> => undefined;

describe('StorageQuota', () => {
  it('counts bytes that are written during a measurement', async () => {
    const measurement = Promise.withResolvers<number>();
    const quota = new StorageQuota('/', { quota: 10, measure: () => measurement.promise, now: () => 0 });
    const measuring = quota.measure();
    await quota.write(6, done);
    measurement.resolve(0);
    await measuring;
    await expectCode(quota.write(6, done), 'QUOTA');
    await quota.write(4, done);
  });

  it('counts a write that was started before a measurement and ends after it', async () => {
    const quota = new StorageQuota('/', { quota: 10, measure: async () => 0, now: () => 0 });
    const end = Promise.withResolvers<void>();
    const writing = quota.write(6, () => end.promise);
    await quota.measure();
    await expectCode(quota.write(5, done), 'QUOTA');
    end.resolve();
    await writing;
    await expectCode(quota.write(5, done), 'QUOTA');
  });

  it('releases a failed write once, also during a measurement', async () => {
    const measurement = Promise.withResolvers<number>();
    const quota = new StorageQuota('/', { quota: 10, measure: () => measurement.promise, now: () => 0 });
    const measuring = quota.measure();
    const failing = quota.write(6, () => Promise.reject(new Error('the disk is full')));
    await expect(failing).rejects.toThrow('the disk is full');
    measurement.resolve(0);
    await measuring;
    await expectCode(quota.write(11, done), 'QUOTA');
    await quota.write(10, done);
  });

  it.each(['ENOSPC', 'EFBIG', 'EIO'])('releases the space of a failed write at once (%s)', async (code) => {
    const quota = new StorageQuota('/', { quota: 10, measure: async () => 0, now: () => 0 });
    await quota.measure();
    const failure = Object.assign(new Error('on purpose'), { code });
    for (let attempt = 1; attempt <= 3; attempt++)
      await expect(quota.write(6, () => Promise.reject(failure))).rejects.toBe(failure);
    await quota.write(10, done);
    await expectCode(quota.write(1, done), 'QUOTA');
  });

  it.each([2, 3, 10])('leaves free space on the disk when %i writes start at the same time', async (count) => {
    const { bavail, bsize } = await statfs('/');
    // All of them together need 1.3 times the free space, so that other programs may use some of it.
    const bytes = Math.ceil((1.3 * bavail * bsize) / count);
    const quota = new StorageQuota('/', { minFreeBytes: 1, measure: async () => 0, now: () => 0 });
    const writes = Array.from({ length: count }, () => quota.write(bytes, done));
    await expectCode(Promise.all(writes), 'QUOTA');
    const results = await Promise.allSettled(writes);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(Math.floor(count / 1.3));
  });

  it.each([1, 2, 3])(
    'leaves free space on the disk during %i earlier writes, also when it is measured again',
    async (count) => {
      const { bavail, bsize } = await statfs('/');
      let now = 0;
      const quota = new StorageQuota('/', { minFreeBytes: 1, measure: async () => 0, now: () => now });
      const end = Promise.withResolvers<void>();
      // These bytes are not on the disk yet. With the last write, they are 1.4 times the free space.
      const bytes = Math.ceil(0.7 * bavail * bsize);
      const writes = Array.from({ length: count }, () => quota.write(Math.ceil(bytes / count), () => end.promise));
      for (const laterMs of [0, 10_000, 10_000]) {
        now += laterMs;
        await expectCode(quota.write(bytes, done), 'QUOTA');
      }
      end.resolve();
      await Promise.all(writes);
      now += 10_000;
      await quota.write(bytes, done);
    },
  );

  it('never counts less than 0 bytes', async () => {
    const quota = new StorageQuota('/', { quota: 10, measure: async () => 0, now: () => 0 });
    // The deleted file may come from another process, so its bytes were not counted.
    quota.release(6);
    await expectCode(quota.write(11, done), 'QUOTA');
  });

  it('measures a small storage again after a second, because a garbage collection may have freed space', async () => {
    let now = Date.now();
    let used = 10;
    let measurements = 0;
    const measure = async (): Promise<number> => {
      measurements++;
      return used;
    };
    const quota = new StorageQuota('/', { quota: 10, measure, now: () => now });
    await quota.measure();
    for (const laterMs of [0, 400, 500]) {
      now += laterMs;
      await expectCode(quota.write(1, done), 'QUOTA');
    }
    expect(measurements).toBe(1);
    used = 0;
    // More than a second for a slow test run.
    now += 10_000;
    await quota.write(1, done);
    expect(measurements).toBe(2);
  });

  it.each([-3_600_000, -31_536_000_000, 3_600_000])(
    'measures again when the clock is set by %i ms, because other processes may have deleted content',
    async (jump) => {
      let now = Date.now();
      let used = 10;
      const quota = new StorageQuota('/', { quota: 10, measure: async () => used, now: () => now });
      await quota.measure();
      await expectCode(quota.write(1, done), 'QUOTA');
      used = 0;
      now += jump;
      await quota.write(1, done);
    },
  );
});
