import { abortable } from '../concurrency/index.ts';
import { collect, hashFileInWorker, verified, withVerification } from '../streams/index.ts';
import { readRange, readRangeBorrowed } from '../fs/index.ts';
import { blobReader, bytesReader, endOfRange, type BlobReader } from '../registry/index.ts';
import {
  digestAlgorithm,
  isOciError,
  mediaTypeOctetStream,
  OciError,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { fileState, isSettled, fingerprint, type FileState, type StatCoalescer } from './file-state.ts';
import type { VerifiedBlobs } from './verified-blobs.ts';
import { openSeenFile, type PlainFile } from './plain-file.ts';

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

export interface BlobReadingOptions {
  readonly now: () => number;
  readonly looks: StatCoalescer;
  readonly known: VerifiedBlobs;
}

/** Bytes up to which a blob is read and checked as a whole, and kept at hand. */
export const smallBytes: number = 256 * 1024;

/** Reads the blobs of a layout. What was read to its end was checked; how that came out is remembered. */
export class BlobReading {
  /** Blobs that turned out not to be what their name says. They count as absent, so that whoever has them stores them anew. */
  readonly damaged: Set<Digest> = new Set<Digest>();
  readonly #now: () => number;
  readonly #looks: StatCoalescer;
  readonly #known: VerifiedBlobs;

  constructor(options: BlobReadingOptions) {
    this.#now = options.now;
    this.#looks = options.looks;
    this.#known = options.known;
  }

  /** @param path of the blob @returns undefined when there is none @throws OciError `SIZE_MISMATCH`, `RANGE_INVALID` */
  async open(path: string, digest: Digest, options: OpenBlobOptions): Promise<BlobReader | undefined> {
    throwIfAborted(options.signal);
    const seen = await this.#looks.state(path);
    if (seen === undefined) return undefined;
    const known = options.fresh === true ? undefined : this.#known.find(path, seen.mark, this.#now());
    if (known?.bytes !== undefined) return this.#readBytes(digest, known.bytes, options);
    const file = await openSeenFile(path);
    if (file === undefined) return undefined;
    try {
      return await this.#read(
        path,
        digest,
        file,
        options,
        known !== undefined && known.mark === fileState(file.stats).mark,
      );
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
  async #read(
    path: string,
    digest: Digest,
    file: PlainFile,
    options: OpenBlobOptions,
    trusted: boolean,
  ): Promise<BlobReader> {
    const { handle, size } = file;
    const { descriptor, start, end, what } = extentOf(digest, size, options);
    const free = (): Promise<void> => handle.close();
    const isRange = options.start !== undefined;
    const read = (range: typeof readRange): AsyncGenerator<Uint8Array, void, undefined> => {
      const chunks = range(handle, start, end, what);
      const checked = trusted || isRange ? chunks : this.#checked(chunks, path, descriptor, file);
      return abortable(checked, options.signal);
    };
    if (trusted || isRange || size > smallBytes)
      return blobReader(descriptor, read(readRange), {
        free,
        borrowed: () => withVerification(read(readRangeBorrowed), () => (isRange ? undefined : digest)),
      });
    try {
      const bytes = await collect(read(readRange), size, what);
      this.#remember(path, file, bytes);
      await free();
      return bytesReader(descriptor, bytes, options);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return blobReader(descriptor, failing(error), { free });
    }
  }

  /** Notes that a file was found to be what its name says, as it was when it was opened. */
  #remember(path: string, { stats }: PlainFile, bytes: Uint8Array | undefined): void {
    const state = fileState(stats);
    if (isSettled(state, this.#now())) this.#known.keep(path, { mark: state.mark, bytes, checkedMs: this.#now() });
  }

  /** A file as it is, when it was found to be what its name says and nobody wrote to it since. */
  async known(path: string): Promise<FileState | undefined> {
    const state = await fingerprint(path);
    return state !== undefined && this.#known.find(path, state.mark, this.#now()) !== undefined ? state : undefined;
  }

  /** What was hashed while it was written need not be hashed again, when nobody can have written to it since. */
  async noteWritten(path: string, written: FileState): Promise<void> {
    const state = await fingerprint(path);
    if (
      state === undefined ||
      state.inode !== written.inode ||
      state.size !== written.size ||
      state.mtimeNs !== written.mtimeNs
    )
      return;
    if (isSettled(state, this.#now()))
      this.#known.keep(path, { mark: state.mark, bytes: undefined, checkedMs: this.#now() });
  }

  /** Hashes a file on a thread of its own, and notes when it is what its name says. One that is not is found when it is read. */
  async verifyInBackground(path: string, digest: Digest, signal?: AbortSignal): Promise<void> {
    const before = await fingerprint(path);
    if (before !== undefined && (await hashFileInWorker(path, digestAlgorithm(digest), signal)) === digest)
      await this.noteWritten(path, before);
  }

  /** Verifies a blob while it is read, and remembers the result. */
  async *#checked(
    content: AsyncIterable<Uint8Array>,
    path: string,
    descriptor: Descriptor,
    file: PlainFile,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* verified(content, descriptor, `the blob ${descriptor.digest}`);
      if (file.size > smallBytes) this.#remember(path, file, undefined);
    } catch (error) {
      if (isDamage(error)) this.damaged.add(descriptor.digest);
      throw error;
    }
  }
}

/** What is read of a blob of `size` bytes. @throws OciError `SIZE_MISMATCH`, `RANGE_INVALID` */
function extentOf(
  digest: Digest,
  size: number,
  options: OpenBlobOptions,
): { descriptor: Descriptor; start: number; end: number; what: string } {
  const what = `the blob ${digest}`;
  if (options.size !== undefined && options.size !== size)
    throw new OciError('SIZE_MISMATCH', `${what} has ${size} bytes, not ${options.size}`);
  const { start = 0, mediaType = mediaTypeOctetStream } = options;
  return {
    descriptor: { mediaType, digest, size },
    start,
    end: options.start === undefined ? size : endOfRange(size, start, options.end, what),
    what,
  };
}

export function isDamage(error: unknown): error is OciError {
  return isOciError(error, 'DIGEST_MISMATCH', 'SIZE_MISMATCH');
}

// oxlint-disable-next-line require-yield
async function* failing(error: Error): AsyncGenerator<Uint8Array, void, undefined> {
  throw error;
}
