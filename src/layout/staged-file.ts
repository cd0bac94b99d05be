import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, fileSystemError, isMissing, renameOver } from '../fs/index.ts';
import { detachBuffer } from '../streams/index.ts';
import { fileState, type FileState } from './file-state.ts';
import { GrowingFile } from './tail-file.ts';
import type { StorageQuota } from './storage-quota.ts';

/** Bytes gathered before they are written: one system call for many small chunks. */
const batchBytes = 1024 * 1024;

/** Size from which a borrowed chunk is written without a copy, bytes. */
const directBytes = 256 * 1024;

/** Bytes that are sent to the disk at a time. */
const flushBytes = 64 * 1024 * 1024;

/** A file that grows outside of everybody's sight and is then renamed into its place. Disposing removes it unless it was committed or kept. */
export class StagedFile implements AsyncDisposable {
  readonly path: string;
  /** Sends bytes to the disk as they come, so that the flush before the commit has little left to do. */
  flushesEarly = false;
  readonly #handle: FileHandle;
  readonly #room: StorageQuota | undefined;
  #watcher: GrowingFile | undefined;
  #size: number;
  #flushed = 0;
  #flushing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #open = true;
  #keep = false;

  private constructor(path: string, handle: FileHandle, size: number, room: StorageQuota | undefined) {
    this.path = path;
    this.#handle = handle;
    this.#room = room;
    this.#size = size;
    this.#flushed = size;
  }

  /**
   * @param room that its bytes are taken from
   * @throws OciError `FILE_SYSTEM`
   */
  static async create(
    directory: string,
    room?: StorageQuota,
    name: string = `${process.pid}.${randomBytes(8).toString('hex')}.tmp`,
  ): Promise<StagedFile> {
    const path = join(directory, name);
    try {
      return new StagedFile(path, await openIn(directory, path), 0, room);
    } catch (error) {
      throw fileSystemError(error, `create a file in ${directory}`);
    }
  }

  /** Goes on with a file of which the first `size` bytes count; their room was taken when they came. */
  static async reopen(path: string, size: number, room?: StorageQuota): Promise<StagedFile> {
    try {
      return new StagedFile(path, await open(path, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0)), size, room);
    } catch (error) {
      throw fileSystemError(error, `open ${path}`);
    }
  }

  /** Bytes. */
  get size(): number {
    return this.#size;
  }

  /** Writes the chunks behind what is there. When it fails, none of them counts. */
  async append(chunks: readonly Uint8Array[]): Promise<void> {
    let rest = chunks.filter((chunk) => chunk.byteLength > 0);
    let position = this.#size;
    const bytes = rest.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    if (this.#room !== undefined) await this.#room.take(bytes);
    try {
      while (rest.length > 0) {
        const { bytesWritten } = await this.#handle.writev(rest, position);
        position += bytesWritten;
        rest = behind(rest, bytesWritten);
      }
    } catch (error) {
      this.#room?.give(bytes);
      throw fileSystemError(error, `write ${this.path}`);
    }
    this.#size = position;
    this.#watcher?.grewTo(position);
    if (this.flushesEarly) this.#flush();
  }

  /** Lets somebody read what is appended from now on. They close what they are given. */
  async watched(): Promise<GrowingFile> {
    try {
      this.#watcher = new GrowingFile(this.path, await open(this.path, constants.O_RDONLY));
      return this.#watcher;
    } catch (error) {
      throw fileSystemError(error, `read ${this.path}`);
    }
  }

  /** Lets the disk work while more is coming. */
  #flush(): void {
    if (this.#flushing !== undefined || this.#size - this.#flushed < flushBytes) return;
    this.#flushed = this.#size;
    // The system tells of a failure once, so it is kept for the commit.
    this.#flushing = this.#handle.datasync().then(
      () => {
        this.#flushing = undefined;
      },
      (error: unknown) => {
        this.#failure = { error };
      },
    );
  }

  /**
   * Writes a whole body; one batch is written while the next is gathered.
   *
   * @param chunks `shared` ones may be held until they are written. The buffers of `owned` ones are detached after the write. `borrowed`
   *   ones are written or copied before the next chunk is requested.
   */
  async fill(body: AsyncIterable<Uint8Array>, chunks: 'shared' | 'owned' | 'borrowed' = 'shared'): Promise<void> {
    const owned = chunks === 'owned';
    let batch: Uint8Array[] = [];
    let gathered = 0;
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const chunk of body) {
        if (chunks === 'borrowed' && chunk.byteLength >= directBytes) {
          await writing;
          await this.append([...batch, chunk]);
          batch = [];
          gathered = 0;
          continue;
        }
        batch.push(chunks === 'borrowed' ? Uint8Array.from(chunk) : chunk);
        gathered += chunk.byteLength;
        if (gathered < batchBytes) continue;
        await writing;
        writing = this.#write(batch, owned);
        // It is awaited before the next batch; until then a failure must not count as unhandled.
        writing.catch(() => undefined);
        batch = [];
        gathered = 0;
      }
    } catch (error) {
      await writing.catch(() => undefined);
      throw error;
    }
    await writing;
    await this.#write(batch, owned);
  }

  async #write(batch: readonly Uint8Array[], owned: boolean): Promise<void> {
    await this.append(batch);
    if (owned) batch.forEach(detachBuffer);
  }

  /**
   * Renames to `path`, replacing what is there. With `sync` the content is on disk before it has its name.
   *
   * @param backMs by which its date is set back, so that a later write is sure to change it, however soon it comes
   * @returns the file as it was when it was done
   */
  async commit(path: string, sync: boolean, backMs = 0): Promise<FileState> {
    try {
      await this.#flushing;
      if (this.#failure !== undefined) throw this.#failure.error;
      // A write that failed may have left bytes behind those that count.
      await this.#handle.truncate(this.#size);
      if (backMs > 0) {
        const { atimeMs, mtimeMs } = await this.#handle.stat();
        await this.#handle.utimes(new Date(atimeMs), new Date(mtimeMs - backMs));
      }
      if (sync) await this.#handle.sync();
      const state = fileState(await this.#handle.stat({ bigint: true }));
      await this.#close();
      await renameOver(this.path, path);
      this.#keep = true;
      return state;
    } catch (error) {
      throw fileSystemError(error, `write ${path}`);
    }
  }

  /** Closes the file and leaves it where it is. */
  async keep(): Promise<void> {
    this.#keep = true;
    await this.#close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    // Another writer of the same upload may have given the file its place, or removed it.
    if (!this.#keep && (await removeFile(this.path))) this.#room?.give(this.#size);
    this.#keep = true;
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#flushing;
    await this.#handle.close();
  }
}

/** @returns whether there was one */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await rm(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw fileSystemError(error, `delete ${path}`);
  }
}

// Whoever tidies the layout up may remove the empty directory between our making it and our opening a file in it.
const openTries = 50;

async function openIn(directory: string, path: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt++) {
    try {
      await mkdir(directory, { recursive: true });
      return await open(path, 'wx');
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || attempt === openTries) throw error;
    }
  }
}

/** What is left of chunks when the first `count` bytes are done. */
function behind(chunks: readonly Uint8Array[], count: number): Uint8Array[] {
  const left: Uint8Array[] = [];
  let skip = count;
  for (const chunk of chunks) {
    if (skip >= chunk.byteLength) {
      skip -= chunk.byteLength;
      continue;
    }
    left.push(skip > 0 ? chunk.subarray(skip) : chunk);
    skip = 0;
  }
  return left;
}
