import { constants } from 'node:fs';
import { chmod, open, type FileHandle } from 'node:fs/promises';
import { fileSystemError } from '../../fs/index.ts';
import { isOciError, OciError, printable, throwIfAborted, type Descriptor } from '../../spec/index.ts';
import { refusalReason, refusedImage } from './refusal.ts';
import { parseDescriptor, type SifDescriptor } from './descriptor.ts';
import { invalid } from './fields.ts';
import { descriptorBytes, hasMagic, headerBytes, parseHeader, type SifHeader } from './header.ts';

/** Header and descriptors of a SIF image. */
export interface SifImage {
  /** Bytes of the file. */
  readonly size: number;
  readonly header: SifHeader;
  /** The descriptors in use, in their order in the file. */
  readonly descriptors: readonly SifDescriptor[];
}

/** Options of {@link readSifImage}. */
export interface ReadSifOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Number of descriptors per read. */
const batchSize = 128;

/**
 * Reads header and descriptors of a SIF image, without its data. Memory use depends on the descriptors in use, not on
 * the header.
 *
 * @throws OciError `ARCHIVE_INVALID` for a file that is not a SIF image, and for a damaged header or descriptor;
 *   `INPUT_INVALID` unless it is a file; `FILE_SYSTEM`, `ABORTED`
 */
export async function readSifImage(path: string, options: ReadSifOptions = {}): Promise<SifImage> {
  await using file = await openImageFile(path);
  return await readOpenImage(file.handle, file.size, path, options.signal);
}

/** Whether a file begins with the header of a SIF image. @throws OciError `INPUT_INVALID`, `FILE_SYSTEM` */
export async function hasSifMagic(path: string): Promise<boolean> {
  await using file = await openImageFile(path);
  return hasMagic(await readAt(file.handle, 0, headerBytes));
}

export interface ImageFile extends AsyncDisposable {
  readonly handle: FileHandle;
  /** Bytes. */
  readonly size: number;
}

/** Opens a regular file for reading. @throws OciError `INPUT_INVALID`, `FILE_SYSTEM` */
export async function openImageFile(path: string): Promise<ImageFile> {
  let handle: FileHandle;
  try {
    // Without this flag, opening a pipe waits for a writer.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile())
      throw new OciError(
        'INPUT_INVALID',
        `"${printable(path, 300)}" is ${stats.isDirectory() ? 'a directory' : 'not a regular file'}; give a SIF ` +
          'image file',
        { detail: { input: 'file' } },
      );
    return { handle, size: stats.size, [Symbol.asyncDispose]: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw fileSystemError(error, `read ${path}`);
  }
}

/** {@link readSifImage} for an open file. */
export async function readOpenImage(
  handle: FileHandle,
  size: number,
  path: string,
  signal?: AbortSignal,
): Promise<SifImage> {
  try {
    const header = parseHeader(await readAt(handle, 0, headerBytes), size);
    return { size, header, descriptors: await readDescriptors(handle, header, size, signal) };
  } catch (error) {
    if (!isOciError(error, 'ARCHIVE_INVALID')) throw fileSystemError(error, `read ${path}`);
    throw refusedImage(`"${printable(path, 300)}"`, error.message, error);
  }
}

/** Mode of an image file: every user can run it. */
export const imageMode = 0o755;

/**
 * Checks that a downloaded file is a SIF image and makes it executable.
 *
 * @throws OciError `ARCHIVE_INVALID`, `FILE_SYSTEM`, `ABORTED`
 */
export async function finishImage(path: string, { digest }: Descriptor, signal?: AbortSignal): Promise<void> {
  try {
    await readSifImage(path, { signal });
  } catch (error) {
    if (!isOciError(error, 'ARCHIVE_INVALID')) throw error;
    // The message must not show the temporary path.
    throw refusedImage(`the layer ${digest}`, refusalReason(error), error.cause);
  }
  try {
    // Independent of the umask, as in Apptainer.
    await chmod(path, imageMode);
  } catch (error) {
    throw fileSystemError(error, `make the image ${digest} executable`);
  }
}

async function readDescriptors(
  handle: FileHandle,
  header: SifHeader,
  size: number,
  signal: AbortSignal | undefined,
): Promise<readonly SifDescriptor[]> {
  const { descriptorsOffset, descriptorsTotal } = header;
  const descriptors: SifDescriptor[] = [];
  for (let first = 0; first < descriptorsTotal; first += batchSize) {
    throwIfAborted(signal);
    const count = Math.min(batchSize, descriptorsTotal - first);
    const bytes = await readAt(handle, descriptorsOffset + first * descriptorBytes, count * descriptorBytes);
    if (bytes.byteLength < count * descriptorBytes)
      throw invalid('its descriptors end early; it was truncated while it was read');
    for (let index = 0; index < count; index++) {
      const descriptor = parseDescriptor(
        bytes.subarray(index * descriptorBytes, (index + 1) * descriptorBytes),
        first + index,
        size,
      );
      if (descriptor !== undefined) descriptors.push(descriptor);
    }
  }
  return descriptors;
}

/** The bytes at a position; fewer at the end of the file. */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(buffer, read, length - read, position + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}
