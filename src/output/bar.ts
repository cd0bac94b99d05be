import { percent, progressText } from './progress.ts';
import type { Progress } from '../spec/index.ts';

const barWidth = 24;
/** Redrawn no more often than the eye follows. */
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

  /** Takes the bar away, before other lines are written and at the end. */
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
