import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stage } from '../../src/transfer/stage.ts';
import { stagingPrefix, sweepStaging } from '../../src/transfer/stage-sweep.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stage-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('makes a new directory appear in one rename', async () => {
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

it('replaces an empty directory, and adds files to a directory with content', async () => {
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

it('does not change the target or leave files without a commit', async () => {
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

it('replaces an existing link, and never writes through it (EX-05)', async () => {
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
  // The conflict is found before the first file is replaced.
  expect(await readFile(join(target, 'a'), 'utf8')).toBe('safe');
});

it('refuses a file as target', async () => {
  await writeFile(join(directory, 'file'), '');
  await expect(stage(join(directory, 'file'))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

it('fills an empty working directory instead of replacing it', async () => {
  const before = process.cwd();
  const target = join(await realpath(directory), 'out');
  await mkdir(target);
  process.chdir(target);
  try {
    await using staging = await stage('.');
    await writeFile(join(staging.directory, 'a'), 'a');
    await staging.commit();
    expect(await readdir('.')).toEqual(['a']);
  } finally {
    process.chdir(before);
  }
});

it('removes the parents that it created without a commit', async () => {
  {
    await using staging = await stage(join(directory, 'a/b/out'));
    expect(staging.workspace.startsWith(join(directory, 'a/b', stagingPrefix))).toBe(true);
  }
  expect(await readdir(directory)).toEqual([]);
});

describe('a staging directory of a killed pull', () => {
  async function leftover(name: string): Promise<string> {
    const path = join(directory, name);
    await mkdir(join(path, 'content'), { recursive: true });
    return name;
  }

  /** The name of a staging directory of this process. */
  async function ownName(): Promise<string> {
    await using staging = await stage(join(directory, 'some'));
    return basename(staging.workspace);
  }

  it('is removed only after its process has ended', async () => {
    const own = await ownName();
    const [, namespace = ''] = /^\.oci-artifact-pull-([0-9a-f]{8})-/.exec(own) ?? [];
    const ended = await leftover(`${stagingPrefix}${namespace}-4194305-abcDEF`);
    const running = await leftover(`${stagingPrefix}${namespace}-${process.pid}-abcDEF`);
    const elsewhere = await leftover(`${stagingPrefix}00000000-4194305-abcDEF`);
    await leftover('.oci-artifact-pull-mine');
    await sweepStaging(directory);
    expect((await readdir(directory)).sort()).toEqual([elsewhere, running, '.oci-artifact-pull-mine'].sort());
    expect(ended).not.toBe(running);
  });

  it('is also removed from an existing output directory by the next pull', async () => {
    const [, namespace = ''] = /^\.oci-artifact-pull-([0-9a-f]{8})-/.exec(await ownName()) ?? [];
    const running = await leftover(`out/${stagingPrefix}${namespace}-${process.pid}-abcDEF`);
    await leftover(`out/${stagingPrefix}${namespace}-4194305-abcDEF`);
    await leftover('out/kept');
    await using _ = await stage(join(directory, 'out'));
    expect((await readdir(join(directory, 'out'))).sort()).toEqual([basename(running), 'kept'].sort());
  });

  it('is removed after one day, also if its process ran on another host', async () => {
    const elsewhere = await leftover(`${stagingPrefix}00000000-1-abcDEF`);
    const yesterday = Date.now() / 1000 - 86_500;
    await sweepStaging(directory);
    expect(await readdir(directory)).toEqual([elsewhere]);
    await utimes(join(directory, elsewhere), yesterday, yesterday);
    await sweepStaging(directory);
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    ['forward by a year', 31_536_000_000],
    ['back by a year', -31_536_000_000],
  ])('of a running process is not removed when the clock is set %s', async (_, jump) => {
    const [, namespace = ''] = /^\.oci-artifact-pull-([0-9a-f]{8})-/.exec(await ownName()) ?? [];
    const running = await leftover(`${stagingPrefix}${namespace}-${process.pid}-abcDEF`);
    // The date of a directory of another host is the only information about it.
    await leftover(`${stagingPrefix}00000000-4194305-abcDEF`);
    await sweepStaging(directory, () => Date.now() + jump);
    expect(await readdir(directory)).toEqual([running]);
  });

  it('is not followed when it is a link, and is not removed when it is a file', async () => {
    await mkdir(join(directory, 'precious/content'), { recursive: true });
    const link = `${stagingPrefix}00000000-1-abcDEF`;
    const file = `${stagingPrefix}00000000-2-abcDEF`;
    await symlink('precious', join(directory, link));
    await writeFile(join(directory, file), '');
    await sweepStaging(directory, () => Date.now() + 1e9);
    expect((await readdir(directory)).sort()).toEqual([link, file, 'precious'].sort());
    expect(await readdir(join(directory, 'precious'))).toEqual(['content']);
  });
});

// Windows has no permission bits.
it.runIf(process.platform !== 'win32')(
  'moves a directory that its owner cannot write to, and preserves its mode',
  async () => {
    const target = join(directory, 'out');
    await mkdir(target);
    await writeFile(join(target, 'kept'), '');
    await using staging = await stage(target);
    await mkdir(join(staging.directory, 'closed'));
    await writeFile(join(staging.directory, 'closed/a'), 'a');
    await chmod(join(staging.directory, 'closed'), 0o555);
    await staging.commit();
    expect((await stat(join(target, 'closed'))).mode & 0o777).toBe(0o555);
    expect((await readdir(target)).sort()).toEqual(['closed', 'kept']);
    await chmod(join(target, 'closed'), 0o755);
  },
);
