import { execFile, spawn } from 'node:child_process';
import { chmod, link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packLayer } from '../../src/bundle/index.ts';
import { fromLatin1 } from '../../src/bundle/source-name.ts';
import { tarHeader, type TarHeader } from '../../src/bundle/tar-header.ts';
import type { Descriptor } from '../../src/spec/index.ts';

const run = promisify(execFile);
let work: string;
let parity: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'oci-artifact-parity-'));
  parity = join(work, 'parity');
  await run('go', ['build', '-trimpath', '-o', parity, '.'], { cwd: fileURLToPath(new URL('parity', import.meta.url)) });
}, 300_000);

afterAll(() => rm(work, { recursive: true, force: true }));

/** The digest that oras-go's file store gives the uncompressed archive of a directory. */
async function digestByOras(directory: string): Promise<string | undefined> {
  const { stdout } = await run(parity, ['tree', directory]);
  const layer: Descriptor = JSON.parse(stdout);
  return layer.annotations?.['io.deis.oras.content.digest'];
}

async function digestByUs(sourceDir: string): Promise<string> {
  const packing = packLayer({ sourceDir, allowOutsideLinks: true, compression: 'none' });
  let bytes = 0;
  for await (const chunk of packing.content) bytes += chunk.byteLength;
  const layer = await packing.result;
  expect(layer.contentSize).toBe(bytes);
  return layer.contentDigest;
}

/** A file or directory (`/` at the end) with these bytes in its name. */
async function put(root: string, name: string | Buffer, content: string | Buffer = ''): Promise<void> {
  const path = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name)]);
  const end = path.lastIndexOf('/');
  await mkdir(path.subarray(0, end), { recursive: true });
  if (end < path.byteLength - 1) await writeFile(path, content);
}

const trees: Readonly<Record<string, (root: string) => Promise<void>>> = {
  'the order of a, a/b, a-b and a.txt': async (root) => {
    for (const name of ['a/b', 'a-b', 'a.txt', 'a/b.c', 'B', 'b/', '0', '~']) await put(root, name, name);
  },
  'names of 99, 100, 101, 155, 200 and 255 bytes': async (root) => {
    for (const length of [99, 100, 101, 155, 200, 255]) await put(root, 'n'.repeat(length), 'x');
  },
  'paths around every limit of USTAR': async (root) => {
    for (const prefix of [1, 100, 154, 155, 156, 157]) {
      const directory = 'd'.repeat(prefix);
      for (const suffix of [1, 54, 98, 99, 100, 101, 155, 156]) await put(root, `${directory}/${'f'.repeat(suffix)}`, 'x');
    }
    await put(root, Array.from({ length: 16 }, (_, depth) => `directory-${depth}-${'p'.repeat(40)}`).join('/') + '/file', 'deep');
    await put(root, `${'e'.repeat(99)}/x/${'g'.repeat(90)}`, 'x');
  },
  'a path of more than 3,000 bytes': async (root) => {
    await put(root, `${'s'.repeat(250)}/`.repeat(12) + 'end', 'x');
  },
  'names that are not ASCII, in the order of their bytes': async (root) => {
    for (const name of ['ä', 'z', '～', '😀', 'é', 'e\u0301', '漢字/かな', 'a b', 'new\nline', '"quoted"', 'back\\slash', 'ü'.repeat(120), `${'é'.repeat(49)}/${'a'.repeat(98)}`]) await put(root, name, name);
  },
  'names that are not UTF-8': async (root) => {
    await put(root, Buffer.from([0x63, 0x61, 0x66, 0xe9]), 'latin');
    await put(root, Buffer.from([0xff, 0xfe, 0x2f, 0xc3, 0x28]), 'nonsense');
    await symlink(Buffer.from([0xe9]), Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xe8])]));
  },
  'dot files, empty directories, empty files': async (root) => {
    for (const name of ['.hidden', '.config/.keep', 'empty/', 'empty-too/below/', 'nothing', '..two', '...three']) await put(root, name);
  },
  'modes': async (root) => {
    for (const mode of [0o400, 0o600, 0o644, 0o755, 0o777, 0o4755, 0o2755, 0o6711, 0o1644, 0o7777, 0o0]) {
      await put(root, `file-${mode.toString(8)}`, 'x');
      await chmod(join(root, `file-${mode.toString(8)}`), mode);
    }
    for (const mode of [0o700, 0o755, 0o1777, 0o2775]) {
      await put(root, `directory-${mode.toString(8)}/file`, 'x');
      await chmod(join(root, `directory-${mode.toString(8)}`), mode);
    }
    await chmod(root, 0o750);
  },
  'links': async (root) => {
    await put(root, 'directory/file', 'x');
    await symlink('directory/file', join(root, 'relative'));
    await symlink('directory', join(root, 'to-directory'));
    await symlink('../relative', join(root, 'directory/up'));
    await symlink('nowhere', join(root, 'dangling'));
    await symlink('/etc/passwd', join(root, 'absolute'));
    await symlink('circle', join(root, 'circle'));
    await symlink('ziel-ä', join(root, 'not-ascii'));
    for (const length of [99, 100, 101, 256, 1000]) await symlink('t'.repeat(length), join(root, `long-${length}`));
    await symlink(`${'t'.repeat(99)}/${'u'.repeat(99)}`, join(root, 'slash-at-the-cut'));
    await symlink('t'.repeat(101), join(root, 'l'.repeat(101)));
    await link(join(root, 'directory/file'), join(root, 'hard'));
    await link(join(root, 'hard'), join(root, 'directory/hard-too'));
  },
  'sizes around a block and around a chunk': async (root) => {
    const mebibyte = 1024 * 1024;
    const sizes = [1, 511, 512, 513, 1023, 1024, 1025, 262_143, 262_144, 262_145, mebibyte - 512, mebibyte, mebibyte + 1, 5 * mebibyte + 77];
    for (const size of sizes) await put(root, `file-${size}`, Buffer.alloc(size, `content of ${size}. `));
  },
  'a thousand files': async (root) => {
    for (let file = 0; file < 1000; file++) await put(root, `${file % 7}/${file % 13}/${file}`, `${file}`.repeat(file % 50));
  },
};

describe('the archive is the one that oras-go makes', () => {
  it.each(Object.keys(trees))('%s', async (name) => {
    const root = await mkdtemp(join(work, 'tree-'));
    await trees[name]?.(root);
    expect(await digestByUs(root)).toBe(await digestByOras(root));
  });

  it('trees of generated names', async () => {
    const segment = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x2e : byte))));
    const usable = segment.filter((bytes) => !['.', '..'].includes(bytes.toString('latin1')));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(usable, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 }), async (paths) => {
        const root = await mkdtemp(join(work, 'tree-'));
        // A name may be in the way of another one's directory.
        for (const path of paths) await put(root, Buffer.from(path.map((bytes) => bytes.toString('latin1')).join('/'), 'latin1'), 'x').catch(() => undefined);
        expect(await digestByUs(root)).toBe(await digestByOras(root));
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

function hex(name: string): string {
  return Buffer.from(name, 'latin1').toString('hex');
}

describe('each header is the one that archive/tar writes', () => {
  const typeflags = { file: '0', symlink: '2', directory: '5' } as const;

  async function headersByGo(headers: readonly TarHeader[]): Promise<string[]> {
    const child = spawn(parity, ['headers'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(headers.map(({ kind, size, mode, name, target }) => JSON.stringify({ Kind: typeflags[kind], Size: size, Mode: mode, Name: hex(name), Target: hex(target) })).join('\n'));
    return (await child.stdout.setEncoding('latin1').toArray()).join('').trim().split('\n');
  }

  async function expectEqual(headers: readonly TarHeader[]): Promise<void> {
    const expected = await headersByGo(headers);
    expect(expected).toHaveLength(headers.length);
    for (const [index, header] of headers.entries()) expect({ header, blocks: tarHeader(header).toString('hex') }).toEqual({ header, blocks: expected[index] });
  }

  it('sizes of 8 GiB and more', async () => {
    const sizes = [0, 1, 8 ** 11 - 1, 8 ** 11, 8 ** 11 + 1, 9 * 1024 ** 3, Number.MAX_SAFE_INTEGER];
    const names = ['big', 'n'.repeat(101), `${'d'.repeat(100)}/big`, 'groß'].map((name) => fromLatin1(Buffer.from(name).toString('latin1')));
    await expectEqual(names.flatMap((name) => sizes.map((size): TarHeader => ({ kind: 'file', name, size, mode: 0o644, target: fromLatin1('') }))));
  });

  it('generated names, links, modes and sizes', async () => {
    const byte = fc.oneof({ weight: 6, arbitrary: fc.constantFrom('a', 'b', '.', '-') }, { weight: 2, arbitrary: fc.constant('/') }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)) });
    const ascii = fc.oneof({ weight: 8, arbitrary: fc.constantFrom('a', 'b', 'c') }, { weight: 1, arbitrary: fc.constant('/') });
    const path = fc.oneof(
      fc.array(byte, { minLength: 1, maxLength: 300 }),
      fc.array(ascii, { minLength: 90, maxLength: 300 }),
    ).map((characters) => fromLatin1(characters.join('').split('/').filter((segment) => segment !== '' && segment !== '.' && segment !== '..').join('/') || 'x'));
    const fields = { name: path, mode: fc.nat(0o7777) };
    const none = fc.constant(0);
    const header: fc.Arbitrary<TarHeader> = fc.oneof(
      fc.record({ ...fields, kind: fc.constant('file' as const), size: fc.oneof(fc.maxSafeNat(), fc.nat(100_000)), target: fc.constant(fromLatin1('')) }),
      fc.record({ ...fields, kind: fc.constant('directory' as const), size: none, target: fc.constant(fromLatin1('')) }),
      fc.record({ ...fields, kind: fc.constant('symlink' as const), size: none, target: path }),
    );
    await expectEqual(fc.sample(header, 5000));
  });
});
