import { randomBytes } from 'node:crypto';
import type { BlobWriter, CallOptions } from '../registry/index.ts';
import {
  digestAlgorithm,
  digestOf,
  OciError,
  parseDigest,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import type { MemoryContent } from './content.ts';

/** The received bytes of a chunked upload. It outlives its writers and ends with a commit or a cancellation. */
export class MemoryUpload {
  /** 128 random bits, so that other clients cannot guess it. */
  readonly id: string = randomBytes(16).toString('hex');
  readonly repository: string;
  readonly #content: MemoryContent;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #ended = false;

  constructor(repository: string, content: MemoryContent) {
    this.repository = repository;
    this.#content = content;
  }

  get size(): number {
    return this.#size;
  }

  /** @throws OciError `BLOB_UPLOAD_UNKNOWN`, `RANGE_INVALID`, `QUOTA` */
  append(chunk: Uint8Array, offset: number): void {
    this.#checkOpen();
    if (offset !== this.#size) {
      throw new OciError(
        'RANGE_INVALID',
        `cannot write at byte ${offset} of the upload ${this.id}: it has ${this.#size} bytes; ` +
          'another writer may use it',
      );
    }
    this.#content.reserve(chunk.byteLength);
    // The caller may change its buffer after the call.
    this.#chunks.push(Uint8Array.from(chunk));
    this.#size += chunk.byteLength;
  }

  /**
   * Ends the upload and returns its bytes, which stay reserved.
   *
   * @throws OciError `DIGEST_INVALID` when the bytes have another digest; the upload is deleted then
   */
  finish(digest: Digest): Uint8Array {
    this.#checkOpen();
    const bytes = Buffer.concat(this.#chunks, this.#size);
    const actual = digestOf(bytes, digestAlgorithm(digest));
    if (actual !== digest) {
      this.cancel();
      throw new OciError(
        'DIGEST_INVALID',
        `cannot commit the upload ${this.id} as ${digest}: its ${bytes.byteLength} bytes hash to ${actual}; ` +
          'it was deleted',
      );
    }
    this.#ended = true;
    this.#chunks = [];
    return bytes;
  }

  cancel(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#chunks = [];
    this.#content.release(this.#size);
  }

  #checkOpen(): void {
    if (this.#ended) throw new OciError('BLOB_UPLOAD_UNKNOWN', `the upload ${this.id} has ended; start a new one`);
  }
}

interface UploadOwner {
  /** Stores the bytes of a finished upload, which are reserved. */
  store(digest: Digest, bytes: Uint8Array): Descriptor;
  /** Called at a commit or a cancellation. */
  onEnd(): void;
}

/**
 * A writer of an upload. Two writers of one upload cannot interleave: each write must start at the end of the upload.
 */
export class MemoryBlobWriter implements BlobWriter {
  readonly id: string;
  readonly chunkSize: number;
  readonly #upload: MemoryUpload;
  readonly #owner: UploadOwner;
  #size: number;
  #closed = false;

  constructor(upload: MemoryUpload, chunkSize: number, owner: UploadOwner) {
    this.id = upload.id;
    this.chunkSize = chunkSize;
    this.#upload = upload;
    this.#size = upload.size;
    this.#owner = owner;
  }

  get size(): number {
    return this.#size;
  }

  async write(chunk: Uint8Array, options?: CallOptions): Promise<void> {
    throwIfAborted(options?.signal);
    this.#checkOpen();
    this.#upload.append(chunk, this.#size);
    this.#size += chunk.byteLength;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async commit(digest: Digest, options?: CallOptions): Promise<Descriptor> {
    throwIfAborted(options?.signal);
    parseDigest(digest);
    this.#checkOpen();
    this.#closed = true;
    this.#owner.onEnd();
    return this.#owner.store(digest, this.#upload.finish(digest));
  }

  async cancel(): Promise<void> {
    this.#closed = true;
    this.#upload.cancel();
    this.#owner.onEnd();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // After close, another writer may use the upload.
    if (!this.#closed) await this.cancel();
  }

  #checkOpen(): void {
    if (this.#closed)
      throw new OciError(
        'BLOB_UPLOAD_UNKNOWN',
        `the writer of the upload ${this.id} is closed; resume the upload to continue it`,
      );
  }
}
