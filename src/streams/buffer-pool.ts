/**
 * Idle buffers of one size. A new buffer costs more than a copy into an existing one, because the system must clear
 * its memory first.
 */
export class BufferPool {
  readonly size: number;
  readonly #create: (size: number) => Buffer;
  readonly #idle: Buffer[] = [];

  /** @param size of each buffer, bytes */
  constructor(size: number, create: (size: number) => Buffer = (bytes) => Buffer.allocUnsafeSlow(bytes)) {
    this.size = size;
    this.#create = create;
  }

  /** An idle buffer, or a new one. Its content is not defined. */
  acquire(): Buffer {
    return this.#idle.pop() ?? this.#create(this.size);
  }

  /** Returns buffers that no other code uses any more. */
  release(...buffers: readonly Buffer[]): void {
    for (const buffer of buffers) if (this.#idle.length < maxIdle) this.#idle.push(buffer);
  }
}

/** Maximum number of idle buffers in a pool: two for each of four concurrent streams. */
const maxIdle = 8;
