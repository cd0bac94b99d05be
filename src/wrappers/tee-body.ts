import { abortable } from '../concurrency/index.ts';
import { type Body } from '../streams/index.ts';
import { BoundedChannel } from './bounded-channel.ts';

interface Seat {
  readonly hand: BoundedChannel;
  taken: boolean;
}

/**
 * One opening of a body for several readers at once, in step: it is read at the pace of the slowest. A reader that opens its body again,
 * for a retry, gets an opening of its own.
 */
export class TeeBody {
  readonly #body: Body;
  readonly #seats: readonly Seat[];
  readonly #stop = new AbortController();
  #running = false;

  constructor(body: Body, readers: number) {
    this.#body = body;
    this.#seats = Array.from({ length: readers }, () => ({ hand: new BoundedChannel(), taken: false }));
  }

  /** The body as reader `index` is to get it. */
  body(index: number): Body {
    return () => {
      const seat = this.#seats[index];
      if (seat === undefined || seat.taken || seat.hand.left) {
        this.leave(index);
        return this.#body();
      }
      seat.taken = true;
      if (!this.#running) {
        this.#running = true;
        void this.#run();
      }
      return seat.hand;
    };
  }

  /** Reader `index` needs no more; the others are no longer held up by it. When all have left, the body is closed. */
  leave(index: number): void {
    this.#seats[index]?.hand.leave();
    if (this.#deserted()) this.#stop.abort();
  }

  #deserted(): boolean {
    return this.#seats.every((seat) => seat.hand.left);
  }

  async #run(): Promise<void> {
    try {
      for await (const chunk of abortable(this.#body(), this.#stop.signal)) {
        await Promise.all(this.#seats.map((seat) => seat.hand.give(chunk)));
        if (this.#deserted()) return;
      }
      for (const seat of this.#seats) seat.hand.end();
    } catch (error) {
      for (const seat of this.#seats) seat.hand.fail(error);
    }
  }
}
