import type { Stats } from 'node:fs';
import { link, mkdir, opendir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { abortable } from '../concurrency/index.ts';
import { errnoOf, fileSystemError, isMissing, syncDirectory } from '../fs/index.ts';
import { borrowedChunks, verified, type Body } from '../streams/index.ts';
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
import { BlobReading, isDamage, smallBytes, type BlobReadingOptions, type OpenBlobOptions } from './blob-reading.ts';
import { coarseMs, type StatCoalescer } from './file-state.ts';
import { statPlainFile } from './plain-file.ts';
import type { StorageQuota } from './storage-quota.ts';
import { removeFile, StagedFile } from './staged-file.ts';

export interface StoredBlob {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** When it was stored, or last asked for by one who may be about to refer to it; milliseconds since 1970. */
  readonly modifiedMs: number;
  /** Names of the same bytes on disk, in this layout and others. */
  readonly links: number;
}

/** A blob that is asked for gets a new date when its own is older than this, so that garbage collection leaves it alone for a while. */
const touchAfterMs = 10 * 60_000;

const algorithms: readonly DigestAlgorithm[] = ['sha256', 'sha512'];

/** The folder `blobs` of an image layout (image-spec, image-layout.md, "Blobs"). A blob has its name only when it is whole and verified. */
export class BlobFiles {
  readonly #root: string;
  readonly #staging: string;
  /** Content is on disk before it has its name. */
  readonly sync: boolean;
  readonly #now: () => number;
  readonly #looks: StatCoalescer;
  readonly #reading: BlobReading;
  readonly #room: StorageQuota | undefined;
  /** Folders with names that are perhaps not on disk yet. */
  readonly #unsynced = new Set<string>();

  constructor(folder: string, staging: string, options: BlobFilesOptions) {
    this.#root = join(folder, 'blobs');
    this.#staging = staging;
    this.sync = options.sync;
    this.#now = options.now;
    this.#looks = options.looks;
    this.#reading = new BlobReading(options);
    this.#room = options.room;
  }

  path(digest: Digest): string {
    // The one place where a digest becomes a path, so it is checked here once more.
    parseDigest(digest);
    return join(this.#root, digestAlgorithm(digest), digestHex(digest));
  }

  /** Bytes of a blob; undefined when it is absent or known to be damaged. */
  async size(digest: Digest): Promise<number | undefined> {
    return this.#reading.damaged.has(digest) ? undefined : (await this.#looks.state(this.path(digest)))?.size;
  }

  /** Whether a blob turned out not to be what its name says. */
  isDamaged(digest: Digest): boolean {
    return this.#reading.damaged.has(digest);
  }

  /** {@link size}, and the blob is not collected for the next minutes. */
  async sizeToUse(digest: Digest): Promise<number | undefined> {
    if (this.#reading.damaged.has(digest)) return undefined;
    const state = await this.#looks.state(this.path(digest));
    if (state !== undefined && this.#now() - state.mtimeMs > touchAfterMs) await this.#touch(digest);
    return state?.size;
  }

  /** When a blob was stored or asked for last, milliseconds since 1970; undefined when it is absent. */
  async modified(digest: Digest): Promise<number | undefined> {
    return (await statPlainFile(this.path(digest)))?.mtimeMs;
  }

  /**
   * Opens a blob. Reading all of it verifies it, unless that was done before and nobody wrote to the file since.
   *
   * @param mediaType of the descriptor that the reader shows
   * @returns undefined when there is no such blob
   * @throws OciError `SIZE_MISMATCH` when it has not `size` bytes, `RANGE_INVALID`
   */
  open(digest: Digest, options: OpenBlobOptions = {}): Promise<BlobReader | undefined> {
    return this.#reading.open(this.path(digest), digest, options);
  }

  /**
   * Stores content under the digest that it was announced with. When the blob is there and whole, the body is not opened.
   *
   * @throws OciError `SIZE_INVALID`, `DIGEST_INVALID`, `FILE_SYSTEM`
   */
  async put(expected: Descriptor, body: Body, signal?: AbortSignal): Promise<void> {
    const { digest } = expected;
    throwIfAborted(signal);
    if ((await this.size(digest)) === expected.size && (await this.isWhole(digest, signal))) {
      await this.#touch(digest);
      return;
    }
    await using staged = await StagedFile.create(this.#staging, this.#room);
    staged.flushesEarly = this.sync;
    await staged.fill(
      abortable(verified(borrowedChunks(body), expected, `the blob ${digest}`, 'sender'), signal),
      body.borrowed === undefined ? 'shared' : 'borrowed',
    );
    throwIfAborted(signal);
    await this.adopt(staged, digest);
  }

  /** Stores content whose digest is not known before, in one pass. */
  async ingest(
    content: AsyncIterable<Uint8Array>,
    options: IngestBlobOptions,
  ): Promise<{ readonly digest: Digest; readonly size: number }> {
    const { algorithm, owned, onGrowing, signal } = options;
    throwIfAborted(signal);
    const digester = new Digester(algorithm);
    const hashed = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      for await (const chunk of abortable(content, signal)) {
        digester.update(chunk);
        yield chunk;
      }
    };
    await using staged = await StagedFile.create(this.#staging, this.#room);
    staged.flushesEarly = this.sync;
    const growing = onGrowing === undefined ? undefined : await staged.watched();
    try {
      if (growing !== undefined) onGrowing?.(growing);
      await staged.fill(hashed(), owned === true ? 'owned' : 'shared');
      throwIfAborted(signal);
      growing?.end();
    } catch (error) {
      growing?.fail(error);
      throw error;
    }
    const digest = digester.digest();
    await this.adopt(staged, digest);
    return { digest, size: digester.size };
  }

  /** Gives a file that was verified its name. */
  async adopt(staged: StagedFile, digest: Digest): Promise<void> {
    const path = this.path(digest);
    await this.#makeFolder(digest);
    const replaced = this.#room === undefined ? 0 : ownBytes(await statPlainFile(path));
    const large = staged.size > smallBytes;
    const written = await staged.commit(path, this.sync, large ? coarseMs : 0);
    this.#room?.give(replaced);
    this.#stored(digest);
    if (large) await this.#reading.noteWritten(path, written);
  }

  /** Shows a blob of another layout here too, without moving bytes where the file system can do that. */
  async linkFrom(other: BlobFiles, digest: Digest, size: number, signal?: AbortSignal): Promise<void> {
    if ((await this.size(digest)) === size) return;
    await this.#makeFolder(digest);
    const path = other.path(digest);
    const known = await other.#reading.known(path);
    try {
      await link(path, this.path(digest));
      this.#stored(digest);
      // Another name changes the file's mark, and nothing of what it holds.
      if (known !== undefined)
        for (const [reading, name] of [
          [other.#reading, path],
          [this.#reading, this.path(digest)],
        ] as const)
          await reading.noteWritten(name, known);
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'ENOENT') throw error;
      // Another file system, too many links, no links at all, or a damaged file in the way: the bytes are copied instead.
      const reader = await other.open(digest, { signal });
      if (reader === undefined) throw error;
      await this.put(reader.descriptor, () => reader, signal);
    }
  }

  /** Hashes a blob on a thread of its own, so that it is known to be whole when it is. */
  verifyInBackground(digest: Digest, signal?: AbortSignal): Promise<void> {
    return this.#reading.verifyInBackground(this.path(digest), digest, signal);
  }

  /** Whether a blob was hashed before, and nobody wrote to it since. */
  async isKnown(digest: Digest): Promise<boolean> {
    return (await this.#reading.known(this.path(digest))) !== undefined;
  }

  /** Whether a blob hashes to its name. One that does not counts as absent from then on. */
  async isWhole(digest: Digest, signal?: AbortSignal): Promise<boolean> {
    const reader = await this.open(digest, { signal, fresh: true });
    if (reader === undefined) return false;
    try {
      for await (const chunk of reader.borrowed()) void chunk;
      return true;
    } catch (error) {
      if (isDamage(error)) return false;
      throw error;
    }
  }

  /** @returns whether there was one */
  async remove(digest: Digest): Promise<boolean> {
    const path = this.path(digest);
    const state = await statPlainFile(path);
    if (state === undefined) return false;
    try {
      const removed = await removeFile(path);
      if (removed) this.#room?.give(ownBytes(state));
      return removed;
    } finally {
      this.#reading.damaged.delete(digest);
    }
  }

  /** Every blob. Files whose name is not one of a blob are passed over. */
  async *list(): AsyncGenerator<StoredBlob, void, undefined> {
    for (const algorithm of algorithms) {
      for await (const entry of entriesOf(join(this.#root, algorithm))) {
        const digest: string = `${algorithm}:${entry}`;
        if (!isDigest(digest)) continue;
        const state = await statPlainFile(this.path(digest));
        if (state !== undefined) yield { digest, size: state.size, modifiedMs: state.mtimeMs, links: state.nlink };
      }
    }
  }

  /** Brings the names of new blobs to disk. To be done before anything refers to them. */
  async syncNames(): Promise<void> {
    if (!this.sync) return;
    for (const folder of this.#unsynced) {
      this.#unsynced.delete(folder);
      await syncDirectory(folder);
    }
  }

  async #makeFolder(digest: Digest): Promise<void> {
    const folder = join(this.#root, digestAlgorithm(digest));
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw fileSystemError(error, `make the folder ${folder}`);
    }
  }

  #stored(digest: Digest): void {
    this.#reading.damaged.delete(digest);
    this.#unsynced.add(join(this.#root, digestAlgorithm(digest)));
  }

  async #touch(digest: Digest): Promise<void> {
    const now = new Date(this.#now());
    // A layout that may only be read has no use for the date either.
    await utimes(this.path(digest), now, now).catch(() => undefined);
  }
}

/** The names in a folder; none when it is absent. */
export async function* entriesOf(folder: string): AsyncGenerator<string, void, undefined> {
  try {
    for await (const entry of await opendir(folder)) yield entry.name;
  } catch (error) {
    if (!isMissing(error)) throw fileSystemError(error, `list ${folder}`);
  }
}

export interface IngestBlobOptions {
  readonly algorithm: DigestAlgorithm;
  /** Whether the memory of chunks is given back when they were written. */
  readonly owned?: boolean | undefined;
  /** Is given the content before the first byte of it is there, and closes it. */
  readonly onGrowing?: ((content: IncompleteBlob) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface BlobFilesOptions extends BlobReadingOptions {
  readonly sync: boolean;
  readonly room?: StorageQuota | undefined;
}

/** What the disk gets back with a file: nothing while its bytes have another name. */
function ownBytes(state: Stats | undefined): number {
  return state === undefined || state.nlink > 1 ? 0 : state.size;
}
