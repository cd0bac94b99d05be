import { abortable } from '../concurrency/index.ts';
import type { Body } from '../streams/index.ts';
import { BoundedChannel } from './bounded-channel.ts';

interface Branch {
  readonly channel: BoundedChannel;
  isOpened: boolean;
}

/**
 * Opens a body once and sends its bytes to several readers at the same time. The slowest reader determines the speed. A
 * reader that opens its body again for a retry gets a separate stream.
 */
export class TeeBody {
  readonly #body: Body;
  readonly #branches: readonly Branch[];
  readonly #stop = new AbortController();
  #running = false;

  constructor(body: Body, readers: number) {
    this.#body = body;
    this.#branches = Array.from({ length: readers }, () => ({ channel: new BoundedChannel(), isOpened: false }));
  }

  /** The body for reader `index`. */
  body(index: number): Body {
    return () => {
      const branch = this.#branches[index];
      if (branch === undefined || branch.isOpened || branch.channel.cancelled) {
        this.cancel(index);
        return this.#body();
      }
      branch.isOpened = true;
      if (!this.#running) {
        this.#running = true;
        void this.#run();
      }
      return branch.channel;
    };
  }

  /**
   * Stops reader `index`, so that the other readers do not wait for it. When all readers have stopped, the body is
   * closed.
   */
  cancel(index: number): void {
    this.#branches[index]?.channel.cancel();
    if (this.#allCancelled()) this.#stop.abort();
  }

  #allCancelled(): boolean {
    return this.#branches.every(({ channel }) => channel.cancelled);
  }

  async #run(): Promise<void> {
    try {
      for await (const chunk of abortable(this.#body(), this.#stop.signal)) {
        await Promise.all(this.#branches.map(({ channel }) => channel.send(chunk)));
        if (this.#allCancelled()) return;
      }
      for (const { channel } of this.#branches) channel.end();
    } catch (error) {
      for (const { channel } of this.#branches) channel.fail(error);
    }
  }
}
