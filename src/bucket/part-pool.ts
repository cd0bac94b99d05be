/** Size of a part of an upload, bytes. 10,000 parts of it are the largest blob, 78 GiB. */
export const partBytes = 8 * 1024 * 1024;
/** Number of parts in memory. All uploads of a process share them, 112 MiB. */
const maxBuffers = 14;

/** A bounded number of buffers for parts. An upload waits until another one has sent a part. */
export class PartPool {
  readonly #idle: Buffer[] = [];
  readonly #waiting: ((buffer: Buffer) => void)[] = [];
  #created = 0;

  acquire(): Promise<Buffer> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    if (this.#created < maxBuffers) {
      this.#created++;
      return Promise.resolve(Buffer.allocUnsafeSlow(partBytes));
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  release(buffer: Buffer): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(buffer);
    else next(buffer);
  }
}
