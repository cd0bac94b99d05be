import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readRangeBorrowed } from '../fs/index.ts';
import type { BlobWriter, CallOptions } from '../registry/index.ts';
import {
  Digester,
  digestAlgorithm,
  mediaTypeOctetStream,
  OciError,
  parseDigest,
  printable,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import type { BlobFiles } from './blob-files.ts';
import { openPlainFile, removeFile, statPlainFile } from './plain-file.ts';
import type { SharedState } from './shared-state.ts';
import { StagedFile } from './staged-file.ts';
import type { StorageQuota } from './storage-quota.ts';
import { UploadSession } from './upload-sessions.ts';

/** Default chunk size of a writer, bytes. */
const defaultChunkSize = 4 * 1024 * 1024;

/** The chunked uploads of a layout. Each upload is a file, so that it survives a restart. */
export class Uploads {
  readonly #folder: string;
  readonly #blobs: BlobFiles;
  readonly #shared: SharedState;

  constructor(folder: string, blobs: BlobFiles, shared: SharedState) {
    this.#folder = folder;
    this.#blobs = blobs;
    this.#shared = shared;
  }

  /** @throws OciError `FILE_SYSTEM` */
  async start(repository: string, chunkSize: number | undefined): Promise<BlobWriter> {
    // 128 random bits, so that other clients cannot guess the id.
    const id = randomBytes(16).toString('hex');
    const file = await StagedFile.create(this.#folder, this.#shared.quota, fileName(repository, id));
    const session = new UploadSession(file.path, 0, new Digester());
    this.#shared.uploads.add(session);
    return this.#writer(id, session, file, chunkSize);
  }

  /** @throws OciError `BLOB_UPLOAD_UNKNOWN`, `RANGE_INVALID` when `offset` is not the size of the upload */
  async resume(
    repository: string,
    id: string,
    offset: number | undefined,
    chunkSize: number | undefined,
  ): Promise<BlobWriter> {
    const path = join(this.#folder, fileName(repository, id));
    const state = /^[0-9a-f]{32}$/.test(id) ? await statPlainFile(path) : undefined;
    if (state === undefined)
      throw new OciError('BLOB_UPLOAD_UNKNOWN', `${repository} has no upload ${printable(id, 100)}; start a new one`);
    const session = this.#session(path, state.size);
    if (offset !== undefined && offset !== session.size)
      throw new OciError('RANGE_INVALID', `the upload ${id} has ${session.size} bytes, not ${offset}`);
    return this.#writer(id, session, await StagedFile.reopen(path, session.size, this.#shared.quota), chunkSize);
  }

  #writer(id: string, session: UploadSession, file: StagedFile, chunkSize = 0): UploadWriter {
    file.flushesEarly = this.#blobs.sync;
    const size = chunkSize > 0 ? chunkSize : defaultChunkSize;
    return new UploadWriter(id, session, file, this.#blobs, this.#shared.quota, size);
  }

  #session(path: string, size: number): UploadSession {
    const known = this.#shared.uploads.get(path);
    // Another process has changed a shorter file. A longer file may have bytes of a failed write, which do not count.
    if (known !== undefined && !known.ended && known.size <= size) return known;
    const session = new UploadSession(path, size, undefined);
    this.#shared.uploads.add(session);
    return session;
  }
}

/**
 * A writer of an upload. Two writers of one upload cannot interleave: each write must start at the end of the upload.
 */
class UploadWriter implements BlobWriter {
  readonly id: string;
  readonly chunkSize: number;
  readonly #session: UploadSession;
  readonly #file: StagedFile;
  readonly #blobs: BlobFiles;
  readonly #quota: StorageQuota | undefined;
  #size: number;
  #closed = false;

  constructor(
    id: string,
    session: UploadSession,
    file: StagedFile,
    blobs: BlobFiles,
    quota: StorageQuota | undefined,
    chunkSize: number,
  ) {
    this.id = id;
    this.chunkSize = chunkSize;
    this.#session = session;
    this.#file = file;
    this.#blobs = blobs;
    this.#quota = quota;
    this.#size = session.size;
    session.writers++;
  }

  get size(): number {
    return this.#size;
  }

  async write(chunk: Uint8Array, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    await this.#session.semaphore.run(async () => {
      await this.#checkOpen();
      const appending = this.#file.append([chunk]);
      // The chunk is hashed while the system writes it.
      this.#session.digester?.update(chunk);
      try {
        await appending;
      } catch (error) {
        // The hash includes bytes that do not count, so the commit hashes the file instead.
        this.#session.digester = undefined;
        throw error;
      }
      this.#session.size += chunk.byteLength;
      this.#size = this.#session.size;
    });
  }

  async close(): Promise<void> {
    if (this.#markClosed()) await this.#file.keep();
  }

  async commit(digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    throwIfAborted(options.signal);
    parseDigest(digest);
    return this.#session.semaphore.run(async () => {
      await this.#checkOpen();
      this.#markClosed();
      this.#session.ended = true;
      await using file = this.#file;
      const actual = await this.#hash(digest);
      if (actual !== digest) {
        throw new OciError(
          'DIGEST_INVALID',
          `cannot commit the upload ${this.id} as ${digest}: its ${this.#size} bytes hash to ${actual}; it was deleted`,
        );
      }
      throwIfAborted(options.signal);
      await this.#blobs.adopt(file, digest);
      return { mediaType: mediaTypeOctetStream, digest, size: this.#size };
    });
  }

  async cancel(): Promise<void> {
    const wasOpen = this.#markClosed();
    if (this.#session.ended) {
      if (wasOpen) await this.#file[Symbol.asyncDispose]();
      return;
    }
    this.#session.ended = true;
    if (wasOpen) await this.#file.keep();
    if (await removeFile(this.#session.path)) this.#quota?.release(this.#session.size);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // After close, another writer may use the upload.
    if (!this.#closed) await this.cancel();
  }

  /** @returns false when the writer was closed before */
  #markClosed(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#session.writers--;
    return true;
  }

  /** The writes compute the sha256. For another algorithm, or after a failed write, this reads the file again. */
  async #hash(digest: Digest): Promise<Digest> {
    const algorithm = digestAlgorithm(digest);
    const { digester, path } = this.#session;
    if (digester?.algorithm === algorithm) return digester.digest();
    const ofFile = new Digester(algorithm);
    const file = (await statPlainFile(path)) === undefined ? undefined : await openPlainFile(path);
    if (file === undefined)
      throw new OciError('BLOB_UPLOAD_UNKNOWN', `the upload ${this.id} was deleted; start a new one`);
    await using handle = file.handle;
    for await (const chunk of readRangeBorrowed(handle, 0, this.#size, path)) ofFile.update(chunk);
    return ofFile.digest();
  }

  async #checkOpen(): Promise<void> {
    if (this.#closed)
      throw new OciError(
        'BLOB_UPLOAD_UNKNOWN',
        `the writer of the upload ${this.id} is closed; resume the upload to continue it`,
      );
    const { ended, size } = this.#session;
    if (!ended && size === this.#size) return;
    // This writer cannot continue. Another writer may use the upload, so it does not end.
    await this.close();
    if (ended) throw new OciError('BLOB_UPLOAD_UNKNOWN', `the upload ${this.id} has ended; start a new one`);
    throw new OciError(
      'RANGE_INVALID',
      `cannot write at byte ${this.#size} of the upload ${this.id}: it has ${size} bytes; another writer uses it`,
    );
  }
}

/** The name contains a hash of the repository, so that other repositories of the layout cannot use the upload. */
function fileName(repository: string, id: string): string {
  return `${id}.${createHash('sha256').update(repository).digest('hex').slice(0, 16)}`;
}
