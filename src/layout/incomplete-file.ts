import type { FileHandle } from 'node:fs/promises';
import { abortable } from '../concurrency/index.ts';
import { fileSystemError } from '../fs/index.ts';
import type { IncompleteBlob } from '../registry/index.ts';

/** Size of the chunks, bytes. */
const chunkSize = 256 * 1024;

/** A reader of a file that is still being written. It has its own handle, so that the file can be renamed. */
export class IncompleteFile implements IncompleteBlob {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #waiting = new Set<() => void>();
  #size = 0;
  #end: 'complete' | { readonly error: unknown } | undefined;
  #pendingReads = 0;
  #closed: Promise<void> | undefined;

  /** @param handle for reading; {@link close} closes it */
  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  get size(): number {
    return this.#size;
  }

  /** The writer calls this after each write, with the new size of the file. */
  grow(size: number): void {
    this.#size = size;
    this.#notify();
  }

  /** The writer calls this when the file is complete. */
  end(): void {
    this.#end ??= 'complete';
    this.#notify();
  }

  /** The writer calls this when it failed. Reads throw the error. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#notify();
  }

  async reaches(size: number): Promise<boolean> {
    while (this.#size < size && this.#end === undefined) await this.#change();
    return this.#size >= size && (this.#end ?? 'complete') === 'complete';
  }

  open(from: number, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    return abortable(this.#read(from), signal);
  }

  close(): Promise<void> {
    this.#end = { error: new Error(`the reader of ${this.#path} was closed`) };
    this.#notify();
    this.#closed ??= this.#idle().then(() => this.#handle.close());
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async *#read(from: number): AsyncGenerator<Uint8Array, void, undefined> {
    let position = from;
    for (;;) {
      while (position >= this.#size && this.#end === undefined) await this.#change();
      if (this.#end !== undefined && this.#end !== 'complete') throw this.#end.error;
      if (position >= this.#size) return;
      const chunk = await this.#readAt(position, Math.min(chunkSize, this.#size - position));
      position += chunk.byteLength;
      yield chunk;
    }
  }

  async #readAt(position: number, size: number): Promise<Uint8Array> {
    const buffer = Buffer.allocUnsafeSlow(size);
    this.#pendingReads++;
    try {
      const { bytesRead } = await this.#handle.read(buffer, 0, size, position);
      if (bytesRead === 0) throw new Error('the file was truncated');
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      throw fileSystemError(error, `read ${this.#path}`);
    } finally {
      this.#pendingReads--;
      this.#notify();
    }
  }

  /** Waits for pending reads. A file descriptor that is closed during a read may be reused for another file. */
  async #idle(): Promise<void> {
    while (this.#pendingReads > 0) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #notify(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
