import type { FileHandle } from 'node:fs/promises';
import { OciError } from '../spec/index.ts';
import { BufferPool } from '../streams/index.ts';
import { fileSystemError } from './file-system-error.ts';

/** Size of the chunks of a range, bytes. */
const chunkSize = 256 * 1024;
const buffers = new BufferPool(512 * 1024);

/**
 * Reads the bytes from `start` to before `end` of a file. `Infinity` as `end` reads to the end of the file.
 *
 * @throws OciError `SIZE_MISMATCH` when the file ends before `end`, `FILE_SYSTEM`
 */
export async function* readRange(
  handle: FileHandle,
  start: number,
  end: number,
  what: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let position = start; position < end;) {
    const chunk = await readAt(
      handle,
      Buffer.allocUnsafeSlow(Math.min(chunkSize, end - position)),
      position,
      end,
      what,
    );
    position += chunk.byteLength;
    if (chunk.byteLength === 0) {
      if (end === Infinity) return;
      throw endedEarly(what, position - start, end - start);
    }
    yield chunk;
  }
}

/** {@link readRange} in borrowed chunks. It reads the next chunk while the caller uses the current one. */
export async function* readRangeBorrowed(
  handle: FileHandle,
  start: number,
  end: number,
  what: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let [buffer, next] = [buffers.acquire(), buffers.acquire()];
  let reading = readAt(handle, buffer, start, end, what);
  try {
    for (let position = start; position < end;) {
      const chunk = await reading;
      position += chunk.byteLength;
      if (chunk.byteLength === 0) {
        if (end === Infinity) break;
        throw endedEarly(what, position - start, end - start);
      }
      if (position < end) reading = readAt(handle, next, position, end, what);
      yield chunk;
      [buffer, next] = [next, buffer];
    }
    buffers.release(buffer, next);
  } finally {
    // After an early end the buffers do not return to the pool, because the system may still write to them.
    reading.catch(() => undefined);
  }
}

async function readAt(
  handle: FileHandle,
  buffer: Buffer,
  position: number,
  end: number,
  what: string,
): Promise<Uint8Array> {
  try {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.byteLength, end - position), position);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw fileSystemError(error, `read ${what}`);
  }
}

function endedEarly(what: string, read: number, size: number): OciError {
  return new OciError('SIZE_MISMATCH', `${what} ended after ${read} of ${size} bytes`);
}
