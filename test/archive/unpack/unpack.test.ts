import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { link, lstat, mkdir, mkdtemp, readFile, readdir, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { assert, asyncProperty, constantFrom, nat } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratioFreeSize } from '../../../src/archive/unpack/decompress.ts';
import { unpackLayer } from '../../../src/archive/unpack/unpack.ts';
import { unpackInto } from '../../../src/archive/unpack/unpacker.ts';
import { removeTree } from '../../../src/fs/index.ts';
import { verified } from '../../../src/streams/index.ts';
import { Digester } from '../../../src/spec/index.ts';
import { archive, inPieces, mendChecksums, noise, pax, type RawEntry } from '../tar/blocks.ts';
import { listTree, Place } from './place.ts';

const onWindows = process.platform === 'win32';
const file: RawEntry = { name: 'file', content: 'content' };
// The mask of the process decides about new files; it is asked and not set, because tests run in threads as well.
const umask = process.umask();
const traits = { umask, foldsNames: false };
const masked = (mode: number): string => (mode & ~umask).toString(8);

async function refusedNames(
  names: readonly (string | Buffer)[],
  reason: RegExp,
  platform?: NodeJS.Platform,
): Promise<void> {
  await using place = await Place.create();
  for (const name of names) {
    for (const raw of [
      { ...file, name },
      { name, type: '5' },
      { name, type: '2', linkName: 'file' },
    ]) {
      expect(await place.outcome(archive(pax({ path: name }), raw, file), { platform })).toMatch(reason);
    }
  }
}

describe('unpackLayer', () => {
  it('unpacks every compression into a fresh directory beside the destination', async () => {
    const tar = archive(
      { name: './', type: '5', mode: 0o700 },
      { name: 'dir', type: '5', mode: 0o755 },
      { name: 'dir/run', content: '#!', mode: 0o755 },
      { name: './b', content: 'b' },
      { name: 'c//d', content: '' },
    );
    await using place = await Place.create();
    for (const bytes of [tar, gzipSync(tar), zstdCompressSync(tar)]) {
      await using layer = await place.unpack(bytes);
      expect(layer.result).toEqual({
        entries: 5,
        bytes: 3,
        files: 3,
        directories: 2,
        symlinks: 0,
        hardLinks: 0,
        skipped: 0,
        skippedNames: [],
      });
      if (onWindows) continue;
      const [plain, run, directory] = [masked(0o644), masked(0o755), masked(0o777)];
      expect(await listTree(layer.directory)).toEqual([
        `b ${plain} b`,
        `c/ ${directory}`,
        `c/d ${plain}`,
        `dir/ ${run}`,
        `dir/run ${run} #!`,
      ]);
      expect(((await stat(layer.directory)).mode & 0o777).toString(8)).toBe(masked(0o777));
    }
    await place.requireUntouched();
  });

  it('EX-16 what was unpacked becomes the destination by one rename, or vanishes', async () => {
    await using place = await Place.create();
    {
      await using layer = await place.unpack(archive(file));
      await rename(place.destination, join(place.root, 'old'));
      await rename(layer.directory, place.destination);
      layer.keep();
    }
    expect(await readFile(join(place.destination, 'file'), 'utf8')).toBe('content');
    {
      await using layer = await place.unpack(archive(file));
      expect(existsSync(layer.directory)).toBe(true);
    }
    expect((await readdir(place.root)).toSorted()).toEqual(['old', 'out', 'out-evil']);
  });

  it('EX-16 a digest that does not fit at the very end leaves nothing', async () => {
    await using place = await Place.create();
    const bytes = gzipSync(archive(file));
    const digester = new Digester();
    digester.update(Buffer.from('something else'));
    const content = verified(inPieces(bytes, 10), { digest: digester.digest(), size: bytes.byteLength }, 'the layer');
    await expect(unpackLayer(content, place.destination)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await place.requireUntouched();
  });

  it('EX-01 names that are no plain relative paths', async () => {
    await refusedNames(
      [
        '/abs',
        '//server/share',
        '../x',
        'a/../../x',
        'a/..',
        '..',
        'C:/x',
        'C:x',
        'c:../x',
        '\\\\server\\x',
        'a\\b',
        '..\\x',
        'x'.repeat(256),
        `${'d/'.repeat(1024)}x`,
        `${'long/'.repeat(900)}x`,
      ],
      /^ARCHIVE_INVALID: cannot unpack ".*": the name is not safe: /,
    );
    await using place = await Place.create();
    expect(await place.outcome(archive({ ...file, name: '' }))).toMatch(/it is empty/);
    for (const name of ['.', './', './/.'])
      expect(await place.outcome(archive({ name, type: '2', linkName: 'x' }))).toMatch(
        /with the name of the directory that is unpacked into/,
      );
  });

  it('EX-01 EX-04 a bad name anywhere leaves nothing of what was good, nor beside the destination', async () => {
    await using place = await Place.create();
    expect(
      await place.outcome(archive(file, { name: 'dir', type: '5' }, { name: '../out-evil/secret', content: 'evil' })),
    ).toMatch(/the segment "\.\."/);
    expect(
      await place.outcome(
        archive({ name: 'l', type: '2', linkName: '../out-evil' }, { name: 'l/secret', content: 'evil' }),
      ),
    ).toMatch(/its target is outside/);
  });

  it('EX-02 symlinks that lead out, by themselves or by way of others', async () => {
    await using place = await Place.create();
    const refused: readonly (readonly [readonly RawEntry[], RegExp])[] = [
      [[{ name: 'l', type: '2', linkName: '/etc/passwd' }], /absolute/],
      [[{ name: 'l', type: '2', linkName: 'C:\\x' }], /absolute/],
      [[{ name: 'l', type: '2', linkName: 'a\\..\\x' }], /backslash/],
      [[{ name: 'l', type: '2', linkName: '' }], /empty/],
      [[{ name: 'l', type: '2', linkName: '..' }], /outside/],
      [[{ name: 'a/l', type: '2', linkName: '../../out-evil' }], /outside/],
      [[{ name: 'a/l', type: '2', linkName: 'x/../../../out-evil' }], /outside/],
      // Each of these stays inside by its text, and would leave when the system follows the one before.
      [
        [
          { name: 'a', type: '2', linkName: '.' },
          { name: 'b', type: '2', linkName: 'a/..' },
        ],
        /not a directory/,
      ],
      [
        [
          { name: 'b', type: '2', linkName: 'a/..' },
          { name: 'a', type: '2', linkName: '.' },
        ],
        /not a directory/,
      ],
      [
        [
          { name: 'd/e', type: '5' },
          { name: 'up', type: '2', linkName: 'd/e/../..' },
          { name: 'a', type: '2', linkName: 'up' },
          { name: 'b', type: '2', linkName: 'a/../out-evil' },
        ],
        /not a directory/,
      ],
      [[{ name: 'b', type: '2', linkName: 'nowhere/../x' }], /not a directory/],
    ];
    for (const [entries, reason] of refused) expect(await place.outcome(archive(...entries))).toMatch(reason);
  });

  it('EX-02 nothing is written through a symlink, wherever it leads', async () => {
    await using place = await Place.create();
    const through: readonly (readonly RawEntry[])[] = [
      [{ name: 'l/secret', content: 'evil' }],
      [{ name: 'l/new/secret', content: 'evil' }],
      [{ name: 'l', type: '5' }],
      [{ name: 'l/s', type: '2', linkName: 'x' }],
      [
        { name: 'f', content: 'x' },
        { name: 'l/h', type: '1', linkName: 'f' },
      ],
    ];
    for (const linkName of ['../out-evil', '.', 'real']) {
      for (const entries of through) {
        const tar = archive({ name: 'real', type: '5' }, { name: 'l', type: '2', linkName }, ...entries);
        expect(await place.outcome(tar, { symlinks: 'any' })).toMatch(
          /^ARCHIVE_INVALID: .*(symlink of its name|nothing is written through it)/,
        );
      }
    }
    // A file takes the place of a link, and does not go where it leads.
    const outcome = await place.outcome(
      archive({ name: 'l', type: '2', linkName: '../out-evil/secret' }, { name: 'l', content: 'evil' }),
      { symlinks: 'any' },
    );
    expect(outcome).toHaveLength(1);
    expect(outcome[0]).toMatch(/^l \d+ evil$/);
  });

  it('symlinks inside are kept as they are, and the policy can allow all or none', async () => {
    await using place = await Place.create();
    const good: readonly (readonly [string, string])[] = [
      ['l', 'file'],
      ['dangling', 'nowhere'],
      ['d/up', '../file'],
      ['d/here', '.'],
      ['d/odd', 'e/../../file'],
      ['chain', 'l'],
      ['deep', './d//e/'],
    ];
    const tar = archive(
      file,
      { name: 'd/e', type: '5' },
      ...good.map(([name, linkName]) => ({ name, type: '2', linkName })),
    );
    const outcome = await place.outcome(tar);
    for (const [name, linkName] of good) expect(outcome).toContain(`${name} -> ${linkName}`);
    expect(await place.outcome(tar, { symlinks: 'refuse' })).toMatch(/^ARCHIVE_INVALID: .*does not allow symlinks/);
    expect(await place.outcome(archive({ name: 'l', type: '2', linkName: '/etc' }), { symlinks: 'any' })).toEqual([
      'l -> /etc',
    ]);
  });

  it('EX-03 hard links lead to files of this archive only', async () => {
    await using place = await Place.create();
    const before = process.cwd();
    for (const [entries, reason] of [
      [[{ name: 'h', type: '1', linkName: 'before' }], /not a file unpacked before/],
      [[{ name: 'h', type: '1', linkName: place.secret }], /absolute/],
      [[{ name: 'h', type: '1', linkName: '../out-evil/secret' }], /the segment "\.\."/],
      [
        [
          { name: 'h', type: '1', linkName: 'later' },
          { name: 'later', content: 'x' },
        ],
        /not a file/,
      ],
      [
        [
          { name: 'd', type: '5' },
          { name: 'h', type: '1', linkName: 'd' },
        ],
        /not a file/,
      ],
      [
        [
          { name: 'l', type: '2', linkName: '../out-evil/secret' },
          { name: 'h', type: '1', linkName: 'l' },
        ],
        /not a file/,
      ],
      [
        [
          { name: 'l', type: '2', linkName: '../out-evil' },
          { name: 'h', type: '1', linkName: 'l/secret' },
        ],
        /a parent of its target is not a directory/,
      ],
      [[{ name: 'h', type: '1', linkName: 'h' }], /itself/],
      [[file, { name: 'file', type: '1', linkName: './file' }], /itself/],
      [[{ name: 'h', type: '1', linkName: '' }], /empty/],
      // Relative to the directory that is unpacked to, and not to where the process runs.
      [[{ name: 'h', type: '1', linkName: 'package.json' }], /not a file/],
    ] as const) {
      expect(await place.outcome(archive(...entries), { symlinks: 'any' })).toMatch(reason);
    }
    expect(existsSync(join(before, 'package.json'))).toBe(true);
    await using layer = await place.unpack(
      archive(file, { name: 'd/h', type: '1', linkName: './file' }, { name: 'i', type: '1', linkName: 'd/h' }),
    );
    const inodes = await Promise.all(
      ['file', 'd/h', 'i'].map(async (name) => (await stat(join(layer.directory, name))).ino),
    );
    expect(new Set(inodes).size).toBe(1);
    expect(layer.result.hardLinks).toBe(2);
  });

  it('EX-03 hard links directly after their files', async () => {
    await using place = await Place.create();
    const content = noise(250_000);
    const entries = Array.from({ length: 15 }, (_, index) => [
      { name: `f${index}`, content },
      { name: `h${index}`, type: '1', linkName: `f${index}` },
    ]);
    await using layer = await place.unpack(archive(...entries.flat()));
    expect(layer.result).toMatchObject({ files: 15, hardLinks: 15 });
    expect((await readFile(join(layer.directory, 'h14'))).equals(content)).toBe(true);
  });

  it('when it fails, what came before is whole and nothing is being written any more', async () => {
    await using place = await Place.create();
    const directory = join(place.root, 'private');
    await mkdir(directory);
    const good = Array.from({ length: 15 }, (_, index) => ({ name: `f${index}`, content: noise(250_000) }));
    const bytes = archive(...good, { name: '../x', content: '' });
    async function* whole(): AsyncGenerator<Uint8Array, void, undefined> {
      yield bytes;
    }
    await expect(unpackInto(whole(), directory, traits, {})).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    const sizes = await Promise.all(
      (await readdir(directory)).map(async (name) => (await stat(join(directory, name))).size),
    );
    expect(sizes).toEqual(Array<number>(15).fill(250_000));
    await removeTree(directory);
  });

  it('EX-05 links that are there before are replaced or refused, and never followed', async () => {
    await using place = await Place.create();
    const directory = join(place.root, 'private');
    await mkdir(directory);
    await symlink('../out-evil/secret', join(directory, 'file'));
    await link(place.secret, join(directory, 'hard'));
    await symlink('../out-evil', join(directory, 'dir'));
    const result = await unpackInto(
      inPieces(archive(file, { name: 'hard', content: 'new' }), 512),
      directory,
      traits,
      {},
    );
    expect(result.files).toBe(2);
    expect((await lstat(join(directory, 'file'))).isFile()).toBe(true);
    expect(await readFile(join(directory, 'hard'), 'utf8')).toBe('new');
    for (const entries of [
      [{ name: 'dir/secret', content: 'evil' }],
      [{ name: 'dir', type: '5', mode: 0o777 }],
      [{ name: 'dir/x/', type: '5' }],
    ]) {
      await expect(unpackInto(inPieces(archive(...entries), 512), directory, traits, {})).rejects.toMatchObject({
        code: 'ARCHIVE_INVALID',
      });
    }
    expect(await readFile(place.secret, 'utf8')).toBe('canary');
    await removeTree(directory);
    await place.requireUntouched();
  });

  it('EX-08 another thread that plants links all the time gets nothing written through them', async () => {
    await using place = await Place.create();
    const directory = join(place.root, 'private');
    await mkdir(directory);
    // Whether to stop, and how often every link was turned over.
    const shared = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const { symlinkSync, unlinkSync, readFileSync } = require('node:fs');
       const names = Array.from({ length: 20 }, (_, index) => workerData.directory + '/f' + index);
       parentPort.postMessage('ready');
       const turn = () => {
         for (const name of names) { try { symlinkSync(workerData.secret, name); } catch { try { unlinkSync(name); } catch {} } }
         Atomics.add(workerData.shared, 1, 1);
         if (Atomics.load(workerData.shared, 0) === 1) parentPort.postMessage('stopped'); else setImmediate(turn);
       };
       turn();`,
      { eval: true, workerData: { directory, secret: place.secret, shared } },
    );
    await once(worker, 'message');
    const tar = archive(...Array.from({ length: 200 }, (_, index) => ({ name: `f${index % 20}`, content: 'evil' })));
    while (Atomics.load(shared, 1) < 50) {
      // To fail is fine, as long as it fails in our words.
      await unpackInto(inPieces(tar, 4096), directory, traits, {}).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'OciError' });
      });
    }
    Atomics.store(shared, 0, 1);
    await once(worker, 'message');
    await worker.terminate();
    expect(await readFile(place.secret, 'utf8')).toBe('canary');
    await removeTree(directory);
    await place.requireUntouched();
  });

  it('EX-08 names that fall together without letter case are refused where they would', async () => {
    await using place = await Place.create();
    for (const [one, two] of [
      ['a', 'A'],
      ['straße', 'STRASSE'],
      ['é', 'e\u0301'],
      ['Dir/x', 'dir/y'],
      ['a', 'A/b'],
    ] as const) {
      const tar = archive({ name: one, content: '1' }, { name: two, content: '2' });
      expect(await place.outcome(tar, { refuseCollisions: true })).toMatch(
        /^ARCHIVE_INVALID: .*does not distinguish its name/,
      );
      if (process.platform === 'linux')
        expect(await place.outcome(tar, {})).toHaveLength(
          new Set([...one.split('/').slice(0, -1), ...two.split('/').slice(0, -1)]).size + 2,
        );
    }
    expect(
      await place.outcome(archive(file, file, { name: 'd/x', content: '1' }, { name: 'd/y', content: '2' }), {
        refuseCollisions: true,
      }),
    ).toHaveLength(4);
  });

  it('EX-09 special files are named in the error, or skipped and counted', async () => {
    await using place = await Place.create();
    const tar = archive(
      file,
      { name: 'null', type: '3' },
      { name: 'disk', type: '4' },
      { name: 'later', content: 'x' },
      { name: 'pipe', type: '6' },
    );
    expect(await place.outcome(tar)).toMatch(
      /^ARCHIVE_INVALID: cannot unpack special files: null \(character device\), disk \(block device\), pipe \(FIFO\); exclude them/,
    );
    const many = archive(...Array.from({ length: 12 }, (_, index) => ({ name: `p${index}`, type: '6' })));
    expect(await place.outcome(many)).toMatch(/p9 \(FIFO\) and 2 more/);
    await using layer = await place.unpack(tar, { specialFiles: 'skip' });
    expect(await readdir(layer.directory)).toEqual(['file', 'later']);
    expect(layer.result).toMatchObject({
      skipped: 3,
      skippedNames: ['null (character device)', 'disk (block device)', 'pipe (FIFO)'],
    });
  });

  it('EX-12 the total size, entries and depth have limits, and a bomb is stopped', async () => {
    await using place = await Place.create();
    const tar = archive(file, { name: 'a/b/c', content: 'x' });
    expect(await place.outcome(tar, { limits: { totalSize: 8, entries: 2, depth: 3 } })).toHaveLength(4);
    expect(await place.outcome(tar, { limits: { totalSize: 7 } })).toMatch(/^SIZE_LIMIT: /);
    expect(await place.outcome(tar, { limits: { entries: 1 } })).toMatch(/^SIZE_LIMIT: /);
    expect(await place.outcome(tar, { limits: { depth: 2 } })).toMatch(/nested in more than 2/);
    const bomb = gzipSync(archive({ name: 'zeros', content: Buffer.alloc(ratioFreeSize + 8 * 1024 * 1024) }), {
      level: 1,
    });
    expect(await place.outcome(bomb)).toMatch(/^SIZE_LIMIT: .*bomb/);
  });

  it('EX-13 bytes after the archive are an error, compressed or not', async () => {
    await using place = await Place.create();
    const tar = archive(file);
    for (const bytes of [
      Buffer.concat([tar, Buffer.from('x')]),
      gzipSync(Buffer.concat([tar, Buffer.from('x')])),
      Buffer.concat([gzipSync(tar), Buffer.from('x')]),
      Buffer.concat([gzipSync(tar), gzipSync(tar)]),
    ]) {
      expect(await place.outcome(bytes)).toMatch(/^ARCHIVE_INVALID: .*follow its end/);
    }
    expect(
      await place.outcome(Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))])),
    ).toHaveLength(1);
  });

  it('a name that occurs twice means the later entry, and the other names of the earlier file keep its content', async () => {
    await using place = await Place.create();
    const outcome = await place.outcome(
      archive(
        { ...file, content: 'one' },
        { name: 'h', type: '1', linkName: 'file' },
        { ...file, content: 'two' },
        { name: 'l', type: '2', linkName: 'x' },
        { name: 'l', type: '2', linkName: 'y' },
      ),
    );
    expect(outcome).toHaveLength(3);
    expect(outcome[0]).toMatch(/two$/);
    expect(outcome[1]).toMatch(/one$/);
    expect(outcome[2]).toBe('l -> y');
    for (const clash of [
      archive(file, { name: 'file', type: '5' }),
      archive({ name: 'file', type: '5' }, file),
      archive(file, { name: 'file/x', content: '' }),
      archive({ name: 'file/x', content: '' }, file),
    ]) {
      expect(await place.outcome(clash)).toMatch(/^ARCHIVE_INVALID: /);
    }
  });

  it('EX-15 names that Windows reads as something else are refused there', async () => {
    await refusedNames(
      [
        'CON',
        'nul.txt',
        'dir/COM1',
        'aux .c',
        'lpt¹',
        'file:stream',
        'a<b',
        'a|b',
        'a?',
        'dot.',
        'space ',
        '.. /x',
        'a\u0001b',
        'CONIN$',
      ],
      /Windows/,
      'win32',
    );
    await refusedNames([Buffer.from([0x61, 0xe9])], /not UTF-8/, 'win32');
    if (onWindows) return;
    await using place = await Place.create();
    expect(
      await place.outcome(
        archive({ name: 'CON', content: '' }, { name: 'file:stream', content: '' }, { name: 'dot.', content: '' }),
      ),
    ).toHaveLength(3);
  });

  it('stops at once when it is aborted, and leaves nothing', async () => {
    await using place = await Place.create();
    const silence = Promise.withResolvers<undefined>();
    async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
      yield archive(file).subarray(0, 600);
      await silence.promise;
    }
    await expect(unpackLayer(content(), place.destination, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    silence.resolve(undefined);
    await place.requireUntouched();
  });

  it('EX-11 damaged archives do not reach beyond the directory, and fail with a typed error if at all', async () => {
    await using place = await Place.create();
    const bytes = archive(
      pax({ path: 'a/b' }),
      file,
      { name: 'a/l', type: '2', linkName: '../file' },
      { name: 'h', type: '1', linkName: 'a/b' },
      { name: 'd/', type: '5' },
    );
    const fields = [0, 1, 2, 100, 124, 134, 156, 157, 158, 345];
    await assert(
      asyncProperty(
        nat(bytes.byteLength / 512 - 3),
        constantFrom(...fields),
        constantFrom(...Buffer.from('\0./ 0125xgLK\\:')),
        async (block, field, value) => {
          const damaged = Buffer.from(bytes);
          damaged[block * 512 + field] = value;
          mendChecksums(damaged);
          await place.outcome(damaged, { symlinks: 'any' });
        },
      ),
      { numRuns: 150, seed: 3 },
    );
  });

  it('throws what the content throws, also in the middle of a large file', async () => {
    await using place = await Place.create();
    const broken = new Error('connection reset');
    async function* content(size: number): AsyncGenerator<Uint8Array, void, undefined> {
      yield* inPieces(archive({ name: 'large', content: noise(700_000) }).subarray(0, size), 10_000);
      throw broken;
    }
    for (const size of [100, 600, 100_000, 400_000])
      await expect(unpackLayer(content(size), place.destination)).rejects.toBe(broken);
    await place.requireUntouched();
  });

  it('tells how far it is', async () => {
    await using place = await Place.create();
    const seen: number[] = [];
    const large = noise(700_000);
    await using layer = await place.unpack(archive(file, { name: 'large', content: large }), {
      onProgress: ({ bytes }) => seen.push(bytes),
    });
    expect((await readFile(join(layer.directory, 'large'))).equals(large)).toBe(true);
    expect(seen.length).toBeGreaterThan(100);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(700_007);
  });
});

// Windows has neither these permissions, nor names that are bytes, nor ulimit.
if (!onWindows) {
  describe('unpackLayer on Unix', () => {
    it('EX-14 modes are masked, special bits dropped, closed directories still filled', async () => {
      await using place = await Place.create();
      const tar = archive(
        { name: 'suid', content: '', mode: 0o6777 },
        { name: 'closed', type: '5', mode: 0 },
        { name: 'closed/inner', type: '5', mode: 0o100 },
        { name: 'closed/inner/f', content: 'x', mode: 0 },
        { name: 'sticky', type: '5', mode: 0o1777 },
        { name: 'late/f', content: '', mode: 0o600 },
        { name: 'late', type: '5', mode: 0o2750 },
        { name: 'again', type: '5', mode: 0 },
        { name: 'again', type: '5', mode: 0o700 },
      );
      const modes = async (directory: string): Promise<Record<string, string>> => {
        const found: Record<string, string> = {};
        for (const name of ['suid', 'closed', 'sticky', 'late', 'late/f', 'again'])
          found[name] = ((await lstat(join(directory, name))).mode & 0o7777).toString(8);
        return found;
      };
      await using layer = await place.unpack(tar);
      expect(await modes(layer.directory)).toEqual({
        suid: masked(0o777),
        closed: '0',
        sticky: masked(0o777),
        late: masked(0o750),
        'late/f': masked(0o600),
        again: masked(0o700),
      });
      await using kept = await place.unpack(tar, { preservePermissions: true });
      expect(await modes(kept.directory)).toEqual({
        suid: '777',
        closed: '0',
        sticky: '777',
        late: '750',
        'late/f': '600',
        again: '700',
      });
      const { uid } = await stat(join(layer.directory, 'suid'));
      expect(uid).toBe(process.getuid?.());
    });

    it('EX-14 times are set when they are not zero, and clamped', async () => {
      await using place = await Place.create();
      const seconds = async (...entries: readonly (RawEntry | Buffer)[]): Promise<number> => {
        await using layer = await place.unpack(archive(...entries));
        return (await stat(join(layer.directory, 'file'))).mtimeMs / 1000;
      };
      expect(await seconds({ ...file, mtime: 86_400 })).toBe(86_400);
      expect(await seconds(pax({ mtime: '86400.5' }), file)).toBe(86_400.5);
      expect(await seconds(pax({ mtime: '99999999999999' }), file)).toBe(2 ** 32 - 1);
      expect(Math.abs((await seconds(pax({ mtime: '-99999999999999' }), file)) - Date.now() / 1000)).toBeLessThan(100);
      expect(Math.abs((await seconds(file)) - Date.now() / 1000)).toBeLessThan(100);
    });

    it('EX-14 what an archive closed is removed all the same, by who is not root', async () => {
      const root = await mkdtemp(join(tmpdir(), 'unpack-closed-'));
      const inner = join(root, 'a', 'b');
      await mkdir(inner, { recursive: true });
      await writeFile(join(inner, 'f'), 'x');
      execFileSync('chmod', ['0', inner, join(root, 'a')]);
      await removeTree(join(root, 'a'));
      expect(await readdir(root)).toEqual([]);
      await removeTree(root);
      await removeTree(root);
    });

    it('EX-17 a full disk or too few open files give a typed error, and nothing is left', async () => {
      await using place = await Place.create();
      const tar = join(place.root, 'tar');
      await writeFile(
        tar,
        archive(
          { name: 'd', type: '5' },
          ...Array.from({ length: 40 }, (_, index) => ({ name: `d/f${index}`, content: 'x'.repeat(600_000) })),
        ),
      );
      const program = `
        import { createReadStream } from 'node:fs';
        import { unpackLayer } from ${JSON.stringify(new URL('../../../src/archive/unpack/unpack.ts', import.meta.url).href)};
        try {
          const layer = await unpackLayer(createReadStream(process.env.TAR), process.env.OUT);
          await layer[Symbol.asyncDispose]();
          console.log('unpacked');
        } catch (error) {
          console.log(error.code, error.cause?.code);
        }`;
      const run = (limit: string): string =>
        // The first line of a shell: the limit holds for what it starts. A write beyond the file size limit then fails as one on a full disk does.
        execFileSync(
          'sh',
          ['-c', `trap '' XFSZ; ${limit}; exec "$0" --input-type=module -e "$1"`, process.execPath, program],
          { encoding: 'utf8', env: { ...process.env, TAR: tar, OUT: place.destination, NODE_OPTIONS: '' } },
        ).trim();
      expect(run('ulimit -n 64')).toBe('unpacked');
      expect(run('ulimit -f 500')).toBe('FILE_SYSTEM EFBIG');
      expect((await readdir(place.root)).toSorted()).toEqual(['out', 'out-evil', 'tar']);
    });
  });
}

if (process.platform === 'linux') {
  describe('unpackLayer on Linux', () => {
    it('EX-18 names that are not UTF-8 keep their bytes', async () => {
      await using place = await Place.create();
      const odd = Buffer.from([0x61, 0xe9]);
      const path = Buffer.concat([odd, Buffer.from('/'), odd]);
      expect(await place.outcome(archive(pax({ path }), file), { platform: 'darwin' })).toMatch(/not UTF-8/);
      await using layer = await place.unpack(
        archive(
          pax({ path }),
          { name: 'x', content: 'odd' },
          { name: 'l', type: '2', linkName: path },
          { name: 'h', type: '1', linkName: path },
          pax({ path: 'grün' }),
          file,
        ),
      );
      const names = await readdir(layer.directory, { encoding: 'latin1' });
      expect(names.toSorted()).toEqual(['a\u00e9', 'grÃ¼n', 'h', 'l']);
      expect(await readFile(Buffer.concat([Buffer.from(`${layer.directory}/`), path]), 'utf8')).toBe('odd');
      expect(await readFile(join(layer.directory, 'l'), 'utf8')).toBe('odd');
      expect(await readFile(join(layer.directory, 'h'), 'utf8')).toBe('odd');
    });

    it('EX-10 gives the tree that GNU tar gives', async () => {
      await using place = await Place.create();
      const source = join(place.root, 'source');
      const deep = `${'a-directory-with-a-long-name/'.repeat(9)}end`;
      execFileSync('sh', [
        '-ec',
        `mkdir -p '${source}/${deep}' '${source}/empty'; cd '${source}'; echo hi > 'ü ﾞ 😀'; echo deep > '${deep}/file'; ln '${deep}/file' hard; ln -s '${deep}/file' soft; ln -s nowhere dangling; printf '#!' > run; chmod 755 run; : > zero; head -c 300000 /dev/zero > large; chmod 700 empty`,
      ]);
      const tree = (directory: string): string =>
        execFileSync('find', ['.', '-mindepth', '1', '-printf', '%p %m %y %s %n %l\n'], {
          cwd: directory,
          encoding: 'utf8',
        })
          .replaceAll(/( d) \d+ \d+/g, '$1')
          .split('\n')
          .toSorted()
          .join('\n');
      for (const format of ['gnu', 'pax']) {
        const bytes = execFileSync('tar', [`--format=${format}`, '-C', source, '-czf', '-', '.'], {
          maxBuffer: 2 ** 24,
        });
        const theirs = join(place.root, format);
        await mkdir(theirs);
        execFileSync('tar', ['-C', theirs, '-xzf', '-'], { input: bytes });
        await using layer = await place.unpack(bytes);
        expect(tree(layer.directory)).toBe(tree(theirs));
        execFileSync('diff', ['-r', '--no-dereference', theirs, layer.directory]);
      }
    });
  });
}
