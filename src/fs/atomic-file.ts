import { randomBytes } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { durableRename, renameOver } from './durable-rename.ts';
import { fileSystemError } from './file-system-error.ts';

/** A file being written beside its final place. It appears there whole by {@link PendingFile.commit}, or never. */
export class PendingFile implements AsyncDisposable {
  readonly temporaryPath: string;
  readonly #handle: FileHandle;
  #open = true;
  #done = false;

  private constructor(temporaryPath: string, handle: FileHandle) {
    this.temporaryPath = temporaryPath;
    this.#handle = handle;
  }

  /**
   * @param directory where the temporary file lies; must be on the file system of its final place. Made when absent.
   * @param label begins the temporary name, so that a sweep can recognise what is left after a crash
   * @param mode permission bits
   * @throws OciError `FILE_SYSTEM`
   */
  static async create(directory: string, label: string, mode = 0o644): Promise<PendingFile> {
    try {
      await mkdir(directory, { recursive: true });
      const path = join(directory, `${label}.${process.pid}.${randomBytes(8).toString('hex')}.tmp`);
      return new PendingFile(path, await open(path, 'wx', mode));
    } catch (error) {
      throw fileSystemError(error, `create a file in ${directory}`);
    }
  }

  async write(chunk: Uint8Array): Promise<void> {
    let rest = chunk;
    try {
      while (rest.byteLength > 0) {
        const { bytesWritten } = await this.#handle.write(rest);
        rest = rest.subarray(bytesWritten);
      }
    } catch (error) {
      throw fileSystemError(error, `write ${this.temporaryPath}`);
    }
  }

  /**
   * Flushes to disk and renames to `path`, replacing what is there; then flushes the directory's entry where the system can.
   *
   * @param durable false flushes nothing, for what need not survive a loss of power
   */
  async commit(path: string, durable = true): Promise<void> {
    try {
      if (durable) await this.#handle.sync();
      await this.#close();
      await (durable ? durableRename : renameOver)(this.temporaryPath, path);
      this.#done = true;
    } catch (error) {
      throw fileSystemError(error, `write ${path}`);
    }
  }

  /** Removes the temporary file unless it was committed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    if (!this.#done) await rm(this.temporaryPath, { force: true });
    this.#done = true;
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close();
  }
}

/** Writes a small file so that readers see the old content or the new, never a part. */
export async function writeFileAtomic(path: string, content: Uint8Array | string, mode = 0o644): Promise<void> {
  await using file = await PendingFile.create(dirname(path), `.${basename(path)}`, mode);
  await file.write(typeof content === 'string' ? Buffer.from(content) : content);
  await file.commit(path);
}
