import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { array, constantFrom, integer, oneof, record, uint8Array, type Arbitrary } from 'fast-check';

export const onLinux: boolean = process.platform === 'linux';

/** An entry of a random tree. */
export interface Item {
  readonly name: Buffer;
  readonly kind: 'directory' | 'text' | 'noise' | 'sparse' | 'symlink' | 'dangling' | 'crossing';
  readonly size: number;
  readonly mode: number;
  /** The directory that contains the entry: an index of an earlier entry. */
  readonly parent: number;
}

/** A name of any bytes that this system and all readers of archives accept. */
function nameOf(bytes: Uint8Array): Buffer {
  const safe = bytes.map((byte) => (byte === 0 || byte === 0x2f || byte === 0x5c || byte === 0x3a ? 0x2b : byte));
  const name = onLinux ? Buffer.from(safe) : Buffer.from(Buffer.from(safe).toString('hex').slice(0, 255));
  return /^\.{0,2}$|^\.git$/i.test(name.toString('latin1')) ? Buffer.from('dot') : name;
}

export const items: Arbitrary<readonly Item[]> = array(
  record({
    name: oneof(
      uint8Array({ minLength: 1, maxLength: 12 }),
      uint8Array({ minLength: 99, maxLength: 102 }),
      uint8Array({ minLength: 254, maxLength: 255 }),
    ).map(nameOf),
    kind: constantFrom('directory', 'directory', 'text', 'noise', 'sparse', 'symlink', 'dangling', 'crossing'),
    // A few files are larger than a block of the encoders. Most are small, because every run reads all of them.
    size: oneof(
      { weight: 4, arbitrary: constantFrom(0, 1, 511, 512, 513, 131_072, 131_073) },
      { weight: 4, arbitrary: integer({ min: 0, max: 100_000 }) },
      { weight: 1, arbitrary: integer({ min: 0, max: 1_300_000 }) },
    ),
    mode: constantFrom(0o644, 0o755, 0o600, 0o444, 0o777),
    parent: integer({ min: 0, max: 30 }),
  }),
  { minLength: 1, maxLength: 12 },
);

export function pathIn(directory: Buffer, name: Buffer | string): Buffer {
  return Buffer.concat([directory, Buffer.from('/'), Buffer.from(name)]);
}

/** Creates a tree. The modes of its directories are normal without `directoryModes`. */
export function create(root: string, tree: readonly Item[], directoryModes: readonly number[] = []): void {
  const directories: Buffer[] = [Buffer.from(root)];
  const existing = new Set<string>();
  for (const { name, kind, size, mode, parent } of tree) {
    const directory = directories[parent % directories.length] ?? Buffer.from(root);
    const path = pathIn(directory, name);
    // The limit of the system applies to the complete path.
    if (existing.has(path.toString('latin1')) || path.byteLength > 3000) continue;
    existing.add(path.toString('latin1'));
    if (kind === 'directory') {
      mkdirSync(path);
      directories.push(path);
    } else if (kind === 'crossing') {
      const other = directories[size % directories.length] ?? Buffer.from(root);
      const target = relative(directory.toString('latin1'), pathIn(other, name).toString('latin1'));
      symlinkSync(Buffer.from(target, 'latin1'), path);
    } else if (kind === 'symlink' || kind === 'dangling') {
      symlinkSync(
        kind === 'symlink' ? Buffer.concat([Buffer.from('./'), name]) : pathIn(Buffer.from('no'), name),
        path,
      );
    } else {
      const text = Buffer.alloc(size, kind === 'text' ? '2026-01-01 INFO status=200\n' : 'x');
      if (kind === 'noise') for (let at = 0; at < size; at++) text[at] = Math.imul(at + parent, 2_654_435_761) >>> 24;
      writeFileSync(path, kind === 'sparse' ? '' : text);
      if (kind === 'sparse') truncateSync(path, size);
      chmodSync(path, mode);
    }
  }
  writeFileSync(join(root, 'file'), '');
  for (const [index, directory] of directories.entries())
    if (directoryModes.length > 0) chmodSync(directory, directoryModes[index % directoryModes.length] ?? 0o755);
}
