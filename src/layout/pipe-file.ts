import type { FileHandle } from 'node:fs/promises';
import { fileSystemError } from '../fs/index.ts';
import type { ByteSink } from '../registry/index.ts';
import { OciError, throwIfAborted } from '../spec/index.ts';

/** Bytes read at a time. */
const chunkSize = 512 * 1024;
/** Buffers kept for the next file. A new one costs more than the copying, because the system has to clear it first. */
const maxIdle = 8;
const idle: Buffer[] = [];

export interface PourOptions {
  readonly signal?: AbortSignal | undefined;
  /** Sees each chunk first. */
  readonly check?: ((chunk: Uint8Array) => void) | undefined;
  /** Called when all was checked, before the last chunk is handed on. What it throws keeps that chunk back. */
  readonly finish?: (() => void) | undefined;
}

/**
 * Hands the bytes from `start` up to `end` of a file to a sink. While one chunk is being taken the next is read into another buffer.
 *
 * @throws OciError `SIZE_MISMATCH` when the file ends before, `FILE_SYSTEM`, and what `sink` throws
 */
export async function pourFile(
  handle: FileHandle,
  start: number,
  end: number,
  what: string,
  sink: ByteSink,
  options: PourOptions = {},
): Promise<void> {
  let chunk = idle.pop() ?? Buffer.allocUnsafeSlow(chunkSize);
  let next = idle.pop() ?? Buffer.allocUnsafeSlow(chunkSize);
  const read = (buffer: Buffer, position: number): Promise<number> => readInto(handle, buffer, position, end, what);
  let reading = read(chunk, start);
  let position = start;
  try {
    while (position < end) {
      const size = await reading;
      if (size === 0)
        throw new OciError('SIZE_MISMATCH', `${what} ended after ${position - start} of ${end - start} bytes`);
      throwIfAborted(options.signal);
      position += size;
      if (position < end) reading = read(next, position);
      const bytes = chunk.subarray(0, size);
      options.check?.(bytes);
      if (position === end) options.finish?.();
      await sink(bytes);
      [chunk, next] = [next, chunk];
    }
    if (start === end) options.finish?.();
  } catch (error) {
    // The buffers are not used again: the system may still be at work on them.
    reading.catch(() => undefined);
    throw error;
  }
  for (const buffer of [chunk, next]) if (idle.length < maxIdle) idle.push(buffer);
}

async function readInto(
  handle: FileHandle,
  buffer: Buffer,
  position: number,
  end: number,
  what: string,
): Promise<number> {
  try {
    return (await handle.read(buffer, 0, Math.min(buffer.byteLength, end - position), position)).bytesRead;
  } catch (error) {
    throw fileSystemError(error, `read ${what}`);
  }
}
