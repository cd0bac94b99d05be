import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { fileSystemError, isMissing } from '../fs/index.ts';
import { OciError } from '../spec/index.ts';

/** Bytes read at a time. */
const readBytes = 256 * 1024;

export interface OpenedFile {
  /** Bytes, when it was opened. */
  readonly size: number;
  /** To be read once. Closes the file in the end. */
  readonly content: AsyncGenerator<Uint8Array, void, undefined>;
  close(): Promise<void>;
}

/** Opens a file for reading; undefined when there is none. A link is followed: whoever named the file meant it. */
export async function openFile(path: string): Promise<OpenedFile | undefined> {
  let handle: FileHandle;
  try {
    // Without waiting, should it be a FIFO that nobody writes to.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileSystemError(error, `read ${path}`);
  }
  try {
    const state = await handle.stat();
    if (!state.isFile()) throw new OciError('INPUT_INVALID', `${path} is not a file`);
    return { size: state.size, content: readAll(handle, path), close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw fileSystemError(error, `read ${path}`);
  }
}

async function* readAll(handle: FileHandle, path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (;;) {
      const buffer = Buffer.allocUnsafeSlow(readBytes);
      const { bytesRead } = await handle.read(buffer, 0, readBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  } finally {
    await handle.close();
  }
}
