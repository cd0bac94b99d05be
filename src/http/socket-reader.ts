import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { BufferPool } from '../streams/index.ts';
import { prematureClose, sharedBuffer, type Batches } from './batch-reader.ts';
import { isTappable, tap, type SocketTarget } from './socket-tap.ts';
import type { StallGuard } from './stall.ts';

/**
 * Minimum size of a body that is read from its socket, bytes. Afterwards the connection is closed, because undici does
 * not know that the response is complete.
 */
const minBytes = 8 * 1024 * 1024;
/** Size of a batch, bytes. */
const batchBytes = 1024 * 1024;
const buffers = new BufferPool(batchBytes, sharedBuffer);
/**
 * Memory for bytes after the body. With TLS, Node delivers all bytes that it has decrypted, also after reading stopped. In
 * memory without space it would try this forever.
 */
const excess = Buffer.alloc(16 * 1024);

/** Whether a body can be read from the socket of its connection. @param length of the body, bytes */
export function canReadSocket(socket: Socket | undefined, length: number): socket is Socket {
  return length >= minBytes && socket !== undefined && !socket.destroyed && isTappable(socket);
}

/**
 * Reads a large body from its socket, in batches. The system writes the bytes into the memory of a batch. The usual
 * way, through undici, copies each byte twice and reads 64 KiB at a time.
 */
export class SocketReader implements Batches, SocketTarget {
  readonly #socket: Socket;
  readonly #stream: Readable;
  readonly #guard: StallGuard;
  /** Number of bytes that have not arrived. */
  #left: number;
  /** Bytes that arrived before this reader. */
  readonly #early: Buffer[] = [];
  #filling: Buffer = buffers.acquire();
  #size = 0;
  /** Complete batches. The next buffer is acquired before reading stops, because Node keeps the memory of a read. */
  readonly #ready: Buffer[] = [];
  #borrowed: Buffer | undefined;
  #isStopped = false;
  #failure: { readonly error: unknown } | undefined;
  #notify: (() => void) | undefined;

  /**
   * @param stream the body, of which nothing was read
   * @param length of the body, bytes
   */
  constructor(socket: Socket, stream: Readable, length: number, guard: StallGuard) {
    this.#socket = socket;
    this.#stream = stream;
    this.#guard = guard;
    this.#left = length;
    const fail = (error: unknown): void => {
      this.#failure ??= { error };
      guard.stop();
      this.#notify?.();
    };
    stream.once('error', fail).once('close', () => fail(prematureClose()));
    tap(socket, this);
    // undici reads the socket when its body is read, so these bytes must be taken first.
    const unparsed = socket.read() as Buffer | null;
    const parsed = stream.read() as Buffer | null;
    for (const bytes of [parsed, unparsed]) {
      if (bytes === null) continue;
      const part = bytes.subarray(0, this.#left);
      this.#left -= part.byteLength;
      if (part.byteLength > 0) this.#early.push(part);
    }
    this.#read();
  }

  async next(): Promise<Uint8Array | undefined> {
    const early = this.#early.shift();
    if (early !== undefined) return early;
    while (this.#ready.length === 0 && this.#left > 0 && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
    // A shorter batch is the last one, and its buffer is not used again.
    if (this.#borrowed?.byteLength === batchBytes) buffers.release(this.#borrowed);
    // The bytes before a failure come first.
    if (this.#ready.length === 0 && this.#size > 0) this.#complete();
    this.#borrowed = this.#ready.shift();
    if (this.#borrowed === undefined) {
      if (this.#left > 0) throw this.#failure?.error;
      return undefined;
    }
    if (this.#isStopped && this.#ready.length === 0) this.#read();
    return this.#borrowed;
  }

  release(): void {
    this.#stream.destroy();
    this.#socket.destroy();
    buffers.release(this.#filling);
  }

  space(): Uint8Array {
    return this.#left === 0 ? excess : this.#filling.subarray(this.#size, this.#size + this.#left);
  }

  received(bytes: Uint8Array): boolean {
    if (this.#left === 0) return false;
    const { byteLength } = bytes;
    if (bytes.buffer !== this.#filling.buffer) this.#filling.set(bytes, this.#size);
    this.#guard.end(byteLength);
    this.#size += byteLength;
    this.#left -= byteLength;
    if (this.#size === batchBytes || this.#left === 0) this.#complete();
    if (this.#left === 0) return false;
    this.#isStopped = this.#ready.length + (this.#borrowed === undefined ? 0 : 1) > 1;
    if (!this.#isStopped) this.#guard.begin();
    return !this.#isStopped;
  }

  #complete(): void {
    this.#ready.push(this.#filling.subarray(0, this.#size));
    this.#filling = buffers.acquire();
    this.#size = 0;
    this.#notify?.();
  }

  #read(): void {
    if (this.#left === 0 || this.#failure !== undefined) return;
    this.#isStopped = false;
    this.#guard.begin();
    this.#socket.read(0);
  }
}
