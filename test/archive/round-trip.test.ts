import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  array,
  asyncProperty,
  assert,
  constantFrom,
  integer,
  oneof,
  record,
  uint8Array,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxDepth, packLayer, unpackLayer, type Compression } from '../../src/archive/index.ts';
import { compareTrees } from '../../src/commands/compare-trees.ts';
import { sourceTree, type SourceTree } from './source-tree.ts';

const onLinux = process.platform === 'linux';
const compressions: readonly Compression[] = ['gzip', 'zstd', 'none'];

/** Unpacks what was packed. Returns the differences. */
async function differences(tree: SourceTree, compression: Compression): Promise<readonly string[]> {
  const packing = packLayer({ sourceDir: tree.path, compression });
  await using layer = await unpackLayer(packing.content, join(tree.outside, 'out'), { preservePermissions: true });
  const { files, directories, symlinks } = await packing.result;
  expect(layer.result).toMatchObject({ files, directories, symlinks });
  return await compareTrees(tree.path, layer.directory);
}

/** An entry of a random tree. */
interface Item {
  readonly name: Buffer;
  readonly kind: 'directory' | 'text' | 'noise' | 'sparse' | 'symlink' | 'dangling';
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

const items: Arbitrary<readonly Item[]> = array(
  record({
    name: oneof(
      uint8Array({ minLength: 1, maxLength: 12 }),
      uint8Array({ minLength: 99, maxLength: 102 }),
      uint8Array({ minLength: 254, maxLength: 255 }),
    ).map(nameOf),
    kind: constantFrom('directory', 'directory', 'text', 'noise', 'sparse', 'symlink', 'dangling'),
    size: oneof(constantFrom(0, 1, 511, 512, 513, 131_072, 131_073), integer({ min: 0, max: 3_000_000 })),
    mode: constantFrom(0o644, 0o755, 0o600, 0o444, 0o777),
    parent: integer({ min: 0, max: 30 }),
  }),
  { minLength: 1, maxLength: 12 },
);

function pathIn(directory: Buffer, name: Buffer | string): Buffer {
  return Buffer.concat([directory, Buffer.from('/'), Buffer.from(name)]);
}

function create(root: string, tree: readonly Item[]): void {
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
}

describe('packing and unpacking', () => {
  it('gives an equal tree for any tree that can be packed', { timeout: 120_000 }, async () => {
    await assert(
      asyncProperty(items, async (tree) => {
        await using source = await sourceTree();
        create(source.path, tree);
        for (const compression of compressions) expect(await differences(source, compression)).toEqual([]);
      }),
      { numRuns: Number(process.env['ROUND_TRIP_RUNS'] ?? 20), seed: 1 },
    );
  });

  it('gives an equal tree for content of any ratio of compression', async () => {
    const size = 24 * 1024 * 1024;
    await using tree = await sourceTree({
      'app.log': Buffer.alloc(size, '2026-01-01 INFO health check ok status=200 path=/healthz duration=1ms\n'),
      'bits.csv': Buffer.alloc(size, '0,0,0,0,0,0,0,1\n'),
      sparse: '',
    });
    truncateSync(tree.in('sparse'), size);
    for (const compression of ['gzip', 'zstd'] as const) expect(await differences(tree, compression)).toEqual([]);
  });

  it('has the same limit for nested directories and the length of names', async () => {
    // Other systems have a lower limit for complete paths.
    await using tree = await sourceTree({ [`${'d/'.repeat(onLinux ? maxDepth : 300)}f`]: 'x' });
    if (onLinux) mkdirSync(pathIn(Buffer.from(tree.path), Buffer.alloc(255, 0xff)));
    expect(await differences(tree, 'none')).toEqual([]);
  });
});
