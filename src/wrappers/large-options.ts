import type { Sleep } from '../concurrency/index.ts';
import { OciError } from '../spec/index.ts';

const mebibyte = 1024 * 1024;
/** Upper limit of `maxInFlight` in bytes: the memory that one download may use. */
const maxInFlightLimit = 64 * mebibyte;

/** Options of {@link large}. */
export interface LargeOptions {
  /** Size in bytes from which a blob is large. @default 16777216 */
  readonly threshold?: number | undefined;
  /** Number of concurrent range requests. @default 4 */
  readonly parallel?: number | undefined;
  /** Maximum number of bytes that are requested or buffered for the reader; at most 67108864. @default 67108864 */
  readonly maxInFlight?: number | undefined;
  /** Minimum size of a range in bytes. @default 1048576 */
  readonly minChunkSize?: number | undefined;
  /** Size in bytes of the first ranges, before the bandwidth is known. @default 4194304 */
  readonly firstChunkSize?: number | undefined;
  /**
   * Target duration of one range in milliseconds. The next range has the measured bandwidth times this duration.
   *
   * @default 1000
   */
  readonly chunkMs?: number | undefined;
  /** Maximum number of attempts of one range or upload without a new byte. @default 5 */
  readonly attempts?: number | undefined;
  /**
   * Size in bytes of the chunks of uploads of large blobs. If the registry requires larger chunks, its minimum is used.
   *
   * @default no chunked uploads
   */
  readonly uploadChunkSize?: number | undefined;
  /** Milliseconds since a fixed moment. @default performance.now */
  readonly now?: (() => number) | undefined;
  /** Waits before a retry. Rejects when the signal is aborted. @default a timer */
  readonly sleep?: Sleep | undefined;
}

/** The options with their defaults. */
export interface LargeSettings {
  readonly threshold: number;
  readonly parallel: number;
  readonly maxInFlight: number;
  readonly minChunkSize: number;
  readonly maxChunkSize: number;
  readonly firstChunkSize: number;
  readonly chunkMs: number;
  readonly attempts: number;
  readonly uploadChunkSize: number | undefined;
  readonly now: () => number;
  readonly sleep: Sleep | undefined;
}

/** @throws OciError `INPUT_INVALID` for a number that is not a whole number from 1 */
export function resolveLargeOptions(options: LargeOptions): LargeSettings {
  const parallel = wholeNumber('parallel', options.parallel ?? 4);
  const maxInFlight = Math.min(maxInFlightLimit, wholeNumber('maxInFlight', options.maxInFlight ?? maxInFlightLimit));
  const maxChunkSize = Math.max(1, Math.floor(maxInFlight / parallel));
  const minChunkSize = Math.min(maxChunkSize, wholeNumber('minChunkSize', options.minChunkSize ?? mebibyte));
  const firstChunkSize = wholeNumber('firstChunkSize', options.firstChunkSize ?? 4 * mebibyte);
  const { uploadChunkSize } = options;
  return {
    threshold: wholeNumber('threshold', options.threshold ?? 16 * mebibyte),
    parallel,
    maxInFlight,
    minChunkSize,
    maxChunkSize,
    firstChunkSize: Math.min(maxChunkSize, Math.max(minChunkSize, firstChunkSize)),
    chunkMs: wholeNumber('chunkMs', options.chunkMs ?? 1000),
    attempts: wholeNumber('attempts', options.attempts ?? 5),
    uploadChunkSize: uploadChunkSize === undefined ? undefined : wholeNumber('uploadChunkSize', uploadChunkSize),
    now: options.now ?? (() => performance.now()),
    sleep: options.sleep,
  };
}

function wholeNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new OciError('INPUT_INVALID', `invalid option ${name}: ${value}; use a whole number from 1`);
}
