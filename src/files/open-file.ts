import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { abortable } from '../concurrency/index.ts';
import { fileSystemError, isMissing, readRange, readRangeBorrowed } from '../fs/index.ts';
import { blobReader, type BlobReader, type CallOptions } from '../registry/index.ts';
import { Digester, OciError, type Descriptor } from '../spec/index.ts';
import { verified, withVerification } from '../streams/index.ts';

/** An open file. */
export interface OpenFile extends AsyncDisposable {
  readonly path: string;
  readonly handle: FileHandle;
  /** Size at the time of opening, bytes. */
  readonly size: number;
}

/**
 * Opens a file for reading. A link is followed, because the user named the file.
 *
 * @returns undefined when it does not exist
 * @throws OciError `INPUT_INVALID` when it is not a file, `FILE_SYSTEM`
 */
export async function openFile(path: string): Promise<OpenFile | undefined> {
  let handle: FileHandle;
  try {
    // With O_NONBLOCK, opening a FIFO does not wait for a writer.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileSystemError(error, `read ${path}`);
  }
  try {
    const state = await handle.stat();
    if (!state.isFile()) throw new OciError('INPUT_INVALID', `cannot read ${path}: it is not a file`);
    return { path, handle, size: state.size, [Symbol.asyncDispose]: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw fileSystemError(error, `read ${path}`);
  }
}

/** Computes digest and size of the content. */
export async function hashFile(
  { handle, path }: OpenFile,
  signal: AbortSignal | undefined,
): Promise<Pick<Descriptor, 'digest' | 'size'>> {
  const digester = new Digester();
  for await (const chunk of abortable(readRangeBorrowed(handle, 0, Infinity, path), signal)) digester.update(chunk);
  return { digest: digester.digest(), size: digester.size };
}

/** Creates a reader that verifies the content and closes the file. */
export function readerOf({ handle, path, size }: OpenFile, target: Descriptor, options: CallOptions): BlobReader {
  const read = (range: typeof readRange): AsyncGenerator<Uint8Array, void, undefined> =>
    abortable(verified(range(handle, 0, Infinity, path), target, path), options.signal);
  return blobReader({ ...target, size }, read(readRange), {
    free: () => handle.close(),
    borrowed: () => withVerification(read(readRangeBorrowed), () => target.digest),
  });
}
