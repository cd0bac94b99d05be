import { execFileSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnpackBudget, unpackZip, type UnpackOptions } from '../../src/archive/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { pack, sourceTree } from './source-tree.ts';
import { listTree, Workspace } from './unpack/workspace.ts';

/** The unpacked tree as text, or the error. */
async function unpack(zip: Uint8Array, options?: UnpackOptions): Promise<readonly string[] | string> {
  await using workspace = await Workspace.create();
  await using tree = await sourceTree();
  const path = join(tree.outside, 'archive.zip');
  await writeFile(path, zip);
  try {
    await using layer = await unpackZip(path, workspace.destination, options);
    return await listTree(layer.directory);
  } catch (error) {
    if (!isOciError(error)) throw error;
    return `${error.code}: ${error.message}`;
  } finally {
    await workspace.requireUnchanged();
  }
}

/** Writes a zip with Python's zipfile. */
function python(statements: string): Uint8Array {
  const program = `
import io, sys, warnings, zipfile
warnings.simplefilter('ignore')
out = io.BytesIO()
def unix(name, mode):
    i = zipfile.ZipInfo(name); i.create_system = 3; i.external_attr = mode << 16
    return i
with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
    ${statements}
sys.stdout.buffer.write(out.getvalue())`;
  return execFileSync('python3', ['-c', program]);
}

/** Replaces the first or last occurrence of bytes. */
function patch(zip: Uint8Array, from: string, to: string, last = false): Uint8Array {
  const bytes = Buffer.from(zip);
  const at = last ? bytes.lastIndexOf(from, undefined, 'latin1') : bytes.indexOf(from, 0, 'latin1');
  bytes.write(to, at, 'latin1');
  return bytes;
}

async function packed(): Promise<Uint8Array> {
  await using tree = await sourceTree({ a: 'text', b: 'b'.repeat(5000) });
  return (await pack({ sourceDir: tree.path, archive: 'zip' })).bytes;
}

describe('unpackZip', () => {
  it('restores each tree that a zip was packed from', async () => {
    const name = fc.constantFrom('a', 'b', 'ä', 'x y', 'd/e', 'd/f/g', 'empty/');
    const content = fc.oneof(
      { weight: 3, arbitrary: fc.uint8Array({ maxLength: 100 }) },
      { weight: 2, arbitrary: fc.nat(100_000).map((size) => Buffer.alloc(size, 'pattern')) },
      { weight: 1, arbitrary: fc.nat(3_000_000).map((size) => Buffer.alloc(size, 'pattern')) },
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, content, { minKeys: 1 }), fc.boolean(), async (files, isExecutable) => {
        await using tree = await sourceTree(files);
        await tree.link('link', 'a');
        const [first] = Object.keys(files);
        if (first !== undefined && isExecutable && !first.endsWith('/')) await chmod(tree.in(first), 0o750);
        const { bytes } = await pack({ sourceDir: tree.path, archive: 'zip' });
        expect(await unpack(bytes, { preservePermissions: true })).toEqual(await listTree(tree.path));
      }),
      { numRuns: 15 },
    );
  });

  it('reads zips of Python, also with descriptors and zip64', async () => {
    const zip = python(
      "z.writestr('a/b', 'text'); z.writestr(unix('run', 0o100755), 'x'); z.open('c', 'w', force_zip64=True).close()",
    );
    expect(await unpack(zip)).toEqual(['a/ 755', 'a/b 600 text', 'c 600', 'run 755 x']);
  });

  it.each([
    ['macOS', 19, ['link -> run', 'run 755 x', 'sub/ 700']],
    ['DOS', 0, ['link 644 run', 'run 644 x', 'sub/ 755']],
  ])('reads modes and links in zips of %s only if that system stores them', async (_, system, expected) => {
    const zip = python(
      [
        ['run', '0o100755', 'x'],
        ['link', '0o120777', 'run'],
        ['sub/', '0o040700', ''],
      ]
        .map(([name, mode, content]) => {
          const entry = `i = zipfile.ZipInfo('${name}'); i.create_system = ${system}; i.external_attr = ${mode} << 16`;
          return `${entry}; z.writestr(i, '${content}')`;
        })
        .join('; '),
    );
    expect(await unpack(zip, { preservePermissions: true })).toEqual(expected);
  });

  it('makes directories of zips without modes accessible', async () => {
    const zip = python(
      "d = zipfile.ZipInfo('d/'); d.create_system = 0; d.external_attr = 16; z.writestr(d, ''); " +
        "f = zipfile.ZipInfo('d/f'); f.create_system = 0; z.writestr(f, 'x')",
    );
    expect(await unpack(zip)).toEqual(['d/ 755', 'd/f 644 x']);
  });

  it.each([
    ['an absolute name', python("z.writestr('/etc/x', 'x')"), /not safe/],
    ['a name with ..', python("z.writestr('../x', 'x')"), /not safe/],
    ['a link out of the directory', python("z.writestr(unix('l', 0o120777), '../x')"), /outside the destination/],
    ['a file below a link', python("z.writestr(unix('l', 0o120777), 'd'); z.writestr('l/x', 'x')"), /symbolic link/],
    ['a device', python("z.writestr(unix('dev', 0o020666), '')"), /special files: dev/],
    ['a socket', python("z.writestr(unix('s', 0o140666), '')"), /of an unknown kind/],
    ['a name that occurs twice', python("z.writestr('x', '1'); z.writestr('x', '2')"), /occurs twice/],
    ['a file and a directory of one name', python("z.writestr('x', '1'); z.writestr('x/', '')"), /"x\/" occurs twice/],
    ['a directory and a file of one name', python("z.writestr('x/', ''); z.writestr('x', '1')"), /"x" occurs twice/],
    ['bzip2', python("z.writestr('x', '1' * 99, zipfile.ZIP_BZIP2)"), /compression method 12/],
    [
      'a file whose content is the end of another zip of the same file',
      python(
        "import struct; z.writestr('x', '1'); n = out.tell(); b = io.BytesIO(); w = zipfile.ZipFile(b, 'w', z.compression); " +
          "w.writestr('x', '1'); w.close(); end = b.getvalue()[n:-6] + struct.pack('<IH', n + 31, 116); " +
          "z.writestr('y', end, zipfile.ZIP_STORED)",
      ),
      /several end records/,
    ],
    ['bytes before the archive', Buffer.concat([Buffer.from('#!'), python("z.writestr('x', '1')")]), /other bytes/],
    ['bytes after the archive', Buffer.concat([python("z.writestr('x', '1')"), Buffer.from('xx')]), /no end record/],
    ['other content', Buffer.from('not a zip, but long enough for an end record'), /no end record/],
    ['an empty file', Buffer.alloc(0), /truncated|end record/],
  ] as const)('refuses %s', async (_, zip, message) => {
    const outcome = await unpack(zip);
    expect(outcome).toMatch(/^ARCHIVE_INVALID: /);
    expect(outcome).toMatch(message);
  });

  it('refuses local headers that contradict the central directory, and damaged content', async () => {
    const zip = await packed();
    const local = 'atext';
    expect(await unpack(patch(zip, local, 'ctext'))).toMatch(/"a" has a local header that contradicts/);
    expect(await unpack(patch(zip, local, 'aTEXT'))).toMatch(/"a" has a wrong checksum/);
    const size = Buffer.from(zip);
    const central = size.indexOf('PK\u0001\u0002', 0, 'latin1');
    size.writeUInt32LE(1, central + 24);
    expect(await unpack(size)).toMatch(/is not compressed, but has two sizes/);
  });

  it('refuses entries that overlap, and more content than an entry states', async () => {
    const zip = Buffer.from(await packed());
    const second = zip.lastIndexOf('PK\u0001\u0002', undefined, 'latin1');
    const shared = Buffer.from(zip);
    shared.writeUInt32LE(0, second + 42);
    expect(await unpack(shared)).toMatch(/overlaps the next entry/);
    const bomb = Buffer.from(zip);
    bomb.writeUInt32LE(10, second + 24);
    bomb.writeUInt32LE(10, zip.indexOf('PK\u0003\u0004', 10, 'latin1') + 22);
    expect(await unpack(bomb)).toMatch(/"b" is damaged, or is larger than its size/);
  });

  it('refuses sizes and numbers of entries above the limits', async () => {
    const zip = await packed();
    expect(await unpack(zip, { budget: new UnpackBudget({ totalSize: 5003 }) })).toMatch(/^SIZE_LIMIT/);
    expect(await unpack(zip, { budget: new UnpackBudget({ entries: 1 }) })).toMatch(/^SIZE_LIMIT/);
  });

  it('unpacks any damaged zip completely, or fails with an OciError', async () => {
    const zip = await packed();
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.byteLength - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = Buffer.from(zip);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        const outcome = await unpack(damaged);
        expect(typeof outcome === 'string' || outcome.length === 2).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
