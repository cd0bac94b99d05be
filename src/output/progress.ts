import { formatBytes, formatCount } from './format.ts';

export type ProgressPhase = 'package' | 'push' | 'tag' | 'pull' | 'copy';

/** How far one phase of the work has come. */
export interface Progress {
  readonly phase: ProgressPhase;
  /** Bytes. */
  readonly done: number;
  /** Bytes, when known. */
  readonly total?: number | undefined;
  /** Files and directories met so far. */
  readonly entries?: number | undefined;
}

const verbs: Readonly<Record<ProgressPhase, string>> = {
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

export function percent(done: number, total: number): number {
  return total <= 0 ? 100 : Math.min(100, Math.floor((done / total) * 100));
}

/** Silence longer than this looks like a hang. */
export const progressIntervalMs = 5000;

/**
 * Lets a line through every few seconds; short work stays silent.
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
