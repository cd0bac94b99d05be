import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { utimesSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LockFile } from '../../src/fs/index.ts';
import { isOciError } from '../../src/spec/index.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oci-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Acquires and releases the lock. */
async function acquire(timeoutMs = 30_000): Promise<void> {
  await new LockFile(path, { timeoutMs, staleMs: 60_000, now: Date.now }).run(async (lock) => lock.check());
}

async function writeLock(name: string, content: unknown, ageMs = 0): Promise<void> {
  await writeFile(join(folder, name), content === undefined ? '' : JSON.stringify(content));
  const then = new Date(Date.now() - ageMs);
  await utimes(join(folder, name), then, then);
}

/** A clock that advances by 100 ms with each look. @param onTick called before each look */
function countingClock(onTick: () => void = () => undefined): () => number {
  let ms = 0;
  return () => {
    onTick();
    return (ms += 100);
  };
}

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('LockFile', () => {
  it('breaks the lock of an ended process, also when another process ended while breaking it (ST-01)', async () => {
    const dead = { pid: await deadProcess(), host: hostname() };
    await writeLock('lock', { token: 'x', ...dead });
    await writeLock('lock.break', dead);
    await acquire();
    expect(await readdir(folder)).toEqual([]);
  });

  it('breaks an old lock without content and respects a new one (ST-01)', async () => {
    await writeLock('lock', undefined, 3000);
    await writeLock('lock.break', undefined, 3000);
    await acquire();
    expect(await readdir(folder)).toEqual([]);
    // The creator of a new file may be about to write it.
    await writeLock('lock', undefined);
    await expect(acquire(100)).rejects.toSatisfy((error) => isOciError(error, 'TIMEOUT'));
  });

  it('distinguishes a running process from an earlier one with the same id, on Linux (ST-01)', async () => {
    await writeLock('lock', { token: 'x', pid: process.pid, host: hostname(), started: '1' });
    const result = acquire(process.platform === 'linux' ? undefined : 100).then(
      () => 'acquired',
      (error: unknown) => isOciError(error, 'TIMEOUT') && 'held',
    );
    // Other systems have only the process id.
    expect(await result).toBe(process.platform === 'linux' ? 'acquired' : 'held');
  });

  it.each([
    ['whose id no process has here', { host: 'another-host' }],
    ['whose id another process has here', { host: 'another-host', pid: process.pid, started: '1' }],
    ['without a name', {}],
  ])('respects the lock of a process on another host, %s', async (_, holder) => {
    await writeLock('lock', { token: 'x', pid: await deadProcess(), ...holder });
    await expect(acquire(100)).rejects.toSatisfy((error) => isOciError(error, 'TIMEOUT'));
    expect(await readFile(path, 'utf8')).toContain('"x"');
  });

  it('respects the lock of a running process', async () => {
    const acquired = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const holding = new LockFile(path, { staleMs: 60_000, now: Date.now }).run(() => {
      acquired.resolve();
      return held.promise;
    });
    await acquired.promise;
    try {
      await expect(acquire(200)).rejects.toSatisfy((error) => isOciError(error, 'TIMEOUT'));
    } finally {
      held.resolve();
    }
    await holding;
    await acquire();
  });

  it('renews the date of the file while the work runs', async () => {
    let now = 1_700_000_000_000;
    const lock = new LockFile(path, { staleMs: 40, now: () => (now += 1000) });
    await lock.run(async () => {
      const seen = new Set<number>();
      await vi.waitFor(
        async () => {
          seen.add((await stat(path)).mtimeMs);
          expect(seen.size).toBeGreaterThan(3);
        },
        { timeout: 10_000, interval: 5 },
      );
    });
  });

  it('pauses between its attempts', async () => {
    const acquired = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const holding = new LockFile(path).run(() => {
      acquired.resolve();
      return held.promise;
    });
    await acquired.promise;
    let looks = 0;
    // Each attempt looks twice at the clock.
    const monotonic = (): number => {
      if (++looks === 80) held.resolve();
      return performance.now();
    };
    const start = performance.now();
    await new LockFile(path, { monotonic }).run(() => Promise.resolve());
    await holding;
    // The pauses of 40 attempts take 700 ms on average. A loaded machine makes them longer, never shorter.
    expect(performance.now() - start).toBeGreaterThan(250);
  });
});

describe('LockFile after another process has taken it over', () => {
  it.each([
    ['a running process', { token: 'other', pid: process.pid, host: hostname() }],
    ['a process on another host', { token: 'other', pid: 1, host: 'another-host' }],
    ['a process that has not written it yet', undefined],
  ])('does not write under the lock of %s, and does not release it', async (_, holder) => {
    const lock = new LockFile(path);
    await lock.run(async (held) => {
      await held.check();
      await writeLock('lock', holder);
      await expect(held.check()).rejects.toSatisfy((error) => isOciError(error, 'TIMEOUT'));
    });
    expect(await readFile(path, 'utf8')).toBe(holder === undefined ? '' : JSON.stringify(holder));
  });

  it('does not write or release when the file was deleted', async () => {
    await new LockFile(path).run(async (held) => {
      await rm(path);
      await expect(held.check()).rejects.toSatisfy((error) => isOciError(error, 'TIMEOUT'));
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('LockFile after the clock of the system was set', () => {
  const elsewhere = { token: 'other', pid: 1, host: 'another-host' };
  const hour = 3_600_000;

  it.each([
    ['forward by an hour', hour],
    ['forward by a day', 24 * hour],
    ['back by an hour', -hour],
  ])('%s, respects a holder that renews its lock', async (_, jump) => {
    await writeLock('lock', elsewhere);
    let renewals = 0;
    const monotonic = countingClock(() => {
      utimesSync(path, 1_700_000_000, 1_700_000_000 + renewals++);
    });
    const lock = new LockFile(path, { timeoutMs: 2000, staleMs: 1000, now: () => 1_700_000_000_000 + jump, monotonic });
    await expect(lock.run(() => Promise.resolve())).rejects.toSatisfy((error) => isOciError(error, 'TIMEOUT'));
    expect(await readFile(path, 'utf8')).toContain('other');
  });

  it('respects a holder that renews its lock immediately before it is broken', async () => {
    await writeLock('lock', elsewhere, hour);
    let renewals = 0;
    // The first look computes the deadline. The second one reads the file.
    let looks = 0;
    const monotonic = countingClock(() => {
      // The holder counts as dead at the ninth look after a change.
      if (++looks <= 9) return;
      utimesSync(path, 1_700_000_000, 1_700_000_000 + renewals++);
      looks = 1;
    });
    const lock = new LockFile(path, { timeoutMs: 30_000, staleMs: 1000, monotonic });
    await expect(lock.run(() => Promise.resolve())).rejects.toSatisfy((error) => isOciError(error, 'TIMEOUT'));
    expect(renewals).toBeGreaterThan(5);
    expect(await readFile(path, 'utf8')).toContain('other');
  });

  it.each([
    ['an hour in the past', hour],
    ['an hour in the future', -hour],
    ['a day in the future', -24 * hour],
    ['a moment in the future', -500],
  ])('breaks a lock that is not renewed, with a date %s', async (_, ageMs) => {
    await writeLock('lock', elsewhere, ageMs);
    const lock = new LockFile(path, { timeoutMs: 30_000, staleMs: 1000, monotonic: countingClock() });
    await lock.run((held) => held.check());
    expect(await readdir(folder)).toEqual([]);
  });

  it('breaks a lock without content that has a date in the future', async () => {
    await writeLock('lock', undefined, -hour);
    await new LockFile(path, { timeoutMs: 10_000, monotonic: countingClock() }).run((held) => held.check());
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not stop waiting for a running holder when the clock jumps forward', async () => {
    const acquired = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const holding = new LockFile(path).run(() => {
      acquired.resolve();
      return held.promise;
    });
    await acquired.promise;
    let now = Date.now();
    const lock = new LockFile(path, {
      timeoutMs: 30_000,
      now: () => {
        now += hour;
        held.resolve();
        return now;
      },
    });
    expect(await lock.run(() => Promise.resolve('acquired'))).toBe('acquired');
    await holding;
  });

  it('stops waiting after the timeout when the clock goes back', async () => {
    await writeLock('lock', { token: 'x', pid: process.pid, host: hostname() });
    let now = Date.now();
    const lock = new LockFile(path, { timeoutMs: 100, now: () => (now -= 60_000), monotonic: countingClock() });
    await expect(lock.run(() => Promise.resolve())).rejects.toSatisfy((error) => isOciError(error, 'TIMEOUT'));
  });

  it('does not renew a lock that another process holds after it', async () => {
    // The lock is renewed every five milliseconds while it is held.
    const lock = new LockFile(path, { timeoutMs: 500, staleMs: 20, now: () => 1_700_000_000_000 });
    await lock.run(async () => undefined);
    await expect(lock.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await writeLock('lock', { pid: process.pid });
    await utimes(path, 1_600_000_000, 1_600_000_000);
    await sleep(50);
    expect((await stat(path)).mtimeMs).toBe(1_600_000_000_000);
  });
});
