import { anySignal } from '../concurrency/index.ts';
import { once } from '../streams/index.ts';
import { blobReader, type BlobReader, type CallOptions, type ReadOnlyStorage } from '../registry/index.ts';
import { digestAlgorithm, digestOf, isNotFound, isOciError, OciError, type Descriptor } from '../spec/index.ts';

/**
 * The content in the `data` of a descriptor (image-spec, descriptor.md, "Embedded Content"); undefined without `data`.
 *
 * @throws OciError `SIZE_MISMATCH`, `DIGEST_MISMATCH` when it does not match the descriptor
 */
export function embeddedContent(descriptor: Descriptor): Uint8Array | undefined {
  const { data, digest, size } = descriptor;
  if (data === undefined) return undefined;
  const bytes = Buffer.from(data, 'base64');
  if (bytes.byteLength !== size)
    throw new OciError(
      'SIZE_MISMATCH',
      `the data embedded with ${digest} has ${bytes.byteLength} bytes, not the ${size} of its descriptor`,
    );
  const actual = digestOf(bytes, digestAlgorithm(digest));
  if (actual !== digest) throw new OciError('DIGEST_MISMATCH', `the data embedded with ${digest} hashes to ${actual}`);
  return bytes;
}

/**
 * Opens a blob: the embedded content of its descriptor, else the content of the source. Addresses in `urls` are not
 * contacted.
 *
 * @throws OciError as `fetch`, and as {@link embeddedContent}
 */
export async function openContent(
  source: ReadOnlyStorage,
  descriptor: Descriptor,
  options: CallOptions,
): Promise<BlobReader> {
  const embedded = embeddedContent(descriptor);
  if (embedded !== undefined) return blobReader(descriptor, once(embedded));
  try {
    return await source.fetch(descriptor, options);
  } catch (error) {
    if (!isNotFound(error) || (descriptor.urls ?? []).length === 0) throw error;
    throw new OciError(
      error.code,
      `the layer ${descriptor.digest} is not in the repository, and the other addresses in its manifest are never ` +
        'contacted; copy the layer into the repository',
      {
        detail: error.detail,
        status: error.status,
      },
    );
  }
}

/**
 * A reader whose consumer may stop early, and whose rest can then be drained to verify the content. It opens the blob
 * immediately, so that the consumer can prepare during the request. Disposing closes the blob.
 */
export class DrainingReader implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #reader: Promise<BlobReader>;
  #chunks: AsyncIterator<Uint8Array> | undefined;

  /** @param open as {@link openContent}. Its errors are those of the first read. */
  constructor(open: (signal: AbortSignal) => Promise<BlobReader>, signal: AbortSignal | undefined) {
    this.#reader = open(anySignal(this.#stop.signal, signal));
    // The consumer may have failed before it reads.
    this.#reader.catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A consumer that failed does not wait for the response.
    if (this.#chunks === undefined) this.#stop.abort(new OciError('ABORTED', 'the content is not needed'));
    const reader = await this.#reader.catch(() => undefined);
    // Close the blob first, because this ends a pending read.
    await reader?.close();
    await this.#chunks?.return?.();
  }

  async #next(): Promise<IteratorResult<Uint8Array, unknown>> {
    const reader = await this.#reader;
    this.#chunks ??= reader.borrowed()[Symbol.asyncIterator]();
    return await this.#chunks.next();
  }

  /** The content in borrowed chunks. Leaving the loop early does not close the blob. */
  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let next = await this.#next(); next.done !== true; next = await this.#next()) yield next.value;
  }

  /**
   * Explains a failure of the consumer: reads the rest, which verifies the digest.
   *
   * @param error of the consumer
   * @returns `DIGEST_MISMATCH` or `SIZE_MISMATCH` when the content does not match its digest, else `error`
   */
  async explain(error: unknown): Promise<unknown> {
    if (!isOciError(error, 'ARCHIVE_INVALID')) return error;
    try {
      while ((await this.#next()).done !== true);
    } catch (readError) {
      if (isOciError(readError, 'ABORTED')) return readError;
      if (isOciError(readError, 'DIGEST_MISMATCH', 'SIZE_MISMATCH')) {
        return new OciError(
          readError.code,
          `${readError.message}: the content was damaged in transit or in the registry, and unpacking it failed too ` +
            `(${error.message})`,
          { cause: readError },
        );
      }
    }
    return error;
  }
}
