/** Lowest accepted rate of a transfer. Below this rate a transfer reduces an allowance. Faster progress restores it. */
export interface StallRule {
  /** Lowest rate, bytes a second. */
  readonly bytes: number;
  /** Allowance, milliseconds. */
  readonly ms: number;
}

export const defaultStall: StallRule = { bytes: 1024, ms: 60_000 };

/** Number of timer ticks in {@link StallRule.ms}. */
const ticks = 60;

/**
 * Detects a peer that stalls or is very slow. Only the time of waiting for the peer counts, not the time of our own
 * reader or source. A timer that fires late because this process was busy counts once. A transfer at the accepted rate
 * never fails. A transfer without progress fails after about {@link StallRule.ms}.
 */
export class StallGuard {
  readonly #rule: StallRule;
  readonly #onStall: () => void;
  #allowanceMs: number;
  #isWaiting = false;
  /** Whether a tick has passed since waiting began. */
  #isSlow = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(rule: StallRule, onStall: () => void) {
    this.#rule = rule;
    this.#onStall = onStall;
    this.#allowanceMs = rule.ms;
  }

  /** Starts to count the time, when waiting for the peer begins. */
  begin(): void {
    this.#isWaiting = true;
    this.#isSlow = false;
    if (this.#timer !== undefined) return;
    const tickMs = Math.max(1, this.#rule.ms / ticks);
    this.#timer = setInterval(() => this.#tick(tickMs), tickMs);
    // The socket keeps the process alive during the transfer.
    this.#timer.unref();
  }

  /**
   * Stops counting, when the peer has received or sent some bytes.
   *
   * @returns whether the peer was fast
   */
  end(bytes: number): boolean {
    this.#isWaiting = false;
    this.#allowanceMs = Math.min(this.#rule.ms, this.#allowanceMs + (bytes / this.#rule.bytes) * 1000);
    return !this.#isSlow;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#isWaiting = false;
  }

  #tick(elapsedMs: number): void {
    if (!this.#isWaiting) return;
    this.#isSlow = true;
    this.#allowanceMs -= elapsedMs;
    if (this.#allowanceMs > 0) return;
    this.stop();
    this.#onStall();
  }
}
