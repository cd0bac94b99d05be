import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockFile } from '../../src/fs/index.ts';
import { isOciError } from '../../src/spec/index.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oci-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Takes the lock once. */
async function take(timeoutMs = 500): Promise<void> {
  await new LockFile(path, { timeoutMs, staleMs: 60_000, now: Date.now }).run(async (lock) => lock.check());
}

async function plant(name: string, content: unknown, ageMs = 0): Promise<void> {
  await writeFile(join(folder, name), content === undefined ? '' : JSON.stringify(content));
  const then = new Date(Date.now() - ageMs);
  await utimes(join(folder, name), then, then);
}

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('what a process that was killed leaves behind', () => {
  it('ST-01 a lock, and the mark of one who was about to break it', async () => {
    const dead = { pid: await deadProcess(), host: hostname() };
    await plant('lock', { token: 'x', ...dead });
    await plant('lock.break', dead);
    await take();
    expect(await readdir(folder)).toEqual([]);
  });

  it('ST-01 files that were created and not yet written', async () => {
    await plant('lock', undefined, 3000);
    await plant('lock.break', undefined, 3000);
    await take();
    expect(await readdir(folder)).toEqual([]);
    // One that is new may have its content in a moment.
    await plant('lock', undefined);
    await expect(take(100)).rejects.toSatisfy((error) => isOciError(error, 'TIMEOUT'));
  });

  it('ST-01 a lock with the number of a process that runs now', async () => {
    await plant('lock', { token: 'x', pid: process.pid, host: hostname(), started: '1' });
    const taken = take(100).then(
      () => 'taken',
      (error: unknown) => isOciError(error, 'TIMEOUT') && 'held',
    );
    // Elsewhere, a process is known by its number alone.
    expect(await taken).toBe(process.platform === 'linux' ? 'taken' : 'held');
  });

  it('a lock of one who lives is left alone', async () => {
    const held = Promise.withResolvers<void>();
    const holding = new LockFile(path, { timeoutMs: 1000, staleMs: 60_000, now: Date.now }).run(() => held.promise);
    try {
      await expect(take(200)).rejects.toSatisfy((error) => isOciError(error, 'TIMEOUT'));
    } finally {
      held.resolve();
    }
    await holding;
    await take();
  });
});
