import { lstat, readdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, fileSystemError, isMissing, isWithin, unsafePathReason } from '../fs/index.ts';
import { OciError, printable } from '../spec/index.ts';

export interface WritePolicy {
  readonly allowPathTraversal: boolean;
  readonly disableOverwrite: boolean;
}

/**
 * Where content of a foreign name is written: below the working directory, also when links on the way are followed.
 *
 * @param kind a directory may be the working directory itself
 * @throws OciError `ARCHIVE_INVALID` "path traversal disallowed"; `ALREADY_EXISTS` "overwrite disallowed"; `FILE_SYSTEM`
 */
export async function writePath(
  workingDir: string,
  name: string,
  kind: 'file' | 'directory',
  policy: WritePolicy,
): Promise<string> {
  const base = resolve(workingDir);
  let path: string;
  if (policy.allowPathTraversal) {
    if (name.includes('\0')) throw disallowed(name, 'it holds a NUL byte');
    path = resolve(base, name);
  } else {
    const reason = unsafePathReason(name);
    if (reason !== undefined) throw disallowed(name, reason);
    path = join(base, ...relativeSegments(name));
    // A link in the file's own place is replaced by the file; one in a directory's place would be written through.
    if (path !== base) await requireInside(base, kind === 'file' ? dirname(path) : path, name);
  }
  if (kind === 'file' && (path === base || /(?:^|\/)\.?$/.test(name)))
    throw disallowed(name, 'it names a directory, and the content is a file');
  if (policy.disableOverwrite && (await isTaken(path)))
    throw new OciError('ALREADY_EXISTS', `overwrite disallowed: there is already a ${printable(path, 300)}`);
  return path;
}

/** The segments of a slash-separated name, without those that say nothing; none for `.`. */
export function relativeSegments(name: string): string[] {
  return name.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** Follows the links in the part of the path that exists. */
async function requireInside(base: string, path: string, name: string): Promise<void> {
  const realBase = await realOf(base);
  if (realBase === undefined) return;
  for (let place = path; isWithin(base, place); place = dirname(place)) {
    const real = await realOf(place);
    if (real === undefined) continue;
    if (!isWithin(realBase, real)) throw disallowed(name, 'a link on its way leads out of the working directory');
    return;
  }
}

async function realOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileSystemError(error, `look at ${path}`);
  }
}

async function isTaken(path: string): Promise<boolean> {
  try {
    const state = await lstat(path);
    return !state.isDirectory() || (await readdir(path)).length > 0;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw fileSystemError(error, `look at ${path}`);
  }
}

function disallowed(name: string, reason: string): OciError {
  return new OciError(
    'ARCHIVE_INVALID',
    `path traversal disallowed: the name "${printable(name, 300)}" is refused: ${reason}`,
  );
}
