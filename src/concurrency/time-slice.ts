import { setImmediate } from 'node:timers/promises';
import { monotonicMs } from './monotonic-clock.ts';

/** Maximum time without a pause, milliseconds. Other clients of a server wait no longer than this. */
const sliceMs = 10;

/** Interrupts long computations, so that the event loop can process other work in between. */
export class TimeSlice {
  readonly #now: () => number;
  #startedAt: number;

  /** @param now milliseconds */
  constructor(now: () => number = monotonicMs) {
    this.#now = now;
    this.#startedAt = now();
  }

  /** Call this after each small part of the computation. It pauses when the time slice has passed. */
  async pause(): Promise<void> {
    if (this.#now() - this.#startedAt < sliceMs) return;
    await setImmediate();
    this.#startedAt = this.#now();
  }
}
