import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRange, readRangeBorrowed } from '../../src/fs/index.ts';
import { noise } from '../archive/tar/blocks.ts';

const content = noise(1_200_000);
let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'read-file-'));
  path = join(directory, 'file');
  await writeFile(path, content);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe.each([
  ['readRange', readRange],
  ['readRangeBorrowed', readRangeBorrowed],
])('%s', (_, read) => {
  async function bytes(start: number, end: number): Promise<Buffer> {
    await using file = await open(path);
    const copies: Buffer[] = [];
    for await (const chunk of read(file, start, end, path)) copies.push(Buffer.from(chunk));
    return Buffer.concat(copies);
  }

  it('reads a range', async () => {
    expect((await bytes(5, 600_000)).equals(content.subarray(5, 600_000))).toBe(true);
  });

  it('reads to the end of the file when the end is Infinity', async () => {
    expect((await bytes(7, Infinity)).equals(content.subarray(7))).toBe(true);
    expect((await bytes(content.byteLength, Infinity)).byteLength).toBe(0);
  });

  it('rejects a file that is shorter than the range', async () => {
    await expect(bytes(0, content.byteLength + 1)).rejects.toMatchObject({ code: 'SIZE_MISMATCH' });
  });
});
