import { chmod } from 'node:fs/promises';
import { fileSystemError } from '../../fs/index.ts';
import { isOciError, OciError, type Descriptor } from '../../spec/index.ts';
import { readSifImage } from './read-image.ts';

/** Mode of an image file: every user may run it. */
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
    const reason = error.message.replace(/^.*? is refused: /s, '');
    throw new OciError('ARCHIVE_INVALID', `the layer ${digest} is refused: ${reason}`, { cause: error });
  }
  try {
    // Independent of the umask, as in Apptainer.
    await chmod(path, imageMode);
  } catch (error) {
    throw fileSystemError(error, `make ${path} executable`);
  }
}
