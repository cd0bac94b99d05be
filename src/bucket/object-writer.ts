import type { CallOptions } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import { maxParts, MultipartUpload } from './multipart.ts';
import type { ObjectStore, WriteCondition } from './object-store.ts';
import { partBytes, type PartPool } from './part-pool.ts';

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
  readonly #pool: PartPool;
  readonly #options: CallOptions;
  readonly #sending = new Set<Promise<void>>();
  #buffer: Buffer | undefined;
  #filled = 0;
  #parts = 0;
  #upload: MultipartUpload | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(store: ObjectStore, key: string, pool: PartPool, options: CallOptions = {}) {
    this.#store = store;
    this.#key = key;
    this.#pool = pool;
    this.#options = options;
  }

  /** Appends a chunk, which the caller may reuse afterwards. @throws OciError `SIZE_LIMIT`, `UNAVAILABLE` */
  async write(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.byteLength;) {
      if (this.#filled === partBytes) await this.#sendPart();
      this.#buffer ??= await this.#pool.acquire();
      const piece = chunk.subarray(at, at + partBytes - this.#filled);
      this.#buffer.set(piece, this.#filled);
      this.#filled += piece.byteLength;
      this.size += piece.byteLength;
      at += piece.byteLength;
    }
  }

  /** Takes over a buffer of the pool as the first bytes. */
  adopt(buffer: Buffer, filled: number): void {
    this.#buffer = buffer;
    this.#filled = filled;
    this.size = filled;
  }

  /**
   * Makes the object visible. When the condition is false, it can be called again.
   *
   * @param sha256 of the content, if it is known, in hexadecimal
   * @returns the ETag, empty after a multipart upload; undefined when the condition is false
   */
  async finish(condition: WriteCondition | undefined, sha256?: string): Promise<string | undefined> {
    if (this.#upload === undefined) {
      const bytes = this.#buffer?.subarray(0, this.#filled) ?? new Uint8Array();
      return this.#store.put(this.#key, bytes, { ...this.#options, condition, sha256 });
    }
    await this.#sendPart();
    await Promise.all(this.#sending);
    if (this.#failure !== undefined) throw this.#failure.error;
    if (!(await this.#upload.complete(condition, this.#options))) return undefined;
    this.#upload = undefined;
    return '';
  }

  /** Releases the buffer, and deletes the parts unless they were finished. Call it at the end in any case. */
  async abort(): Promise<void> {
    const buffer = this.#buffer;
    this.#buffer = undefined;
    this.#filled = 0;
    if (buffer !== undefined) this.#pool.release(buffer);
    await Promise.allSettled(this.#sending);
    const upload = this.#upload;
    this.#upload = undefined;
    await upload?.abort().catch(() => undefined);
  }

  async #sendPart(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const buffer = this.#buffer;
    if (buffer === undefined) return;
    if (this.#parts === maxParts)
      throw new OciError('SIZE_LIMIT', `cannot store a blob of more than ${maxParts * partBytes} bytes in a bucket`);
    this.#upload ??= await MultipartUpload.start(this.#store, this.#key, this.#options);
    const content = buffer.subarray(0, this.#filled);
    this.#buffer = undefined;
    this.#filled = 0;
    const sending = this.#upload
      .putPart(++this.#parts, content, this.#options)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#sending.delete(sending);
        this.#pool.release(buffer);
      });
    this.#sending.add(sending);
    if (this.#sending.size >= partConcurrency) await Promise.race(this.#sending);
  }
}
