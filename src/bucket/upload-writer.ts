import type { BlobWriter, CallOptions } from '../registry/index.ts';
import {
  Digester,
  digestAlgorithm,
  mediaTypeOctetStream,
  OciError,
  parseDigest,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import type { Blobs } from './blobs.ts';
import { ChunkBuffer } from './chunk-buffer.ts';
import { contentKey } from './keys.ts';
import { minPartBytes } from './multipart.ts';
import { ObjectWriter } from './object-writer.ts';
import { partBytes, type PartPool } from './part-pool.ts';
import type { StoredChunk, UploadSessions, UploadState } from './upload-session.ts';
import { joinChunks } from './join-chunks.ts';

export interface UploadOwner {
  readonly blobs: Blobs;
  readonly sessions: UploadSessions;
  readonly pool: PartPool;
}

/**
 * A writer of an upload. If the digest is known before the first byte, the parts are sent to the final key, and the
 * blob appears after its verification. Otherwise the bytes are stored in chunks, which the commit joins.
 *
 * The bytes of a writer that is closed are stored, so that an upload can continue on another replica. An upload to the
 * final key begins again.
 */
export class UploadWriter implements BlobWriter {
  readonly id: string;
  readonly chunkSize: number = partBytes;
  readonly #owner: UploadOwner;
  readonly #repository: string;
  readonly #buffer: ChunkBuffer;
  #state: UploadState;
  #size: number;
  /** Hash of all bytes; undefined when another process has received some of them. */
  #digester: Digester | undefined;
  /** The upload to the final key. */
  #direct: { readonly digest: Digest; readonly writer: ObjectWriter } | undefined;
  #isClosed = false;

  constructor(owner: UploadOwner, repository: string, id: string, state: UploadState) {
    this.#owner = owner;
    this.#repository = repository;
    this.id = id;
    this.#state = state;
    this.#size = sizeOf(state.chunks);
    this.#buffer = new ChunkBuffer(owner.sessions.store, owner.pool, id, this.#size);
    this.#digester = this.#size === 0 ? new Digester() : owner.sessions.takeDigester(id, this.#size);
  }

  get size(): number {
    return this.#size;
  }

  expectDigest(digest: Digest): void {
    if (this.#size > 0 || this.#direct !== undefined) return;
    const { blobs, pool } = this.#owner;
    this.#digester = new Digester(digestAlgorithm(parseDigest(digest)));
    const key = contentKey(this.#repository, 'blobs', digest);
    this.#direct = { digest, writer: new ObjectWriter(blobs.store, key, pool) };
  }

  async write(chunk: Uint8Array, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    await this.#checkOpen();
    const sink = this.#direct?.writer ?? this.#buffer;
    await sink.write(chunk);
    this.#digester?.update(chunk);
    this.#size += chunk.byteLength;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { sessions } = this.#owner;
    if (this.#direct !== undefined) {
      await this.#direct.writer.abort();
      this.#size = sizeOf(this.#state.chunks);
      return;
    }
    try {
      if (sessions.hasEnded(this.id)) return;
      const added = await this.#buffer.flush();
      if (added.length > 0) await this.#append(added);
      if (this.#digester?.size === this.#size) sessions.keepDigester(this.id, this.#digester);
    } finally {
      await this.#buffer.abort();
    }
  }

  async commit(digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    throwIfAborted(options.signal);
    parseDigest(digest);
    await this.#checkOpen();
    this.#owner.sessions.end(this.id);
    this.#isClosed = true;
    const { blobs, sessions, pool } = this.#owner;
    try {
      if (this.#direct?.digest === digest) {
        this.#verify(digest, this.#digester?.digest());
        await blobs.finish(this.#direct.writer, this.#repository, digest, options);
      } else if (this.#direct === undefined && this.#state.chunks.length === 0 && !this.#buffer.hasStored) {
        this.#verify(digest, this.#buffer.hash(digestAlgorithm(digest)));
        const writer = this.#buffer.toObject(contentKey(this.#repository, 'blobs', digest));
        try {
          await blobs.finish(writer, this.#repository, digest, options);
        } finally {
          await writer.abort();
        }
      } else {
        if (this.#direct !== undefined) this.#verify(digest, undefined);
        const chunks = [...this.#state.chunks, ...(await this.#buffer.flush())];
        const hasHash = this.#digester?.algorithm === digestAlgorithm(digest);
        const known = hasHash ? this.#digester?.digest() : undefined;
        if (known !== undefined) this.#verify(digest, known);
        await joinChunks({ blobs, pool, minPartBytes }, this.#repository, chunks, digest, known !== undefined);
      }
      return { mediaType: mediaTypeOctetStream, digest, size: this.#size };
    } finally {
      await this.#release();
      await sessions.remove(this.id, this.#state);
      await this.#buffer.deleteStored();
    }
  }

  async cancel(): Promise<void> {
    const { sessions } = this.#owner;
    this.#isClosed = true;
    await this.#release();
    if (sessions.hasEnded(this.id)) return;
    sessions.end(this.id);
    await this.#buffer.deleteStored();
    // Another writer may have stored chunks.
    await sessions.removeAll(this.id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // After close, another writer may use the upload.
    if (!this.#isClosed) await this.cancel();
  }

  async #append(added: readonly StoredChunk[]): Promise<void> {
    const chunks = [...this.#state.chunks, ...added];
    try {
      const etag = await this.#owner.sessions.write(this.id, { chunks, etag: this.#state.etag });
      this.#state = { chunks, etag };
    } catch (error) {
      this.#size = sizeOf(this.#state.chunks);
      await this.#buffer.deleteStored();
      throw error;
    }
  }

  #verify(digest: Digest, actual: Digest | undefined): void {
    if (actual === digest) return;
    throw new OciError(
      'DIGEST_INVALID',
      `cannot commit the upload ${this.id} as ${digest}: its ${this.#size} bytes hash to ${actual ?? 'another digest'}; ` +
        'it was deleted',
    );
  }

  async #release(): Promise<void> {
    await this.#direct?.writer.abort();
    await this.#buffer.abort();
  }

  async #checkOpen(): Promise<void> {
    if (this.#isClosed)
      throw new OciError(
        'BLOB_UPLOAD_UNKNOWN',
        `the writer of the upload ${this.id} is closed; resume the upload to continue it`,
      );
    if (!this.#owner.sessions.hasEnded(this.id)) return;
    this.#isClosed = true;
    await this.#release();
    this.#owner.sessions.checkOpen(this.id);
  }
}

function sizeOf(chunks: readonly StoredChunk[]): number {
  return chunks.reduce((sum, { size }) => sum + size, 0);
}
