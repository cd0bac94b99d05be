import type { Stats } from 'node:fs';
import { link, mkdir, opendir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { abortable, collect, endOfRange, errnoOf, fileSystemError, received, syncDirectory, verified, type Body } from '../io/index.ts';
import { blobReader, bytesReader, type BlobReader, type Pour } from '../registry/index.ts';
import {
  Digester,
  digestAlgorithm,
  digestHex,
  isDigest,
  isOciError,
  mediaTypeOctetStream,
  OciError,
  parseDigest,
  throwIfAborted,
  type Descriptor,
  type Digest,
  type DigestAlgorithm,
} from '../spec/index.ts';
import { coarseMs, fileState, isSettled, lookAt, type FileState, type Looks } from './file-state.ts';
import type { KnownContent } from './known-content.ts';
import { isAbsent, openSeenFile, readRange, statPlainFile, type PlainFile } from './plain-file.ts';
import { pourFile } from './pour-file.ts';
import type { Room } from './room.ts';
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

/** Bytes up to which a blob is read and checked as a whole, and kept at hand. */
const smallBytes = 256 * 1024;
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
  readonly #looks: Looks;
  readonly #known: KnownContent;
  readonly #room: Room | undefined;
  /** Blobs that turned out not to be what their name says. They count as absent, so that whoever has them stores them anew. */
  readonly #damaged = new Set<Digest>();
  /** Folders with names that are perhaps not on disk yet. */
  readonly #unsynced = new Set<string>();

  constructor(folder: string, staging: string, options: BlobFilesOptions) {
    this.#root = join(folder, 'blobs');
    this.#staging = staging;
    this.sync = options.sync;
    this.#now = options.now;
    this.#looks = options.looks;
    this.#known = options.known;
    this.#room = options.room;
  }

  path(digest: Digest): string {
    // The one place where a digest becomes a path, so it is checked here once more.
    parseDigest(digest);
    return join(this.#root, digestAlgorithm(digest), digestHex(digest));
  }

  /** Bytes of a blob; undefined when it is absent or known to be damaged. */
  async size(digest: Digest): Promise<number | undefined> {
    return this.#damaged.has(digest) ? undefined : (await this.#looks.state(this.path(digest)))?.size;
  }

  /** Whether a blob turned out not to be what its name says. */
  isDamaged(digest: Digest): boolean {
    return this.#damaged.has(digest);
  }

  /** {@link size}, and the blob is not collected for the next minutes. */
  async sizeToUse(digest: Digest): Promise<number | undefined> {
    if (this.#damaged.has(digest)) return undefined;
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
  async open(digest: Digest, options: OpenBlobOptions = {}): Promise<BlobReader | undefined> {
    throwIfAborted(options.signal);
    const path = this.path(digest);
    const seen = await this.#looks.state(path);
    if (seen === undefined) return undefined;
    const known = options.fresh === true ? undefined : this.#known.find(path, seen.mark, this.#now());
    if (known?.bytes !== undefined) return this.#readBytes(digest, known.bytes, options);
    const file = await openSeenFile(path);
    if (file === undefined) return undefined;
    try {
      return await this.#read(digest, file, options, known !== undefined && known.mark === fileState(file.stats).mark);
    } catch (error) {
      await file.handle.close();
      throw error;
    }
  }

  #readBytes(digest: Digest, bytes: Uint8Array, options: OpenBlobOptions): BlobReader {
    const { descriptor, start, end } = extentOf(digest, bytes.byteLength, options);
    return bytesReader(descriptor, end - start === bytes.byteLength ? bytes : bytes.subarray(start, end), options);
  }

  /** @param trusted it was checked before, as it is now */
  async #read(digest: Digest, file: PlainFile, options: OpenBlobOptions, trusted: boolean): Promise<BlobReader> {
    const { handle, size } = file;
    const { descriptor, start, end, what } = extentOf(digest, size, options);
    const free = (): Promise<void> => handle.close();
    if (trusted || options.start !== undefined) {
      const pour: Pour = (sink) => pourFile(handle, start, end, what, sink, options);
      return blobReader(descriptor, abortable(exactly(readRange(handle, start, end, what), end - start, what), options.signal), free, pour);
    }
    const checked = this.#watched(verified(readRange(handle, 0, size, what), descriptor, what), digest, file);
    if (size > smallBytes) return blobReader(descriptor, abortable(checked, options.signal), free, this.#checkedPour(descriptor, file, options));
    try {
      const bytes = await collect(abortable(checked, options.signal), size, what);
      this.#remember(digest, file, bytes);
      return bytesReader(descriptor, bytes, options);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return blobReader(descriptor, failing(error), free);
    }
  }

  #checkedPour(descriptor: Descriptor, file: PlainFile, options: OpenBlobOptions): Pour {
    const { digest, size } = descriptor;
    const what = `the blob ${digest}`;
    return async (sink) => {
      const digester = new Digester(digestAlgorithm(digest));
      const finish = (): void => {
        const actual = digester.digest();
        if (actual !== digest) throw new OciError('DIGEST_MISMATCH', `${what} hashes to ${actual}, not to ${digest}`);
        this.#remember(digest, file, undefined);
      };
      try {
        await pourFile(file.handle, 0, size, what, sink, { signal: options.signal, check: (chunk) => digester.update(chunk), finish });
      } catch (error) {
        if (isDamage(error)) this.#damaged.add(digest);
        throw error;
      }
    };
  }

  /** Notes that a file was found to be what its name says, as it was when it was opened. */
  #remember(digest: Digest, { stats }: PlainFile, bytes: Uint8Array | undefined): void {
    const state = fileState(stats);
    if (isSettled(state, this.#now())) this.#known.keep(this.path(digest), { mark: state.mark, bytes, checkedMs: this.#now() });
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
    await staged.fill(received(abortable(body(), signal), expected, `the blob ${digest}`));
    throwIfAborted(signal);
    await this.adopt(staged, digest);
  }

  /** Stores content whose digest is not known before, in one pass. */
  async ingest(content: AsyncIterable<Uint8Array>, algorithm: DigestAlgorithm, signal?: AbortSignal): Promise<{ readonly digest: Digest; readonly size: number }> {
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
    await staged.fill(hashed());
    throwIfAborted(signal);
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
    if (large) await this.#rememberWritten(path, written);
  }

  /** What was hashed while it was written need not be hashed again, when nobody can have written to it since. */
  async #rememberWritten(path: string, written: FileState): Promise<void> {
    const state = await lookAt(path);
    if (state === undefined || state.inode !== written.inode || state.size !== written.size || state.mtimeNs !== written.mtimeNs) return;
    if (isSettled(state, this.#now())) this.#known.keep(path, { mark: state.mark, bytes: undefined, checkedMs: this.#now() });
  }

  /** Shows a blob of another layout here too, without moving bytes where the file system can do that. */
  async linkFrom(other: BlobFiles, digest: Digest, size: number, signal?: AbortSignal): Promise<void> {
    if ((await this.size(digest)) === size) return;
    await this.#makeFolder(digest);
    try {
      await link(other.path(digest), this.path(digest));
      this.#stored(digest);
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'ENOENT') throw error;
      // Another file system, too many links, no links at all, or a damaged file in the way: the bytes are copied instead.
      const reader = await other.open(digest, { signal });
      if (reader === undefined) throw error;
      await this.put(reader.descriptor, () => reader, signal);
    }
  }

  /** Whether a blob hashes to its name. One that does not counts as absent from then on. */
  async isWhole(digest: Digest, signal?: AbortSignal): Promise<boolean> {
    const reader = await this.open(digest, { signal, fresh: true });
    if (reader === undefined) return false;
    try {
      for await (const chunk of reader) void chunk;
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
      this.#damaged.delete(digest);
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
    this.#damaged.delete(digest);
    this.#unsynced.add(join(this.#root, digestAlgorithm(digest)));
  }

  async *#watched(content: AsyncIterable<Uint8Array>, digest: Digest, file: PlainFile): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* content;
      if (file.size > smallBytes) this.#remember(digest, file, undefined);
    } catch (error) {
      if (isDamage(error)) this.#damaged.add(digest);
      throw error;
    }
  }

  async #touch(digest: Digest): Promise<void> {
    const now = new Date(this.#now());
    // A layout that may only be read has no use for the date either.
    await utimes(this.path(digest), now, now).catch(() => undefined);
  }
}

export interface OpenBlobOptions {
  readonly mediaType?: string | undefined;
  /** Bytes that the whole blob must have. @default whatever it has */
  readonly size?: number | undefined;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Reads and checks the file, also when that was done before. @default false */
  readonly fresh?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The names in a folder; none when it is absent. */
export async function* entriesOf(folder: string): AsyncGenerator<string, void, undefined> {
  try {
    for await (const entry of await opendir(folder)) yield entry.name;
  } catch (error) {
    if (!isAbsent(error)) throw fileSystemError(error, `list ${folder}`);
  }
}

export interface BlobFilesOptions {
  readonly sync: boolean;
  readonly now: () => number;
  readonly looks: Looks;
  readonly known: KnownContent;
  readonly room?: Room | undefined;
}

/** What is read of a blob of `size` bytes. @throws OciError `SIZE_MISMATCH`, `RANGE_INVALID` */
function extentOf(digest: Digest, size: number, options: OpenBlobOptions): { descriptor: Descriptor; start: number; end: number; what: string } {
  const what = `the blob ${digest}`;
  if (options.size !== undefined && options.size !== size) throw new OciError('SIZE_MISMATCH', `${what} has ${size} bytes, not ${options.size}`);
  const { start = 0, mediaType = mediaTypeOctetStream } = options;
  return { descriptor: { mediaType, digest, size }, start, end: options.start === undefined ? size : endOfRange(size, start, options.end, what), what };
}

function isDamage(error: unknown): error is OciError {
  return isOciError(error, 'DIGEST_MISMATCH', 'SIZE_MISMATCH');
}

// oxlint-disable-next-line require-yield
async function* failing(error: Error): AsyncGenerator<Uint8Array, void, undefined> {
  throw error;
}

/** What the disk gets back with a file: nothing while its bytes have another name. */
function ownBytes(state: Stats | undefined): number {
  return state === undefined || state.nlink > 1 ? 0 : state.size;
}

async function* exactly(content: AsyncIterable<Uint8Array>, size: number, what: string): AsyncGenerator<Uint8Array, void, undefined> {
  let read = 0;
  for await (const chunk of content) {
    read += chunk.byteLength;
    yield chunk;
  }
  if (read !== size) throw new OciError('SIZE_MISMATCH', `a range of ${what} ended after ${read} of ${size} bytes`);
}
