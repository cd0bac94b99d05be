import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../src/fs/index.ts';
import { packLayer } from '../../src/archive/index.ts';
import { tarHeader, type TarHeader } from '../../src/archive/tar/header.ts';
import type { Descriptor } from '../../src/spec/index.ts';
import { parityTrees, put } from './parity-trees.ts';

const run = promisify(execFile);
let work: string;
let parity: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'oci-artifact-parity-'));
  parity = join(work, 'parity');
  await run('go', ['build', '-trimpath', '-o', parity, '.'], {
    cwd: fileURLToPath(new URL('parity', import.meta.url)),
  });
}, 300_000);

afterAll(() => rm(work, { recursive: true, force: true }));

/** The digest of the uncompressed archive of a directory in oras-go's file store. */
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

describe('the archive equals that of oras-go', () => {
  it.each(Object.keys(parityTrees))('%s', async (name) => {
    const root = await mkdtemp(join(work, 'tree-'));
    await parityTrees[name]?.(root);
    expect(await digestByUs(root)).toBe(await digestByOras(root));
  });

  it('trees of generated names', async () => {
    const segment = fc
      .uint8Array({ minLength: 1, maxLength: 40 })
      .map((bytes) => Buffer.from(bytes.map((byte) => ([0, 0x2f, 0x3a, 0x5c].includes(byte) ? 0x2e : byte))));
    const usable = segment.filter((bytes) => !['.', '..'].includes(bytes.toString('latin1')));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(usable, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 }),
        async (paths) => {
          const root = await mkdtemp(join(work, 'tree-'));
          // A file can have the name of another file's directory.
          for (const path of paths)
            await put(root, Buffer.from(path.map((bytes) => bytes.toString('latin1')).join('/'), 'latin1'), 'x').catch(
              () => undefined,
            );
          expect(await digestByUs(root)).toBe(await digestByOras(root));
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);
});

function hex(name: string): string {
  return Buffer.from(name, 'latin1').toString('hex');
}

describe('each header equals that of archive/tar', () => {
  const typeflags = { file: '0', symlink: '2', directory: '5' } as const;

  async function headersByGo(headers: readonly TarHeader[]): Promise<string[]> {
    const child = spawn(parity, ['headers'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(
      headers
        .map(({ kind, size, mode, name, target }) =>
          JSON.stringify({ Kind: typeflags[kind], Size: size, Mode: mode, Name: hex(name), Target: hex(target) }),
        )
        .join('\n'),
    );
    return (await child.stdout.setEncoding('latin1').toArray()).join('').trim().split('\n');
  }

  async function expectEqual(headers: readonly TarHeader[]): Promise<void> {
    const expected = await headersByGo(headers);
    expect(expected).toHaveLength(headers.length);
    for (const [index, header] of headers.entries())
      expect({ header, blocks: tarHeader(header).toString('hex') }).toEqual({ header, blocks: expected[index] });
  }

  it('sizes of 8 GiB and more', async () => {
    const sizes = [0, 1, 8 ** 11 - 1, 8 ** 11, 8 ** 11 + 1, 9 * 1024 ** 3, Number.MAX_SAFE_INTEGER];
    const names = ['big', 'n'.repeat(101), `${'d'.repeat(100)}/big`, 'groß'].map((name) =>
      fromLatin1(Buffer.from(name).toString('latin1')),
    );
    await expectEqual(
      names.flatMap((name) =>
        sizes.map((size): TarHeader => ({ kind: 'file', name, size, mode: 0o644, target: fromLatin1('') })),
      ),
    );
  });

  it('generated names, links, modes and sizes', async () => {
    const byte = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('a', 'b', '.', '-') },
      { weight: 2, arbitrary: fc.constant('/') },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)) },
    );
    const ascii = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'c') },
      { weight: 1, arbitrary: fc.constant('/') },
    );
    const path = fc
      .oneof(fc.array(byte, { minLength: 1, maxLength: 300 }), fc.array(ascii, { minLength: 90, maxLength: 300 }))
      .map((characters) =>
        fromLatin1(
          characters
            .join('')
            .split('/')
            .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
            .join('/') || 'x',
        ),
      );
    const fields = { name: path, mode: fc.nat(0o7777) };
    const none = fc.constant(0);
    const header: fc.Arbitrary<TarHeader> = fc.oneof(
      fc.record({
        ...fields,
        kind: fc.constant('file' as const),
        size: fc.oneof(fc.maxSafeNat(), fc.nat(100_000)),
        target: fc.constant(fromLatin1('')),
      }),
      fc.record({
        ...fields,
        kind: fc.constant('directory' as const),
        size: none,
        target: fc.constant(fromLatin1('')),
      }),
      fc.record({ ...fields, kind: fc.constant('symlink' as const), size: none, target: path }),
    );
    await expectEqual(fc.sample(header, 5000));
  });
});
