import { printable, type Digest, type OperationPhase, type Progress } from '../spec/index.ts';
import { formatBytes, formatNumber, shortDigest } from './format.ts';

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
  const count = entries === undefined ? '' : `, ${formatNumber(entries, 'entry', 'entries')}`;
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

/** Characters of the longest bar. A narrow terminal has a shorter one, or none. */
const maxBarWidth = 20;
/** Characters of the rest of a row with the longest numbers. */
const textWidth = 92;
/** Characters of the name of a row. */
const nameWidth = 20;
/** Milliseconds between redraws. */
const redrawMs = 100;
/** Blobs that have their own rows. The others are only in the total. */
const maxRows = 6;

/** A row for each blob in transfer, and one for each phase, in the last lines of a terminal. */
export class ProgressRows {
  readonly #write: (text: string) => void;
  readonly #now: () => number;
  readonly #columns: () => number;
  readonly #phases = new Map<OperationPhase, Row>();
  readonly #blobs = new Map<Digest, Row>();
  #drawnAt = Number.NEGATIVE_INFINITY;
  #drawnRows = 0;

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
    const { phase, blob } = progress;
    const row = this.#phases.get(phase) ?? { name: presentVerbs[phase], startedAt: time };
    this.#phases.set(phase, { ...row, ...progress });
    if (blob !== undefined) {
      const name = blob.title ?? shortDigest(blob.digest);
      const { startedAt } = this.#blobs.get(blob.digest) ?? { startedAt: time };
      this.#blobs.set(blob.digest, { name, startedAt, done: blob.done, total: blob.size });
      if (blob.done >= blob.size) this.#blobs.delete(blob.digest);
    }
    if (time - this.#drawnAt < redrawMs) return;
    this.#drawnAt = time;
    this.#draw(time);
  }

  /** Removes the rows, so that a line can be written. The next update draws them again. */
  clear(): void {
    this.#write(this.#erased());
    this.#drawnRows = 0;
    this.#drawnAt = Number.NEGATIVE_INFINITY;
  }

  /** Removes the rows, and forgets them. */
  end(): void {
    this.clear();
    this.#phases.clear();
    this.#blobs.clear();
  }

  #draw(time: number): void {
    const blobs = [...this.#blobs.values()].slice(0, maxRows);
    // A single blob would repeat the row of its phase.
    const rows = [...(this.#blobs.size > 1 ? blobs : []), ...this.#phases.values()];
    const width = Math.max(0, this.#columns() - 1);
    const lines = rows.map((row) => rowText(row, time, width).slice(0, width));
    this.#write(`${this.#erased()}${lines.join('\n')}`);
    this.#drawnRows = lines.length;
  }

  /** The codes that erase the drawn rows, and move the cursor to the first of them. */
  #erased(): string {
    if (this.#drawnRows === 0) return '';
    return `\r\u001b[2K${'\u001b[1A\u001b[2K'.repeat(this.#drawnRows - 1)}`;
  }
}

interface Row {
  readonly name: string;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  readonly done?: number | undefined;
  readonly total?: number | undefined;
  readonly entries?: number | undefined;
}

const presentVerbs: Readonly<Record<OperationPhase, string>> = {
  package: 'packaging',
  push: 'pushing',
  tag: 'tagging',
  pull: 'pulling',
  copy: 'copying',
};

/** `pushing [=====     ]  52 %  260 MiB of 500 MiB  135 MiB/s  0:02, 0:02 left` */
function rowText({ name, startedAt, done = 0, total, entries }: Row, time: number, width: number): string {
  const ms = time - startedAt;
  const speed = ms < minSpeedMs ? undefined : (done / ms) * 1000;
  const parts = [
    printable(name, nameWidth).padEnd(total === undefined ? 0 : nameWidth),
    ...(total === undefined ? [] : shareOf(percent(done, total), Math.min(maxBarWidth, width - textWidth))),
    total === undefined ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`,
    ...(entries === undefined ? [] : [formatNumber(entries, 'entry', 'entries')]),
    ...(speed === undefined ? [] : [`${formatBytes(Math.round(speed))}/s`]),
    clock(ms) + (speed === undefined || speed === 0 || total === undefined ? '' : left((total - done) / speed)),
  ];
  return parts.join('  ');
}

/** Characters of the shortest bar. */
const minBarWidth = 5;
/** Earlier, a speed would be a guess. */
const minSpeedMs = 500;

function shareOf(share: number, width: number): readonly string[] {
  const full = Math.floor((share / 100) * width);
  const bar = width < minBarWidth ? [] : [`[${'='.repeat(full)}${' '.repeat(width - full)}]`];
  return [...bar, `${String(share).padStart(3)} %`];
}

function left(seconds: number): string {
  return seconds < 1 ? '' : `, ${clock(seconds * 1000)} left`;
}

/** `0:07`, `1:02:03` */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, '0');
  return hours === 0 ? `${minutes}:${tail}` : `${hours}:${String(minutes).padStart(2, '0')}:${tail}`;
}
