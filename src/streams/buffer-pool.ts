/**
 * Idle buffers of one size. A new buffer costs more than a copy into an existing one, because the system has to clear
 * it first.
 */
export class BufferPool {
  readonly size: number;
  readonly #make: (size: number) => Buffer;
  readonly #idle: Buffer[] = [];

  /** @param size of each buffer, bytes */
  constructor(size: number, make: (size: number) => Buffer = (bytes) => Buffer.allocUnsafeSlow(bytes)) {
    this.size = size;
    this.#make = make;
  }

  /** An idle buffer, or a new one. Its content is not defined. */
  take(): Buffer {
    return this.#idle.pop() ?? this.#make(this.size);
  }

  /** Returns buffers that no other code uses any more. */
  release(...buffers: readonly Buffer[]): void {
    for (const buffer of buffers) if (this.#idle.length < maxIdle) this.#idle.push(buffer);
  }
}

/** Maximum number of idle buffers in a pool. Four streams at a time use two buffers each. */
const maxIdle = 8;
