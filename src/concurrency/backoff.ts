import { setTimeout as timer } from 'node:timers/promises';
import { throwIfAborted } from '../spec/index.ts';

/** Waits for a time in milliseconds. Rejects when the signal is aborted. */
export type Sleep = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/**
 * Waits `ms` milliseconds.
 *
 * @param sleep replaces the timer, for tests
 * @throws OciError `ABORTED`, `TIMEOUT` when the signal's own time limit passed
 */
export async function pause(ms: number, signal: AbortSignal | undefined, sleep: Sleep = wait): Promise<void> {
  try {
    await sleep(ms, signal);
  } catch (error) {
    // A timer that is interrupted throws its own type of error.
    throwIfAborted(signal);
    throw error;
  }
  throwIfAborted(signal);
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await timer(ms, undefined, signal === undefined ? {} : { signal });
}

export interface BackoffOptions {
  /** Milliseconds to wait after the first failure. */
  readonly baseMs: number;
  /** Upper limit of the wait, milliseconds. */
  readonly maxMs: number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

/**
 * Milliseconds to wait after `failures` failures in a row. The wait doubles with each failure. Up to half of it is
 * random, so that many clients do not come back at the same moment.
 */
export function backoffMs(failures: number, { baseMs, maxMs, random }: BackoffOptions): number {
  return Math.round(Math.min(maxMs, baseMs * 2 ** (failures - 1)) * (1 - random() / 2));
}
