import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { byteStringOf } from '../../src/fs/index.ts';
import { centralHeader, dataDescriptor, endRecords, localHeader } from '../../src/archive/zip/records.ts';
import { failureOf, pack, sourceTree, type SourceTree } from './source-tree.ts';

const run = promisify(execFile);
const mebibyte = 1024 * 1024;

/** Lists a zip with Python: name, octal mode, size and date of each entry, and a link's target. It checks each CRC. */
const list = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps([[i.filename, oct(i.external_attr >> 16), i.file_size, list(i.date_time),
        z.read(i).decode() if i.file_size < 100 else ''] for i in z.infolist()]))
`;

const count = 'import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).infolist()))';

async function readWith(program: string, zip: Uint8Array): Promise<unknown> {
  const directory = await mkdtemp(join(tmpdir(), 'zip-'));
  try {
    const path = join(directory, 'archive.zip');
    await writeFile(path, zip);
    const { stdout } = await run('python3', ['-c', program, path]);
    if (program === list) await run('unzip', ['-tqq', path]);
    return JSON.parse(stdout);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function read(zip: Uint8Array): Promise<readonly (readonly unknown[])[]> {
  return (await readWith(list, zip)) as (readonly unknown[])[];
}

async function zip(tree: SourceTree, modes: 'keep' | 'normalize' = 'keep'): Promise<Uint8Array> {
  return (await pack({ sourceDir: tree.path, archive: 'zip', modes })).bytes;
}

describe('a zip', () => {
  it('has the entries, modes, links and contents of the directory, in the order of a tar', async () => {
    await using tree = await sourceTree({
      'b/file': 'text',
      'a.txt': 'A'.repeat(90),
      'empty/': '',
      'bin/run': '',
      'ä/ö': 'x',
    });
    await chmod(tree.in('bin/run'), 0o750);
    await tree.link('link', 'b/file');
    const date = [1980, 1, 1, 0, 0, 0];
    expect(await read(await zip(tree))).toEqual([
      ['a.txt', '0o100644', 90, date, 'A'.repeat(90)],
      ['b/', '0o40755', 0, date, ''],
      ['b/file', '0o100644', 4, date, 'text'],
      ['bin/', '0o40755', 0, date, ''],
      ['bin/run', '0o100750', 0, date, ''],
      ['empty/', '0o40755', 0, date, ''],
      ['link', '0o120777', 6, date, 'b/file'],
      ['ä/', '0o40755', 0, date, ''],
      ['ä/ö', '0o100644', 1, date, 'x'],
    ]);
  });

  it('has links to names with letters of any script', async () => {
    await using tree = await sourceTree({ größe: 'x', 目録: 'y' });
    await tree.link('a', 'größe');
    await tree.link('b', '目録');
    const targets = (await read(await zip(tree))).slice(0, 2).map(([name, , , , target]) => [name, target]);
    expect(targets).toEqual([
      ['a', 'größe'],
      ['b', '目録'],
    ]);
  });

  it('has the same bytes for equal trees with other times', async () => {
    await using first = await sourceTree({ a: 'x'.repeat(1000), large: Buffer.alloc(3 * mebibyte, 'ab') });
    await using second = await sourceTree({ large: Buffer.alloc(3 * mebibyte, 'ab'), a: 'x'.repeat(1000) });
    await utimes(second.in('a'), 1, 1);
    expect(Buffer.compare(await zip(first), await zip(second))).toBe(0);
  });

  it.each([
    ['nothing', 0],
    ['the largest file that is compressed in memory', mebibyte],
    ['the smallest file that is streamed', mebibyte + 1],
    ['several blocks', 5 * mebibyte + 7],
  ])('stores %s', async (_, size) => {
    await using tree = await sourceTree({ text: Buffer.alloc(size, 'text '), random: randomBytes(size) });
    const bytes = await zip(tree);
    expect((await read(bytes)).map(([name, , entrySize]) => [name, entrySize])).toEqual([
      ['random', size],
      ['text', size],
    ]);
    expect(bytes.byteLength).toBeLessThan(size * 1.1 + 1000);
  });

  it('can have more than 65,535 entries', async () => {
    const records = Array.from({ length: 65_536 }, (_, index) => ({
      name: byteStringOf(`f${index}`),
      mode: 0o100644,
      method: 0,
      crc: 0,
      compressedSize: 0,
      size: 0,
      offset: 0,
      hasDescriptor: false,
      isLarge: false,
    }));
    let offset = 0;
    const headers = records.map((record) => {
      const header = localHeader(record);
      const central = centralHeader({ ...record, offset });
      offset += header.byteLength;
      return { header, central };
    });
    const directory = Buffer.concat(headers.map(({ central }) => central));
    const end = endRecords({ count: records.length, offset, size: directory.byteLength });
    const bytes = Buffer.concat([...headers.map(({ header }) => header), directory, end]);
    expect(await readWith(count, bytes)).toBe(65_536);
  });

  it('has sizes and offsets of eight bytes above 4 GiB', () => {
    const size = 5 * 2 ** 30;
    const record = {
      name: byteStringOf('large'),
      mode: 0o100644,
      method: 8,
      crc: 1,
      compressedSize: 100,
      size,
      offset: size,
      hasDescriptor: true,
      isLarge: true,
    };
    const central = centralHeader(record);
    expect(central.readUInt32LE(20)).toBe(0xffffffff);
    expect([0, 1, 2].map((index) => Number(central.readBigUInt64LE(46 + 5 + 4 + 8 * index)))).toEqual([
      size,
      100,
      size,
    ]);
    expect(dataDescriptor(record).byteLength).toBe(24);
    expect(localHeader(record).readUInt16LE(28)).toBe(20);
    expect(endRecords({ count: 1, offset: size, size: 100 }).byteLength).toBe(22 + 56 + 20);
  });

  it('is not written when a file changes while it is read', async () => {
    await using tree = await sourceTree({ large: Buffer.alloc(4 * mebibyte) });
    let isChanged = false;
    const failure = await failureOf(
      pack({
        sourceDir: tree.path,
        archive: 'zip',
        onProgress: () => {
          if (!isChanged) void truncate(tree.in('large'), 100);
          isChanged = true;
        },
      }),
    );
    expect(failure).toMatchObject({ code: 'FILE_CHANGED' });
  });
});
