import { randomBytes } from 'node:crypto';
import { lstat, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, fileSystemError, PendingFile } from '../fs/index.ts';
import { verified } from '../streams/index.ts';
import type { BlobReader } from '../registry/index.ts';
import { OciError, printable, throwIfAborted, type Descriptor } from '../spec/index.ts';
import { finishImage, imageMode } from '../formats/index.ts';

/** Begins the name of a file that is not whole yet. */
const pendingLabel = '.sif-pull';

/** A new name for an image in a directory of temporary files. @param directory @default the system's */
export function temporaryImage(directory: string | undefined): string {
  return join(directory ?? tmpdir(), `sif-${randomBytes(8).toString('hex')}.sif`);
}

/** Refuses what cannot become an image file before anything is downloaded. @throws OciError `INPUT_INVALID`, `FILE_SYSTEM` */
export async function checkTarget(path: string): Promise<void> {
  try {
    if (!(await lstat(path)).isDirectory()) return;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw fileSystemError(error, `look at ${path}`);
  }
  throw new OciError(
    'INPUT_INVALID',
    `"${printable(path, 300)}" is a directory; give the name of a file for the image`,
    { detail: { input: 'file' } },
  );
}

/**
 * Writes an image file. It appears under its name whole, hashed, seen to be a SIF image, and executable; or not at all, and what was
 * there stays.
 *
 * @param tmpDir where it grows, when that is on the file system of `path`. @default beside `path`
 * @throws OciError `DIGEST_MISMATCH`, `SIZE_MISMATCH`, `ARCHIVE_INVALID`, `FILE_SYSTEM`, `ABORTED`
 */
export async function writeImage(
  path: string,
  layer: Descriptor,
  open: () => Promise<BlobReader>,
  options: WriteImageOptions,
): Promise<void> {
  const { signal, onProgress } = options;
  await using file = await PendingFile.create(await stagingDirectory(path, options.tmpDir), pendingLabel, imageMode);
  await using reader = await open();
  let done = 0;
  for await (const chunk of verified(reader, layer, `the image ${layer.digest}`)) {
    throwIfAborted(signal);
    await file.write(chunk);
    done += chunk.byteLength;
    onProgress?.(done, layer.size);
  }
  await finishImage(file.temporaryPath, layer, signal);
  throwIfAborted(signal);
  await file.commit(path);
}

export interface WriteImageOptions {
  readonly tmpDir?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

async function stagingDirectory(path: string, tmpDir: string | undefined): Promise<string> {
  const beside = dirname(resolve(path));
  if (tmpDir === undefined) return beside;
  const [own, other] = await Promise.all([deviceOf(beside), deviceOf(tmpDir)]);
  return own !== undefined && own === other ? tmpDir : beside;
}

async function deviceOf(directory: string): Promise<number | undefined> {
  try {
    return (await stat(directory)).dev;
  } catch {
    // The file system says no by itself when something is written there.
    return undefined;
  }
}
