import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entryOf, type IndexChange } from '../../src/layout/index-document.ts';
import { FolderFlushes } from '../../src/layout/folder-flushes.ts';
import { IndexFile } from '../../src/layout/index-file.ts';
import { PendingIndexes } from '../../src/layout/pending-indexes.ts';
import { StatCoalescer } from '../../src/layout/plain-file.ts';
import { OciError } from '../../src/spec/index.ts';
import { blobOf, expectCode } from '../contract/content.ts';
import { temporaryFolder } from './fixture.ts';

const add = (tag: string): IndexChange => ({ removed: [], added: [entryOf(blobOf(tag).descriptor, tag)] });

const nothing = (): Promise<void> => Promise.resolve();

function indexIn(folder: string, pending: PendingIndexes | undefined): IndexFile {
  return new IndexFile(folder, join(folder, '.staging'), {
    sync: false,
    flushes: new FolderFlushes(),
    now: Date.now,
    stats: new StatCoalescer(),
    pending,
  });
}

// A journal is merged when the layout is idle, and a test may be slow.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('PendingIndexes', () => {
  it('tries a failed write again later, and reports it only at the flush', async () => {
    const pending = new PendingIndexes();
    const problem = new OciError('FILE_SYSTEM', 'the disk is full');
    let writes = 0;
    const index = {
      flush: async (): Promise<void> => {
        writes++;
        throw problem;
      },
    };
    pending.add(index);
    await vi.advanceTimersByTimeAsync(600);
    expect(writes).toBe(1);
    // An unhandled rejection would end the process here.
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(4999);
    expect(writes).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(writes).toBe(2);
    await expect(pending.flush()).rejects.toBe(problem);
    expect(writes).toBe(3);
  });
});

describe.each([
  ['index.json', false],
  ['the journal', true],
])('a change of %s', (_, journal) => {
  it('moves an entry that is written again to the end', async () => {
    await using folder = await temporaryFolder();
    const pending = journal ? new PendingIndexes() : undefined;
    const index = indexIn(folder.path, pending);
    await index.create(nothing);
    for (const tag of ['v1', 'v2', 'v3', 'v1', 'v2', 'v2']) await index.update(async () => add(tag));
    const tagsIn = async (file: IndexFile): Promise<unknown> =>
      [...(await file.read()).entries()].map(({ refName }) => refName);
    const expected = ['v3', 'v1', 'v2'];
    expect(await tagsIn(index)).toEqual(expected);
    expect(await tagsIn(indexIn(folder.path, pending))).toEqual(expected);
    await pending?.flush();
    expect(await tagsIn(indexIn(folder.path, undefined))).toEqual(expected);
  });

  it.each(['another process', 'no process'])('is not written under a lock that belongs to %s', async (holder) => {
    await using folder = await temporaryFolder();
    const pending = journal ? new PendingIndexes() : undefined;
    const open = (): IndexFile => indexIn(folder.path, pending);
    const index = open();
    await index.create(nothing);
    await index.update(async () => add('v1'));
    const files = ['index.json', '.index.json.journal'].map((name) => join(folder.path, name));
    const read = (): Promise<readonly string[]> =>
      Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
    const before = await read();
    const suspended = index.update(async () => {
      // Another process has taken over the lock while this one was suspended.
      const other = holder === 'no process' ? '{}' : JSON.stringify({ token: 'other', pid: 1, host: 'another-host' });
      await writeFile(join(folder.path, '.index.json.lock'), other);
      return add('v2');
    });
    await expectCode(suspended, 'TIMEOUT');
    expect(await read()).toEqual(before);
    expect([...(await open().read()).entries()].map(({ refName }) => refName)).toEqual(['v1']);
    await rm(join(folder.path, '.index.json.lock'));
    await pending?.flush();
  });
});
