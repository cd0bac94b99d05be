import type { OperationPhase, Progress } from '../spec/index.ts';
import { formatBytes, formatCount } from './format.ts';

const verbs: Readonly<Record<OperationPhase, string>> = {
  package: 'packaged',
  push: 'pushed',
  tag: 'tagged',
  pull: 'pulled',
  copy: 'copied',
};

/** `pushed 1.2 GiB of 2.0 GiB (60 %)`; `packaged 300 MiB, 1,200 entries`. */
export function progressText(progress: Progress): string {
  const { done, total, entries } = progress;
  const of = total === undefined ? '' : ` of ${formatBytes(total)} (${percent(done, total)} %)`;
  const count = entries === undefined ? '' : `, ${formatCount(entries)} entries`;
  return `${verbs[progress.phase]} ${formatBytes(done)}${of}${count}`;
}

function percent(done: number, total: number): number {
  return total <= 0 ? 100 : Math.min(100, Math.floor((done / total) * 100));
}

/** Milliseconds between progress lines. A longer silence looks like a hang. */
export const progressIntervalMs = 5000;

/**
 * Writes a line every few seconds. Short operations write none.
 *
 * @param now monotonic milliseconds
 */
export function progressLines(
  write: (text: string) => void,
  now: () => number,
  intervalMs: number = progressIntervalMs,
): (progress: Progress) => void {
  let last = now();
  return (progress) => {
    const time = now();
    if (time - last < intervalMs) return;
    last = time;
    write(progressText(progress));
  };
}

/** Characters of the bar. */
const barWidth = 24;
/** Milliseconds between redraws. */
const redrawMs = 100;

/** A progress bar in the last line of a terminal. */
export class ProgressBar {
  readonly #write: (text: string) => void;
  readonly #now: () => number;
  readonly #columns: () => number;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #shown = false;

  /**
   * @param write to the terminal
   * @param now monotonic milliseconds
   * @param columns width of the terminal
   */
  constructor(write: (text: string) => void, now: () => number, columns: () => number) {
    this.#write = write;
    this.#now = now;
    this.#columns = columns;
  }

  update(progress: Progress): void {
    const time = this.#now();
    if (time - this.#drawnAt < redrawMs) return;
    this.#drawnAt = time;
    this.#shown = true;
    this.#write(`\r\u001b[2K${barText(progress).slice(0, Math.max(0, this.#columns() - 1))}`);
  }

  /** Removes the bar. Call it before other output, and at the end. */
  clear(): void {
    if (this.#shown) this.#write('\r\u001b[2K');
    this.#shown = false;
    this.#drawnAt = Number.NEGATIVE_INFINITY;
  }
}

function barText(progress: Progress): string {
  if (progress.total === undefined) return progressText(progress);
  const full = Math.floor((percent(progress.done, progress.total) / 100) * barWidth);
  return `[${'='.repeat(full)}${' '.repeat(barWidth - full)}] ${progressText(progress)}`;
}
