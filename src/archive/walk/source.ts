import type { BigIntStats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import {
  type ByteString,
  byteStringOf,
  fileSystemError,
  fromLatin1,
  isMissing,
  joinName,
  systemPath,
} from '../../fs/index.ts';
import { OciError, printable, throwIfAborted } from '../../spec/index.ts';

/** A directory that is about to be packaged. */
export interface Source {
  /** Real absolute path, separated by `/` on every system. */
  readonly root: ByteString;
  /** The segments of the sub-directory that alone is packaged; empty for the whole. */
  readonly subDir: readonly ByteString[];
}

/**
 * Looks up what the author named. `sourceDir` may be a link to a directory: it was named on purpose.
 *
 * @throws OciError `INPUT_INVALID` when `sourceDir` is missing or no directory, and when `subDir` is missing, no directory, or leaves
 *   the source, be it by `..`, as an absolute path or through a link; `FILE_SYSTEM` when the system forbids the look
 */
export async function openSource(sourceDir: string, subDir?: string, signal?: AbortSignal): Promise<Source> {
  throwIfAborted(signal);
  const shown = printable(sourceDir, 300);
  if (sourceDir === '' || sourceDir.includes('\0'))
    throw new OciError('INPUT_INVALID', `source-dir "${shown}" is not a path: name the directory to package`);
  const root = await realRoot(sourceDir, shown);
  const segments = subDirSegments(subDir ?? '');
  let directory = root;
  for (const segment of segments) {
    throwIfAborted(signal);
    directory = joinName(directory, segment);
    await requireDirectory(directory, `sub-dir "${printable(subDir ?? '', 300)}"`, `source-dir "${shown}"`);
  }
  return { root, subDir: segments };
}

/** On Windows with `/` as on every other system; Node takes both there. */
export function slashed(path: string): ByteString {
  return fromLatin1(process.platform === 'win32' ? path.replaceAll('\\', '/') : path);
}

async function realRoot(sourceDir: string, shown: string): Promise<ByteString> {
  try {
    const root = slashed((await realpath(sourceDir, { encoding: 'buffer' })).toString('latin1'));
    if ((await lstat(systemPath(root))).isDirectory()) return root;
  } catch (error) {
    if (!isMissing(error)) throw fileSystemError(error, `read source-dir ${sourceDir}`);
    throw new OciError('INPUT_INVALID', `source-dir "${shown}" does not exist: name the directory to package`, {
      cause: error,
    });
  }
  throw new OciError(
    'INPUT_INVALID',
    `source-dir "${shown}" is not a directory: name the directory that holds the files to package`,
  );
}

function subDirSegments(subDir: string): ByteString[] {
  const path = process.platform === 'win32' ? subDir.replaceAll('\\', '/') : subDir;
  const refuse = (reason: string): never => {
    throw new OciError(
      'INPUT_INVALID',
      `sub-dir "${printable(subDir, 300)}" ${reason}: name a directory below source-dir, by its path relative to it`,
    );
  };
  if (isAbsolute(path) || path.startsWith('/')) refuse('is an absolute path');
  if (path.includes('\0')) refuse('holds a NUL byte');
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) refuse('climbs out with ".."');
  if (segments.some((segment) => segment.toLowerCase() === '.git')) refuse('lies in .git, which is never packaged');
  return segments.map(byteStringOf);
}

async function requireDirectory(directory: ByteString, subDir: string, sourceDir: string): Promise<void> {
  let stat: BigIntStats;
  try {
    stat = await lstat(systemPath(directory), { bigint: true });
  } catch (error) {
    if (!isMissing(error)) throw fileSystemError(error, `read ${subDir}`);
    throw new OciError('INPUT_INVALID', `${subDir} does not exist in ${sourceDir}`, { cause: error });
  }
  if (stat.isSymbolicLink())
    throw new OciError(
      'INPUT_INVALID',
      `${subDir} passes through a symbolic link: name the directory that the link leads to`,
    );
  if (!stat.isDirectory()) throw new OciError('INPUT_INVALID', `${subDir} is not a directory in ${sourceDir}`);
}
