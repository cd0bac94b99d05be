import { anySignal } from '../concurrency/index.ts';
import type { Registry } from '../registry/index.ts';
import { isOciError, OciError, type Descriptor } from '../spec/index.ts';
import type { LargeSettings } from './large-options.ts';
import { LargeRetries } from './large-retries.ts';

/**
 * The first byte of a range is late if it takes `latencyFactor` times the latency of the first request plus
 * `lateAfterMs` milliseconds. Only a late first byte suggests that the registry ignores ranges.
 */
const lateAfterMs = 1000;
const latencyFactor = 3;
/** Smoothing factor of the moving average of the rate: the share of the latest measurement. */
const smoothingFactor = 0.5;

/** The registry does not support ranges: it rejects them, sends other bytes, or sends the bytes before the range. */
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
  /** Running and completed ranges that the reader has not received, in the order of the blob. */
  readonly #queue: Promise<Uint8Array[]>[] = [];
  readonly #running = new Set<Promise<void>>();
  /** Bytes that are requested, or fetched and not consumed yet. */
  #inFlight: number;
  #nextStart: number;
  #chunkSize: number;
  /** Bytes per millisecond of one range; undefined before the first measurement. */
  #rate: number | undefined;
  #failure: { readonly error: unknown } | undefined;

  /**
   * @param start start of the first range; the bytes before it count as in flight until the caller releases them
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
    this.#nextStart = start;
    this.#chunkSize = settings.firstChunkSize;
  }

  /** Whether a range has failed, so that the next {@link nextRange} throws. */
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
      this.#nextStart < this.#blob.size &&
      this.#running.size < this.#settings.parallel
    ) {
      const start = this.#nextStart;
      const end = Math.min(this.#blob.size, start + this.#chunkSize);
      // A single range never exceeds the limit, so the download always continues.
      if (this.#inFlight + (end - start) > this.#settings.maxInFlight) return;
      this.#nextStart = end;
      this.#inFlight += end - start;
      this.#queue.push(this.fetch(start, end));
    }
  }

  /**
   * Returns the chunks of the next range; undefined after the last range. It throws the failure of a later range at
   * once, because the download cannot succeed without that range.
   *
   * @throws OciError; {@link RangesUnsupported}
   */
  async nextRange(): Promise<Uint8Array[] | undefined> {
    this.fill();
    try {
      return await this.#queue.shift();
    } catch (error) {
      throw this.#failure?.error ?? error;
    }
  }

  /** Call this when the reader has consumed `bytes` bytes. */
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
    const chunks = this.#fetch(start, end);
    const running: Promise<void> = chunks
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
    return chunks;
  }

  async #fetch(start: number, end: number): Promise<Uint8Array[]> {
    const retries = new LargeRetries(this.#settings, this.#signal);
    const chunks: Uint8Array[] = [];
    let position = start;
    while (position < end) {
      const before = position;
      try {
        for await (const chunk of this.#open(position, end)) {
          position += chunk.byteLength;
          if (position > end) throw new RangesUnsupported('the registry sent more bytes than the requested range');
          chunks.push(chunk);
        }
        if (position < end)
          throw new OciError(
            'SIZE_MISMATCH',
            `cannot read bytes ${start} to ${end} of the blob ${this.#blob.digest}: they end at ${position}`,
          );
      } catch (error) {
        // All requested ranges are within the blob, so the registry does not support any range.
        if (isOciError(error, 'UNSUPPORTED', 'RANGE_INVALID'))
          throw new RangesUnsupported(error.message, { cause: error });
        if (await retries.waitBeforeRetry(error, position > before)) continue;
        // If no byte of the range arrived, the download requests the complete blob instead. An error of that request
        // is more specific.
        throw position > start
          ? error
          : new RangesUnsupported('the registry sends no bytes of a range', { cause: error });
      }
    }
    return chunks;
  }

  async *#open(start: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
    const { now } = this.#settings;
    const requestedAt = now();
    let startedAt: number | undefined;
    for await (const chunk of await this.#registry.getBlobRange(this.#repository, this.#blob.digest, start, end, {
      signal: this.#signal,
    })) {
      if (startedAt === undefined) {
        startedAt = now();
        this.#checkLatency(start, startedAt - requestedAt);
      }
      yield chunk;
    }
    if (startedAt !== undefined) this.#measure(end - start, now() - startedAt);
  }

  /** Detects a registry that ignores ranges: the client skips the bytes before the range, so the first byte is late. */
  #checkLatency(start: number, ms: number): void {
    if (this.#rate === undefined || ms < lateAfterMs + latencyFactor * this.#latencyMs) return;
    if (ms >= start / (2 * this.#rate))
      throw new RangesUnsupported(
        'the registry seems to send all bytes before a range, because its first byte is late',
      );
  }

  #measure(bytes: number, ms: number): void {
    const rate = bytes / Math.max(ms, 1);
    this.#rate = this.#rate === undefined ? rate : this.#rate * (1 - smoothingFactor) + rate * smoothingFactor;
    const { minChunkSize, maxChunkSize, chunkMs } = this.#settings;
    this.#chunkSize = Math.round(Math.min(maxChunkSize, Math.max(minChunkSize, this.#rate * chunkMs)));
  }
}
