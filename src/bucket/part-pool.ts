import { monotonicMs } from '../concurrency/index.ts';

/** Size of a part of an upload, bytes. 10,000 parts of it are the largest blob, 78 GiB. */
export const partBytes = 8 * 1024 * 1024;
/** Number of parts in memory. All uploads of a process share them, 40 MiB. */
const maxBuffers = 5;
/** Milliseconds that an upload waits for a buffer before slow uploads must return theirs. */
const patienceMs = 500;
/** Milliseconds without new bytes after which an upload is slow. */
const idleMs = 250;
/** Maximum bytes that slow uploads keep without a buffer. */
const maxParkedBytes = 8 * 1024 * 1024;

/**
 * A bounded number of buffers for parts. An upload waits until another one has sent a part. A slow client cannot keep a
 * buffer from others: its bytes are moved to memory of their size.
 */
export class PartPool {
  readonly #idle: Buffer[] = [];
  readonly #waiting: ((buffer: Buffer) => void)[] = [];
  readonly #parts = new Set<PartBuffer>();
  #created = 0;
  #parkedBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  acquire(): Promise<Buffer> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    if (this.#created < maxBuffers) {
      this.#created++;
      return Promise.resolve(Buffer.allocUnsafeSlow(partBytes));
    }
    this.#timer ??= setInterval(() => this.#parkSlowest(), patienceMs).unref();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  release(buffer: Buffer): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(buffer);
    else next(buffer);
    if (this.#waiting.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Registers a part that may be moved out of its buffer. */
  add(part: PartBuffer): void {
    this.#parts.add(part);
  }

  remove(part: PartBuffer): void {
    this.#parts.delete(part);
  }

  unpark(bytes: number): void {
    this.#parkedBytes -= bytes;
  }

  #parkSlowest(): void {
    const now = monotonicMs();
    const slow = [...this.#parts]
      .filter((part) => now - part.usedMs > idleMs && this.#parkedBytes + part.filled <= maxParkedBytes)
      .sort((a, b) => a.usedMs - b.usedMs);
    for (const part of slow.slice(0, this.#waiting.length)) {
      this.#parkedBytes += part.filled;
      part.park();
    }
  }
}

/** The part of an upload that is being filled. */
export class PartBuffer {
  readonly #pool: PartPool;
  #buffer: Buffer | undefined;
  /** Bytes without a buffer of the pool. */
  #parked: Buffer | undefined;
  /** Number of bytes. */
  filled = 0;
  /** Time of the last bytes, on the monotonic clock. */
  usedMs = 0;

  constructor(pool: PartPool) {
    this.#pool = pool;
  }

  get isFull(): boolean {
    return this.filled === partBytes;
  }

  /** Appends as many bytes as fit. @returns their number */
  async append(bytes: Uint8Array): Promise<number> {
    if (this.#buffer === undefined) {
      const buffer = await this.#pool.acquire();
      if (this.#parked !== undefined) {
        this.#parked.copy(buffer);
        this.#unpark();
      }
      this.#buffer = buffer;
    }
    const piece = bytes.subarray(0, partBytes - this.filled);
    this.#buffer.set(piece, this.filled);
    this.filled += piece.byteLength;
    this.usedMs = monotonicMs();
    this.#pool.add(this);
    return piece.byteLength;
  }

  /** The bytes, which stay where they are until {@link release}. */
  pin(): Uint8Array {
    this.#pool.remove(this);
    return (this.#buffer ?? this.#parked)?.subarray(0, this.filled) ?? new Uint8Array();
  }

  /** Empties the part. @returns its bytes, and a function that releases their buffer; undefined for an empty part */
  take(): { readonly bytes: Uint8Array; readonly release: () => void } | undefined {
    if (this.filled === 0) return undefined;
    const bytes = this.pin();
    const buffer = this.#buffer;
    this.#buffer = undefined;
    if (this.#parked !== undefined) this.#unpark();
    this.filled = 0;
    return { bytes, release: () => buffer && this.#pool.release(buffer) };
  }

  /** Moves the bytes out of the buffer of the pool. */
  park(): void {
    const buffer = this.#buffer;
    if (buffer === undefined) return;
    this.#parked = Buffer.from(buffer.subarray(0, this.filled));
    this.#buffer = undefined;
    this.#pool.remove(this);
    this.#pool.release(buffer);
  }

  release(): void {
    this.take()?.release();
  }

  #unpark(): void {
    this.#pool.unpark(this.#parked?.byteLength ?? 0);
    this.#parked = undefined;
  }
}
