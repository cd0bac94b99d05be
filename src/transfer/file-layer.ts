import type { Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { abortable } from '../concurrency/index.ts';
import { fileSystemError, readRange, readRangeBorrowed, unsafePathReason } from '../fs/index.ts';
import type { CallOptions } from '../registry/index.ts';
import type { Body, Expected } from '../streams/index.ts';
import { annotationTitle, checkMediaType, Digester, OciError, printable, type Descriptor } from '../spec/index.ts';
import type { FileLayer } from './plan.ts';

/**
 * Describes a file as a layer: digest and size of its content, and its base name as title. The file is read once, in
 * chunks.
 *
 * @throws OciError `INPUT_INVALID` if it is not a regular file, or if its name cannot be a title; `FILE_SYSTEM`,
 *   `MEDIA_TYPE_INVALID`, `ABORTED`
 */
export async function describeFile(path: string, mediaType: string, options: CallOptions = {}): Promise<Descriptor> {
  checkMediaType(mediaType);
  const title = titleOf(path);
  await requireRegularFile(path);
  const { digest, size } = await hashFile(path, options);
  return { mediaType, digest, size, annotations: { [annotationTitle]: title } };
}

/** The layer of a file with a descriptor from {@link describeFile}. The build fails when the file differs. */
export function describedFile(path: string, { mediaType, digest, size, annotations }: Descriptor): FileLayer {
  return { kind: 'file', path, mediaType, annotations, expected: { digest, size } };
}

/**
 * The title of a file's layer: its base name.
 *
 * @throws OciError `INPUT_INVALID` when a reader would refuse to write a file of this name
 */
export function titleOf(path: string): string {
  const title = basename(path);
  const reason = unsafePathReason(title);
  if (reason === undefined) return title;
  throw new OciError(
    'INPUT_INVALID',
    `cannot use the file "${printable(path, 300)}": its name is not a valid title: ${reason}`,
    { detail: { input: 'file' } },
  );
}

/** Hashes a file. @param options.handle an open handle of the file. @throws OciError `FILE_SYSTEM`, `ABORTED` */
export async function hashFile(
  path: string,
  options: CallOptions & { readonly handle?: FileHandle | undefined } = {},
): Promise<Expected> {
  const digester = new Digester();
  const chunks = readFileChunks(path, readRangeBorrowed, options.handle);
  for await (const chunk of abortable(chunks, options.signal)) digester.update(chunk);
  const { size } = digester;
  return { digest: digester.digest(), size };
}

export function changedFileError(path: string): OciError {
  return new OciError(
    'FILE_CHANGED',
    `the file "${printable(path, 300)}" changed while it was read; try again when no other program writes to it`,
  );
}

/**
 * The content of a file that {@link describeFile} described. A read fails with `FILE_CHANGED` when the content no
 * longer matches the descriptor.
 *
 * @param onRead called with the number of bytes read so far; a second read counts from 0 again
 */
export function fileBody(path: string, { digest, size }: Expected, onRead?: (done: number) => void): Body {
  const read = async function* (readChunks: typeof readRange): AsyncGenerator<Uint8Array, void, undefined> {
    const digester = new Digester();
    for await (const chunk of readFileChunks(path, readChunks)) {
      digester.update(chunk);
      if (digester.size > size) throw changedFileError(path);
      onRead?.(digester.size);
      yield chunk;
    }
    if (digester.size !== size || digester.digest() !== digest) throw changedFileError(path);
  };
  return Object.assign(() => read(readRange), { borrowed: () => read(readRangeBorrowed) });
}

/** @throws OciError `FILE_SYSTEM` */
export async function fileSize(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
}

/** The content of a file, in chunks that the reader may keep. @throws OciError `FILE_SYSTEM` */
export function readFileContent(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  return readFileChunks(path, readRange);
}

async function* readFileChunks(
  path: string,
  readChunks: typeof readRange,
  handle?: FileHandle,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = handle ?? (await openFile(path));
  try {
    yield* readChunks(file, 0, Infinity, path);
  } finally {
    if (file !== handle) await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
}

async function requireRegularFile(path: string): Promise<void> {
  let state: Stats;
  try {
    state = await stat(path);
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
  if (state.isFile()) return;
  const problem = state.isDirectory()
    ? 'a directory; give the files in it, or publish it as an artifact'
    : 'not a regular file';
  throw new OciError('INPUT_INVALID', `"${printable(path, 300)}" is ${problem}`);
}
