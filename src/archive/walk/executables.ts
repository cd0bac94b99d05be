import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import {
  type ByteString,
  byteStringOf,
  errnoOf,
  fileSystemError,
  fromLatin1,
  isMissing,
  joinName,
  systemPath,
  textOf,
} from '../../fs/index.ts';
import { isOciError, throwIfAborted } from '../../spec/index.ts';
import { executablesOfIndex } from './git-index.ts';
import { relativeTo } from './link.ts';

/** An index of that many bytes has several million entries. */
const maxIndexBytes = 1024 ** 3;

/**
 * The files below `root` that git calls executable, relative to it: what tells executables apart where the file system does not.
 * Without a working tree around `root`, or with an index that cannot be read, there are none; the latter is told to `onWarning`.
 *
 * @param root real path
 * @throws OciError `ABORTED`
 */
export async function gitExecutables(
  root: ByteString,
  onWarning: (text: string) => void,
  signal?: AbortSignal,
): Promise<ReadonlySet<ByteString>> {
  const found = new Set<ByteString>();
  try {
    const workTree = await findWorkTree(root, signal);
    if (workTree === undefined) return found;
    const path = join(workTree.gitDir, 'index');
    if ((await stat(path)).size > maxIndexBytes) throw new RangeError(`${path} is larger than ${maxIndexBytes} bytes`);
    for (const name of executablesOfIndex(await readFile(path, { signal }))) {
      const below = relativeTo(root, joinName(workTree.root, name));
      if (below !== undefined) found.add(below);
    }
  } catch (error) {
    throwIfAborted(signal);
    if (isOciError(error, 'ABORTED', 'TIMEOUT')) throw error;
    // A fresh repository has no index yet.
    if (errnoOf(error) !== 'ENOENT')
      onWarning(`no file is marked executable, because ${fileSystemError(error, 'read the git index').message}`);
  }
  return found;
}

interface WorkTree {
  readonly root: ByteString;
  readonly gitDir: string;
}

async function findWorkTree(from: ByteString, signal: AbortSignal | undefined): Promise<WorkTree | undefined> {
  for (let directory = from; ;) {
    throwIfAborted(signal);
    const gitDir = await gitDirOf(directory);
    if (gitDir !== undefined) return { root: directory, gitDir };
    const end = directory.lastIndexOf('/');
    if (end < 0 || directory === '/') return undefined;
    directory = fromLatin1(end === 0 ? '/' : directory.slice(0, end));
  }
}

async function gitDirOf(directory: ByteString): Promise<string | undefined> {
  const path = joinName(directory, byteStringOf('.git'));
  try {
    const found = await stat(systemPath(path));
    if (found.isDirectory()) return textOf(path);
    // In a linked working tree and in a submodule, a file says where the directory is.
    const target = /^gitdir: (.+?)\r?\n?$/.exec(await readFile(systemPath(path), 'utf8'))?.[1];
    if (target === undefined) return undefined;
    return isAbsolute(target) ? target : resolve(textOf(directory), target);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
