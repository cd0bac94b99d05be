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

/** What has arrived of a blob in pieces. It outlives its writers until it is committed or cancelled. */
export class MemoryUpload {
  /** 128 random bits: whoever does not know it cannot guess it. */
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

  get ended(): boolean {
    return this.#ended;
  }

  append(chunk: Uint8Array, offset: number): void {
    this.#checkOpen();
    if (offset !== this.#size) {
      throw new OciError(
        'RANGE_INVALID',
        `the upload ${this.id} has ${this.#size} bytes, and bytes from ${offset} on were sent; another writer may be at work on it`,
      );
    }
    this.#content.reserve(chunk.byteLength);
    // The caller may use its buffer again as soon as this returns.
    this.#chunks.push(Uint8Array.from(chunk));
    this.#size += chunk.byteLength;
  }

  /** Ends the upload and hands over its bytes, whose room stays reserved. */
  take(digest: Digest): Uint8Array {
    this.#checkOpen();
    const bytes = Buffer.concat(this.#chunks, this.#size);
    const actual = digestOf(bytes, digestAlgorithm(digest));
    if (actual !== digest) {
      this.end();
      throw new OciError(
        'DIGEST_INVALID',
        `the upload ${this.id} was to be ${digest}, but its ${bytes.byteLength} bytes hash to ${actual}; nothing of it is kept`,
      );
    }
    this.#ended = true;
    this.#chunks = [];
    return bytes;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#chunks = [];
    this.#content.release(this.#size);
  }

  #checkOpen(): void {
    if (this.#ended) throw new OciError('BLOB_UPLOAD_UNKNOWN', `the upload ${this.id} has ended; begin a new one`);
  }
}

export interface UploadOwner {
  /** Takes the bytes of a finished upload; their room is reserved. */
  store(digest: Digest, bytes: Uint8Array): Descriptor;
  /** The upload has ended one way or the other. */
  ended(): void;
}

/** One party's hold on an upload. Two on one upload cannot interleave: each write must begin where the upload ends. */
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
    this.#owner.ended();
    return this.#owner.store(digest, this.#upload.take(digest));
  }

  async cancel(): Promise<void> {
    this.#closed = true;
    this.#upload.end();
    this.#owner.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A writer that was closed has let go of the upload, which may be another's by now.
    if (!this.#closed) await this.cancel();
  }

  #checkOpen(): void {
    if (this.#closed)
      throw new OciError(
        'BLOB_UPLOAD_UNKNOWN',
        `this writer of the upload ${this.id} was closed; resume the upload to go on with it`,
      );
  }
}
