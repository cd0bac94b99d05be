import type { BigIntStats } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import {
  byteStringOf,
  fileSystemError,
  isMissing,
  joinName,
  relativeTo,
  slashed,
  systemPath,
  type ByteString,
} from '../../fs/index.ts';
import { OciError, optionName, printable, throwIfAborted } from '../../spec/index.ts';
import { isGitDirectory } from './names.ts';

const sourceName = optionName('sourceDir');
const subName = optionName('subDir');

/** The directory to package. */
export interface Source {
  /** Real absolute path, separated by `/` on every system. */
  readonly root: ByteString;
  /** Segments of the only sub-directory that is packaged. Empty for the complete source. */
  readonly subDir: readonly ByteString[];
}

/**
 * Resolves the directories that the user named. `sourceDir` may be a link to a directory.
 *
 * @throws OciError `INPUT_INVALID` when `sourceDir` does not exist or is not a directory, and when `subDir` does not
 *   exist, is not a directory, contains a link, or is an absolute path or a path with `..`; `FILE_SYSTEM`
 */
export async function openSource(sourceDir: string, subDir?: string, signal?: AbortSignal): Promise<Source> {
  throwIfAborted(signal);
  const shown = printable(sourceDir, 300);
  if (sourceDir === '' || sourceDir.includes('\0'))
    throw invalidSource(`${sourceName} "${shown}": it is not a path; give a directory`);
  const root = await realRoot(sourceDir, shown);
  const segments = subDirSegments(subDir ?? '');
  let directory = root;
  for (const segment of segments) {
    throwIfAborted(signal);
    directory = joinName(directory, segment);
    await requireDirectory(directory, `${subName} "${printable(subDir ?? '', 300)}"`, `${sourceName} "${shown}"`);
  }
  return { root, subDir: segments };
}

async function realRoot(sourceDir: string, shown: string): Promise<ByteString> {
  try {
    const root = await realPath(sourceDir);
    if ((await lstat(systemPath(root))).isDirectory()) return root;
  } catch (error) {
    if (!isMissing(error)) throw fileSystemError(error, `read ${sourceName} ${sourceDir}`);
    throw invalidSource(`${sourceName} "${shown}": it does not exist; give a directory`, error);
  }
  throw invalidSource(`${sourceName} "${shown}": it is not a directory; give a directory`);
}

function subDirSegments(subDir: string): ByteString[] {
  const path = process.platform === 'win32' ? subDir.replaceAll('\\', '/') : subDir;
  const refuse = (reason: string): never => {
    throw invalidSource(`${subName} "${printable(subDir, 300)}": ${reason}; give a path relative to ${sourceName}`);
  };
  if (isAbsolute(path) || path.startsWith('/')) refuse('it is an absolute path');
  if (path.includes('\0')) refuse('it contains a NUL byte');
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) refuse('it contains ".."');
  if (segments.some(isGitDirectory)) refuse('it is in .git, which is never packaged');
  return segments.map(byteStringOf);
}

async function requireDirectory(directory: ByteString, subDir: string, sourceDir: string): Promise<void> {
  let state: BigIntStats;
  try {
    state = await lstat(systemPath(directory), { bigint: true });
  } catch (error) {
    if (!isMissing(error)) throw fileSystemError(error, `read ${subDir}`);
    throw invalidSource(`${subDir}: it does not exist in ${sourceDir}`, error);
  }
  if (state.isSymbolicLink())
    throw invalidSource(`${subDir}: it contains a symbolic link; give the path of the directory itself`);
  if (!state.isDirectory()) throw invalidSource(`${subDir}: it is not a directory in ${sourceDir}`);
}

/** The error for a source that cannot be packaged. Its message names the option. */
export function invalidSource(problem: string, cause?: unknown): OciError {
  return new OciError('INPUT_INVALID', `cannot package ${problem}`, { cause, detail: { input: 'sourceDir' } });
}

async function realPath(path: string): Promise<ByteString> {
  return slashed((await realpath(path, { encoding: 'buffer' })).toString('latin1'));
}

/** Paths that a walk skips, with everything below them. */
export class SkippedPaths {
  readonly #identities: { readonly dev: bigint; readonly ino: bigint }[] = [];
  readonly #paths: ByteString[] = [];

  private constructor() {}

  /** @throws OciError `FILE_SYSTEM`, `ABORTED` */
  static async resolve(paths: readonly string[], signal?: AbortSignal): Promise<SkippedPaths> {
    const skipped = new SkippedPaths();
    for (const path of paths) {
      throwIfAborted(signal);
      skipped.#paths.push(await realPathOfAny(resolve(path)));
      try {
        const { dev, ino } = await stat(path, { bigint: true });
        skipped.#identities.push({ dev, ino });
      } catch (error) {
        if (!isMissing(error)) throw fileSystemError(error, `read the status of ${path}`);
      }
    }
    return skipped;
  }

  /**
   * Whether a path is skipped. The check needs no file access, because the path may appear and disappear during the
   * walk.
   */
  hasPath(location: ByteString): boolean {
    return this.#paths.includes(location);
  }

  /** Whether a file is a skipped one, even if it was moved or has another path. */
  hasIdentity(state: BigIntStats): boolean {
    return this.#identities.some(({ dev, ino }) => ino === state.ino && dev === state.dev);
  }

  /** Whether a real path is a skipped path or below one. */
  covers(location: ByteString): boolean {
    return this.#paths.some((path) => relativeTo(path, location) !== undefined);
  }
}

/** Returns the real path of `path`, even if the path does not exist yet. */
async function realPathOfAny(path: string): Promise<ByteString> {
  try {
    return await realPath(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isMissing(error) || parent === path) throw fileSystemError(error, `read the status of ${path}`);
    return joinName(await realPathOfAny(parent), byteStringOf(basename(path)));
  }
}
