import { abortable, anySignal } from '../concurrency/index.ts';
import { verified } from '../streams/index.ts';
import { blobReader, type BlobReader, type CallOptions, type Registry } from '../registry/index.ts';
import { isOciError, OciError, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';
import type { LargeSettings } from './large-options.ts';
import { Ranges, RangesUnsupported } from './large-ranges.ts';
import { LargeRetries } from './large-retries.ts';

/** Opens a blob. A large blob is downloaded in parallel ranges and verified as a whole. */
export async function openLarge(
  registry: Registry,
  repository: string,
  digest: Digest,
  options: CallOptions,
  settings: LargeSettings,
): Promise<BlobReader> {
  const requestedAt = settings.now();
  const stop = new AbortController();
  const signal = anySignal(stop.signal, options.signal);
  const whole = await registry.getBlob(repository, digest, { signal });
  const { descriptor } = whole;
  if (descriptor.size < settings.threshold || descriptor.size <= settings.firstChunkSize) return whole;
  const download = new LargeDownload(registry, repository, whole, settings.now() - requestedAt, settings, signal);
  const content = verified(download.content(), descriptor, `the blob ${digest}`);
  return blobReader(descriptor, abortable(content, signal), {
    free: async () => {
      stop.abort();
      await download.stopped();
    },
  });
}

/**
 * The download of a large blob. The request that returned its size also returns its beginning, while ranges fetch the
 * rest. If the registry does not support ranges, that request returns the complete blob.
 */
class LargeDownload {
  readonly #registry: Registry;
  readonly #repository: string;
  readonly #whole: BlobReader;
  readonly #blob: Descriptor;
  readonly #settings: LargeSettings;
  readonly #signal: AbortSignal;
  readonly #ranges: Ranges;
  /** Position of the next byte for the reader. */
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
        yield* this.#yieldChunks(pieces);
    } catch (error) {
      if (!(error instanceof RangesUnsupported)) throw error;
      await this.#ranges.stop();
      yield* this.#sequential();
    }
  }

  /** Resolves when all requests have ended. Abort the signal first. */
  async stopped(): Promise<void> {
    await this.#whole.close();
    await this.#ranges.stop();
  }

  /** Yields the bytes before the first range, or the complete blob if the registry does not support ranges. */
  async *#beginning(): AsyncGenerator<Uint8Array, void, undefined> {
    const end = this.#settings.firstChunkSize;
    const started = this.#settings.now();
    try {
      for await (const chunk of this.#whole) {
        if (this.#ranges.failed && !this.#ranges.unsupported) return;
        const part = this.#ranges.unsupported ? chunk : chunk.subarray(0, end - this.#position);
        yield* this.#yieldChunks([part]);
        if (this.#position >= end && !this.#ranges.unsupported) break;
        // The rest of a chunk that was cut before the ranges failed.
        if (part.byteLength < chunk.byteLength) yield* this.#yieldChunks([chunk.subarray(part.byteLength)]);
      }
      this.#ranges.estimateRate(end / Math.max(1, this.#settings.now() - started));
    } catch (error) {
      throwIfAborted(this.#signal);
      if (!isOciError(error) || error.code === 'DIGEST_MISMATCH') throw error;
      if (this.#ranges.unsupported) throw new RangesUnsupported(error.message, { cause: error });
      yield* this.#yieldChunks(await this.#ranges.fetch(this.#position, end));
    }
  }

  async #nextRange(): Promise<Uint8Array[] | undefined> {
    return this.#position >= this.#blob.size ? undefined : this.#ranges.take();
  }

  /** Removes each piece from the list, so that its memory can be released. */
  async *#yieldChunks(pieces: Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
      const { byteLength } = piece;
      this.#position += byteLength;
      yield piece;
      this.#ranges.release(byteLength);
    }
  }

  /** Downloads the rest with requests for the complete blob, and skips the bytes that the reader has received. */
  async *#sequential(): AsyncGenerator<Uint8Array, void, undefined> {
    const retries = new LargeRetries(this.#settings, this.#signal);
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
            `cannot read the blob ${this.#blob.digest}: it ends after ${this.#position} of ${this.#blob.size} bytes`,
          );
      } catch (error) {
        if (!(await retries.afterFailure(error, this.#position > before))) throw error;
      }
    }
  }
}
