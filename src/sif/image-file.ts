import { randomBytes } from 'node:crypto';
import { lstat, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, fileSystemError, PendingFile } from '../fs/index.ts';
import { finishImage, imageMode } from '../formats/index.ts';
import type { BlobReader, CallOptions } from '../registry/index.ts';
import { OciError, printable, throwIfAborted, type Descriptor } from '../spec/index.ts';
import { verified } from '../streams/index.ts';

/** Prefix of the names of incomplete files. */
const pendingLabel = '.sif-pull';

/** Returns a new path for an image. @param directory for temporary files. @default the directory of the system */
export function temporaryImage(directory: string | undefined): string {
  return join(directory ?? tmpdir(), `sif-${randomBytes(8).toString('hex')}.sif`);
}

/** Checks, before a download, that a path can become an image file. @throws OciError `INPUT_INVALID`, `FILE_SYSTEM` */
export async function checkTarget(path: string): Promise<void> {
  try {
    if (!(await lstat(path)).isDirectory()) return;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw fileSystemError(error, `read ${path}`);
  }
  throw new OciError(
    'INPUT_INVALID',
    `"${printable(path, 300)}" is a directory; give the name of a file for the image`,
    {
      detail: { input: 'file' },
    },
  );
}

export interface WriteImageOptions extends CallOptions {
  readonly tmpDir?: string | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Writes an image file. It appears complete, verified and executable, or not at all. Only then is an existing file
 * replaced.
 *
 * @throws OciError `DIGEST_MISMATCH`, `SIZE_MISMATCH`, `ARCHIVE_INVALID`, `FILE_SYSTEM`, `ABORTED`
 */
export async function writeImage(
  path: string,
  layer: Descriptor,
  open: () => Promise<BlobReader>,
  options: WriteImageOptions,
): Promise<void> {
  const { signal, onProgress } = options;
  await using file = await PendingFile.create(
    await stagingDirectory(path, options.tmpDir),
    path,
    pendingLabel,
    imageMode,
  );
  await using reader = await open();
  let done = 0;
  for await (const chunk of verified(reader.borrowed(), layer, `the image ${layer.digest}`)) {
    throwIfAborted(signal);
    await file.write(chunk);
    done += chunk.byteLength;
    onProgress?.(done, layer.size);
  }
  await finishImage(file.temporaryPath, layer, signal);
  throwIfAborted(signal);
  await file.commit(path);
}

async function stagingDirectory(path: string, tmpDir: string | undefined): Promise<string> {
  const parent = dirname(resolve(path));
  if (tmpDir === undefined) return parent;
  const [own, other] = await Promise.all([deviceOf(parent), deviceOf(tmpDir)]);
  return own !== undefined && own === other ? tmpDir : parent;
}

async function deviceOf(directory: string): Promise<number | undefined> {
  try {
    return (await stat(directory)).dev;
  } catch {
    // A later write to the directory reports the error.
    return undefined;
  }
}
