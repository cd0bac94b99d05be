import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withMachineLock } from '../../src/client/machine-lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'machine-lock-'));
  vi.stubEnv('TMPDIR', directory);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

/** The names of the works, when they begin and when they end. */
async function order(...keys: readonly string[]): Promise<readonly string[]> {
  const events: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    events.push(`${name} begins`);
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    events.push(`${name} ends`);
  };
  await Promise.all(keys.map((key, index) => withMachineLock(key, work(String(index)), undefined)));
  return events;
}

function isSerial(events: readonly string[]): boolean {
  return events.every((event, index) => index % 2 === 0 || event === events[index - 1]?.replace('begins', 'ends'));
}

describe('withMachineLock', () => {
  it('runs works with the same key one after the other', async () => {
    expect(isSerial(await order('a', 'a', 'a'))).toBe(true);
  });

  it('throws the error of the work, and releases the lock', async () => {
    const failing = withMachineLock('a', () => Promise.reject(new Error('work')), undefined);
    await expect(failing).rejects.toThrow('work');
    expect(await order('a')).toEqual(['0 begins', '0 ends']);
  });

  it.each([
    ['a file', () => writeFile(join(directory, 'file'), ''), 'file'],
    ['a missing directory', () => Promise.resolve(), 'missing'],
  ])('runs the work without a lock if the temporary directory is %s', async (_title, prepare, name) => {
    await prepare();
    vi.stubEnv('TMPDIR', join(directory, name));
    expect(await order('a')).toEqual(['0 begins', '0 ends']);
  });

  it('does not use a directory behind a link', async () => {
    await symlink('/nonexistent', join(directory, `oci-artifact-locks-${process.getuid?.()}`));
    expect(await order('a')).toEqual(['0 begins', '0 ends']);
  });
});
