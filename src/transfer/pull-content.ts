import { once } from '../streams/index.ts';
import { blobReader, type BlobReader, type CallOptions, type ReadOnlyStorage } from '../registry/index.ts';
import { digestAlgorithm, digestOf, isNotFound, isOciError, OciError, type Descriptor } from '../spec/index.ts';

/**
 * The content that a descriptor carries in its `data`; undefined when it carries none (image-spec, descriptor.md, "Embedded Content").
 *
 * @throws OciError `SIZE_MISMATCH`, `DIGEST_MISMATCH` when it is not the content that the descriptor means
 */
export function embeddedContent(descriptor: Descriptor): Uint8Array | undefined {
  const { data, digest, size } = descriptor;
  if (data === undefined) return undefined;
  const bytes = Buffer.from(data, 'base64');
  if (bytes.byteLength !== size)
    throw new OciError(
      'SIZE_MISMATCH',
      `the data embedded with ${digest} has ${bytes.byteLength} bytes, not ${size} as its descriptor says`,
    );
  const actual = digestOf(bytes, digestAlgorithm(digest));
  if (actual !== digest) throw new OciError('DIGEST_MISMATCH', `the data embedded with ${digest} hashes to ${actual}`);
  return bytes;
}

/**
 * Opens a blob: what its descriptor carries, else what the source has. Addresses in `urls` are not contacted.
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
      `the layer ${descriptor.digest} is not in the repository. Its manifest names other addresses for it, which are never contacted; copy the layer into the repository`,
      {
        detail: error.detail,
        status: error.status,
      },
    );
  }
}

/** A blob that is read by someone who may stop early, and can be read to its end all the same. Disposing closes it. */
export class DrainingReader implements AsyncDisposable {
  readonly #reader: BlobReader;
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(reader: BlobReader) {
    this.#reader = reader;
    this.#chunks = reader.borrowed()[Symbol.asyncIterator]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // First, because that ends a read that is pending.
    await this.#reader.close();
    await this.#chunks.return?.();
  }

  /** The content; leaving it early does not close the blob. A chunk is good until the next one is asked for. */
  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let step = await this.#chunks.next(); step.done !== true; step = await this.#chunks.next()) yield step.value;
  }

  /**
   * What reading content came to, when it did not make sense to its reader: damaged bytes are told by their digest, which is known when
   * the rest has been read as well.
   *
   * @param error what the reader of the content threw
   * @returns `DIGEST_MISMATCH` or `SIZE_MISMATCH` when the content is not what its digest says, else `error`
   */
  async explain(error: unknown): Promise<unknown> {
    if (!isOciError(error, 'ARCHIVE_INVALID', 'SIZE_LIMIT')) return error;
    try {
      for (let step = await this.#chunks.next(); step.done !== true; step = await this.#chunks.next());
    } catch (found) {
      if (isOciError(found, 'ABORTED')) return found;
      if (isOciError(found, 'DIGEST_MISMATCH', 'SIZE_MISMATCH')) {
        return new OciError(
          found.code,
          `${found.message}: it was damaged on its way or in the registry, and could not be unpacked either (${error.message})`,
          { cause: found },
        );
      }
    }
    return error;
  }
}
