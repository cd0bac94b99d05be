import { chmod, mkdtemp } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileSystemError, removeTree } from '../../fs/index.ts';
import { unpackWith } from './into.ts';
import type { UnpackOptions, UnpackResult } from './options.ts';
import { probeDirectory } from './probe.ts';

/** A layer unpacked beside its destination, waiting to be renamed. Disposing of it removes it, unless it was kept. */
export class UnpackedLayer implements AsyncDisposable {
  /** Absolute; a sibling of the destination, so that one rename puts it there. */
  readonly directory: string;
  readonly result: UnpackResult;
  #kept = false;

  constructor(directory: string, result: UnpackResult) {
    this.directory = directory;
    this.result = result;
  }

  /** Says that the directory was renamed, or that someone else takes care of it. */
  keep(): void {
    this.#kept = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#kept) await removeTree(this.directory);
    this.#kept = true;
  }
}

/**
 * Unpacks a layer (tar, alone or compressed by gzip or zstd) into a fresh private directory beside `destination`. The destination itself is
 * not touched, and after a failure nothing is left behind.
 *
 * The archive is foreign: names that climb out, links that lead out, anything that tools read in different ways, special files and bombs are errors. Nothing
 * is written through a symlink. Modes are masked by the process's mask, set-uid, set-gid and sticky bits and owners are dropped; directories get
 * their modes last. Times of files are set when they are not zero. A name that occurs twice means the later entry, as in every tar.
 *
 * @param content the stored layer, best through `verified`; an error at its end fails the whole. A chunk is done with when the next is asked for
 * @param destination its parent directory must exist
 * @throws OciError `ARCHIVE_INVALID`, `SIZE_LIMIT`, `FILE_SYSTEM`, `ABORTED`; what `content` throws passes through
 */
export async function unpackLayer(
  content: AsyncIterable<Uint8Array>,
  destination: string,
  options: UnpackOptions = {},
): Promise<UnpackedLayer> {
  const parent = dirname(resolve(destination));
  const directory = await freshDirectory(parent);
  try {
    const traits = await probeDirectory(directory);
    const result = await unpackWith(content, directory, traits, options);
    await chmod(directory, 0o777 & ~traits.umask);
    return new UnpackedLayer(directory, result);
  } catch (error) {
    // What went wrong first is what the caller must know; that nothing could be removed either has the same reason then.
    await removeTree(directory).catch(() => {});
    throw error;
  }
}

/** Nobody else may look into it: until it is renamed, it holds what was not verified. */
async function freshDirectory(parent: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, '.unpack-'));
  } catch (error) {
    throw fileSystemError(error, `create a directory in ${parent}`);
  }
}
