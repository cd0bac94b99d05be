import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stage } from '../../src/artifact/stage.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stage-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('a new directory appears by one rename, and not before', async () => {
  const target = join(directory, 'deep/out');
  {
    await using staging = await stage(target);
    await writeFile(join(staging.directory, 'a'), 'a');
    expect(await readdir(join(directory, 'deep'))).not.toContain('out');
    await staging.commit();
  }
  expect(await readdir(target)).toEqual(['a']);
  expect(await readdir(join(directory, 'deep'))).toEqual(['out']);
});

it('an empty directory is replaced, a filled one gets the new files beside its own', async () => {
  const target = join(directory, 'out');
  await mkdir(join(target, 'kept'), { recursive: true });
  await writeFile(join(target, 'kept/old'), 'old');
  await writeFile(join(target, 'a'), 'old');
  await using staging = await stage(target);
  await mkdir(join(staging.directory, 'kept'));
  await writeFile(join(staging.directory, 'kept/new'), 'new');
  await writeFile(join(staging.directory, 'a'), 'new');
  await staging.commit();
  expect(await readFile(join(target, 'kept/old'), 'utf8')).toBe('old');
  expect(await readFile(join(target, 'kept/new'), 'utf8')).toBe('new');
  expect(await readFile(join(target, 'a'), 'utf8')).toBe('new');
});

it('without a commit nothing changes and nothing is left', async () => {
  const target = join(directory, 'out');
  await mkdir(target);
  await writeFile(join(target, 'a'), 'old');
  {
    await using staging = await stage(target);
    await writeFile(join(staging.directory, 'a'), 'new');
  }
  expect(await readFile(join(target, 'a'), 'utf8')).toBe('old');
  expect(await readdir(directory)).toEqual(['out']);
});

it('EX-05 replaces a link that lies in the way, and never writes through it', async () => {
  const target = join(directory, 'out');
  await mkdir(target);
  await writeFile(join(directory, 'outside'), 'safe');
  await symlink(join(directory, 'outside'), join(target, 'a'));
  await mkdir(join(directory, 'elsewhere'));
  await symlink(join(directory, 'elsewhere'), join(target, 'sub'));
  await using staging = await stage(target);
  await writeFile(join(staging.directory, 'a'), 'new');
  await mkdir(join(staging.directory, 'sub'));
  await writeFile(join(staging.directory, 'sub/b'), 'new');
  await expect(staging.commit()).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(await readFile(join(directory, 'outside'), 'utf8')).toBe('safe');
  expect(await readdir(join(directory, 'elsewhere'))).toEqual([]);
  // What is in the way is found before the first file is replaced.
  expect(await readFile(join(target, 'a'), 'utf8')).toBe('safe');
});

it('refuses a target that is a file', async () => {
  await writeFile(join(directory, 'file'), '');
  await expect(stage(join(directory, 'file'))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});
