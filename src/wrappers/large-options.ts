import { setTimeout as delay } from 'node:timers/promises';
import { OciError } from '../spec/index.ts';

const mebibyte = 1024 * 1024;
/** Bytes; the most that a download holds, whatever the options say. */
const mostInFlight = 64 * mebibyte;

export interface LargeOptions {
  /** Bytes; smaller blobs pass straight. @default 16777216 */
  readonly threshold?: number | undefined;
  /** Ranges asked for at a time. @default 4 */
  readonly parallel?: number | undefined;
  /** Bytes asked for or waiting for the reader, at most 67108864. @default 67108864 */
  readonly maxInFlight?: number | undefined;
  /** Bytes of the smallest range. @default 1048576 */
  readonly minChunkSize?: number | undefined;
  /** Bytes of the first ranges, before the bandwidth is known. @default 4194304 */
  readonly firstChunkSize?: number | undefined;
  /** Milliseconds that one range is to take: the bandwidth that was measured times this is the next one's size. @default 1000 */
  readonly chunkMs?: number | undefined;
  /** Tries of one range, or of an upload, without a new byte. @default 5 */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second try; doubled for each one after. @default 250 */
  readonly baseDelayMs?: number | undefined;
  /** Uploads blobs from the threshold on in pieces of this many bytes; the registry's minimum goes before. @default not in pieces */
  readonly uploadChunkSize?: number | undefined;
  /** Milliseconds from any fixed moment. @default performance.now */
  readonly now?: (() => number) | undefined;
  /** Waits; rejects when the signal is aborted. @default a timer */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/** What the code runs on: every default filled in. */
export interface LargeSettings {
  readonly threshold: number;
  readonly parallel: number;
  readonly maxInFlight: number;
  readonly minChunkSize: number;
  readonly maxChunkSize: number;
  readonly firstChunkSize: number;
  readonly chunkMs: number;
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly uploadChunkSize: number | undefined;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** @throws OciError `INPUT_INVALID` for numbers that are not whole or below 1 */
export function fillLargeOptions(options: LargeOptions): LargeSettings {
  const parallel = whole('parallel', options.parallel ?? 4);
  const maxInFlight = Math.min(mostInFlight, whole('maxInFlight', options.maxInFlight ?? mostInFlight));
  const maxChunkSize = Math.max(1, Math.floor(maxInFlight / parallel));
  const minChunkSize = Math.min(maxChunkSize, whole('minChunkSize', options.minChunkSize ?? mebibyte));
  const firstChunkSize = whole('firstChunkSize', options.firstChunkSize ?? 4 * mebibyte);
  return {
    threshold: whole('threshold', options.threshold ?? 16 * mebibyte),
    parallel,
    maxInFlight,
    minChunkSize,
    maxChunkSize,
    firstChunkSize: Math.min(maxChunkSize, Math.max(minChunkSize, firstChunkSize)),
    chunkMs: whole('chunkMs', options.chunkMs ?? 1000),
    attempts: whole('attempts', options.attempts ?? 5),
    baseDelayMs: options.baseDelayMs ?? 250,
    uploadChunkSize:
      options.uploadChunkSize === undefined ? undefined : whole('uploadChunkSize', options.uploadChunkSize),
    now: options.now ?? (() => performance.now()),
    sleep: options.sleep ?? pause,
  };
}

function whole(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new OciError('INPUT_INVALID', `the option ${name} is ${value}; it must be a whole number from 1`);
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal });
}
