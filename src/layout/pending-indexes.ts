import { isOciError } from '../spec/index.ts';

/** Milliseconds without a change after which an index is written. */
const idleMs = 600;
/** Milliseconds after a failure, for example on a full disk. Meanwhile the journal contains the changes. */
const retryMs = 5000;

export interface PendingIndex {
  /** Writes the changes in the journal to `index.json`. */
  flush(): Promise<void>;
}

/** The indexes of a registry with a journal. Each `index.json` is written when its layout is idle. */
export class PendingIndexes {
  readonly #timers = new Map<PendingIndex, NodeJS.Timeout>();
  readonly #running = new Map<PendingIndex, Promise<void>>();

  /**
   * Postpones the write of an index. The process does not end before it.
   *
   * @param isLarge the journal is too large to wait
   */
  add(index: PendingIndex, isLarge = false): void {
    const timer = this.#timers.get(index);
    if (isLarge && !this.#running.has(index)) this.#write(index).catch(() => undefined);
    else if (timer?.hasRef() === true) timer.refresh();
    else this.#schedule(index, idleMs);
  }

  /** Writes all indexes. @throws the first error, after the attempt to write the others */
  async flush(): Promise<void> {
    const indexes = new Set([...this.#timers.keys(), ...this.#running.keys()]);
    const results = await Promise.allSettled(
      [...indexes].map(async (index) => {
        await this.#running.get(index)?.catch(() => undefined);
        await this.#write(index);
      }),
    );
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  #schedule(index: PendingIndex, delayMs: number): NodeJS.Timeout {
    clearTimeout(this.#timers.get(index));
    const timer = setTimeout(() => {
      // An error is reported by the explicit flush at the end of the process.
      this.#write(index).catch(() => undefined);
    }, delayMs);
    this.#timers.set(index, timer);
    return timer;
  }

  #write(index: PendingIndex): Promise<void> {
    clearTimeout(this.#timers.get(index));
    this.#timers.delete(index);
    const writing = index.flush().catch((error: unknown) => {
      // The layout was removed.
      if (isOciError(error, 'NOT_FOUND')) return;
      // Attempts must not prevent the end of the process.
      if (!this.#timers.has(index)) this.#schedule(index, retryMs).unref();
      throw error;
    });
    const running = writing.finally(() => {
      if (this.#running.get(index) === running) this.#running.delete(index);
    });
    this.#running.set(index, running);
    return running;
  }
}
