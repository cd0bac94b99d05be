import { lstat, readdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, fileSystemError, isMissing, isWithin, unsafePathReason } from '../fs/index.ts';
import { OciError, printable } from '../spec/index.ts';

/** The policy for paths of pushed content. */
export interface WritePolicy {
  readonly allowPathTraversal: boolean;
  readonly disableOverwrite: boolean;
}

/**
 * Returns the path for pushed content with an untrusted name. The path is inside the working directory, even when links
 * in it are followed. As in oras-go, the name may be an absolute path in the working directory.
 *
 * @param kind a directory may be the working directory itself
 * @throws OciError `ARCHIVE_INVALID` "path traversal disallowed"; `ALREADY_EXISTS` "overwrite disallowed";
 *   `FILE_SYSTEM`
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
    if (name.includes('\0')) throw disallowed(name, 'it contains a NUL byte');
    path = resolve(base, name);
  } else {
    const inner = innerName(base, name);
    const reason = unsafePathReason(inner);
    if (reason !== undefined) throw disallowed(name, reason);
    path = join(base, ...relativeSegments(inner));
    // A file replaces a link at its path. A directory would be written through a link at its path.
    if (path !== base) await requireInside(base, kind === 'file' ? dirname(path) : path, name);
  }
  if (kind === 'file' && (path === base || /(?:^|\/)\.?$/.test(name)))
    throw disallowed(name, 'it is the name of a directory, but the content is a file');
  if (policy.disableOverwrite && (await isOccupied(path)))
    throw new OciError('ALREADY_EXISTS', `overwrite disallowed: ${printable(path, 300)} exists`);
  return path;
}

/** The part of an absolute name after the working directory; another name as it is. It compares only the text. */
function innerName(base: string, name: string): string {
  const prefix = base.endsWith('/') ? base : `${base}/`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** Splits a slash-separated name into segments, without empty and `.` segments. */
export function relativeSegments(name: string): string[] {
  return name.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** Checks the existing part of a path, with links followed. */
async function requireInside(base: string, path: string, name: string): Promise<void> {
  const realBase = await realPathOf(base);
  if (realBase === undefined) return;
  for (let parent = path; isWithin(base, parent); parent = dirname(parent)) {
    const real = await realPathOf(parent);
    if (real === undefined) continue;
    if (!isWithin(realBase, real)) throw disallowed(name, 'a link in it leads out of the working directory');
    return;
  }
}

async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileSystemError(error, `read the status of ${path}`);
  }
}

async function isOccupied(path: string): Promise<boolean> {
  try {
    const state = await lstat(path);
    return !state.isDirectory() || (await readdir(path)).length > 0;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw fileSystemError(error, `read the status of ${path}`);
  }
}

function disallowed(name: string, reason: string): OciError {
  return new OciError(
    'ARCHIVE_INVALID',
    `path traversal disallowed: cannot write "${printable(name, 300)}": ${reason}`,
  );
}
