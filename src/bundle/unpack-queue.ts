/** Small files that are being written while the archive is read on. Bounded in number and bytes. */
export class WriteQueue {
  readonly #maxCount: number;
  readonly #maxBytes: number;
  readonly #running = new Map<string, Promise<void>>();
  #bytes = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(maxCount: number, maxBytes: number) {
    this.#maxCount = maxCount;
    this.#maxBytes = maxBytes;
  }

  /**
   * Starts `work` as soon as there is room, and after whatever is running on the same path.
   *
   * @throws what any work has thrown so far
   */
  async start(path: string, bytes: number, work: () => Promise<void>): Promise<void> {
    while (this.#running.size > 0 && (this.#running.size >= this.#maxCount || this.#bytes + bytes > this.#maxBytes || this.#running.has(path))) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#throwFailure();
    this.#bytes += bytes;
    this.#running.set(path, this.#run(path, bytes, work));
  }

  /**
   * Waits until nothing runs any more.
   *
   * @throws what any work has thrown
   */
  async drain(): Promise<void> {
    await this.settle();
    this.#throwFailure();
  }

  /** Waits until nothing runs any more, whatever became of it. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  async #run(path: string, bytes: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      this.#running.delete(path);
      this.#bytes -= bytes;
      this.#wake?.();
      this.#wake = undefined;
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
