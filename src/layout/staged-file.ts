import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemError, renameOver } from '../io/index.ts';

/** Bytes gathered before they are written: one system call for many small chunks. */
const batchBytes = 1024 * 1024;

/** A file that grows outside of everybody's sight and is then renamed into its place. Disposing removes it unless it was committed or kept. */
export class StagedFile implements AsyncDisposable {
  readonly path: string;
  readonly #handle: FileHandle;
  #size: number;
  #open = true;
  #keep = false;

  private constructor(path: string, handle: FileHandle, size: number) {
    this.path = path;
    this.#handle = handle;
    this.#size = size;
  }

  /** @throws OciError `FILE_SYSTEM` */
  static async create(directory: string, name: string = `${process.pid}.${randomBytes(8).toString('hex')}.tmp`): Promise<StagedFile> {
    const path = join(directory, name);
    try {
      await mkdir(directory, { recursive: true });
      return new StagedFile(path, await open(path, 'wx'), 0);
    } catch (error) {
      throw fileSystemError(error, `create a file in ${directory}`);
    }
  }

  /** Goes on with a file of which the first `size` bytes count. */
  static async reopen(path: string, size: number): Promise<StagedFile> {
    try {
      return new StagedFile(path, await open(path, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0)), size);
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
    try {
      while (rest.length > 0) {
        const { bytesWritten } = await this.#handle.writev(rest, position);
        position += bytesWritten;
        rest = behind(rest, bytesWritten);
      }
    } catch (error) {
      throw fileSystemError(error, `write ${this.path}`);
    }
    this.#size = position;
  }

  /** Writes a whole body; one batch is written while the next is gathered. */
  async fill(body: AsyncIterable<Uint8Array>): Promise<void> {
    let batch: Uint8Array[] = [];
    let gathered = 0;
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const chunk of body) {
        batch.push(chunk);
        gathered += chunk.byteLength;
        if (gathered < batchBytes) continue;
        await writing;
        writing = this.append(batch);
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
    await this.append(batch);
  }

  /** Renames to `path`, replacing what is there. With `sync` the content is on disk before it has its name. */
  async commit(path: string, sync: boolean): Promise<void> {
    try {
      // A write that failed may have left bytes behind those that count.
      await this.#handle.truncate(this.#size);
      if (sync) await this.#handle.sync();
      await this.#close();
      await renameOver(this.path, path);
      this.#keep = true;
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
    if (!this.#keep) await rm(this.path, { force: true });
    this.#keep = true;
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close();
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
