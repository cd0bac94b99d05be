import { setTimeout as timer } from 'node:timers/promises';
import { throwIfAborted } from '../spec/index.ts';

/** Waits for a time in milliseconds. Rejects when the signal is aborted. */
export type Sleep = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/**
 * Waits `ms` milliseconds.
 *
 * @param sleep replaces the timer, for tests
 * @throws OciError `ABORTED`, or `TIMEOUT` when the time limit of the signal passed
 */
export async function pause(ms: number, signal: AbortSignal | undefined, sleep: Sleep = wait): Promise<void> {
  try {
    await sleep(ms, signal);
  } catch (error) {
    // An interrupted timer throws its own type of error.
    throwIfAborted(signal);
    throw error;
  }
  throwIfAborted(signal);
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await timer(ms, undefined, signal === undefined ? {} : { signal });
}

interface BackoffOptions {
  /** Milliseconds to wait after the first failure. */
  readonly baseMs: number;
  /** Upper limit of the wait, milliseconds. */
  readonly maxMs: number;
  /** Returns a number from 0 to less than 1. */
  readonly random: () => number;
}

/**
 * Milliseconds to wait after `failures` failures in a row. The wait doubles with each failure. Up to half of it is
 * random, so that many clients do not retry at the same moment.
 */
export function backoffMs(failures: number, { baseMs, maxMs, random }: BackoffOptions): number {
  return Math.round(Math.min(maxMs, baseMs * 2 ** (failures - 1)) * (1 - random() / 2));
}
