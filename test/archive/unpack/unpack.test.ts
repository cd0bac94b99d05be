import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { link, lstat, mkdir, mkdtemp, readFile, readdir, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { assert, asyncProperty, constantFrom, nat } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnpackBudget } from '../../../src/archive/unpack/budget.ts';
import { unpackLayer } from '../../../src/archive/unpack/unpack.ts';
import { unpackInto } from '../../../src/archive/unpack/unpack.ts';
import { removeTree } from '../../../src/fs/index.ts';
import { verified } from '../../../src/streams/index.ts';
import { Digester } from '../../../src/spec/index.ts';
import { archive, inChunks, fixChecksums, noise, pax, type RawEntry } from '../tar/blocks.ts';
import { eventually } from '../../eventually.ts';
import { listTree, Workspace } from './workspace.ts';

const onWindows = process.platform === 'win32';
const file: RawEntry = { name: 'file', content: 'content' };
// The umask determines the modes of new files. The tests do not change it, because threads cannot set a umask.
const umask = process.umask();
const traits = { umask, isCaseInsensitive: false };
const masked = (mode: number): string => (mode & ~umask).toString(8);

async function requireRefusedNames(
  names: readonly (string | Buffer)[],
  reason: RegExp,
  platform?: NodeJS.Platform,
): Promise<void> {
  await using workspace = await Workspace.create();
  for (const name of names) {
    for (const raw of [
      { ...file, name },
      { name, type: '5' },
      { name, type: '2', linkName: 'file' },
    ]) {
      expect(await workspace.outcome(archive(pax({ path: name }), raw, file), { platform })).toMatch(reason);
    }
  }
}

describe('unpackLayer', () => {
  it('unpacks every compression into a new directory next to the destination', async () => {
    const tar = archive(
      { name: './', type: '5', mode: 0o700 },
      { name: 'dir', type: '5', mode: 0o755 },
      { name: 'dir/run', content: '#!', mode: 0o755 },
      { name: './b', content: 'b' },
      { name: 'c//d', content: '' },
    );
    await using workspace = await Workspace.create();
    for (const bytes of [tar, gzipSync(tar), zstdCompressSync(tar)]) {
      await using layer = await workspace.unpack(bytes);
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
    await workspace.requireUnchanged();
  });

  it('removes the directory at the end, unless keep is called (EX-16)', async () => {
    await using workspace = await Workspace.create();
    {
      await using layer = await workspace.unpack(archive(file));
      await rename(workspace.destination, join(workspace.root, 'old'));
      await rename(layer.directory, workspace.destination);
      layer.keep();
    }
    expect(await readFile(join(workspace.destination, 'file'), 'utf8')).toBe('content');
    {
      await using layer = await workspace.unpack(archive(file));
      expect(existsSync(layer.directory)).toBe(true);
    }
    expect((await readdir(workspace.root)).toSorted()).toEqual(['old', 'out', 'out-evil']);
  });

  it('removes all files when the digest at the end is wrong (EX-16)', async () => {
    await using workspace = await Workspace.create();
    const bytes = gzipSync(archive(file));
    const digester = new Digester();
    digester.update(Buffer.from('something else'));
    const content = verified(inChunks(bytes, 10), { digest: digester.digest(), size: bytes.byteLength }, 'the layer');
    await expect(unpackLayer(content, workspace.destination)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await workspace.requireUnchanged();
  });

  it('rejects names that are not plain relative paths (EX-01)', async () => {
    await requireRefusedNames(
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
        `${'d/'.repeat(1025)}x`,
        `${'long/'.repeat(900)}x`,
      ],
      /^ARCHIVE_INVALID: cannot unpack ".*": the name is not safe: /,
    );
    await using workspace = await Workspace.create();
    expect(await workspace.outcome(archive({ ...file, name: '' }))).toMatch(/it is empty/);
    for (const name of ['.', './', './/.'])
      expect(await workspace.outcome(archive({ name, type: '2', linkName: 'x' }))).toMatch(
        /with the name of the destination directory/,
      );
  });

  it('removes all files when one name is not safe (EX-01, EX-04)', async () => {
    await using workspace = await Workspace.create();
    expect(
      await workspace.outcome(
        archive(file, { name: 'dir', type: '5' }, { name: '../out-evil/secret', content: 'evil' }),
      ),
    ).toMatch(/the segment "\.\."/);
    expect(
      await workspace.outcome(
        archive({ name: 'l', type: '2', linkName: '../out-evil' }, { name: 'l/secret', content: 'evil' }),
      ),
    ).toMatch(/its target is outside/);
  });

  it('rejects symlinks that lead out of the destination, directly or through other symlinks (EX-02)', async () => {
    await using workspace = await Workspace.create();
    const refused: readonly (readonly [readonly RawEntry[], RegExp])[] = [
      [[{ name: 'l', type: '2', linkName: '/etc/passwd' }], /absolute/],
      [[{ name: 'l', type: '2', linkName: 'C:\\x' }], /absolute/],
      [[{ name: 'l', type: '2', linkName: 'a\\..\\x' }], /backslash/],
      [[{ name: 'l', type: '2', linkName: '' }], /empty/],
      [[{ name: 'l', type: '2', linkName: '..' }], /outside/],
      [[{ name: 'a/l', type: '2', linkName: '../../out-evil' }], /outside/],
      [[{ name: 'a/l', type: '2', linkName: 'x/../../../out-evil' }], /outside/],
      // As text, each target is inside. The operating system would follow another symlink and leave the destination.
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
    for (const [entries, reason] of refused) expect(await workspace.outcome(archive(...entries))).toMatch(reason);
  });

  it('never writes through a symlink (EX-02)', async () => {
    await using workspace = await Workspace.create();
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
        expect(await workspace.outcome(tar, { symlinks: 'any' })).toMatch(
          /^ARCHIVE_INVALID: .*: a symbolic link with this name exists/,
        );
      }
    }
    // A file replaces a symlink with the same name. Its content is not written to the target of the symlink.
    const outcome = await workspace.outcome(
      archive({ name: 'l', type: '2', linkName: '../out-evil/secret' }, { name: 'l', content: 'evil' }),
      { symlinks: 'any' },
    );
    expect(outcome).toHaveLength(1);
    expect(outcome[0]).toMatch(/^l \d+ evil$/);
  });

  it('creates symlinks that stay inside, and all or no symlinks with the option symlinks', async () => {
    await using workspace = await Workspace.create();
    const allowed: readonly (readonly [string, string])[] = [
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
      ...allowed.map(([name, linkName]) => ({ name, type: '2', linkName })),
    );
    const outcome = await workspace.outcome(tar);
    for (const [name, linkName] of allowed) expect(outcome).toContain(`${name} -> ${linkName}`);
    expect(await workspace.outcome(tar, { symlinks: 'refuse' })).toMatch(/^ARCHIVE_INVALID: .*does not allow symlinks/);
    expect(await workspace.outcome(archive({ name: 'l', type: '2', linkName: '/etc' }), { symlinks: 'any' })).toEqual([
      'l -> /etc',
    ]);
  });

  it('creates hard links only to files of this archive (EX-03)', async () => {
    await using workspace = await Workspace.create();
    for (const [entries, reason] of [
      [[{ name: 'h', type: '1', linkName: 'before' }], /not an earlier file or symlink/],
      [[{ name: 'h', type: '1', linkName: workspace.secret }], /absolute/],
      [[{ name: 'h', type: '1', linkName: '../out-evil/secret' }], /the segment "\.\."/],
      [
        [
          { name: 'h', type: '1', linkName: 'later' },
          { name: 'later', content: 'x' },
        ],
        /not an earlier file/,
      ],
      [
        [
          { name: 'd', type: '5' },
          { name: 'h', type: '1', linkName: 'd' },
        ],
        /not an earlier file/,
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
      // The target is relative to the new directory, and not to the working directory of the process.
      [[{ name: 'h', type: '1', linkName: 'package.json' }], /not an earlier file/],
    ] as const) {
      expect(await workspace.outcome(archive(...entries), { symlinks: 'any' })).toMatch(reason);
    }
    expect(existsSync(join(process.cwd(), 'package.json'))).toBe(true);
    await using layer = await workspace.unpack(
      archive(file, { name: 'd/h', type: '1', linkName: './file' }, { name: 'i', type: '1', linkName: 'd/h' }),
    );
    const inodes = await Promise.all(
      ['file', 'd/h', 'i'].map(async (name) => (await stat(join(layer.directory, name))).ino),
    );
    expect(new Set(inodes).size).toBe(1);
    expect(layer.result.hardLinks).toBe(2);
  });

  it('links a symlink itself, and checks its target from the new directory (EX-03)', async () => {
    await using workspace = await Workspace.create();
    const links: readonly RawEntry[] = [
      { name: 'a/f', content: 'x' },
      { name: 'a/s', type: '2', linkName: '../a/f' },
      { name: 'b/h', type: '1', linkName: 'a/s' },
      { name: 'b/again', type: '1', linkName: 'b/h' },
      { name: 'dangling', type: '2', linkName: 'nowhere' },
      { name: 'h', type: '1', linkName: 'dangling' },
    ];
    const linked = await workspace.outcome(archive(...links));
    for (const line of ['b/h -> ../a/f', 'b/again -> ../a/f', 'h -> nowhere']) expect(linked).toContain(line);
    // The first symlink of each archive is inside the directory.
    const outside: readonly (readonly [readonly RawEntry[], RegExp])[] = [
      [
        [
          { name: 'a/s', type: '2', linkName: '../out-evil' },
          { name: 'h', type: '1', linkName: 'a/s' },
        ],
        /the symlink "h" to "\.\.\/out-evil": its target is outside/,
      ],
      [
        [
          { name: 'a/b/s', type: '2', linkName: '../../x' },
          { name: 'c/h', type: '1', linkName: 'a/b/s' },
        ],
        /the symlink "c\/h" .* outside/,
      ],
      [
        [
          { name: 'a/d/', type: '5' },
          { name: 'a/s', type: '2', linkName: 'd/../f' },
          { name: 'h', type: '1', linkName: 'a/s' },
        ],
        /the symlink "h" .* not a directory/,
      ],
    ];
    for (const [entries, reason] of outside) expect(await workspace.outcome(archive(...entries))).toMatch(reason);
    const anywhere = archive(
      { name: 'l', type: '2', linkName: '../out-evil/secret' },
      { name: 'h', type: '1', linkName: 'l' },
      { name: 'h2', type: '1', linkName: 'h' },
    );
    expect(await workspace.outcome(anywhere, { symlinks: 'any' })).toContain('h2 -> ../out-evil/secret');
    // A later entry replaces the link and is not written through it.
    const replaced = [...links, { name: 'b/h', content: 'new' }];
    expect((await workspace.outcome(archive(...replaced))).toString()).toMatch(/a\/f \d+ x,.*b\/h \d+ new/s);
  });

  it('names the entry in errors, and never the temporary directory', async () => {
    await using workspace = await Workspace.create();
    const long = 'x'.repeat(255);
    const deep = `${long}/`.repeat(15);
    const cases: readonly (readonly [readonly (RawEntry | Buffer)[], RegExp])[] = [
      [
        [
          { name: 'a/d/', type: '5' },
          { name: 'a/d', content: '' },
        ],
        /: cannot unpack "a\/d": a directory/,
      ],
      [
        [
          { name: 'a/d/', type: '5' },
          { name: 'a/d', type: '2', linkName: 'x' },
        ],
        /: cannot unpack "a\/d": a directory/,
      ],
      [[file, { name: 'a/d/', type: '5' }, { name: 'a/d', type: '1', linkName: 'file' }], /: cannot unpack "a\/d": a/],
      [
        [
          { name: 'a/f', content: '' },
          { name: 'a/f/', type: '5' },
        ],
        /the directory "a\/f": a file/,
      ],
      [
        [
          { name: 'a/f', content: '' },
          { name: 'a/f/g/h', content: '' },
        ],
        /the directory "a\/f(\/g)?": /,
      ],
      [
        [
          { name: 'a/l', type: '2', linkName: 'x' },
          { name: 'a/l/g', content: '' },
        ],
        /the directory "a\/l": a symbolic/,
      ],
    ];
    // The system has a limit for complete paths.
    const tooLong: typeof cases = [
      [[pax({ path: `${deep}${'x'.repeat(250)}` }), file], /^FILE_SYSTEM: cannot [a-z ]+ "xxx/],
      [
        [pax({ path: `${deep}${'x'.repeat(250)}/` }), { ...file, type: '5', content: '' }],
        /^FILE_SYSTEM: cannot [a-z ]+ "x/,
      ],
    ];
    for (const [entries, message] of onWindows ? cases : [...cases, ...tooLong]) {
      const outcome = String(await workspace.outcome(archive(...entries)));
      expect(outcome).toMatch(message);
      expect(outcome).not.toContain('.unpack-');
      expect(outcome).not.toContain(workspace.root);
    }
    await expect(unpackLayer(inChunks(archive(file), 512), join(workspace.root, 'no/where'))).rejects.toThrow(
      /^cannot create a directory for the layer: it does not exist/,
    );
  });

  it('creates hard links to files that directly precede them (EX-03)', async () => {
    await using workspace = await Workspace.create();
    const content = noise(250_000);
    const entries = Array.from({ length: 15 }, (_, index) => [
      { name: `f${index}`, content },
      { name: `h${index}`, type: '1', linkName: `f${index}` },
    ]);
    await using layer = await workspace.unpack(archive(...entries.flat()));
    expect(layer.result).toMatchObject({ files: 15, hardLinks: 15 });
    expect((await readFile(join(layer.directory, 'h14'))).equals(content)).toBe(true);
  });

  it('writes the entries before a failure completely, and no entries after it', async () => {
    await using workspace = await Workspace.create();
    const directory = join(workspace.root, 'private');
    await mkdir(directory);
    const files = Array.from({ length: 15 }, (_, index) => ({ name: `f${index}`, content: noise(250_000) }));
    const bytes = archive(...files, { name: '../x', content: '' }, file);
    await expect(unpackInto(inChunks(bytes, bytes.byteLength), directory, traits, {})).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
    });
    const sizes = await Promise.all(
      (await readdir(directory)).map(async (name) => (await stat(join(directory, name))).size),
    );
    expect(sizes).toEqual(Array<number>(15).fill(250_000));
    await removeTree(directory);
  });

  it('replaces or rejects existing links, but never follows them (EX-05)', async () => {
    await using workspace = await Workspace.create();
    const directory = join(workspace.root, 'private');
    await mkdir(directory);
    await symlink('../out-evil/secret', join(directory, 'file'));
    await link(workspace.secret, join(directory, 'hard'));
    await symlink('../out-evil', join(directory, 'dir'));
    const result = await unpackInto(
      inChunks(archive(file, { name: 'hard', content: 'new' }), 512),
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
      await expect(unpackInto(inChunks(archive(...entries), 512), directory, traits, {})).rejects.toMatchObject({
        code: 'ARCHIVE_INVALID',
      });
    }
    expect(await readFile(workspace.secret, 'utf8')).toBe('canary');
    await removeTree(directory);
    await workspace.requireUnchanged();
  });

  it('does not write through links that another thread creates all the time (EX-08)', async () => {
    await using workspace = await Workspace.create();
    const directory = join(workspace.root, 'private');
    await mkdir(directory);
    // A flag that stops the worker, and the number of times that the worker replaced all links.
    const shared = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const { symlinkSync, unlinkSync } = require('node:fs');
       const names = Array.from({ length: 20 }, (_, index) => workerData.directory + '/f' + index);
       parentPort.postMessage('ready');
       const replaceLinks = () => {
         for (const name of names) {
           try { symlinkSync(workerData.secret, name); } catch { try { unlinkSync(name); } catch {} }
         }
         Atomics.add(workerData.shared, 1, 1);
         if (Atomics.load(workerData.shared, 0) === 1) parentPort.postMessage('stopped');
         else setImmediate(replaceLinks);
       };
       replaceLinks();`,
      { eval: true, workerData: { directory, secret: workspace.secret, shared } },
    );
    await once(worker, 'message');
    const tar = archive(...Array.from({ length: 200 }, (_, index) => ({ name: `f${index % 20}`, content: 'evil' })));
    await eventually(async () => {
      // Unpacking may fail, but only with an OciError.
      await unpackInto(inChunks(tar, 4096), directory, traits, {}).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'OciError' });
      });
      return Atomics.load(shared, 1) >= 50;
    }, '50 replacements of all links');
    Atomics.store(shared, 0, 1);
    await once(worker, 'message');
    await worker.terminate();
    expect(await readFile(workspace.secret, 'utf8')).toBe('canary');
    await removeTree(directory);
    await workspace.requireUnchanged();
  });

  it('rejects names that differ only in letter case on a case-insensitive file system (EX-08)', async () => {
    await using workspace = await Workspace.create();
    for (const [first, second] of [
      ['a', 'A'],
      ['straße', 'STRASSE'],
      ['é', 'e\u0301'],
      ['Dir/x', 'dir/y'],
      ['a', 'A/b'],
    ] as const) {
      const tar = archive({ name: first, content: '1' }, { name: second, content: '2' });
      expect(await workspace.outcome(tar, { refuseCollisions: true })).toMatch(
        /^ARCHIVE_INVALID: .*does not distinguish its name/,
      );
      if (process.platform === 'linux')
        expect(await workspace.outcome(tar, {})).toHaveLength(
          new Set([...first.split('/').slice(0, -1), ...second.split('/').slice(0, -1)]).size + 2,
        );
    }
    expect(
      await workspace.outcome(archive(file, file, { name: 'd/x', content: '1' }, { name: 'd/y', content: '2' }), {
        refuseCollisions: true,
      }),
    ).toHaveLength(4);
  });

  it('lists special files in the error, or skips and counts them with specialFiles "skip" (EX-09)', async () => {
    await using workspace = await Workspace.create();
    const tar = archive(
      file,
      { name: 'null', type: '3' },
      { name: 'disk', type: '4' },
      { name: 'later', content: 'x' },
      { name: 'pipe', type: '6' },
    );
    const list = 'null (character device), disk (block device), pipe (FIFO)';
    expect(await workspace.outcome(tar)).toBe(
      `ARCHIVE_INVALID: cannot unpack special files: ${list}; exclude them when packing, or set specialFiles to "skip"`,
    );
    const many = archive(...Array.from({ length: 12 }, (_, index) => ({ name: `p${index}`, type: '6' })));
    expect(await workspace.outcome(many)).toMatch(/p9 \(FIFO\) and 2 more/);
    await using layer = await workspace.unpack(tar, { specialFiles: 'skip' });
    expect(await readdir(layer.directory)).toEqual(['file', 'later']);
    expect(layer.result).toMatchObject({
      skipped: 3,
      skippedNames: ['null (character device)', 'disk (block device)', 'pipe (FIFO)'],
    });
    await using without = await workspace.unpack(many, { specialFiles: 'skip' });
    expect(without.result).toMatchObject({
      entries: 12,
      skipped: 12,
      skippedNames: Array.from({ length: 10 }, (_, index) => `p${index} (FIFO)`),
    });
  });

  it('limits the total size, entries and depth, of one layer or of all layers with a budget (EX-12)', async () => {
    await using workspace = await Workspace.create();
    const tar = archive(file, { name: 'a/b/c', content: 'x' });
    expect(await workspace.outcome(tar, { limits: { totalSize: 8, entries: 2, depth: 3 } })).toHaveLength(4);
    for (const bytes of [tar, gzipSync(tar), zstdCompressSync(tar)])
      expect(await workspace.outcome(bytes, { limits: { totalSize: 7 } })).toMatch(
        /^SIZE_LIMIT: cannot write the layer: .* more than 7 bytes, the limit; raise `maxUnpackedSize`$/,
      );
    expect(await workspace.outcome(tar, { limits: { entries: 1 } })).toMatch(/^SIZE_LIMIT: /);
    expect(await workspace.outcome(tar, { limits: { depth: 2 } })).toMatch(/nested in more than 2/);
    const budget = new UnpackBudget({ totalSize: 20, entries: 5 });
    for (let layer = 0; layer < 2; layer++) expect(await workspace.outcome(tar, { budget })).toHaveLength(4);
    expect(await workspace.outcome(tar, { budget })).toMatch(/^SIZE_LIMIT: .* more than 20 bytes/);
    expect(await workspace.outcome(archive({ name: 'd', type: '5' }), { budget })).toMatch(
      /^SIZE_LIMIT: .* more entries than the limit of 5/,
    );
  });

  it('rejects bytes after the archive, compressed or uncompressed (EX-13)', async () => {
    await using workspace = await Workspace.create();
    const tar = archive(file);
    for (const bytes of [
      Buffer.concat([tar, Buffer.from('x')]),
      gzipSync(Buffer.concat([tar, Buffer.from('x')])),
      Buffer.concat([gzipSync(tar), Buffer.from('x')]),
      Buffer.concat([gzipSync(tar), gzipSync(tar)]),
    ]) {
      expect(await workspace.outcome(bytes)).toMatch(/^ARCHIVE_INVALID: .*follow its end/);
    }
    expect(
      await workspace.outcome(Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))])),
    ).toHaveLength(1);
  });

  it('replaces a file by a later entry with the same name, but not the content of its hard links', async () => {
    await using workspace = await Workspace.create();
    const outcome = await workspace.outcome(
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
    for (const tar of [
      archive(file, { name: 'file', type: '5' }),
      archive({ name: 'file', type: '5' }, file),
      archive(file, { name: 'file/x', content: '' }),
      archive({ name: 'file/x', content: '' }, file),
    ]) {
      expect(await workspace.outcome(tar)).toMatch(/^ARCHIVE_INVALID: /);
    }
  });

  it('rejects names that Windows interprets differently, only on Windows (EX-15)', async () => {
    await requireRefusedNames(
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
    await requireRefusedNames([Buffer.from([0x61, 0xe9])], /not UTF-8/, 'win32');
    if (onWindows) return;
    await using workspace = await Workspace.create();
    expect(
      await workspace.outcome(
        archive({ name: 'CON', content: '' }, { name: 'file:stream', content: '' }, { name: 'dot.', content: '' }),
      ),
    ).toHaveLength(3);
  });

  it('fails immediately when the signal times out, and removes all files', async () => {
    await using workspace = await Workspace.create();
    const silence = Promise.withResolvers<undefined>();
    async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
      yield archive(file).subarray(0, 600);
      await silence.promise;
    }
    await expect(
      unpackLayer(content(), workspace.destination, { signal: AbortSignal.timeout(50) }),
    ).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    silence.resolve(undefined);
    await workspace.requireUnchanged();
  });

  it('writes damaged archives only into the new directory, and fails only with an OciError (EX-11)', async () => {
    await using workspace = await Workspace.create();
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
          fixChecksums(damaged);
          await workspace.outcome(damaged, { symlinks: 'any' });
        },
      ),
      { numRuns: 150, seed: 3 },
    );
  });

  it('throws errors of the content, also in the middle of a large file', async () => {
    await using workspace = await Workspace.create();
    const error = new Error('connection reset');
    async function* content(size: number): AsyncGenerator<Uint8Array, void, undefined> {
      yield* inChunks(archive({ name: 'large', content: noise(700_000) }).subarray(0, size), 10_000);
      throw error;
    }
    for (const size of [100, 600, 100_000, 400_000])
      await expect(unpackLayer(content(size), workspace.destination)).rejects.toBe(error);
    await workspace.requireUnchanged();
  });

  it('closes each large file, also after an error', async () => {
    await using workspace = await Workspace.create();
    // A process gets its lowest free file descriptor.
    const nextDescriptor = (): number => {
      const descriptor = openSync(workspace.secret, 'r');
      closeSync(descriptor);
      return descriptor;
    };
    const large = noise(140_000);
    const files = Array.from({ length: 12 }, (_, index) => ({ name: `large-${index}`, content: large }));
    const complete = archive(...files);
    expect(await workspace.outcome(complete)).toHaveLength(files.length);
    const before = nextDescriptor();
    expect(await workspace.outcome(complete)).toHaveLength(files.length);
    for (const end of [100_000, 500_000, 1_200_000])
      expect(await workspace.outcome(complete.subarray(0, end))).toMatch(/^ARCHIVE_INVALID/);
    expect(nextDescriptor() - before).toBeLessThan(4);
  });

  it('reports progress', async () => {
    await using workspace = await Workspace.create();
    const progress: number[] = [];
    const large = noise(700_000);
    await using layer = await workspace.unpack(archive(file, { name: 'large', content: large }), {
      onProgress: ({ bytes }) => progress.push(bytes),
    });
    expect((await readFile(join(layer.directory, 'large'))).equals(large)).toBe(true);
    expect(progress.length).toBeGreaterThan(100);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(700_007);
  });
});

// Windows has no Unix modes and no ulimit.
if (!onWindows) {
  describe('unpackLayer on Unix', () => {
    it('applies the umask, removes special bits, and writes into directories that deny access (EX-14)', async () => {
      await using workspace = await Workspace.create();
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
        { name: 'shared/f', content: '', mode: 0o666 },
        { name: 'shared', type: '5', mode: 0o777 },
        { name: 'denied', type: '5', mode: 0o077 },
      );
      const modes = async (directory: string): Promise<Record<string, string>> => {
        const modeOf: Record<string, string> = {};
        for (const name of ['suid', 'closed', 'sticky', 'late', 'late/f', 'again', 'shared/f', 'shared', 'denied'])
          modeOf[name] = ((await lstat(join(directory, name))).mode & 0o7777).toString(8);
        return modeOf;
      };
      await using layer = await workspace.unpack(tar);
      expect(await modes(layer.directory)).toEqual({
        suid: masked(0o777),
        closed: '0',
        sticky: masked(0o777),
        late: masked(0o750),
        'late/f': masked(0o600),
        again: masked(0o700),
        'shared/f': masked(0o666),
        shared: masked(0o777),
        denied: masked(0o077),
      });
      await using unmasked = await workspace.unpack(tar, { preservePermissions: true });
      expect(await modes(unmasked.directory)).toEqual({
        suid: '777',
        closed: '0',
        sticky: '777',
        late: '750',
        'late/f': '600',
        again: '700',
        'shared/f': '666',
        shared: '777',
        denied: '77',
      });
      const { uid } = await stat(join(layer.directory, 'suid'));
      expect(uid).toBe(process.getuid?.());
    });

    it('sets times other than zero, limited to the supported range (EX-14)', async () => {
      await using workspace = await Workspace.create();
      const seconds = async (...entries: readonly (RawEntry | Buffer)[]): Promise<number> => {
        await using layer = await workspace.unpack(archive(...entries));
        return (await stat(join(layer.directory, 'file'))).mtimeMs / 1000;
      };
      expect(await seconds({ ...file, mtime: 86_400 })).toBe(86_400);
      expect(await seconds(pax({ mtime: '86400.5' }), file)).toBe(86_400.5);
      expect(await seconds(pax({ mtime: '99999999999999' }), file)).toBe(2 ** 32 - 1);
      expect(Math.abs((await seconds(pax({ mtime: '-99999999999999' }), file)) - Date.now() / 1000)).toBeLessThan(100);
      expect(Math.abs((await seconds(file)) - Date.now() / 1000)).toBeLessThan(100);
    });

    it('removes directories that deny access, also when the user is not root (EX-14)', async () => {
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

    it('unpacks with 64 file descriptors, and removes all files when the disk is full (EX-17)', async () => {
      await using workspace = await Workspace.create();
      const tar = join(workspace.root, 'tar');
      await writeFile(
        tar,
        archive(
          { name: 'd', type: '5' },
          ...Array.from({ length: 40 }, (_, index) => ({ name: `d/f${index}`, content: 'x'.repeat(600_000) })),
        ),
      );
      const moduleUrl = new URL('../../../src/archive/unpack/unpack.ts', import.meta.url).href;
      const program = `
        import { createReadStream } from 'node:fs';
        import { unpackLayer } from ${JSON.stringify(moduleUrl)};
        try {
          const layer = await unpackLayer(createReadStream(process.env.TAR), process.env.OUT);
          await layer[Symbol.asyncDispose]();
          console.log('unpacked');
        } catch (error) {
          console.log(error.code, error.cause?.code);
        }`;
      const run = (limit: string): string =>
        // The limit applies to the programs that the shell starts. A write above the limit of the file size fails like
        // a write to a full disk.
        execFileSync(
          'sh',
          ['-c', `trap '' XFSZ; ${limit}; exec "$0" --input-type=module -e "$1"`, process.execPath, program],
          { encoding: 'utf8', env: { ...process.env, TAR: tar, OUT: workspace.destination, NODE_OPTIONS: '' } },
        ).trim();
      expect(run('ulimit -n 64')).toBe('unpacked');
      expect(run('ulimit -f 500')).toBe('FILE_SYSTEM EFBIG');
      expect((await readdir(workspace.root)).toSorted()).toEqual(['out', 'out-evil', 'tar']);
    });
  });
}

if (process.platform === 'linux') {
  describe('unpackLayer on Linux', () => {
    it('preserves the bytes of names that are not UTF-8 (EX-18)', async () => {
      await using workspace = await Workspace.create();
      const latin1 = Buffer.from([0x61, 0xe9]);
      const path = Buffer.concat([latin1, Buffer.from('/'), latin1]);
      expect(await workspace.outcome(archive(pax({ path }), file), { platform: 'darwin' })).toMatch(/not UTF-8/);
      await using layer = await workspace.unpack(
        archive(
          pax({ path }),
          { name: 'x', content: 'latin1' },
          { name: 'l', type: '2', linkName: path },
          { name: 'h', type: '1', linkName: path },
          pax({ path: 'grün' }),
          file,
        ),
      );
      const names = await readdir(layer.directory, { encoding: 'latin1' });
      expect(names.toSorted()).toEqual(['a\u00e9', 'grÃ¼n', 'h', 'l']);
      expect(await readFile(Buffer.concat([Buffer.from(`${layer.directory}/`), path]), 'utf8')).toBe('latin1');
      expect(await readFile(join(layer.directory, 'l'), 'utf8')).toBe('latin1');
      expect(await readFile(join(layer.directory, 'h'), 'utf8')).toBe('latin1');
    });

    it('creates the same tree as GNU tar (EX-10)', async () => {
      await using workspace = await Workspace.create();
      const source = join(workspace.root, 'source');
      const deep = `${'a-directory-with-a-long-name/'.repeat(9)}end`;
      const script = `
        mkdir -p '${source}/${deep}' '${source}/empty'
        cd '${source}'
        echo hi > 'ü ﾞ 😀'
        echo deep > '${deep}/file'
        ln '${deep}/file' hard
        ln -s '${deep}/file' soft
        ln -s nowhere dangling
        ln dangling dangling-too
        ln -s ../empty empty/up
        ln empty/up empty/up-too
        printf '#!' > run
        chmod 755 run
        : > zero
        head -c 300000 /dev/zero > large
        chmod 700 empty`;
      execFileSync('sh', ['-ec', script]);
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
        const expected = join(workspace.root, format);
        await mkdir(expected);
        execFileSync('tar', ['-C', expected, '-xzf', '-'], { input: bytes });
        await using layer = await workspace.unpack(bytes);
        expect(tree(layer.directory)).toBe(tree(expected));
        execFileSync('diff', ['-r', '--no-dereference', expected, layer.directory]);
      }
    });
  });
}
