import { chmod, link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Creates a file, or a directory (`/` at the end), with these bytes in its name. */
export async function put(root: string, name: string | Buffer, content: string | Buffer = ''): Promise<void> {
  const path = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name)]);
  const end = path.lastIndexOf('/');
  await mkdir(path.subarray(0, end), { recursive: true });
  if (end < path.byteLength - 1) await writeFile(path, content);
}

/** Trees whose archives could easily differ from those of oras-go, by description. */
export const parityTrees: Readonly<Record<string, (root: string) => Promise<void>>> = {
  'the order of a, a/b, a-b and a.txt': async (root) => {
    for (const name of ['a/b', 'a-b', 'a.txt', 'a/b.c', 'B', 'b/', '0', '~']) await put(root, name, name);
  },
  'names of 99, 100, 101, 155, 200 and 255 bytes': async (root) => {
    for (const length of [99, 100, 101, 155, 200, 255]) await put(root, 'n'.repeat(length), 'x');
  },
  'paths around every limit of USTAR': async (root) => {
    for (const prefix of [1, 100, 154, 155, 156, 157]) {
      const directory = 'd'.repeat(prefix);
      for (const suffix of [1, 54, 98, 99, 100, 101, 155, 156])
        await put(root, `${directory}/${'f'.repeat(suffix)}`, 'x');
    }
    await put(
      root,
      Array.from({ length: 16 }, (_, depth) => `directory-${depth}-${'p'.repeat(40)}`).join('/') + '/file',
      'deep',
    );
    await put(root, `${'e'.repeat(99)}/x/${'g'.repeat(90)}`, 'x');
  },
  'a path of more than 3,000 bytes': async (root) => {
    await put(root, `${'s'.repeat(250)}/`.repeat(12) + 'end', 'x');
  },
  'names that are not ASCII, in the order of their bytes': async (root) => {
    for (const name of [
      'ä',
      'z',
      '～',
      '😀',
      'é',
      'e\u0301',
      '漢字/かな',
      'a b',
      'ü'.repeat(120),
      `${'é'.repeat(49)}/${'a'.repeat(98)}`,
    ])
      await put(root, name, name);
  },
  'names with quotes and line breaks': async (root) => {
    for (const name of ['new\nline', '"quoted"', "'single'"]) await put(root, name, name);
  },
  'names that are not UTF-8': async (root) => {
    await put(root, Buffer.from([0x63, 0x61, 0x66, 0xe9]), 'latin');
    await put(root, Buffer.from([0xff, 0xfe, 0x2f, 0xc3, 0x28]), 'nonsense');
    await symlink(Buffer.from([0xe9]), Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xe8])]));
  },
  'dot files, empty directories, empty files': async (root) => {
    for (const name of ['.hidden', '.config/.keep', 'empty/', 'empty-too/below/', 'nothing', '..two', '...three'])
      await put(root, name);
  },
  modes: async (root) => {
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
  links: async (root) => {
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
    const sizes = [
      1,
      511,
      512,
      513,
      1023,
      1024,
      1025,
      262_143,
      262_144,
      262_145,
      mebibyte - 512,
      mebibyte,
      mebibyte + 1,
      5 * mebibyte + 77,
    ];
    for (const size of sizes) await put(root, `file-${size}`, Buffer.alloc(size, `content of ${size}. `));
  },
  'a thousand files': async (root) => {
    for (let file = 0; file < 1000; file++)
      await put(root, `${file % 7}/${file % 13}/${file}`, `${file}`.repeat(file % 50));
  },
};
