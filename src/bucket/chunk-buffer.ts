import { digestOf, type Digest, type DigestAlgorithm } from '../spec/index.ts';
import type { ObjectStore } from './object-store.ts';
import { ObjectWriter, partConcurrency } from './object-writer.ts';
import { PartBuffer, type PartPool } from './part-pool.ts';
import { newChunkKey, type StoredChunk } from './upload-session.ts';

/** Bytes of an upload that the session does not name yet: stored chunks, and the chunk that is being filled. */
export class ChunkBuffer {
  readonly #store: ObjectStore;
  readonly #pool: PartPool;
  #part: PartBuffer;
  readonly #id: string;
  readonly #stored: StoredChunk[] = [];
  readonly #sending = new Set<Promise<void>>();
  #offset: number;
  #failure: { readonly error: unknown } | undefined;

  /** @param offset bytes of the upload that are stored */
  constructor(store: ObjectStore, pool: PartPool, id: string, offset: number) {
    this.#store = store;
    this.#pool = pool;
    this.#part = new PartBuffer(pool);
    this.#id = id;
    this.#offset = offset;
  }

  /** Whether a chunk was stored, or is being stored. */
  get hasStored(): boolean {
    return this.#stored.length > 0;
  }

  /** Appends bytes, which the caller may change afterwards. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.byteLength;) {
      if (this.#part.isFull) await this.#send();
      at += await this.#part.append(bytes.subarray(at));
    }
  }

  /** The digest of the bytes that are not stored. */
  hash(algorithm: DigestAlgorithm): Digest {
    return digestOf(this.#part.pin(), algorithm);
  }

  /** Moves the bytes that are not stored to a writer. */
  toObject(key: string): ObjectWriter {
    const writer = new ObjectWriter(this.#store, key, this.#pool, {}, this.#part);
    this.#part = new PartBuffer(this.#pool);
    return writer;
  }

  /** Stores all bytes. @returns the stored chunks */
  async flush(): Promise<readonly StoredChunk[]> {
    await this.#send();
    await Promise.all(this.#sending);
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#stored;
  }

  /** Releases the buffer. */
  async abort(): Promise<void> {
    this.#part.release();
    await Promise.all(this.#sending);
  }

  /** Deletes the stored chunks that no session names. */
  async deleteStored(): Promise<void> {
    await Promise.all(this.#stored.splice(0).map(({ key }) => this.#store.delete(key)));
  }

  async #send(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const part = this.#part.take();
    if (part === undefined) return;
    const { bytes } = part;
    const chunk = { key: newChunkKey(this.#id, this.#offset), size: bytes.byteLength };
    this.#offset += bytes.byteLength;
    this.#stored.push(chunk);
    const sending = this.#store
      .put(chunk.key, bytes)
      .then(
        () => undefined,
        (error: unknown) => {
          this.#failure ??= { error };
        },
      )
      .finally(() => {
        this.#sending.delete(sending);
        part.release();
      });
    this.#sending.add(sending);
    if (this.#sending.size >= partConcurrency) await Promise.race(this.#sending);
  }
}
