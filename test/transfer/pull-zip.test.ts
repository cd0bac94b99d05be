import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectFormat, type Source } from '../../src/formats/index.ts';
import { buildLayout, pullArtifact, type PullArtifactOptions } from '../../src/transfer/index.ts';
import { listTree } from '../archive/unpack/workspace.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pull-zip-'));
  await mkdir(join(directory, 'source/docs/docs'), { recursive: true });
  await writeFile(join(directory, 'source/docs/docs/a'), 'text');
  await writeFile(join(directory, 'source/large'), Buffer.alloc(2_000_000, 'large'));
  await symlink('large', join(directory, 'source/link'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Publishes a source as a zip, pulls it and lists the result. */
async function pulled(source: Source, options: PullArtifactOptions = {}): Promise<readonly string[]> {
  const format = await selectFormat(source);
  const plan = await format.plan(source, { archive: 'zip' });
  const { store, manifest } = await buildLayout(plan, join(directory, 'layout'));
  await pullArtifact(store, manifest.digest, join(directory, 'out'), options);
  return listTree(join(directory, 'out'));
}

describe('pull', () => {
  it('unpacks the zip of a directory', async () => {
    const path = join(directory, 'source');
    expect(await pulled({ path })).toEqual(await listTree(path));
  });

  it('unpacks the zip of each directory among files', async () => {
    const path = join(directory, 'source');
    const files = [{ path: 'docs' }, { path: 'docs/docs' }, { path: 'large' }];
    expect((await pulled({ path, files })).map((line) => line.split(' ')[0])).toEqual([
      'docs/',
      'docs/docs/',
      'docs/docs/a',
      'large',
    ]);
  });

  it('limits the size of a zip and of its files', async () => {
    const path = join(directory, 'source');
    await expect(pulled({ path }, { maxUnpackedSize: 1_000_000 })).rejects.toMatchObject({ code: 'SIZE_LIMIT' });
  });
});
