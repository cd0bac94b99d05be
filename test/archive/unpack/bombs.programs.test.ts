import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { end, entry, header, pax, record } from '../tar/blocks.ts';

const run = promisify(execFile);
const mebibyte = 1024 * 1024;

/** `block` repeated `count` times, after `prefix` and before `suffix`. */
async function* repeated(
  block: Buffer,
  count: number,
  prefix: Buffer = Buffer.alloc(0),
  suffix: Buffer = Buffer.alloc(0),
): AsyncGenerator<Buffer, void, undefined> {
  yield prefix;
  const blocks = Buffer.concat(Array<Buffer>(Math.min(count, Math.ceil(mebibyte / block.byteLength))).fill(block));
  for (let left = count; left > 0; left -= blocks.byteLength / block.byteLength)
    yield blocks.subarray(0, left * block.byteLength);
  yield suffix;
}

const zeros = (): AsyncIterable<Buffer> =>
  repeated(Buffer.alloc(mebibyte), 400, header({ name: 'zeros', size: 400 * mebibyte }), end);
const gzip = (): NodeJS.ReadWriteStream => createGzip({ level: 1 });
/** A frame that requests a window of 2 GiB and contains one byte. */
const wideWindow = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x09, 0x00, 0x00, 0x61]);
/** 1 MiB of the same byte, in four bytes. */
const runLength = Buffer.from([
  0x02 | (((mebibyte / 8) << 3) & 0xff),
  ((mebibyte / 8) >> 5) & 0xff,
  (mebibyte / 8) >> 13,
  0x61,
]);

const bombs: readonly (readonly [
  string,
  () => AsyncIterable<Buffer> | Iterable<Buffer>,
  (() => NodeJS.ReadWriteStream) | undefined,
  RegExp,
])[] = [
  ['400 MiB of zeros in gzip', zeros, gzip, /^SIZE_LIMIT: .*maxUnpackedSize/],
  [
    '400 MiB of zeros in zstd',
    zeros,
    () => createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
    /^SIZE_LIMIT: .*maxUnpackedSize/,
  ],
  ['a zstd frame with a window of 2 GiB', () => [wideWindow], undefined, /^(?:SIZE_LIMIT|ARCHIVE_INVALID): /],
  [
    'a frame of zstd blocks of one byte each',
    () => [Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]), ...Array<Buffer>(3000).fill(runLength)])],
    undefined,
    /^(?:SIZE_LIMIT|ARCHIVE_INVALID): /,
  ],
  ['two million entries', () => repeated(header({ name: 'a/', type: '5' }), 2_000_000), gzip, /^SIZE_LIMIT: /],
  [
    'ten thousand extended headers of 100 kB',
    () => repeated(pax({ comment: 'c'.repeat(100_000) }), 10_000),
    gzip,
    /^(?:SIZE_LIMIT|ARCHIVE_INVALID): /,
  ],
  [
    'an extended header of 300 MiB',
    () => repeated(Buffer.alloc(mebibyte, 'x'), 300, header({ type: 'x', size: 300 * mebibyte })),
    gzip,
    /^SIZE_LIMIT: /,
  ],
  [
    'a sparse map',
    () => [
      entry({
        type: 'x',
        content: Buffer.concat([record('GNU.sparse.major', '1'), record('GNU.sparse.realsize', '999999999999')]),
      }),
      entry({ name: 'sparse', content: '1\n' }),
      end,
    ],
    gzip,
    /^ARCHIVE_INVALID: .*sparse/,
  ],
  [
    'a path of ten thousand directories',
    () => [pax({ path: `${'a/'.repeat(10_000)}b` }), entry({ name: 'b' }), end],
    gzip,
    /^ARCHIVE_INVALID: .*longer than 4096/,
  ],
];

// Only Linux reports the peak memory of a process in KiB.
describe.runIf(process.platform === 'linux')('unpackLayer', () => {
  it.each(bombs)(
    'rejects %s in less than 256 MiB of memory, and removes all files (EX-12)',
    async (_, content, compress, outcome) => {
      const directory = await mkdtemp(join(tmpdir(), 'bombs-'));
      try {
        const layer = join(directory, 'layer');
        await (compress === undefined
          ? pipeline(Readable.from(content()), createWriteStream(layer))
          : pipeline(Readable.from(content()), compress(), createWriteStream(layer)));
        const { stdout } = await run(
          process.execPath,
          [
            '--no-warnings',
            join(import.meta.dirname, 'program.ts'),
            layer,
            join(directory, 'out'),
            String(64 * mebibyte),
          ],
          { timeout: 220_000 },
        );
        const result = JSON.parse(stdout) as { readonly outcome: string; readonly peakKiB: number };
        expect(result.outcome).toMatch(outcome);
        expect(result.peakKiB).toBeLessThan(256 * 1024);
        expect(await readdir(directory)).toEqual(['layer']);
      } finally {
        await rm(directory, { recursive: true });
      }
    },
    240_000,
  );
});
