import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CallOptions } from '../registry/index.ts';
import { OciError, printable, type Digester } from '../spec/index.ts';
import { uploadPrefix } from './keys.ts';
import type { ObjectStore } from './object-store.ts';
import { readJson, writeUnique } from './small-objects.ts';
import { isSignatureOf, sign } from './upload-id.ts';

/** A stored chunk of an upload. */
export interface StoredChunk {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/** The chunks of an upload, as they are stored. */
export interface UploadState {
  readonly chunks: readonly StoredChunk[];
  /** ETag of the session object; undefined when it does not exist. */
  readonly etag: string | undefined;
}

/** Number of uploads whose hash this process remembers, and of ended uploads. */
const maxUploads = 10_000;

/**
 * The state of chunked uploads. An upload without stored bytes has no object. Its id is signed, so that another replica
 * accepts it.
 */
export class UploadSessions {
  readonly store: ObjectStore;
  readonly #key: Uint8Array;
  readonly #ended = new LRUCache<string, true>({ max: maxUploads });
  /** Sha256 of the stored bytes of closed uploads. */
  readonly #digesters = new LRUCache<string, Digester>({ max: maxUploads });

  constructor(store: ObjectStore, key: Uint8Array) {
    this.store = store;
    this.#key = key;
  }

  /** A new id, which others cannot guess. */
  newId(repository: string): string {
    const random = randomBytes(16).toString('hex');
    return `${random}.${sign(this.#key, random, repository)}`;
  }

  /** @throws OciError `BLOB_UPLOAD_UNKNOWN` for an id that no replica has issued for the repository, or that has ended */
  async read(repository: string, id: string, options: CallOptions = {}): Promise<UploadState> {
    const [random = '', signature = ''] = id.split('.');
    if (id !== `${random}.${signature}` || !isSignatureOf(signature, this.#key, random, repository))
      throw new OciError('BLOB_UPLOAD_UNKNOWN', `${repository} has no upload ${printable(id, 100)}; start a new one`);
    this.checkOpen(id);
    const found = await readJson(this.store, sessionKey(id), options);
    const chunks = found?.value?.['chunks'];
    return { chunks: Array.isArray(chunks) ? (chunks as readonly StoredChunk[]) : [], etag: found?.head.etag };
  }

  /** @returns the new ETag @throws OciError `RANGE_INVALID` when another writer has changed the upload */
  async write(id: string, { chunks, etag }: UploadState, options: CallOptions = {}): Promise<string> {
    const condition = etag === undefined ? 'absent' : { etag };
    const key = sessionKey(id);
    const written = await writeUnique(this.store, key, { chunks }, condition, options);
    if (written !== undefined) return written;
    throw new OciError('RANGE_INVALID', `cannot continue the upload ${id}: another writer has changed it`);
  }

  /** Deletes the objects of an upload. */
  async remove(id: string, { chunks, etag }: UploadState): Promise<void> {
    if (etag === undefined) return;
    const keys = [sessionKey(id), ...chunks.map(({ key }) => key)];
    await Promise.all(keys.map((key) => this.store.delete(key)));
  }

  /** Deletes all objects of an upload, also chunks of other writers. */
  async removeAll(id: string): Promise<void> {
    const objects = await Array.fromAsync(this.store.list({ prefix: uploadPrefix(id) }));
    await Promise.all(objects.map(({ key }) => this.store.delete(key)));
  }

  /** Ends an upload in this process. @throws OciError `BLOB_UPLOAD_UNKNOWN` when it has ended before */
  end(id: string): void {
    this.checkOpen(id);
    this.#ended.set(id, true);
    this.#digesters.delete(id);
  }

  /** @throws OciError `BLOB_UPLOAD_UNKNOWN` */
  checkOpen(id: string): void {
    if (this.#ended.has(id)) throw new OciError('BLOB_UPLOAD_UNKNOWN', `the upload ${id} has ended; start a new one`);
  }

  hasEnded(id: string): boolean {
    return this.#ended.has(id);
  }

  keepDigester(id: string, digester: Digester): void {
    this.#digesters.set(id, digester);
  }

  /** The hash of the first `size` bytes of an upload, if this process has received them. It belongs to the caller. */
  takeDigester(id: string, size: number): Digester | undefined {
    const digester = this.#digesters.get(id);
    this.#digesters.delete(id);
    return digester?.size === size ? digester : undefined;
  }
}

/** A key for a chunk. Several writers may write at the same offset, and the session names only one of the chunks. */
export function newChunkKey(id: string, offset: number): string {
  const nonce = randomBytes(6).toString('hex');
  return `${uploadPrefix(id)}${String(offset).padStart(15, '0')}-${nonce}`;
}

function sessionKey(id: string): string {
  return `${uploadPrefix(id)}session`;
}
