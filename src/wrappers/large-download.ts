import { abortable, anySignal } from '../concurrency/index.ts';
import { verified } from '../streams/index.ts';
import { blobReader, type BlobReader, type GetBlobOptions, type Registry } from '../registry/index.ts';
import { isOciError, OciError, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';
import type { LargeSettings } from './large-options.ts';
import { Ranges, RangesUnsupported } from './large-ranges.ts';
import { LargeRetries } from './large-retries.ts';

/** Opens a blob. A large blob is downloaded in parallel ranges and verified as a whole. */
export async function openLarge(
  registry: Registry,
  repository: string,
  digest: Digest,
  options: GetBlobOptions,
  settings: LargeSettings,
): Promise<BlobReader> {
  const requestedAt = settings.now();
  const stop = new AbortController();
  const signal = anySignal(stop.signal, options.signal);
  const fullReader = await registry.getBlob(repository, digest, { ...options, signal });
  const { descriptor } = fullReader;
  if (descriptor.size < settings.threshold || descriptor.size <= settings.firstChunkSize) return fullReader;
  const download = new LargeDownload(registry, repository, fullReader, settings.now() - requestedAt, settings, signal);
  const content = verified(download.content(), descriptor, `the blob ${digest}`);
  return blobReader(descriptor, abortable(content, signal), {
    free: async () => {
      stop.abort();
      await download.waitUntilStopped();
    },
  });
}

/**
 * The download of a large blob. The first request asks for the complete blob: it returns the size and the beginning,
 * and range requests fetch the rest at the same time. If the registry does not support ranges, the first request
 * returns the complete blob.
 */
class LargeDownload {
  readonly #registry: Registry;
  readonly #repository: string;
  readonly #fullReader: BlobReader;
  readonly #blob: Descriptor;
  readonly #settings: LargeSettings;
  readonly #signal: AbortSignal;
  readonly #ranges: Ranges;
  /** Position of the next byte for the reader. */
  #position = 0;

  constructor(
    registry: Registry,
    repository: string,
    fullReader: BlobReader,
    latencyMs: number,
    settings: LargeSettings,
    signal: AbortSignal,
  ) {
    this.#registry = registry;
    this.#repository = repository;
    this.#fullReader = fullReader;
    this.#blob = fullReader.descriptor;
    this.#settings = settings;
    this.#signal = signal;
    this.#ranges = new Ranges(registry, repository, this.#blob, settings.firstChunkSize, latencyMs, settings, signal);
  }

  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      this.#ranges.fill();
      yield* this.#readBeginning();
      for (let chunks = await this.#nextRange(); chunks !== undefined; chunks = await this.#nextRange())
        yield* this.#yieldChunks(chunks);
    } catch (error) {
      if (!(error instanceof RangesUnsupported)) throw error;
      await this.#ranges.stop();
      yield* this.#readSequentially();
    }
  }

  /** Resolves when all requests have ended. Abort the signal first. */
  async waitUntilStopped(): Promise<void> {
    await this.#fullReader.close();
    await this.#ranges.stop();
  }

  /** Yields the bytes before the first range, or the complete blob if the registry does not support ranges. */
  async *#readBeginning(): AsyncGenerator<Uint8Array, void, undefined> {
    const end = this.#settings.firstChunkSize;
    const startedAt = this.#settings.now();
    try {
      for await (const chunk of this.#fullReader) {
        if (this.#ranges.failed && !this.#ranges.unsupported) return;
        const part = this.#ranges.unsupported ? chunk : chunk.subarray(0, end - this.#position);
        yield* this.#yieldChunks([part]);
        if (this.#position >= end && !this.#ranges.unsupported) break;
        // If the ranges failed after the chunk was cut, its rest is also needed.
        if (part.byteLength < chunk.byteLength) yield* this.#yieldChunks([chunk.subarray(part.byteLength)]);
      }
      this.#ranges.estimateRate(end / Math.max(1, this.#settings.now() - startedAt));
    } catch (error) {
      throwIfAborted(this.#signal);
      if (!isOciError(error) || error.code === 'DIGEST_MISMATCH') throw error;
      if (this.#ranges.unsupported) throw new RangesUnsupported(error.message, { cause: error });
      yield* this.#yieldChunks(await this.#ranges.fetch(this.#position, end));
    }
  }

  async #nextRange(): Promise<Uint8Array[] | undefined> {
    return this.#position >= this.#blob.size ? undefined : this.#ranges.nextRange();
  }

  /** Yields the chunks. Each chunk is removed from the list, so that its memory can be released. */
  async *#yieldChunks(chunks: Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
      const { byteLength } = chunk;
      this.#position += byteLength;
      yield chunk;
      this.#ranges.release(byteLength);
    }
  }

  /** Fetches the rest with requests for the complete blob. Bytes that the reader has received are skipped. */
  async *#readSequentially(): AsyncGenerator<Uint8Array, void, undefined> {
    const retries = new LargeRetries(this.#settings, this.#signal);
    while (this.#position < this.#blob.size) {
      const before = this.#position;
      try {
        let skipped = 0;
        for await (const chunk of await this.#registry.getBlob(this.#repository, this.#blob.digest, {
          signal: this.#signal,
          expectedSize: this.#blob.size,
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
        if (!(await retries.waitBeforeRetry(error, this.#position > before))) throw error;
      }
    }
  }
}
