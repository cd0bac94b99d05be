import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TarReader } from '../../src/archive/tar/reader.ts';
import { isOciError } from '../../src/spec/index.ts';
import { archive, entry, inChunks, fixChecksums, pax } from '../archive/tar/blocks.ts';
import { must, run, temporaryDirectory, type TemporaryDirectory } from './processes.ts';

/** Entries as kind, size, name and link target; undefined for a rejected archive. */
type Listing = readonly (readonly [string, number, string, string])[] | undefined;

let work: TemporaryDirectory;
let goLister: string;

beforeAll(async () => {
  work = await temporaryDirectory();
  goLister = join(work.path, 'archives');
  await must('go', ['build', '-trimpath', '-o', goLister, '.'], {
    cwd: join(import.meta.dirname, 'archives'),
    timeoutMs: 300_000,
  });
});
afterAll(() => work[Symbol.asyncDispose]());

const env = { LC_ALL: 'C.UTF-8', TZ: 'UTC' };

/** Runs a program that lists all archives in one call. */
async function answers(
  command: string,
  args: readonly string[],
  paths: readonly string[],
): Promise<readonly Listing[]> {
  const lines = (await must(command, args, { input: `${paths.join('\n')}\n`, env })).trim().split('\n');
  return lines.map((line) => {
    const { entries, error } = JSON.parse(line) as { readonly entries: Listing | null; readonly error?: string };
    return error === undefined ? (entries ?? []) : undefined;
  });
}

const kinds: Readonly<Record<string, string>> = { '-': 'file', C: 'file', h: 'link', l: 'symlink', d: 'directory' };

/** Runs a program that lists an archive like `ls -l`. */
async function listed(
  command: string,
  args: readonly string[],
  pattern: RegExp,
  paths: readonly string[],
): Promise<readonly Listing[]> {
  const found: Listing[] = [];
  for (const path of paths) {
    const { code, stdout } = await run(command, [...args, path], { env });
    found.push(
      code !== 0
        ? undefined
        : stdout
            .split('\n')
            .slice(0, -1)
            .map((line) => {
              const { kind = '', size = '', rest = '' } = pattern.exec(line)?.groups ?? {};
              const [name = '', target = ''] = rest.split(
                kind === 'h' || rest.includes(' link to ') ? ' link to ' : ' -> ',
              );
              return [
                rest.includes(' link to ') ? 'link' : (kinds[kind] ?? 'other'),
                Number(size),
                name,
                target,
              ] as const;
            }),
    );
  }
  return found;
}

const peers: Readonly<Record<string, (paths: readonly string[]) => Promise<readonly Listing[]>>> = {
  'GNU tar': (paths) =>
    listed(
      'tar',
      ['--quoting-style=literal', '--numeric-owner', '-tvf'],
      /^(?<kind>.)\S+ \S+ +(?<size>\d+) \S+ \S+ (?<rest>.*)$/,
      paths,
    ),
  bsdtar: (paths) =>
    listed(
      'bsdtar',
      ['--numeric-owner', '-tvf'],
      /^(?<kind>.)\S+ +\d+ +\S+ +\S+ +(?<size>\d+) \w+ +\d+ +\S+ (?<rest>.*)$/,
      paths,
    ),
  Go: (paths) => answers(goLister, [], paths),
  Python: (paths) => answers('python3', [join(import.meta.dirname, 'archives/list.py')], paths),
};

async function ourListing(path: string): Promise<Listing> {
  const reader = new TarReader(inChunks(await readFile(path), 4096));
  const found: [string, number, string, string][] = [];
  try {
    for (let one = await reader.next(); one !== undefined; one = await reader.next())
      found.push([one.type, one.size, one.name.toString(), one.linkName.toString()]);
  } catch (error) {
    if (isOciError(error)) return undefined;
    throw error;
  }
  // Unpacking rejects an empty name at any position.
  return found.some(([, , name]) => name === '') ? undefined : found;
}

/**
 * Normalises the lists of the programs: some add a slash to the name of a directory, remove a leading slash, print a
 * target for other entries than links, or print the size of the file for a hard link.
 */
function plain(listing: Listing): Listing {
  return listing?.map(([kind, size, name, target]) => [
    kind,
    kind === 'file' ? size : 0,
    name.replace(/(?<=.)\/+$/, '').replace(/^\/+/, '/'),
    kind.endsWith('link') ? target : '',
  ]);
}

/** Compares accepted archives with the other programs. @returns the number of accepted archives */
async function compare(archives: readonly Buffer[], directory: string): Promise<number> {
  const paths = archives.map((_, index) => join(work.path, directory, `${index}.tar`));
  await mkdir(join(work.path, directory));
  const accepted: string[] = [];
  const ours: Listing[] = [];
  for (const [index, path] of paths.entries()) {
    await writeFile(path, archives[index] ?? '');
    const listing = await ourListing(path);
    if (listing === undefined) continue;
    accepted.push(path);
    ours.push(plain(listing));
  }
  for (const [peer, list] of Object.entries(peers)) {
    const theirs = await list(accepted);
    for (const [index, path] of accepted.entries())
      expect({ peer, path, listing: plain(theirs[index]) }).toEqual({ peer, path, listing: ours[index] });
  }
  return accepted.length;
}

describe('archives', () => {
  it('are read like GNU tar, bsdtar and Python read them (EX-10)', async () => {
    const source = join(work.path, 'source');
    const deep = `${'a-directory-with-a-long-name/'.repeat(9)}end`;
    await mkdir(join(source, deep), { recursive: true });
    await must(
      'sh',
      [
        '-ec',
        `mkdir empty; echo hi > 'ü name'; echo deep > '${deep}/file'; echo x > short; ln short hard
        ln -s nowhere dangling; ln -s '${deep}/file' far; : > zero; head -c 100000 /dev/zero > large`,
      ],
      { cwd: source },
    );
    const written = async (name: string, command: string, ...args: readonly string[]): Promise<Buffer> => {
      const path = join(work.path, `${name}.written`);
      await must(
        command,
        args.map((argument) => (argument === 'PATH' ? path : argument)),
        { cwd: source, env },
      );
      return await readFile(path);
    };
    const archives = [
      ...(await Promise.all(
        ['gnu', 'oldgnu', 'pax', 'posix'].map((format) =>
          written(`gnu-${format}`, 'tar', `--format=${format}`, '-cf', 'PATH', '.'),
        ),
      )),
      await written(
        'gnu-ustar',
        'tar',
        '--format=ustar',
        '-cf',
        'PATH',
        'empty',
        'short',
        'hard',
        'large',
        'zero',
        'dangling',
      ),
      await written(
        'gnu-v7',
        'tar',
        '--format=v7',
        '-cf',
        'PATH',
        'empty',
        'short',
        'hard',
        'large',
        'zero',
        'dangling',
      ),
      ...(await Promise.all(
        ['pax', 'gnutar'].map((format) => written(`bsd-${format}`, 'bsdtar', `--format=${format}`, '-cf', 'PATH', '.')),
      )),
      await written(
        'bsd-ustar',
        'bsdtar',
        '--format=ustar',
        '-cf',
        'PATH',
        'empty',
        'short',
        'hard',
        'large',
        'zero',
        'dangling',
      ),
      ...(await Promise.all(
        ['GNU', 'PAX'].map((format) =>
          written(
            `python-${format}`,
            'python3',
            '-c',
            'import sys, tarfile\n' +
              `with tarfile.open(sys.argv[1], 'w', format=tarfile.${format}_FORMAT) as archive: archive.add('.')`,
            'PATH',
          ),
        ),
      )),
    ];
    expect(await compare(archives, 'written')).toBe(archives.length);
  });

  it('with damaged headers are rejected, or read like GNU tar, bsdtar, Go and Python read them (EX-10)', async () => {
    // The content consists of headers, so a reader with a wrong offset lists their entries.
    const smuggled = Buffer.concat([
      entry({ name: 'smuggled', content: 's' }).subarray(0, 512),
      entry({ name: 'smuggled-too' }),
    ]);
    const base = archive(
      { name: 'first', content: 'a'.repeat(600) },
      pax({ path: 'second', size: '1024', mtime: '1.5' }),
      { name: 'x', content: smuggled },
      entry({ type: 'L', magic: 'ustar  \0', content: 'third\0' }),
      { name: 'y', magic: 'ustar  \0', content: 'z' },
      { name: 'sixth', type: '2', linkName: 'first' },
      { name: 'seventh', type: '1', linkName: 'first' },
      { name: 'last/', type: '5' },
    );
    const headers = [0, 1536, 2560, 4096, 5120, 6144, 6656, 7168];
    // Limits of each field. Extreme times are omitted: we clamp them, and some programs crash.
    const texts = [0, 1, 99, 156, 156, 156, 157, 257, 262, 263, 264, 265, 345, 499, 500, 508];
    const numbers = [100, 107, 108, 116, 124, 125, 134, 135, 329, 337];
    const values = [0, 0x20, 0x2f, 0x30, 0x31, 0x32, 0x35, 0x37, 0x41, 0x4b, 0x4c, 0x53, 0x67, 0x78];
    const change = fc.oneof(
      fc.tuple(fc.constantFrom(...headers), fc.constantFrom(...texts), fc.constantFrom(...values)),
      fc.tuple(fc.constantFrom(...headers), fc.constantFrom(...numbers), fc.constantFrom(...values, 0x80, 0xff)),
    );
    const changes = fc.sample(fc.array(change, { minLength: 1, maxLength: 2 }), { numRuns: 600, seed: 20260101 });
    const damaged = changes.map((each) => {
      const bytes = Buffer.from(base);
      for (const [at, field, value] of each) bytes[at + field] = value;
      fixChecksums(bytes);
      return bytes;
    });
    expect(await compare([base], 'base')).toBe(1);
    const accepted = await compare(damaged, 'damaged');
    expect(accepted).toBeGreaterThan(100);
    expect(accepted).toBeLessThan(damaged.length);
  });
});
