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
  type MergeConflict,
} from '../fs/index.ts';
import { OciError, printable } from '../spec/index.ts';
import { makeStagingDirectory, sweepStaging } from './stage-sweep.ts';

export interface StageOptions {
  /** False refuses to replace a file or link that is there. @default true */
  readonly overwrite?: boolean | undefined;
}

/** A directory beside its final place, filled in private and then put there. */
export interface Staging extends AsyncDisposable {
  /** Absolute path of the final place. */
  readonly place: string;
  readonly directory: string;
  /** Private, on the file system of the final place, for what is on its way there; holds `directory`. */
  readonly workspace: string;
  /**
   * Puts the content into its place: by one rename where there is nothing yet, else file by file.
   *
   * @throws OciError `ALREADY_EXISTS`, before anything is replaced; `FILE_SYSTEM`
   */
  commit(): Promise<void>;
}

/**
 * Makes a private directory beside `target`, or in it when there it would be on another file system or may not be made. What killed runs
 * left there is removed. Disposing removes the directory, and parents that were made for it, unless it was committed.
 *
 * @throws OciError `FILE_SYSTEM`, `INPUT_INVALID` when `target` is a file or a link
 */
export async function stage(target: string, options: StageOptions = {}): Promise<Staging> {
  const place = resolve(target);
  const parent = dirname(place);
  let made: string | undefined;
  let workspace: string;
  let content: string;
  try {
    const before = await stateOf(place);
    made = await mkdir(parent, { recursive: true });
    workspace = await makeWorkspace(place, parent, before);
    content = join(workspace, 'content');
    await mkdir(content);
  } catch (error) {
    await removeEmpty(parent, made);
    throw fileSystemError(error, `make a directory beside ${place}`);
  }
  let committed = false;
  return {
    place,
    directory: content,
    workspace,
    async commit() {
      try {
        await put(content, place, dirname(workspace) === parent, options.overwrite ?? true);
        committed = true;
      } catch (error) {
        throw fileSystemError(error, `write ${place}`);
      }
    },
    async [Symbol.asyncDispose]() {
      // What cannot be removed now is swept by a later run; it must not hide what went wrong.
      await removeTree(workspace).catch(() => undefined);
      if (!committed) await removeEmpty(parent, made);
    },
  };
}

type State = 'absent' | 'empty' | 'filled';

async function stateOf(place: string): Promise<State> {
  let state: Awaited<ReturnType<typeof lstat>>;
  try {
    state = await lstat(place);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'absent';
    throw fileSystemError(error, `read ${place}`);
  }
  if (state.isDirectory()) return (await readdir(place)).length === 0 ? 'empty' : 'filled';
  const what = state.isSymbolicLink()
    ? 'is a symbolic link; give the directory that it leads to'
    : 'is not a directory';
  throw new OciError('INPUT_INVALID', `the output directory "${printable(place, 300)}" ${what}`, {
    detail: { option: 'outputDir' },
  });
}

async function makeWorkspace(place: string, parent: string, before: State): Promise<string> {
  const sameFileSystem = before === 'absent' || (await stat(place)).dev === (await stat(parent)).dev;
  if (before !== 'absent') await sweepStaging(place);
  if (sameFileSystem) {
    await sweepStaging(parent);
    try {
      return await makeStagingDirectory(parent);
    } catch (error) {
      const code = errnoOf(error);
      if (before === 'absent' || (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS')) throw error;
    }
  }
  return await makeStagingDirectory(place);
}

async function put(content: string, place: string, isBeside: boolean, overwrite: boolean): Promise<void> {
  const state = await stateOf(place);
  if (state === 'empty' && isBeside && !(await mustStay(place))) {
    await chmod(content, (await stat(place)).mode & 0o7777);
    if (process.platform === 'win32') await rmdir(place);
    await renameOver(content, place);
    return;
  }
  const conflict = await moveTree(byteStringOf(content), byteStringOf(place), overwrite);
  if (conflict !== undefined) throw cannotReplace(conflict, place);
}

/** An empty directory that is replaced by another changes its owner, and who works in it goes on in one without a name. */
async function mustStay(place: string): Promise<boolean> {
  const [existing, working] = await Promise.all([stat(place), stat('.')]);
  const user = process.getuid?.();
  return (
    (existing.dev === working.dev && existing.ino === working.ino) || (user !== undefined && existing.uid !== user)
  );
}

function cannotReplace({ path, existing, incomingDirectory }: MergeConflict, place: string): OciError {
  const name = printable(join(place, textOf(path)), 300);
  return (existing === 'directory') === incomingDirectory
    ? new OciError(
        'ALREADY_EXISTS',
        `"${name}" exists and would be replaced; move it away, pull into another directory, or allow files to be replaced`,
        { detail: { option: 'overwrite' } },
      )
    : new OciError(
        'ALREADY_EXISTS',
        `"${name}" is a ${existing} where the artifact has a ${incomingDirectory ? 'directory' : 'file or link'}; move it away, or pull into another directory`,
        { detail: { option: 'outputDir' } },
      );
}

/** Removes `directory` and its parents up to `top`, as far as they are empty. */
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
