import { chmod, lstat, mkdir, readdir, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  byteStringOf,
  errnoOf,
  fileSystemError,
  moveTree,
  removeTree,
  renameOver,
  textOf,
  type ByteString,
  type MergeConflict,
} from '../fs/index.ts';
import { OciError, printable } from '../spec/index.ts';
import { makeStagingDirectory, sweepStaging } from './stage-sweep.ts';

export interface StageOptions {
  /** False: the commit fails when it would replace a file or link. @default true */
  readonly overwrite?: boolean | undefined;
}

/** A private directory next to the target. A commit moves its content to the target. */
export interface Staging extends AsyncDisposable {
  /** Absolute path of the target. */
  readonly target: string;
  readonly directory: string;
  /** Private directory on the file system of the target, for temporary files; the parent of `directory`. */
  readonly workspace: string;
  /**
   * Moves the content to the target: in one rename if the target is new or empty, else file by file.
   *
   * @param removed entries to remove from the target first, relative to it, each before its directory
   * @throws OciError `ALREADY_EXISTS`, before anything is replaced; `FILE_SYSTEM`
   */
  commit(removed?: ReadonlySet<ByteString>): Promise<void>;
}

/**
 * Creates a private directory next to the target, or inside it if the parent is on another file system or not writable.
 * It removes the staging directories of killed processes. Disposing removes the directory, and without a commit also
 * the parent directories that it created.
 *
 * @throws OciError `FILE_SYSTEM`, `INPUT_INVALID` when the target is a file or a link
 */
export async function stage(path: string, options: StageOptions = {}): Promise<Staging> {
  const target = resolve(path);
  const parent = dirname(target);
  let createdParent: string | undefined;
  let workspace: string;
  let content: string;
  try {
    const initial = await stateOf(target);
    createdParent = await mkdir(parent, { recursive: true });
    workspace = await makeWorkspace(target, parent, initial);
    content = join(workspace, 'content');
    await mkdir(content);
  } catch (error) {
    await removeEmpty(parent, createdParent);
    throw fileSystemError(error, `create a staging directory for ${target}`);
  }
  let committed = false;
  return {
    target,
    directory: content,
    workspace,
    async commit(removed) {
      try {
        await moveToTarget(content, target, dirname(workspace) === parent, options.overwrite ?? true, removed);
        committed = true;
      } catch (error) {
        throw fileSystemError(error, `write ${target}`);
      }
    },
    async [Symbol.asyncDispose]() {
      // Ignore the error: a later run removes the directory, and the error of the pull is more important.
      await removeTree(workspace).catch(() => undefined);
      if (!committed) await removeEmpty(parent, createdParent);
    },
  };
}

type State = 'absent' | 'empty' | 'not-empty';

async function stateOf(target: string): Promise<State> {
  let state: Awaited<ReturnType<typeof lstat>>;
  try {
    state = await lstat(target);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'absent';
    throw fileSystemError(error, `read ${target}`);
  }
  if (state.isDirectory()) return (await readdir(target)).length === 0 ? 'empty' : 'not-empty';
  const problem = state.isSymbolicLink()
    ? 'is a symbolic link; give the directory that it points to'
    : 'is not a directory';
  throw new OciError('INPUT_INVALID', `the output directory "${printable(target, 300)}" ${problem}`, {
    detail: { option: 'outputDir' },
  });
}

async function makeWorkspace(target: string, parent: string, initial: State): Promise<string> {
  const sameFileSystem = initial === 'absent' || (await stat(target)).dev === (await stat(parent)).dev;
  if (initial !== 'absent') await sweepStaging(target);
  if (sameFileSystem) {
    await sweepStaging(parent);
    try {
      return await makeStagingDirectory(parent);
    } catch (error) {
      const code = errnoOf(error);
      if (initial === 'absent' || (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS')) throw error;
    }
  }
  return await makeStagingDirectory(target);
}

async function moveToTarget(
  content: string,
  target: string,
  isSibling: boolean,
  overwrite: boolean,
  removed: ReadonlySet<ByteString> | undefined,
): Promise<void> {
  const state = await stateOf(target);
  if (state === 'empty' && isSibling && !(await mustNotReplace(target))) {
    await chmod(content, (await stat(target)).mode & 0o7777);
    if (process.platform === 'win32') await rmdir(target);
    await renameOver(content, target);
    return;
  }
  const replacement = { replaceFiles: overwrite, removed };
  const conflict = await moveTree(byteStringOf(content), byteStringOf(target), replacement);
  if (conflict !== undefined) throw conflictError(conflict, target);
}

/**
 * Whether an empty directory must not be replaced: its owner would change, or it is the working directory of this
 * process.
 */
async function mustNotReplace(target: string): Promise<boolean> {
  const [existing, working] = await Promise.all([stat(target), stat('.')]);
  const user = process.getuid?.();
  return (
    (existing.dev === working.dev && existing.ino === working.ino) || (user !== undefined && existing.uid !== user)
  );
}

function conflictError({ path, existing, incomingDirectory }: MergeConflict, target: string): OciError {
  const name = printable(join(target, textOf(path)), 300);
  return (existing === 'directory') === incomingDirectory
    ? new OciError(
        'ALREADY_EXISTS',
        `"${name}" already exists; move it away, pull into another directory, or allow overwriting`,
        { detail: { option: 'overwrite' } },
      )
    : new OciError(
        'ALREADY_EXISTS',
        `"${name}" is a ${existing} where the artifact has a ${incomingDirectory ? 'directory' : 'file or link'}; ` +
          'move it away, or pull into another directory',
        { detail: { option: 'outputDir' } },
      );
}

/** Removes `directory` and its parents up to `top` while they are empty. */
async function removeEmpty(directory: string, top: string | undefined): Promise<void> {
  if (top === undefined) return;
  for (let next = directory; next.length >= top.length; next = dirname(next)) {
    try {
      await rmdir(next);
    } catch {
      return;
    }
  }
}
