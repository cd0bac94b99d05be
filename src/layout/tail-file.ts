import type { FileHandle } from 'node:fs/promises';
import { abortable } from '../concurrency/index.ts';
import { fileSystemError } from '../fs/index.ts';
import type { IncompleteBlob } from '../registry/index.ts';

/** Bytes read at a time. */
const readSize = 256 * 1024;

/** A file that somebody reads while it is being written. The reader keeps it open, so that it may get another name meanwhile. */
export class GrowingFile implements IncompleteBlob {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #waiting = new Set<() => void>();
  #size = 0;
  #end: 'whole' | { readonly error: unknown } | undefined;
  #reads = 0;
  #closed: Promise<void> | undefined;

  /** @param handle for reading; it is closed with this */
  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  get size(): number {
    return this.#size;
  }

  /** So many bytes are in the file now. */
  grewTo(size: number): void {
    this.#size = size;
    this.#wake();
  }

  /** Nothing more will come. */
  end(): void {
    this.#end ??= 'whole';
    this.#wake();
  }

  /** Nothing more will come, and what came is void. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake();
  }

  async reaches(size: number): Promise<boolean> {
    while (this.#size < size && this.#end === undefined) await this.#change();
    return this.#size >= size && (this.#end ?? 'whole') === 'whole';
  }

  open(from: number, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    return abortable(this.#read(from), signal);
  }

  close(): Promise<void> {
    this.#end = { error: new Error(`${this.#path} is closed`) };
    this.#wake();
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
      if (this.#end !== undefined && this.#end !== 'whole') throw this.#end.error;
      if (position >= this.#size) return;
      const chunk = await this.#readAt(position, Math.min(readSize, this.#size - position));
      position += chunk.byteLength;
      yield chunk;
    }
  }

  async #readAt(position: number, size: number): Promise<Uint8Array> {
    const buffer = Buffer.allocUnsafeSlow(size);
    this.#reads++;
    try {
      const { bytesRead } = await this.#handle.read(buffer, 0, size, position);
      if (bytesRead === 0) throw new Error('it became shorter');
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      throw fileSystemError(error, `read ${this.#path}`);
    } finally {
      this.#reads--;
      this.#wake();
    }
  }

  /** A handle must not be closed under a read: its number may belong to another file by then. */
  async #idle(): Promise<void> {
    while (this.#reads > 0) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
