import type { Registry } from '../registry/index.ts';
import { isOciError, OciError, type Descriptor } from '../spec/index.ts';
import type { LargeSettings } from './large-options.ts';
import { RetryCounter } from './retry-counter.ts';

/** Milliseconds beyond the registry's usual latency; a range that begins sooner is never taken for one that was skipped to. */
const leastSuspiciousMs = 1000;
/** Times the latency of the first request that are still usual under load. */
const usualLatencies = 3;
/** Weight of the newest measurement. */
const newest = 0.5;

/** The registry does not give ranges: it refuses them, sends something else, or reads everything before them as well. */
export class RangesIgnored extends Error {
  override readonly name: string = 'RangesIgnored';
}

/** Ranges of one blob, fetched side by side ahead of the reader and handed out in order. */
export class Ranges {
  readonly #registry: Registry;
  readonly #repository: string;
  readonly #blob: Descriptor;
  readonly #latencyMs: number;
  readonly #settings: LargeSettings;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  /** Ranges under way or done, in the order of the blob. */
  readonly #ahead: Promise<Uint8Array[]>[] = [];
  readonly #running = new Set<Promise<void>>();
  /** Bytes asked for, or fetched and not yet taken by the reader. */
  #inFlight: number;
  #next: number;
  #chunkSize: number;
  /** Bytes per millisecond of one range; undefined until one was measured. */
  #rate: number | undefined;
  #failure: { readonly error: unknown } | undefined;

  /**
   * @param start where the first range begins; what comes before counts as in flight, until it is released
   * @param latencyMs how long the registry took to begin its first answer
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
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#inFlight = start;
    this.#next = start;
    this.#chunkSize = settings.firstChunkSize;
  }

  /** Whether a range has failed: the next {@link take} throws. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Whether it failed because the registry does not give ranges. */
  get ignored(): boolean {
    return this.#failure?.error instanceof RangesIgnored;
  }

  /** Bytes per millisecond, measured elsewhere. */
  learn(rate: number): void {
    this.#rate ??= rate;
  }

  /** Begins as many ranges as the limits allow. */
  fill(): void {
    while (
      !this.failed &&
      !this.#signal.aborted &&
      this.#next < this.#blob.size &&
      this.#running.size < this.#settings.parallel
    ) {
      const start = this.#next;
      const end = Math.min(this.#blob.size, start + this.#chunkSize);
      // Alone, a range may always be asked for: it is never larger than the limit.
      if (this.#inFlight > 0 && this.#inFlight + (end - start) > this.#settings.maxInFlight) return;
      this.#next = end;
      this.#inFlight += end - start;
      this.#ahead.push(this.fetch(start, end));
    }
  }

  /**
   * The pieces of the next range, in order; undefined after the last. A failure further on is thrown at once: what comes before it
   * would be fetched for nothing.
   *
   * @throws OciError; {@link RangesIgnored}
   */
  async take(): Promise<Uint8Array[] | undefined> {
    this.fill();
    try {
      return await this.#ahead.shift();
    } catch (error) {
      throw this.#failure?.error ?? error;
    }
  }

  /** The reader is done with this many bytes. */
  release(bytes: number): void {
    this.#inFlight -= bytes;
    this.fill();
  }

  /** Ends all that is under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  /** The bytes from `start` up to `end`, whole. A failure ends all other ranges. */
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
    const tries = new RetryCounter(this.#settings, this.#signal);
    const pieces: Uint8Array[] = [];
    let position = start;
    while (position < end) {
      const before = position;
      try {
        for await (const piece of this.#open(position, end)) {
          position += piece.byteLength;
          if (position > end) throw new RangesIgnored('the registry sent more than the range that was asked for');
          pieces.push(piece);
        }
        if (position < end)
          throw new OciError(
            'SIZE_MISMATCH',
            `bytes ${start} to ${end} of the blob ${this.#blob.digest} ended at ${position}`,
          );
      } catch (error) {
        // Every one of these ranges lies within the blob: what is refused is ranges as such.
        if (isOciError(error, 'UNSUPPORTED', 'RANGE_INVALID')) throw new RangesIgnored(error.message, { cause: error });
        const again = await tries.after(error, position > before);
        if (again) continue;
        // No try brought a byte. Perhaps the blob can be had in one: if not, that says so.
        throw position > start ? error : new RangesIgnored('the registry gives nothing of a range', { cause: error });
      }
    }
    return pieces;
  }

  async *#open(start: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
    const { now } = this.#settings;
    const asked = now();
    let began: number | undefined;
    for await (const piece of await this.#registry.getBlobRange(this.#repository, this.#blob.digest, start, end, {
      signal: this.#signal,
    })) {
      if (began === undefined) {
        began = now();
        this.#checkLatency(start, began - asked);
      }
      yield piece;
    }
    if (began !== undefined) this.#measure(end - start, now() - began);
  }

  /** A client may make up for a registry that ignores ranges by skipping what comes before. Then the first byte is as late as all of that takes. */
  #checkLatency(start: number, ms: number): void {
    if (this.#rate === undefined || ms < leastSuspiciousMs + usualLatencies * this.#latencyMs) return;
    if (ms >= start / (2 * this.#rate))
      throw new RangesIgnored('the registry began so late that it seems to send everything before a range as well');
  }

  #measure(bytes: number, ms: number): void {
    const rate = bytes / Math.max(ms, 1);
    this.#rate = this.#rate === undefined ? rate : this.#rate * (1 - newest) + rate * newest;
    const { minChunkSize, maxChunkSize, chunkMs } = this.#settings;
    this.#chunkSize = Math.round(Math.min(maxChunkSize, Math.max(minChunkSize, this.#rate * chunkMs)));
  }
}
