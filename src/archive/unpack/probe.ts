import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, fileSystemError } from '../../fs/index.ts';

/** What can only be learned about a directory by trying. */
export interface DirectoryTraits {
  /** Permission bits that new files do not get: the process's mask, or what the directory's default access list leaves. */
  readonly umask: number;
  /** Whether names that differ in letter case are the same file. Such systems mostly compose letters as well. */
  readonly foldsNames: boolean;
}

/** @throws OciError `FILE_SYSTEM` */
export async function probeDirectory(directory: string): Promise<DirectoryTraits> {
  try {
    const probe = await mkdtemp(join(directory, '.probe-'));
    try {
      const made = join(probe, 'name');
      await mkdir(made, 0o777);
      return { umask: 0o777 & ~(await stat(made)).mode, foldsNames: await exists(join(probe, 'NAME')) };
    } finally {
      await rm(probe, { recursive: true, force: true });
    }
  } catch (error) {
    throw fileSystemError(error, `write to ${directory}`);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
