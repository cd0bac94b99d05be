import { abortable } from '../concurrency/index.ts';
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
import { collect, hashFileInWorker, verified, withVerification } from '../streams/index.ts';
import {
  fileState,
  isSettled,
  openPlainFile,
  statPlainFile,
  type FileState,
  type PlainFile,
  type StatCoalescer,
} from './plain-file.ts';
import type { VerifiedBlobs } from './verified-blobs.ts';

export interface OpenBlobOptions {
  readonly mediaType?: string | undefined;
  /** Expected size of the whole blob, bytes. @default any size */
  readonly size?: number | undefined;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Reads and verifies the file again, even when it is verified already. @default false */
  readonly fresh?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface BlobFileReaderOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly stats: StatCoalescer;
  readonly verified: VerifiedBlobs;
}

/** Maximum size of a blob that is read and verified at once, and cached, bytes. */
export const maxCachedBytes: number = 256 * 1024;

/** Reads the blob files of a layout, and records the verified and the damaged ones. */
export class BlobFileReader {
  /**
   * The `FileState.contentFingerprint` of blobs whose content does not match their digest. They count as absent, so that
   * clients push them again, until their files change.
   */
  readonly damaged: Map<Digest, string> = new Map<Digest, string>();
  readonly #now: () => number;
  readonly #stats: StatCoalescer;
  readonly #verified: VerifiedBlobs;

  constructor(options: BlobFileReaderOptions) {
    this.#now = options.now;
    this.#stats = options.stats;
    this.#verified = options.verified;
  }

  /**
   * Opens the file of a blob.
   *
   * @returns undefined when the file does not exist
   * @throws OciError `SIZE_MISMATCH`, `RANGE_INVALID`
   */
  async open(path: string, digest: Digest, options: OpenBlobOptions): Promise<BlobReader | undefined> {
    throwIfAborted(options.signal);
    const state = await this.#stats.state(path);
    if (state === undefined) return undefined;
    const known = options.fresh === true ? undefined : this.#verified.get(path, state.fingerprint, this.#now());
    if (known?.bytes !== undefined) return readerOfBytes(digest, known.bytes, options);
    const file = await openPlainFile(path);
    if (file === undefined) return undefined;
    try {
      return await this.#read(path, digest, file, options, known?.fingerprint === file.state.fingerprint);
    } catch (error) {
      await file.handle.close();
      throw error;
    }
  }

  /** @param isVerified the file was verified earlier and has not changed */
  async #read(
    path: string,
    digest: Digest,
    file: PlainFile,
    options: OpenBlobOptions,
    isVerified: boolean,
  ): Promise<BlobReader> {
    const { handle } = file;
    const { descriptor, start, end, what } = extentOf(digest, file.state.size, options);
    const free = (): Promise<void> => handle.close();
    const isRange = options.start !== undefined;
    const read = (range: typeof readRange): AsyncGenerator<Uint8Array, void, undefined> => {
      const chunks = range(handle, start, end, what);
      return abortable(isVerified || isRange ? chunks : this.#verify(chunks, path, descriptor, file), options.signal);
    };
    if (isVerified || isRange || descriptor.size > maxCachedBytes)
      return blobReader(descriptor, read(readRange), {
        free,
        borrowed: () => withVerification(read(readRangeBorrowed), () => (isRange ? undefined : digest)),
      });
    try {
      const bytes = await collect(read(readRange), descriptor.size, what);
      this.#recordVerified(path, file.state, bytes);
      await free();
      return bytesReader(descriptor, bytes, options);
    } catch (error) {
      if (!isDamageError(error)) throw error;
      return blobReader(descriptor, failing(error), { free });
    }
  }

  /** The state of a verified and unchanged file; undefined for another file. */
  async verifiedState(path: string): Promise<FileState | undefined> {
    const state = await statPlainFile(path);
    if (state === undefined) return undefined;
    return this.#verified.get(path, state.fingerprint, this.#now()) === undefined ? undefined : state;
  }

  /**
   * Records a file that was hashed during its write, unless the file has changed since.
   *
   * @param written state of the file after the write
   */
  async recordWritten(path: string, written: FileState): Promise<void> {
    const state = await statPlainFile(path);
    if (state?.contentFingerprint === written.contentFingerprint) this.#recordVerified(path, state);
  }

  /** Hashes a file in a worker and records it when it is intact. A later read reports damage. */
  async verifyInBackground(path: string, digest: Digest, signal?: AbortSignal): Promise<void> {
    const before = await statPlainFile(path);
    if (before !== undefined && (await hashFileInWorker(path, digestAlgorithm(digest), signal)) === digest)
      await this.recordWritten(path, before);
  }

  async *#verify(
    content: AsyncIterable<Uint8Array>,
    path: string,
    { digest, size }: Descriptor,
    file: PlainFile,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* verified(content, { digest, size }, `the blob ${digest}`);
      if (size > maxCachedBytes) this.#recordVerified(path, file.state);
    } catch (error) {
      // The file may have been truncated during the read, so its state is read again.
      if (isDamageError(error))
        this.damaged.set(digest, fileState(await file.handle.stat({ bigint: true })).contentFingerprint);
      throw error;
    }
  }

  #recordVerified(path: string, state: FileState, bytes?: Uint8Array): void {
    const now = this.#now();
    const { fingerprint } = state;
    if (isSettled(state, now)) this.#verified.set(path, { fingerprint, bytes, verifiedMs: now });
  }
}

/** Whether an error means that content does not match its digest or size. */
export function isDamageError(error: unknown): error is OciError {
  return isOciError(error, 'DIGEST_MISMATCH', 'SIZE_MISMATCH');
}

function readerOfBytes(digest: Digest, bytes: Uint8Array, options: OpenBlobOptions): BlobReader {
  const { descriptor, start, end } = extentOf(digest, bytes.byteLength, options);
  return bytesReader(descriptor, end - start === bytes.byteLength ? bytes : bytes.subarray(start, end), options);
}

/** The part of a blob of `size` bytes to read. @throws OciError `SIZE_MISMATCH`, `RANGE_INVALID` */
function extentOf(
  digest: Digest,
  size: number,
  options: OpenBlobOptions,
): { readonly descriptor: Descriptor; readonly start: number; readonly end: number; readonly what: string } {
  const what = `the blob ${digest}`;
  if (options.size !== undefined && options.size !== size)
    throw new OciError('SIZE_MISMATCH', `${what} has ${size} bytes, not ${options.size}`);
  const { start = 0, mediaType = mediaTypeOctetStream } = options;
  const end = options.start === undefined ? size : endOfRange(size, start, options.end, what);
  return { descriptor: { mediaType, digest, size }, start, end, what };
}

// oxlint-disable-next-line require-yield
async function* failing(error: Error): AsyncGenerator<Uint8Array, void, undefined> {
  throw error;
}
