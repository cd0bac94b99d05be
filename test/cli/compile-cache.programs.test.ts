import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryPlace } from './spawned.ts';

/** A command that loads several chunks. */
const args = ['tags', './missing'];
const isWindows = process.platform === 'win32';

async function filesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('compiled code', () => {
  it('is kept in a private directory of the user, and used again', async () => {
    await using place = await temporaryPlace();
    const first = await runCli(place, args, '', { XDG_CACHE_HOME: place.path });
    const directory = join(place.path, 'oci-artifact/compiled');
    const files = await filesIn(directory);
    expect(files.length).toBeGreaterThan(3);
    expect((await stat(directory)).mode & 0o777).toBe(isWindows ? 0o666 : 0o700);
    expect(await runCli(place, args, '', { XDG_CACHE_HOME: place.path })).toEqual(first);
    expect(await filesIn(directory)).toEqual(files);
  });

  it('is ignored when it is damaged', async () => {
    await using place = await temporaryPlace();
    const first = await runCli(place, args, '', { XDG_CACHE_HOME: place.path });
    for (const file of await filesIn(join(place.path, 'oci-artifact'))) await writeFile(file, 'damaged');
    expect(await runCli(place, args, '', { XDG_CACHE_HOME: place.path })).toEqual(first);
  });

  it.each([
    ['the cache directory does not exist', { XDG_CACHE_HOME: '/nonexistent/cache' }],
    ['the home directory has no cache directory', {}],
    ['Node is told not to', { XDG_CACHE_HOME: '.', NODE_DISABLE_COMPILE_CACHE: '1' }],
  ])('is not kept when %s', async (_, env: Record<string, string>) => {
    await using place = await temporaryPlace();
    expect((await runCli(place, args, '', env)).code).toBe(1);
    expect(await readdir(place.path)).toEqual([]);
  });

  it.runIf(!isWindows)('is not used from a directory that other users can write', async () => {
    await using place = await temporaryPlace();
    const directory = join(place.path, 'oci-artifact/compiled');
    await mkdir(directory, { recursive: true });
    await chmod(directory, 0o770);
    await runCli(place, args, '', { XDG_CACHE_HOME: place.path });
    expect(await readdir(directory)).toEqual([]);
  });

  it('is not kept when a file has the name of the directory', async () => {
    await using place = await temporaryPlace();
    await writeFile(join(place.path, 'oci-artifact'), '');
    expect((await runCli(place, args, '', { XDG_CACHE_HOME: place.path })).code).toBe(1);
    expect(await readdir(place.path)).toEqual(['oci-artifact']);
  });
});
