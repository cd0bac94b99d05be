/**
 * Limits the time that a server sends only informational responses (1xx). undici restarts its own timeout after each
 * of them, so that a server could keep the client waiting forever.
 */
export class HeadTimeout {
  readonly #ms: number;
  readonly #onTimeout: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number, onTimeout: () => void) {
    this.#ms = ms;
    this.#onTimeout = onTimeout;
  }

  /** Starts the timer at the first informational response after the request. Later ones do not restart it. */
  start(): void {
    // A limit of 0 disables the timeout, as in undici. The socket keeps the process alive.
    if (this.#ms > 0) this.#timer ??= setTimeout(this.#onTimeout, this.#ms).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
