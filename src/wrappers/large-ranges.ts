import { anySignal } from '../concurrency/index.ts';
import type { Registry } from '../registry/index.ts';
import { isOciError, OciError, type Descriptor } from '../spec/index.ts';
import type { LargeSettings } from './large-options.ts';
import { LargeRetries } from './large-retries.ts';

/** Milliseconds in addition to the usual latency. Only a later first byte can mean that the registry ignores ranges. */
const minSuspiciousMs = 1000;
/** Factor on the latency of the first request that is still usual under load. */
const latencyFactor = 3;
/** Weight of the latest measurement in the average rate. */
const latestWeight = 0.5;

/**
 * The registry does not support ranges: it refuses them, sends other bytes, or also reads all bytes before the range.
 */
export class RangesUnsupported extends Error {
  override readonly name: string = 'RangesUnsupported';
}

/** Fetches ranges of one blob in parallel ahead of the reader and returns them in order. */
export class Ranges {
  readonly #registry: Registry;
  readonly #repository: string;
  readonly #blob: Descriptor;
  readonly #latencyMs: number;
  readonly #settings: LargeSettings;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  /** Running and completed ranges, in the order of the blob. */
  readonly #ahead: Promise<Uint8Array[]>[] = [];
  readonly #running = new Set<Promise<void>>();
  /** Bytes that are requested, or fetched and not read yet. */
  #inFlight: number;
  #next: number;
  #chunkSize: number;
  /** Bytes per millisecond of one range; undefined before the first measurement. */
  #rate: number | undefined;
  #failure: { readonly error: unknown } | undefined;

  /**
   * @param start start of the first range; the bytes before it are in flight until they are released
   * @param latencyMs milliseconds until the first reply of the registry
   */
  constructor(
    registry: Registry,
    repository: string,
    blob: Descriptor,
    start: number,
    latencyMs: number,
    settings: LargeSettings,
    signal: AbortSignal,
  ) {
    this.#registry = registry;
    this.#repository = repository;
    this.#blob = blob;
    this.#latencyMs = latencyMs;
    this.#settings = settings;
    this.#signal = anySignal(signal, this.#stop.signal);
    this.#inFlight = start;
    this.#next = start;
    this.#chunkSize = settings.firstChunkSize;
  }

  /** Whether a range has failed, so that the next {@link take} throws. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Whether a range has failed because the registry does not support ranges. */
  get unsupported(): boolean {
    return this.#failure?.error instanceof RangesUnsupported;
  }

  /** Sets the rate in bytes per millisecond before the first range has measured it. */
  estimateRate(rate: number): void {
    this.#rate ??= rate;
  }

  /** Starts as many ranges as the limits allow. */
  fill(): void {
    while (
      !this.failed &&
      !this.#signal.aborted &&
      this.#next < this.#blob.size &&
      this.#running.size < this.#settings.parallel
    ) {
      const start = this.#next;
      const end = Math.min(this.#blob.size, start + this.#chunkSize);
      // A single range is always allowed, because it never exceeds the limit.
      if (this.#inFlight > 0 && this.#inFlight + (end - start) > this.#settings.maxInFlight) return;
      this.#next = end;
      this.#inFlight += end - start;
      this.#ahead.push(this.fetch(start, end));
    }
  }

  /**
   * Returns the chunks of the next range; undefined after the last range. A failure of a later range is thrown at once,
   * because the ranges before it would be fetched in vain.
   *
   * @throws OciError; {@link RangesUnsupported}
   */
  async take(): Promise<Uint8Array[] | undefined> {
    this.fill();
    try {
      return await this.#ahead.shift();
    } catch (error) {
      throw this.#failure?.error ?? error;
    }
  }

  /** The reader has consumed this many bytes. */
  release(bytes: number): void {
    this.#inFlight -= bytes;
    this.fill();
  }

  /** Aborts all running ranges. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  /** Fetches the bytes from `start` to `end` (exclusive). A failure aborts all other ranges. */
  fetch(start: number, end: number): Promise<Uint8Array[]> {
    const fetched = this.#fetch(start, end);
    const running: Promise<void> = fetched
      .then(
        () => undefined,
        (error: unknown) => {
          this.#failure ??= { error };
          this.#stop.abort(error);
        },
      )
      .finally(() => {
        this.#running.delete(running);
        this.fill();
      });
    this.#running.add(running);
    return fetched;
  }

  async #fetch(start: number, end: number): Promise<Uint8Array[]> {
    const retries = new LargeRetries(this.#settings, this.#signal);
    const pieces: Uint8Array[] = [];
    let position = start;
    while (position < end) {
      const before = position;
      try {
        for await (const piece of this.#open(position, end)) {
          position += piece.byteLength;
          if (position > end) throw new RangesUnsupported('the registry sent more bytes than the requested range');
          pieces.push(piece);
        }
        if (position < end)
          throw new OciError(
            'SIZE_MISMATCH',
            `cannot read bytes ${start} to ${end} of the blob ${this.#blob.digest}: they end at ${position}`,
          );
      } catch (error) {
        // All ranges are within the blob, so the registry refuses ranges as such.
        if (isOciError(error, 'UNSUPPORTED', 'RANGE_INVALID'))
          throw new RangesUnsupported(error.message, { cause: error });
        if (await retries.afterFailure(error, position > before)) continue;
        // Without a single byte of the range, the complete blob is requested. If that fails, its error is more
        // specific.
        throw position > start
          ? error
          : new RangesUnsupported('the registry sends no bytes of a range', { cause: error });
      }
    }
    return pieces;
  }

  async *#open(start: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
    const { now } = this.#settings;
    const requestedAt = now();
    let startedAt: number | undefined;
    for await (const piece of await this.#registry.getBlobRange(this.#repository, this.#blob.digest, start, end, {
      signal: this.#signal,
    })) {
      if (startedAt === undefined) {
        startedAt = now();
        this.#checkLatency(start, startedAt - requestedAt);
      }
      yield piece;
    }
    if (startedAt !== undefined) this.#measure(end - start, now() - startedAt);
  }

  /** If a registry ignores ranges, the client may skip the bytes before the range, so the first byte is late. */
  #checkLatency(start: number, ms: number): void {
    if (this.#rate === undefined || ms < minSuspiciousMs + latencyFactor * this.#latencyMs) return;
    if (ms >= start / (2 * this.#rate))
      throw new RangesUnsupported(
        'the registry seems to send all bytes before a range, because its first byte is late',
      );
  }

  #measure(bytes: number, ms: number): void {
    const rate = bytes / Math.max(ms, 1);
    this.#rate = this.#rate === undefined ? rate : this.#rate * (1 - latestWeight) + rate * latestWeight;
    const { minChunkSize, maxChunkSize, chunkMs } = this.#settings;
    this.#chunkSize = Math.round(Math.min(maxChunkSize, Math.max(minChunkSize, this.#rate * chunkMs)));
  }
}
