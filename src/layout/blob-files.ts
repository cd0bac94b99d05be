import { link, mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { abortable } from '../concurrency/index.ts';
import { errnoOf, fileSystemError } from '../fs/index.ts';
import type { BlobReader, IncompleteBlob } from '../registry/index.ts';
import {
  Digester,
  digestAlgorithm,
  digestHex,
  isDigest,
  parseDigest,
  throwIfAborted,
  type Descriptor,
  type Digest,
  type DigestAlgorithm,
} from '../spec/index.ts';
import { borrowedChunks, verified, type Body } from '../streams/index.ts';
import { BlobFileReader, isDamageError, maxCachedBytes, type OpenBlobOptions } from './blob-file-reader.ts';
import {
  entriesOf,
  removeFile,
  statPlainFile,
  timestampGranularityMs,
  type FileState,
  type StatCoalescer,
} from './plain-file.ts';
import type { SharedState } from './shared-state.ts';
import { StagedFile } from './staged-file.ts';

export interface StoredBlob {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** Last use by a client that may refer to the blob, or time of storage, milliseconds since 1970. */
  readonly modifiedMs: number;
  /** Number of names of the file in all layouts. */
  readonly links: number;
}

export interface BlobFilesOptions {
  /** Flushes content to disk before its file gets the name of the blob. */
  readonly sync: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly stats: StatCoalescer;
  readonly shared: SharedState;
  /** Creates the layout again when it was removed. Called before and after the name of a blob is created. */
  readonly restore: () => Promise<void>;
  /** Called for each blob that is stored or found. */
  readonly onPresent?: ((digest: Digest) => void) | undefined;
}

export interface IngestBlobOptions {
  readonly algorithm: DigestAlgorithm;
  /** Detaches the buffers of the chunks after they were written. @default false */
  readonly owned?: boolean | undefined;
  /** Called with a reader of the content before the first byte is written. The callee closes the reader. */
  readonly onStart?: ((content: IncompleteBlob) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A lookup by a client renews the date of a blob that is older than this, in milliseconds. Garbage collection then does
 * not delete the blob before the client has pushed a manifest that refers to it.
 */
const touchAfterMs = 10 * 60_000;

/** The folders below `blobs`. */
export const algorithms: readonly DigestAlgorithm[] = ['sha256', 'sha512'];

/**
 * The folder `blobs` of an image layout (image-spec, image-layout.md, "Blobs"). A file gets the name of a blob only
 * when it is complete and verified.
 */
export class BlobFiles {
  readonly sync: boolean;
  readonly #root: string;
  readonly #staging: string;
  readonly #now: () => number;
  readonly #stats: StatCoalescer;
  readonly #shared: SharedState;
  readonly #restore: BlobFilesOptions['restore'];
  readonly #onPresent: BlobFilesOptions['onPresent'];
  readonly #reader: BlobFileReader;

  constructor(layout: string, staging: string, options: BlobFilesOptions) {
    this.sync = options.sync;
    this.#root = join(layout, 'blobs');
    this.#staging = staging;
    this.#now = options.now;
    this.#stats = options.stats;
    this.#shared = options.shared;
    this.#restore = options.restore;
    this.#onPresent = options.onPresent;
    this.#reader = new BlobFileReader({ ...options, verified: options.shared.verified });
  }

  path(digest: Digest): string {
    // This check is repeated, because only this method converts a digest to a path.
    parseDigest(digest);
    return join(this.#folderOf(digest), digestHex(digest));
  }

  /** The size of a blob, bytes; undefined when it is absent or known to be damaged. */
  async size(digest: Digest): Promise<number | undefined> {
    return (await this.#state(digest))?.size;
  }

  /** Whether a read found that the blob is damaged, and its file has not changed since. */
  async isDamaged(digest: Digest): Promise<boolean> {
    return this.#reader.damaged.has(digest) && (await this.#state(digest)) === undefined;
  }

  /**
   * Returns {@link size} to a client that may refer to the blob. Renews the date of the blob, so that garbage
   * collection does not delete it during the next minutes.
   */
  async sizeAndTouch(digest: Digest): Promise<number | undefined> {
    const state = await this.#state(digest);
    if (state !== undefined && this.#now() - state.mtimeMs > touchAfterMs) await this.#touch(digest);
    if (state !== undefined) this.#onPresent?.(digest);
    return state?.size;
  }

  /** `StoredBlob.modifiedMs`; undefined when the blob is absent. */
  async modified(digest: Digest): Promise<number | undefined> {
    return (await statPlainFile(this.path(digest)))?.mtimeMs;
  }

  /**
   * Opens a blob. The reader verifies it, unless it was verified before and its file is unchanged.
   *
   * @returns undefined when the blob is absent
   * @throws OciError `SIZE_MISMATCH` when the blob does not have `options.size` bytes, `RANGE_INVALID`
   */
  async open(digest: Digest, options: OpenBlobOptions = {}): Promise<BlobReader | undefined> {
    const reader = await this.#reader.open(this.path(digest), digest, options);
    if (reader !== undefined) this.#onPresent?.(digest);
    return reader;
  }

  /**
   * Stores a blob. It does not open the body when the blob exists and is intact.
   *
   * @throws OciError `SIZE_INVALID`, `DIGEST_INVALID`, `QUOTA`, `FILE_SYSTEM`, `ABORTED`; errors of the body
   */
  async put(expected: Descriptor, body: Body, signal?: AbortSignal): Promise<void> {
    const { digest } = expected;
    throwIfAborted(signal);
    if ((await this.size(digest)) === expected.size && (await this.isIntact(digest, signal))) {
      await this.#touch(digest);
      this.#onPresent?.(digest);
      return;
    }
    const content = verified(borrowedChunks(body), expected, `the blob ${digest}`, 'sender');
    await using staged = await this.#stage();
    await staged.fill(abortable(content, signal), body.borrowed === undefined ? 'shared' : 'borrowed');
    throwIfAborted(signal);
    await this.adopt(staged, digest);
  }

  /**
   * Stores content with an unknown digest in one pass.
   *
   * @throws OciError `QUOTA`, `FILE_SYSTEM`, `ABORTED`; errors of the content
   */
  async ingest(
    content: AsyncIterable<Uint8Array>,
    options: IngestBlobOptions,
  ): Promise<{ readonly digest: Digest; readonly size: number }> {
    const { algorithm, owned, onStart, signal } = options;
    throwIfAborted(signal);
    const digester = new Digester(algorithm);
    const hashed = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      for await (const chunk of abortable(content, signal)) {
        digester.update(chunk);
        yield chunk;
      }
    };
    await using staged = await this.#stage();
    const reader = onStart === undefined ? undefined : await staged.openReader();
    try {
      if (reader !== undefined) onStart?.(reader);
      await staged.fill(hashed(), owned === true ? 'owned' : 'shared');
      throwIfAborted(signal);
      reader?.end();
    } catch (error) {
      reader?.fail(error);
      throw error;
    }
    const digest = digester.digest();
    await this.adopt(staged, digest);
    return { digest, size: digester.size };
  }

  /** Renames a verified file to the name of a blob. @throws OciError `FILE_SYSTEM` */
  async adopt(staged: StagedFile, digest: Digest): Promise<void> {
    const { quota } = this.#shared;
    const path = this.path(digest);
    await this.#restore();
    const replaced = quota === undefined ? undefined : await statPlainFile(path);
    const isLarge = staged.size > maxCachedBytes;
    const written = await staged.commit(path, this.sync, isLarge ? timestampGranularityMs : 0);
    if (replaced !== undefined) quota?.release(freedBytes(replaced));
    await this.#recordStored(digest);
    if (isLarge) await this.#reader.recordWritten(path, written);
  }

  /**
   * Adds a blob of another layout: as a hard link to its file, or as a copy where the file system has no hard links.
   *
   * @throws the error of the link (`ENOENT` when the other layout does not have the blob); OciError as {@link put}
   */
  async linkFrom(other: BlobFiles, digest: Digest, size: number, signal?: AbortSignal): Promise<void> {
    if ((await this.size(digest)) === size) return;
    await this.#createFolder(digest);
    const [from, to] = [other.path(digest), this.path(digest)];
    const verifiedState = await other.#reader.verifiedState(from);
    try {
      await link(from, to);
      await this.#recordStored(digest);
      if (verifiedState === undefined) return;
      // The new name changes the fingerprints but not the content.
      await other.#reader.recordWritten(from, verifiedState);
      await this.#reader.recordWritten(to, verifiedState);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') throw error;
      // Possible reasons are another file system, too many links, or an existing damaged file.
      const reader = await other.open(digest, { signal });
      if (reader === undefined) throw error;
      await this.put(reader.descriptor, () => reader, signal);
    }
  }

  /**
   * Hashes a blob in a worker. Later reads do not verify an intact blob again.
   *
   * @throws OciError `FILE_SYSTEM`, `ABORTED`
   */
  verifyInBackground(digest: Digest, signal?: AbortSignal): Promise<void> {
    return this.#reader.verifyInBackground(this.path(digest), digest, signal);
  }

  /** Whether a blob was verified and its file has not changed since. */
  async isVerified(digest: Digest): Promise<boolean> {
    return (await this.#reader.verifiedState(this.path(digest))) !== undefined;
  }

  /** Verifies a blob by reading it. A damaged blob counts as absent afterwards. */
  async isIntact(digest: Digest, signal?: AbortSignal): Promise<boolean> {
    const reader = await this.open(digest, { signal, fresh: true });
    if (reader === undefined) return false;
    try {
      for await (const chunk of reader.borrowed()) void chunk;
      return true;
    } catch (error) {
      if (isDamageError(error)) return false;
      throw error;
    }
  }

  /** Deletes a blob. @returns false when it is absent */
  async remove(digest: Digest): Promise<boolean> {
    const path = this.path(digest);
    const state = await statPlainFile(path);
    if (state === undefined) return false;
    const removed = await removeFile(path);
    if (removed) this.#shared.quota?.release(freedBytes(state));
    return removed;
  }

  /** All blobs. Files with other names are ignored. */
  async *list(): AsyncGenerator<StoredBlob, void, undefined> {
    for (const algorithm of algorithms) {
      for await (const entry of entriesOf(join(this.#root, algorithm))) {
        const digest: string = `${algorithm}:${entry}`;
        if (!isDigest(digest)) continue;
        const state = await statPlainFile(this.path(digest));
        if (state !== undefined) yield { digest, size: state.size, modifiedMs: state.mtimeMs, links: state.links };
      }
    }
  }

  /** Flushes the names of new blobs to disk. Call it before a reference to them is stored. */
  async syncNames(): Promise<void> {
    if (!this.sync) return;
    for (const algorithm of algorithms) await this.#shared.flushes.flush(join(this.#root, algorithm));
  }

  async #stage(): Promise<StagedFile> {
    const staged = await StagedFile.create(this.#staging, this.#shared.quota);
    staged.flushesEarly = this.sync;
    return staged;
  }

  #folderOf(digest: Digest): string {
    return join(this.#root, digestAlgorithm(digest));
  }

  async #createFolder(digest: Digest): Promise<void> {
    const folder = this.#folderOf(digest);
    await this.#restore();
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw fileSystemError(error, `create the folder ${folder}`);
    }
  }

  async #recordStored(digest: Digest): Promise<void> {
    await this.#restore();
    this.#reader.damaged.delete(digest);
    this.#onPresent?.(digest);
    this.#shared.flushes.recordChange(this.#folderOf(digest));
  }

  /** The state of a file; undefined when it is absent or known to be damaged. */
  async #state(digest: Digest): Promise<FileState | undefined> {
    const state = await this.#stats.state(this.path(digest));
    return state?.contentFingerprint === this.#reader.damaged.get(digest) ? undefined : state;
  }

  async #touch(digest: Digest): Promise<void> {
    const now = new Date(this.#now());
    // This fails for a read-only layout, which does not need the date.
    await utimes(this.path(digest), now, now).catch(() => undefined);
  }
}

/** The space that is freed by deleting a file: 0 while the file has another name. */
function freedBytes(state: FileState): number {
  return state.links > 1 ? 0 : state.size;
}
