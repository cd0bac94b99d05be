/** A transfer slower than `bytes` a second is given `ms` of patience, which faster progress wins back. */
export interface StallRule {
  /** Bytes a second. */
  readonly bytes: number;
  readonly ms: number;
}

export const defaultStall: StallRule = { bytes: 1024, ms: 60_000 };

const ticks = 60;

/**
 * Notices a peer that stalls or drips. Only the time spent waiting for the peer counts, not the time in which our own reader or
 * source is busy, and a timer that fires late because this process was busy counts once: a slow transfer that keeps the rate goes
 * on for ever, one that falls below it ends after about {@link StallRule.ms}.
 */
export class StallGuard {
  readonly #rule: StallRule;
  readonly #onStall: () => void;
  #patienceMs: number;
  #waiting = false;
  /** Whether the peer has been awaited for a tick. */
  #slow = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(rule: StallRule, onStall: () => void) {
    this.#rule = rule;
    this.#onStall = onStall;
    this.#patienceMs = rule.ms;
  }

  /** From now on the peer is awaited. */
  begin(): void {
    this.#waiting = true;
    this.#slow = false;
    if (this.#timer !== undefined) return;
    const tickMs = Math.max(1, this.#rule.ms / ticks);
    this.#timer = setInterval(() => this.#tick(tickMs), tickMs);
    // The socket keeps the process alive while there is something to wait for.
    this.#timer.unref();
  }

  /** The peer took or gave this many bytes. @returns whether it was quick */
  end(bytes: number): boolean {
    this.#waiting = false;
    this.#patienceMs = Math.min(this.#rule.ms, this.#patienceMs + (bytes / this.#rule.bytes) * 1000);
    return !this.#slow;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#waiting = false;
  }

  #tick(elapsedMs: number): void {
    if (!this.#waiting) return;
    this.#slow = true;
    this.#patienceMs -= elapsedMs;
    if (this.#patienceMs > 0) return;
    this.stop();
    this.#onStall();
  }
}
