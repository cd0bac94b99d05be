import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Semaphore } from '../concurrency/index.ts';
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
import { openPlainFile, statPlainFile } from './plain-file.ts';
import type { StorageQuota } from './storage-quota.ts';
import { removeFile, StagedFile } from './staged-file.ts';

/** What this process knows of an upload beyond its file. */
interface Session {
  readonly path: string;
  /** Bytes that have arrived and count. */
  size: number;
  /** Sha256 of them; undefined when the upload was begun by another process, or before a restart. */
  digester: Digester | undefined;
  ended: boolean;
  /** One write at a time. */
  readonly gate: Semaphore;
}

/** Bytes; what a writer asks for when its caller has no wish. */
const defaultChunkSize = 4 * 1024 * 1024;
/** Uploads of which the running digest is kept at most. */
const maxSessions = 1000;

/** Uploads in pieces. Each is a file, so that it survives a restart. */
export class Uploads {
  readonly #folder: string;
  readonly #blobs: BlobFiles;
  readonly #room: StorageQuota | undefined;
  readonly #sessions = new Map<string, Session>();

  constructor(folder: string, blobs: BlobFiles, room: StorageQuota | undefined) {
    this.#folder = folder;
    this.#blobs = blobs;
    this.#room = room;
  }

  async begin(repository: string, chunkSize: number | undefined): Promise<BlobWriter> {
    // 128 random bits: whoever does not know it cannot guess it.
    const id = randomBytes(16).toString('hex');
    const file = await StagedFile.create(this.#folder, this.#room, fileName(repository, id));
    file.flushesEarly = this.#blobs.sync;
    const session: Session = {
      path: file.path,
      size: 0,
      digester: new Digester(),
      ended: false,
      gate: new Semaphore(1),
    };
    this.#remember(session);
    return new UploadWriter(id, session, file, this.#blobs, this.#room, chunkSize);
  }

  /** @throws OciError `BLOB_UPLOAD_UNKNOWN`, `RANGE_INVALID` */
  async resume(
    repository: string,
    id: string,
    offset: number | undefined,
    chunkSize: number | undefined,
  ): Promise<BlobWriter> {
    const path = join(this.#folder, fileName(repository, id));
    const state = /^[0-9a-f]{32}$/.test(id) ? await statPlainFile(path) : undefined;
    if (state === undefined)
      throw new OciError('BLOB_UPLOAD_UNKNOWN', `${repository} has no upload ${printable(id, 100)}; begin a new one`);
    const session = this.#session(path, state.size);
    if (offset !== undefined && offset !== session.size)
      throw new OciError('RANGE_INVALID', `the upload ${id} has ${session.size} bytes, not ${offset}`);
    const file = await StagedFile.reopen(path, session.size, this.#room);
    file.flushesEarly = this.#blobs.sync;
    return new UploadWriter(id, session, file, this.#blobs, this.#room, chunkSize);
  }

  #session(path: string, size: number): Session {
    const known = this.#sessions.get(path);
    // A file that is shorter than what arrived, or longer by more than a write that failed, was changed by another process.
    if (known !== undefined && !known.ended && known.size <= size) return known;
    const session: Session = { path, size, digester: undefined, ended: false, gate: new Semaphore(1) };
    this.#remember(session);
    return session;
  }

  #remember(session: Session): void {
    for (const [path, { ended }] of this.#sessions) if (ended) this.#sessions.delete(path);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size >= maxSessions && oldest !== undefined) this.#sessions.delete(oldest);
    this.#sessions.set(session.path, session);
  }
}

/** One party's hold on an upload. Two on one upload cannot interleave: each write must begin where the upload ends. */
class UploadWriter implements BlobWriter {
  readonly id: string;
  readonly chunkSize: number;
  readonly #session: Session;
  readonly #file: StagedFile;
  readonly #blobs: BlobFiles;
  readonly #room: StorageQuota | undefined;
  #size: number;
  #closed = false;

  constructor(
    id: string,
    session: Session,
    file: StagedFile,
    blobs: BlobFiles,
    room: StorageQuota | undefined,
    chunkSize: number | undefined,
  ) {
    this.id = id;
    this.chunkSize = chunkSize !== undefined && chunkSize > 0 ? chunkSize : defaultChunkSize;
    this.#session = session;
    this.#file = file;
    this.#blobs = blobs;
    this.#room = room;
    this.#size = session.size;
  }

  get size(): number {
    return this.#size;
  }

  async write(chunk: Uint8Array, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    await this.#session.gate.run(async () => {
      await this.#checkOpen();
      const appending = this.#file.append([chunk]);
      // It is hashed while the system writes it.
      this.#session.digester?.update(chunk);
      try {
        await appending;
      } catch (error) {
        // The digest counts bytes that do not. What does will be read again.
        this.#session.digester = undefined;
        throw error;
      }
      this.#session.size += chunk.byteLength;
      this.#size = this.#session.size;
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.keep();
  }

  async commit(digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    throwIfAborted(options.signal);
    parseDigest(digest);
    return this.#session.gate.run(async () => {
      await this.#checkOpen();
      this.#closed = true;
      this.#session.ended = true;
      await using file = this.#file;
      const actual = await this.#hash(digest);
      if (actual !== digest) {
        throw new OciError(
          'DIGEST_INVALID',
          `the upload ${this.id} was to be ${digest}, but its ${this.#size} bytes hash to ${actual}; nothing of it is kept`,
        );
      }
      throwIfAborted(options.signal);
      await this.#blobs.adopt(file, digest);
      return { mediaType: mediaTypeOctetStream, digest, size: this.#size };
    });
  }

  async cancel(): Promise<void> {
    const mine = !this.#closed;
    this.#closed = true;
    if (this.#session.ended) {
      if (mine) await this.#file[Symbol.asyncDispose]();
      return;
    }
    this.#session.ended = true;
    if (mine) await this.#file.keep();
    if (await removeFile(this.#session.path)) this.#room?.give(this.#session.size);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A writer that was closed has let go of the upload, which may be another's by now.
    if (!this.#closed) await this.cancel();
  }

  /** Sha256 was counted as the bytes came; anything else is read again. */
  async #hash(digest: Digest): Promise<Digest> {
    const algorithm = digestAlgorithm(digest);
    const { digester, path } = this.#session;
    if (digester?.algorithm === algorithm) return digester.digest();
    const again = new Digester(algorithm);
    const file = await openPlainFile(path);
    if (file === undefined) throw new OciError('BLOB_UPLOAD_UNKNOWN', `the upload ${this.id} is gone; begin a new one`);
    await using handle = file.handle;
    for await (const chunk of readRangeBorrowed(handle, 0, this.#size, path)) again.update(chunk);
    return again.digest();
  }

  async #checkOpen(): Promise<void> {
    if (this.#closed)
      throw new OciError(
        'BLOB_UPLOAD_UNKNOWN',
        `this writer of the upload ${this.id} was closed; resume the upload to go on with it`,
      );
    const { ended, size } = this.#session;
    if (!ended && size === this.#size) return;
    // There is nothing more that this writer can do, and it must not end what another one is at work on.
    await this.close();
    if (ended) throw new OciError('BLOB_UPLOAD_UNKNOWN', `the upload ${this.id} has ended; begin a new one`);
    throw new OciError(
      'RANGE_INVALID',
      `the upload ${this.id} has ${size} bytes, and bytes from ${this.#size} on were sent; another writer is at work on it`,
    );
  }
}

/** Bound to the repository, so that an upload is not known in another one, also where repositories share a layout. */
function fileName(repository: string, id: string): string {
  return `${id}.${createHash('sha256').update(repository).digest('hex').slice(0, 16)}`;
}
