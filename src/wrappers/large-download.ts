import { abortable, anySignal } from '../concurrency/index.ts';
import { verified } from '../streams/index.ts';
import { blobReader, type BlobReader, type CallOptions, type Registry } from '../registry/index.ts';
import { isOciError, OciError, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';
import type { LargeSettings } from './large-options.ts';
import { Ranges, RangesIgnored } from './large-ranges.ts';
import { RetryCounter } from './retry-counter.ts';

/** Opens a blob: a small one as it is, a large one as ranges side by side, checked as a whole. */
export async function openLarge(
  registry: Registry,
  repository: string,
  digest: Digest,
  options: CallOptions,
  settings: LargeSettings,
): Promise<BlobReader> {
  const asked = settings.now();
  const stop = new AbortController();
  const signal = anySignal(stop.signal, options.signal);
  const whole = await registry.getBlob(repository, digest, { signal });
  const { descriptor } = whole;
  if (descriptor.size < settings.threshold || descriptor.size <= settings.firstChunkSize) return whole;
  const download = new LargeDownload(registry, repository, whole, settings.now() - asked, settings, signal);
  const content = verified(download.content(), descriptor, `the blob ${digest}`);
  return blobReader(descriptor, abortable(content, signal), {
    free: async () => {
      stop.abort();
      await download.stopped();
    },
  });
}

/**
 * A large blob being read. The request that told its size goes on to give its beginning while ranges fetch the rest; should the registry
 * turn out not to give ranges, one request gives everything in order.
 */
class LargeDownload {
  readonly #registry: Registry;
  readonly #repository: string;
  readonly #whole: BlobReader;
  readonly #blob: Descriptor;
  readonly #settings: LargeSettings;
  readonly #signal: AbortSignal;
  readonly #ranges: Ranges;
  /** Position of the next byte that the reader needs. */
  #position = 0;

  constructor(
    registry: Registry,
    repository: string,
    whole: BlobReader,
    latencyMs: number,
    settings: LargeSettings,
    signal: AbortSignal,
  ) {
    this.#registry = registry;
    this.#repository = repository;
    this.#whole = whole;
    this.#blob = whole.descriptor;
    this.#settings = settings;
    this.#signal = signal;
    this.#ranges = new Ranges(registry, repository, this.#blob, settings.firstChunkSize, latencyMs, settings, signal);
  }

  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      this.#ranges.fill();
      yield* this.#beginning();
      for (let pieces = await this.#nextRange(); pieces !== undefined; pieces = await this.#nextRange())
        yield* this.#passOn(pieces);
    } catch (error) {
      if (!(error instanceof RangesIgnored)) throw error;
      await this.#ranges.stop();
      yield* this.#inOrder();
    }
  }

  /** Resolves when nothing is under way any more. To be called after the signal was aborted. */
  async stopped(): Promise<void> {
    await this.#whole.close();
    await this.#ranges.stop();
  }

  /** What comes before the first range; all of the blob when it has turned out by then that there are no ranges. */
  async *#beginning(): AsyncGenerator<Uint8Array, void, undefined> {
    const end = this.#settings.firstChunkSize;
    const began = this.#settings.now();
    try {
      for await (const chunk of this.#whole) {
        if (this.#ranges.failed && !this.#ranges.ignored) return;
        const part = this.#ranges.ignored ? chunk : chunk.subarray(0, end - this.#position);
        yield* this.#passOn([part]);
        if (this.#position >= end && !this.#ranges.ignored) break;
        // The rest of a chunk that was cut just before the ranges failed.
        if (part.byteLength < chunk.byteLength) yield* this.#passOn([chunk.subarray(part.byteLength)]);
      }
      this.#ranges.learn(end / Math.max(1, this.#settings.now() - began));
    } catch (error) {
      throwIfAborted(this.#signal);
      if (!isOciError(error) || error.code === 'DIGEST_MISMATCH') throw error;
      if (this.#ranges.ignored) throw new RangesIgnored(error.message, { cause: error });
      yield* this.#passOn(await this.#ranges.fetch(this.#position, end));
    }
  }

  async #nextRange(): Promise<Uint8Array[] | undefined> {
    return this.#position >= this.#blob.size ? undefined : this.#ranges.take();
  }

  /** Empties the list, so that what the reader has had is not held. */
  async *#passOn(pieces: Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
      const { byteLength } = piece;
      this.#position += byteLength;
      yield piece;
      this.#ranges.release(byteLength);
    }
  }

  /** The rest by requests for the whole blob, one after the other; what the reader has is skipped. */
  async *#inOrder(): AsyncGenerator<Uint8Array, void, undefined> {
    const tries = new RetryCounter(this.#settings, this.#signal);
    while (this.#position < this.#blob.size) {
      const before = this.#position;
      try {
        let skipped = 0;
        for await (const chunk of await this.#registry.getBlob(this.#repository, this.#blob.digest, {
          signal: this.#signal,
        })) {
          const skip = Math.min(chunk.byteLength, before - skipped);
          skipped += skip;
          if (skip === chunk.byteLength) continue;
          this.#position += chunk.byteLength - skip;
          yield chunk.subarray(skip);
        }
        if (this.#position < this.#blob.size)
          throw new OciError(
            'SIZE_MISMATCH',
            `the blob ${this.#blob.digest} ended after ${this.#position} of ${this.#blob.size} bytes`,
          );
      } catch (error) {
        if (!(await tries.after(error, this.#position > before))) throw error;
      }
    }
  }
}
