import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileSystemError, kindOf, removeTree } from '../../fs/index.ts';
import type { UnpackOptions, UnpackResult } from './options.ts';
import { unpackInto, type DirectoryTraits } from './unpacker.ts';

/**
 * A layer in a staging directory, to be renamed. Disposing it removes the directory, unless {@link keep} was called.
 */
export class UnpackedLayer implements AsyncDisposable {
  /** Absolute path of the staging directory, a sibling of the destination. */
  readonly directory: string;
  readonly result: UnpackResult;
  #kept = false;

  constructor(directory: string, result: UnpackResult) {
    this.directory = directory;
    this.result = result;
  }

  /** Called after the directory was renamed. */
  keep(): void {
    this.#kept = true;
  }

  /** Removes the unpacked files unless they were kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#kept) await removeTree(this.directory);
    this.#kept = true;
  }
}

/**
 * Unpacks a layer (a tar archive, uncompressed or compressed with gzip or zstd) into a new private directory beside
 * `destination`. The destination itself is not changed, and nothing is left after a failure.
 *
 * The archive is not trusted. Names and links that lead out, content that tools read in different ways, special files
 * and decompression bombs are errors. Nothing is written through a symlink. Modes are masked by the umask; set-uid,
 * set-gid and sticky bits and owners are dropped; modes of directories are set last. Modification times of files are
 * set unless they are zero. When a name occurs twice, the later entry counts, as in every tar tool.
 *
 * @param content the stored layer, preferably through `verified`. An error at its end fails the whole operation. Chunks
 *   may be borrowed buffers.
 * @param destination its parent directory must exist
 * @throws OciError `ARCHIVE_INVALID`, `SIZE_LIMIT`, `FILE_SYSTEM`, `ABORTED`; errors of `content`
 */
export async function unpackLayer(
  content: AsyncIterable<Uint8Array>,
  destination: string,
  options: UnpackOptions = {},
): Promise<UnpackedLayer> {
  const directory = await stagingDirectory(dirname(resolve(destination)));
  try {
    const traits = await probeDirectory(directory);
    const result = await unpackInto(content, directory, traits, options);
    await chmod(directory, 0o777 & ~traits.umask);
    return new UnpackedLayer(directory, result);
  } catch (error) {
    // The first error is reported. When the removal fails too, it usually has the same reason.
    await removeTree(directory).catch(() => {});
    throw error;
  }
}

/** The directory is private (mode 0700), because its content is not verified before the rename. */
async function stagingDirectory(parent: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, '.unpack-'));
  } catch (error) {
    throw fileSystemError(error, `create a directory in ${parent}`);
  }
}

/** @throws OciError `FILE_SYSTEM` */
async function probeDirectory(directory: string): Promise<DirectoryTraits> {
  try {
    const probe = await mkdtemp(join(directory, '.probe-'));
    try {
      const created = join(probe, 'name');
      await mkdir(created, 0o777);
      return {
        umask: 0o777 & ~(await stat(created)).mode,
        foldsNames: (await kindOf(join(probe, 'NAME'))) !== 'absent',
      };
    } finally {
      await rm(probe, { recursive: true, force: true });
    }
  } catch (error) {
    throw fileSystemError(error, `write to ${directory}`);
  }
}
