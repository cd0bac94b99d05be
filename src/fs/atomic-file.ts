import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf, fileSystemError } from './file-system-error.ts';

/** Maximum number of attempts at a rename. Windows rejects a rename while another program has the target open. */
const maxRenameAttempts = 10;
const renameDelayMs = 20;

/**
 * Renames within one file system and replaces the target. On Windows it waits until other programs have closed the
 * target.
 */
export async function renameOver(from: string | Buffer, to: string | Buffer): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = errnoOf(error);
      const isOpen = code === 'EPERM' || code === 'EACCES' || code === 'EBUSY';
      if (process.platform !== 'win32' || !isOpen || attempt >= maxRenameAttempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, renameDelayMs * attempt));
    }
  }
}

/** Flushes the entries of a directory to disk, so that a rename in it survives a power failure. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory for this. Its file system journals the entry.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * A temporary file. {@link PendingFile.commit} moves the complete file to its final path. Disposing removes an
 * uncommitted file.
 */
export class PendingFile implements AsyncDisposable {
  readonly temporaryPath: string;
  readonly #handle: FileHandle;
  readonly #name: string;
  #open = true;
  #committed = false;

  private constructor(temporaryPath: string, name: string, handle: FileHandle) {
    this.temporaryPath = temporaryPath;
    this.#name = name;
    this.#handle = handle;
  }

  /**
   * Creates a temporary file.
   *
   * @param directory on the file system of the final path; created when it does not exist
   * @param name the file in errors, which do not show the temporary path
   * @param label prefix of the temporary name. It identifies the files that a crash left, for a later sweep
   * @param mode permission bits
   * @throws OciError `FILE_SYSTEM`
   */
  static async create(directory: string, name: string, label: string, mode = 0o644): Promise<PendingFile> {
    try {
      await mkdir(directory, { recursive: true });
      const path = join(directory, `${label}.${process.pid}.${randomBytes(8).toString('hex')}.tmp`);
      return new PendingFile(path, name, await open(path, 'wx', mode));
    } catch (error) {
      throw fileSystemError(error, `create ${name}`);
    }
  }

  /** Appends bytes. @throws OciError `FILE_SYSTEM` */
  async write(chunk: Uint8Array): Promise<void> {
    let rest = chunk;
    try {
      while (rest.byteLength > 0) {
        const { bytesWritten } = await this.#handle.write(rest);
        rest = rest.subarray(bytesWritten);
      }
    } catch (error) {
      throw fileSystemError(error, `write ${this.#name}`);
    }
  }

  /** Sets the permission bits without the umask. @throws OciError `FILE_SYSTEM` */
  async setMode(mode: number): Promise<void> {
    try {
      await this.#handle.chmod(mode);
    } catch (error) {
      throw fileSystemError(error, `set the mode of ${this.#name}`);
    }
  }

  /**
   * Renames the file to `path` and replaces an existing file.
   *
   * @param durable flushes the content and the directory entry to disk, so that they survive a power failure
   * @throws OciError `FILE_SYSTEM`
   */
  async commit(path: string, durable = true): Promise<void> {
    try {
      if (durable) await this.#handle.sync();
      await this.#close();
      await renameOver(this.temporaryPath, path);
      if (durable) await syncDirectory(dirname(path));
      this.#committed = true;
    } catch (error) {
      throw fileSystemError(error, `write ${this.#name}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    if (!this.#committed) await rm(this.temporaryPath, { force: true });
    this.#committed = true;
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close();
  }
}

/** Writes a small file so that readers see either the old or the new content. @throws OciError `FILE_SYSTEM` */
export async function writeFileAtomic(path: string, content: Uint8Array | string, mode = 0o644): Promise<void> {
  await using file = await PendingFile.create(dirname(path), path, `.${basename(path)}`, mode);
  await file.write(typeof content === 'string' ? Buffer.from(content) : content);
  await file.commit(path);
}
