import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';
import { decompress, packFiles, packLayer } from '../../src/archive/index.ts';
import { byteStringOf, textOf } from '../../src/fs/index.ts';
import { digestOf } from '../../src/spec/index.ts';

interface Entry {
  readonly name: string;
  readonly mode: number | undefined;
  readonly digest: string;
}

async function entriesOf(archive: AsyncIterable<Uint8Array>): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const tar = Readable.from(copies(decompress(archive))).pipe(extract());
  for await (const entry of tar)
    entries.push({ name: entry.header.name, mode: entry.header.mode, digest: digestOf(await buffer(entry)) });
  return entries;
}

async function* copies(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield Uint8Array.from(chunk);
}

it.each(['gzip', 'zstd', 'none'] as const)('packs files in memory with %s', async (compression) => {
  const large = Buffer.from(Array.from({ length: 3_000_001 }, (_, index) => index % 251));
  const bytes = await packFiles(
    [
      { name: 'package.yaml', content: Buffer.from('a: b\n') },
      { name: 'bin/run', content: large, mode: 0o755 },
      { name: 'empty', content: new Uint8Array() },
    ],
    compression,
  );
  expect(await entriesOf(Readable.from([bytes]))).toEqual([
    { name: 'package.yaml', mode: 0o644, digest: digestOf('a: b\n') },
    { name: 'bin/run', mode: 0o755, digest: digestOf(large) },
    { name: 'empty', mode: 0o644, digest: digestOf('') },
  ]);
});

it('renames and omits entries of a directory', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'pack-files-'));
  try {
    await mkdir(join(directory, 'templates'));
    await writeFile(join(directory, 'Chart.yaml'), 'name: web');
    await writeFile(join(directory, 'templates/a.yaml'), 'a');
    const { content, result } = packLayer({
      sourceDir: directory,
      compression: 'gzip',
      mapEntry: (entry) =>
        entry.kind === 'file' ? { ...entry, name: byteStringOf(`web/${textOf(entry.name)}`) } : undefined,
    });
    expect((await entriesOf(content)).map(({ name }) => name)).toEqual(['web/Chart.yaml', 'web/templates/a.yaml']);
    expect((await result).files).toBe(2);
  } finally {
    await rm(directory, { recursive: true });
  }
});
