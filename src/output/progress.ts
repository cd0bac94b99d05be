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
