import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { packLayer } from '../../../src/archive/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tar-stream-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('packs an archive that tar-stream reads', async () => {
  const long = `${'long-'.repeat(30)}name`;
  await mkdir(join(directory, 'sub', long), { recursive: true });
  await writeFile(join(directory, 'sub', long, 'größe ～😀.txt'), 'deep');
  await writeFile(join(directory, 'a.txt'), 'x'.repeat(513));
  await symlink(join('sub', long), join(directory, 'link'));
  const packing = packLayer({ sourceDir: directory, compression: 'none' });
  const entries: Record<string, string> = {};
  const reader = extract();
  reader.on('entry', (header, stream, next) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: unknown) => chunks.push(chunk as Buffer));
    stream.on('end', () => {
      entries[header.name] =
        header.type === 'symlink'
          ? `-> ${header.linkname ?? ''}`
          : `${header.type} ${Buffer.concat(chunks).toString()}`;
      next();
    });
  });
  await pipeline(Readable.from(packing.content), reader);
  expect(entries).toEqual({
    '.': 'directory ',
    'a.txt': `file ${'x'.repeat(513)}`,
    link: `-> sub/${long}`,
    sub: 'directory ',
    [`sub/${long}`]: 'directory ',
    [`sub/${long}/größe ～😀.txt`]: 'file deep',
  });
});
