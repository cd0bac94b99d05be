import type { CallOptions } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import { maxParts, MultipartUpload } from './multipart.ts';
import type { ObjectStore, WriteCondition } from './object-store.ts';
import { PartBuffer, partBytes, type PartPool } from './part-pool.ts';

/** Parts of one object that are sent at the same time. */
export const partConcurrency = 3;

/**
 * Writes an object whose size is not known. The object appears with {@link ObjectWriter.finish}. Content of one part is
 * written with one request.
 */
export class ObjectWriter {
  /** Bytes written. */
  size = 0;
  readonly #store: ObjectStore;
  readonly #key: string;
  readonly #part: PartBuffer;
  readonly #options: CallOptions;
  readonly #sending = new Set<Promise<void>>();
  #parts = 0;
  #upload: MultipartUpload | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param first the first bytes, which the writer takes over */
  constructor(
    store: ObjectStore,
    key: string,
    pool: PartPool,
    options: CallOptions = {},
    first: PartBuffer = new PartBuffer(pool),
  ) {
    this.#store = store;
    this.#key = key;
    this.#part = first;
    this.size = first.filled;
    this.#options = options;
  }

  /** Appends a chunk, which the caller may reuse afterwards. @throws OciError `SIZE_LIMIT`, `UNAVAILABLE` */
  async write(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.byteLength;) {
      if (this.#part.isFull) await this.#sendPart();
      const count = await this.#part.append(chunk.subarray(at));
      this.size += count;
      at += count;
    }
  }

  /**
   * Makes the object visible. When the condition is false, it can be called again.
   *
   * @param sha256 of the content, if it is known, in hexadecimal
   * @returns the ETag, empty if unknown; undefined when the condition is false
   */
  async finish(condition: WriteCondition | undefined, sha256?: string): Promise<string | undefined> {
    if (this.#upload === undefined) {
      const bytes = this.#part.pin();
      return this.#store.put(this.#key, bytes, { ...this.#options, condition, sha256 });
    }
    await this.#sendPart();
    await Promise.all(this.#sending);
    if (this.#failure !== undefined) throw this.#failure.error;
    const etag = await this.#upload.complete(condition, this.#options);
    if (etag !== undefined) this.#upload = undefined;
    return etag;
  }

  /** Releases the buffer, and deletes the parts unless they were finished. Call it at the end in any case. */
  async abort(): Promise<void> {
    this.#part.release();
    await Promise.allSettled(this.#sending);
    const upload = this.#upload;
    this.#upload = undefined;
    await upload?.abort().catch(() => undefined);
  }

  async #sendPart(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#part.filled === 0) return;
    if (this.#parts === maxParts)
      throw new OciError('SIZE_LIMIT', `cannot store a blob of more than ${maxParts * partBytes} bytes in a bucket`);
    this.#upload ??= await MultipartUpload.start(this.#store, this.#key, this.#options);
    const part = this.#part.take();
    if (part === undefined) return;
    const sending = this.#upload
      .putPart(++this.#parts, part.bytes, this.#options)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#sending.delete(sending);
        part.release();
      });
    this.#sending.add(sending);
    if (this.#sending.size >= partConcurrency) await Promise.race(this.#sending);
  }
}
