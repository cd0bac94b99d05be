import { randomBytes } from 'node:crypto';
import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, fileSystemError, renameOver } from '../fs/index.ts';
import { detachBuffer } from '../streams/index.ts';
import { IncompleteFile } from './incomplete-file.ts';
import { fileState, removeFile, type FileState } from './plain-file.ts';
import type { StorageQuota } from './storage-quota.ts';

/** Number of bytes to collect before a write, so that many small chunks need only one system call. */
const batchSize = 1024 * 1024;

/** Minimum size of a borrowed chunk that is written without a copy, bytes. */
const minDirectSize = 256 * 1024;

/** Number of bytes to flush to disk at a time. */
const flushSize = 64 * 1024 * 1024;

/**
 * How to treat the chunks of content. `shared`: they are held until they are written. `owned`: their buffers are also
 * detached after the write. `borrowed`: each chunk is written or copied before the next one is requested.
 */
export type ChunkOwnership = 'shared' | 'owned' | 'borrowed';

/** A temporary file that is renamed when it is complete. Disposing removes it, except after `commit` or `keep`. */
export class StagedFile implements AsyncDisposable {
  readonly path: string;
  /** Flushes to disk during the write, so that the flush before the commit is short. */
  flushesEarly = false;
  readonly #handle: FileHandle;
  readonly #quota: StorageQuota | undefined;
  #reader: IncompleteFile | undefined;
  #size: number;
  #flushed: number;
  #flushing: Promise<void> | undefined;
  #flushFailure: { readonly error: unknown } | undefined;
  /** The file may be longer than {@link size}, after a failed write. */
  #hasMoreBytes = false;
  #open = true;
  #keep = false;

  private constructor(path: string, handle: FileHandle, size: number, quota: StorageQuota | undefined) {
    this.path = path;
    this.#handle = handle;
    this.#quota = quota;
    this.#size = size;
    this.#flushed = size;
  }

  /**
   * Creates a file. The folder is created when it does not exist.
   *
   * @param quota for reserving the space of the file
   * @throws OciError `FILE_SYSTEM`
   */
  static async create(
    folder: string,
    quota?: StorageQuota,
    name: string = `${process.pid}.${randomBytes(8).toString('hex')}.tmp`,
  ): Promise<StagedFile> {
    const path = join(folder, name);
    try {
      return new StagedFile(path, await createIn(folder, path), 0, quota);
    } catch (error) {
      throw fileSystemError(error, `create a file in ${folder}`);
    }
  }

  /**
   * Opens a file to append to it. Only its first `size` bytes count. Their space is already reserved.
   *
   * @throws OciError `FILE_SYSTEM`
   */
  static async reopen(path: string, size: number, quota?: StorageQuota): Promise<StagedFile> {
    try {
      const handle = await open(path, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0));
      const staged = new StagedFile(path, handle, size, quota);
      staged.#hasMoreBytes = true;
      return staged;
    } catch (error) {
      throw fileSystemError(error, `open ${path}`);
    }
  }

  /** Bytes. */
  get size(): number {
    return this.#size;
  }

  /** Appends all chunks, or none when the write fails. @throws OciError `QUOTA`, `FILE_SYSTEM` */
  async append(chunks: readonly Uint8Array[]): Promise<void> {
    const size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    const write = (): Promise<void> => this.#writeAt(this.#size, chunks);
    await (this.#quota === undefined ? write() : this.#quota.write(size, write));
    this.#size += size;
    this.#reader?.grow(this.#size);
    if (this.flushesEarly) this.#flushNext();
  }

  /**
   * Appends content. One batch is written while the next one is collected.
   *
   * @throws OciError `QUOTA`, `FILE_SYSTEM`; errors of the content
   */
  async fill(content: AsyncIterable<Uint8Array>, ownership: ChunkOwnership = 'shared'): Promise<void> {
    let batch: Uint8Array[] = [];
    let size = 0;
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const chunk of content) {
        const isDirect = ownership === 'borrowed' && chunk.byteLength >= minDirectSize;
        batch.push(ownership === 'borrowed' && !isDirect ? Uint8Array.from(chunk) : chunk);
        size += chunk.byteLength;
        if (size < batchSize && !isDirect) continue;
        await writing;
        writing = this.#writeBatch(batch, ownership);
        if (isDirect) await writing;
        // The next batch awaits the write. Until then a failure must not count as an unhandled rejection.
        else writing.catch(() => undefined);
        batch = [];
        size = 0;
      }
    } catch (error) {
      await writing.catch(() => undefined);
      throw error;
    }
    await writing;
    await this.#writeBatch(batch, ownership);
  }

  /**
   * Opens a reader of the content that is appended after this call. The caller closes it.
   *
   * @throws OciError `FILE_SYSTEM`
   */
  async openReader(): Promise<IncompleteFile> {
    try {
      this.#reader = new IncompleteFile(this.path, await open(this.path, constants.O_RDONLY));
      return this.#reader;
    } catch (error) {
      throw fileSystemError(error, `read ${this.path}`);
    }
  }

  /**
   * Renames the file to `path` and replaces an existing file.
   *
   * @param sync flushes the content to disk before the rename
   * @param backdateMs milliseconds to subtract from the date, so that every later write changes the date
   * @returns the state of the file after the commit
   * @throws OciError `FILE_SYSTEM`
   */
  async commit(path: string, sync: boolean, backdateMs = 0): Promise<FileState> {
    try {
      await this.#flushing;
      if (this.#flushFailure !== undefined) throw this.#flushFailure.error;
      if (this.#hasMoreBytes) await this.#handle.truncate(this.#size);
      if (backdateMs > 0) {
        const { atimeMs, mtimeMs } = await this.#handle.stat();
        // In seconds, because a `Date` has only milliseconds.
        await this.#handle.utimes(atimeMs / 1000, (mtimeMs - backdateMs) / 1000);
      }
      if (sync) await this.#handle.sync();
      const state = fileState(await this.#handle.stat({ bigint: true }));
      await this.#close();
      await renameInto(this.path, path);
      this.#keep = true;
      return state;
    } catch (error) {
      throw fileSystemError(error, `write ${path}`);
    }
  }

  /** Closes the file and does not remove it. */
  async keep(): Promise<void> {
    this.#keep = true;
    await this.#close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    // Another writer of the same upload may have renamed or removed the file.
    if (!this.#keep && (await removeFile(this.path))) this.#quota?.release(this.#size);
    this.#keep = true;
  }

  async #writeBatch(batch: readonly Uint8Array[], ownership: ChunkOwnership): Promise<void> {
    await this.append(batch);
    if (ownership === 'owned') batch.forEach(detachBuffer);
  }

  async #writeAt(start: number, chunks: readonly Uint8Array[]): Promise<void> {
    let position = start;
    let rest = chunks.filter((chunk) => chunk.byteLength > 0);
    try {
      while (rest.length > 0) {
        const { bytesWritten } = await this.#handle.writev(rest, position);
        position += bytesWritten;
        rest = skipBytes(rest, bytesWritten);
      }
    } catch (error) {
      this.#hasMoreBytes = true;
      throw fileSystemError(error, `write ${this.path}`);
    }
  }

  /** Starts a flush when enough bytes are written. */
  #flushNext(): void {
    if (this.#flushing !== undefined || this.#size - this.#flushed < flushSize) return;
    this.#flushed = this.#size;
    this.#flushing = this.#handle.datasync().then(
      () => {
        this.#flushing = undefined;
      },
      (error: unknown) => {
        // The system reports a failure only once, so the commit must throw it.
        this.#flushFailure = { error };
      },
    );
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#flushing;
    await this.#handle.close();
  }
}

/**
 * Maximum number of attempts to create a file. `LayoutRepository.tidy` or a garbage collection may remove the empty
 * folder before each of them.
 */
const maxCreateAttempts = 50;

async function createIn(folder: string, path: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt++) {
    try {
      // The folder mostly exists.
      if (attempt === 1) return await open(path, 'wx');
      // Between two asynchronous calls, a removal by the same process would run each time.
      mkdirSync(folder, { recursive: true });
      closeSync(openSync(path, 'wx'));
      return await open(path, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0));
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || attempt === maxCreateAttempts) throw error;
    }
  }
}

/** Moves a file to `path`, whose folder may be new. */
async function renameInto(from: string, path: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (attempt > 1) await mkdir(dirname(path), { recursive: true });
      await renameOver(from, path);
      return;
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || attempt === maxCreateAttempts) throw error;
    }
  }
}

/** The rest of the chunks after the first `count` bytes. */
function skipBytes(chunks: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = count;
  for (const chunk of chunks) {
    if (skip < chunk.byteLength) rest.push(skip > 0 ? chunk.subarray(skip) : chunk);
    skip = Math.max(0, skip - chunk.byteLength);
  }
  return rest;
}
