import { lstat, mkdir, mkdtemp, opendir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errnoOf, fileSystemError } from '../io/index.ts';
import { OciError, printable } from '../spec/index.ts';

/** A directory beside its final place, filled in private and then put there. */
export interface Staging extends AsyncDisposable {
  readonly directory: string;
  /** Private, beside `directory` and on its file system, for what is on its way there. */
  readonly workspace: string;
  /** Puts the content into its place. */
  commit(): Promise<void>;
}

/**
 * Makes a private directory beside `target`, on the same file system. Disposing removes it and what is in it, unless it was committed.
 *
 * @throws OciError `FILE_SYSTEM`, `INPUT_INVALID` when `target` is a file or a link
 */
export async function stage(target: string): Promise<Staging> {
  const place = resolve(target);
  const state = await stateOf(place);
  let directory: string;
  try {
    await mkdir(dirname(place), { recursive: true });
    directory = await mkdtemp(join(dirname(place), `.${basename(place)}.`));
  } catch (error) {
    throw fileSystemError(error, `make a directory beside ${place}`);
  }
  const content = join(directory, 'content');
  await mkdir(content);
  return {
    directory: content,
    workspace: directory,
    async commit() {
      try {
        if (state === 'filled') {
          await checkMerge(content, place);
          await mergeInto(content, place);
        } else {
          if (state === 'empty') await rmdir(place);
          await rename(content, place);
        }
      } catch (error) {
        throw fileSystemError(error, `write ${place}`);
      }
    },
    async [Symbol.asyncDispose]() {
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function stateOf(place: string): Promise<'absent' | 'empty' | 'filled'> {
  try {
    const kind = await kindOf(place);
    if (kind === 'absent') return kind;
    if (kind === 'directory') return (await readdir(place)).length === 0 ? 'empty' : 'filled';
  } catch (error) {
    throw fileSystemError(error, `read ${place}`);
  }
  throw new OciError('INPUT_INVALID', `the output directory "${printable(place, 300)}" is not a directory`);
}

/** Moves each entry over its namesake: directories merge, a file or link replaces a file or link by one rename. */
export async function mergeInto(from: string, to: string): Promise<void> {
  for await (const entry of await opendir(from)) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory() && (await kindOf(target)) === 'directory') await mergeInto(source, target);
    else await rename(source, target);
  }
}

/** @throws OciError `ALREADY_EXISTS` where a directory meets a file or link; asked before the first entry moves, so that nothing is half done */
async function checkMerge(from: string, to: string): Promise<void> {
  for await (const entry of await opendir(from)) {
    const target = join(to, entry.name);
    const existing = await kindOf(target);
    const incoming = entry.isDirectory() ? 'directory' : 'file or link';
    if (existing === 'absent') continue;
    if (existing !== incoming) throw new OciError('ALREADY_EXISTS', `"${printable(target, 300)}" is a ${existing} where the artifact has a ${incoming}; move it away, or pull into another directory`);
    if (existing === 'directory') await checkMerge(join(from, entry.name), target);
  }
}

async function kindOf(path: string): Promise<'absent' | 'directory' | 'file or link'> {
  try {
    return (await lstat(path)).isDirectory() ? 'directory' : 'file or link';
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'absent';
    throw error;
  }
}
