import { byteStringOf } from '../fs/index.ts';
import { detachWholeBuffer, once, type BufferPool } from '../streams/index.ts';
import { checkNumbers, Digester, OciError, type Digest } from '../spec/index.ts';
import { chunkBytes } from './chunks.ts';
import { compress, type Compression } from './compress/compress.ts';
import { chunkPool, type SharedCompressor } from './compress/shared-compressor.ts';
import { zstdFrameSize } from './compress/zstd.ts';
import { roundUpToBlock, tarBlockBytes, tarHeader } from './tar/header.ts';
import { tarOfGroups } from './tar/writer.ts';
import type { WalkEntry } from './walk/entry.ts';
import { WalkReport } from './walk/report.ts';
import { listedInGroups, walkInGroups, type EntryGroups, type WalkOptions } from './walk/walk.ts';
import { zipStream } from './zip/writer.ts';

/** The entries of an archive. */
export interface ArchiveOptions extends Omit<WalkOptions, 'report'> {
  /** Renames or omits an entry in the archive. @default entries are written as they are */
  readonly mapEntry?: ((entry: WalkEntry) => WalkEntry | undefined) | undefined;
  /** The entries of the archive in its order, from an earlier walk. @default the source is walked */
  readonly entries?: readonly WalkEntry[] | undefined;
}

/** Options of {@link packLayer}. */
export interface PackOptions extends ArchiveOptions {
  /** The kind of archive. A zip has its own compression, and ignores the options of compression. @default tar */
  readonly archive?: 'tar' | 'zip' | undefined;
  readonly compression: Compression;
  /** gzip: 0 to 9; zstd: 1 to 19. @default see `CompressorOptions` */
  readonly compressionLevel?: number | undefined;
  /** Maximum number of threads that compress. @default one per processor, at most 8 */
  readonly threads?: number | undefined;
  /** Threads that several layers share. @default own threads */
  readonly compressor?: SharedCompressor | undefined;
  /** Receives the size of the uncompressed archive in bytes and the number of entries so far. */
  readonly onProgress?: ((bytesRead: number, entries: number) => void) | undefined;
}

/** The result of packing a directory. */
export interface PackedLayer {
  /**
   * Digest of the uncompressed archive, for the annotation `io.deis.oras.content.digest`. It is the same on every
   * system. For a zip, the digest of the zip.
   */
  readonly contentDigest: Digest;
  /** Size of the uncompressed archive, bytes. */
  readonly contentSize: number;
  /** Digest of the headers in the archive: names, kinds, modes, sizes and link targets. */
  readonly shape: Digest;
  readonly files: number;
  /** Includes the root. */
  readonly directories: number;
  readonly symlinks: number;
  /** Number of entries that patterns excluded. Entries below an excluded directory are not counted. */
  readonly excluded: number;
  /** Warnings for the user, at most 21. */
  readonly warnings: readonly string[];
  /** Paths of packed files that usually contain credentials, relative to the source; at most 100. */
  readonly credentialFiles: readonly string[];
}

/** A layer that is being packed: its compressed content and its result. */
export interface Packing {
  /** The bytes of the layer. They can be read once. */
  readonly content: AsyncGenerator<Uint8Array, void, undefined>;
  /**
   * Resolves when `content` was read to its end. Rejects with the error of reading, or with `ABORTED` if the reader
   * stopped earlier. The caller may ignore it.
   */
  readonly result: Promise<PackedLayer>;
}

/**
 * Packs a directory into a layer in one pass: the directory is walked, archived, hashed and compressed while `content`
 * is read. The function writes no files. Memory contains only a few chunks, and the lists of names in the current
 * directory and its parents.
 *
 * Reading `content` throws the errors of `walk`, `tarStream` and {@link compress}. The bytes before an
 * error are not a valid layer.
 *
 * @throws OciError `INPUT_INVALID` for invalid numbers
 */
export function packLayer(options: PackOptions): Packing {
  checkNumbers(options, { compressionLevel: 0, threads: 1 });
  const { promise, resolve, reject } = Promise.withResolvers<PackedLayer>();
  // The reader of `content` gets the same error.
  promise.catch(() => undefined);
  return { content: pack(options, resolve, reject), result: promise };
}

async function* pack(
  options: PackOptions,
  resolve: (layer: PackedLayer) => void,
  reject: (error: unknown) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { compression, compressionLevel: level, threads, compressor, signal } = options;
  // A chunk of the size of a frame is compressed without a copy.
  const archive = new HashedArchive(options, compression === 'zstd' ? zstdFrameSize : chunkBytes);
  const release = (bytes: Uint8Array): void => archive.release(bytes);
  try {
    if (options.archive === 'zip') yield* archive.content();
    else yield* compress(archive.content(), { compression, level, threads, compressor, release, signal });
    resolve(archive.describe());
  } catch (error) {
    reject(error);
    throw error;
  } finally {
    // This has no effect if the promise is settled.
    reject(new OciError('ABORTED', 'cannot describe the layer: it was not read to its end'));
  }
}

/**
 * Returns the result of {@link packLayer} without compressing. Reads all files.
 *
 * @throws OciError the errors of reading a packed layer
 */
export async function describeLayer(
  options: Omit<PackOptions, 'compression' | 'compressionLevel' | 'threads' | 'compressor'>,
): Promise<PackedLayer> {
  const archive = new HashedArchive(options, describedChunkBytes);
  // The next chunk is read while the current one is hashed.
  for await (const chunk of archive.content(readAhead)) archive.release(chunk);
  return archive.describe();
}

/**
 * Computes the shape of a directory: the digest of the headers in its archive, with names, kinds, modes, sizes and link
 * targets. Does not read files, so it recognizes most changes quickly.
 *
 * @throws OciError as `walk`
 */
export async function shapeOf(options: ArchiveOptions): Promise<Digest> {
  const digester = new Digester();
  for await (const entries of groupsOf(options)) for (const entry of entries) digester.update(tarHeader(entry));
  return digester.digest();
}

async function* groupsOf(
  { mapEntry, entries: listed, ...options }: ArchiveOptions,
  report: WalkReport = new WalkReport(options.sourceDir),
): AsyncGenerator<Iterable<WalkEntry>, void, undefined> {
  const groups = listed === undefined ? walkInGroups({ ...options, report }) : listedInGroups(listed, report);
  if (mapEntry === undefined) yield* groups;
  else for await (const entries of groups) yield mapped(entries, mapEntry);
}

function* mapped(
  entries: Iterable<WalkEntry>,
  mapEntry: (entry: WalkEntry) => WalkEntry | undefined,
): Generator<WalkEntry, void, undefined> {
  for (const entry of entries) {
    const result = mapEntry(entry);
    if (result !== undefined) yield result;
  }
}

async function* ungrouped(groups: EntryGroups): AsyncGenerator<WalkEntry, void, undefined> {
  for await (const entries of groups) yield* entries;
}

/**
 * Size of a chunk that is only hashed, bytes. It is still in the processor's own cache when it is hashed, which takes a
 * third less processor time than with the chunks of a compressor.
 */
const describedChunkBytes = 256 * 1024;

/** Number of headers that are hashed together. */
const headersPerUpdate = 128;

type ByteStream = AsyncGenerator<Uint8Array, void, undefined>;

/** The archive of a directory, which is hashed while it is read. */
class HashedArchive {
  readonly #report: WalkReport;
  readonly #content = new Digester();
  readonly #shape = new Digester();
  readonly #archive: ByteStream;
  readonly #chunks: BufferPool;
  #headers: Uint8Array[] = [];

  /** @param chunkSize bytes */
  constructor(options: Omit<PackOptions, 'compression'>, chunkSize: number) {
    const { onProgress, signal } = options;
    const chunks = chunkPool(chunkSize, options.compressor);
    const report = new WalkReport(options.sourceDir);
    const onHeader = (header: Uint8Array): void => {
      this.#headers.push(header);
      if (this.#headers.length >= headersPerUpdate) this.#hashHeaders();
    };
    const groups = groupsOf(options, report);
    this.#report = report;
    this.#chunks = chunks;
    this.#archive =
      options.archive === 'zip'
        ? zipStream(ungrouped(groups), { report, threads: options.threads, onProgress, onHeader, signal })
        : tarOfGroups(groups, { report, onProgress, onHeader, signal }, () => chunks.acquire());
  }

  async *content(transform: (archive: ByteStream) => ByteStream = (archive) => archive): ByteStream {
    for await (const chunk of transform(this.#archive)) {
      this.#content.update(chunk);
      yield chunk;
    }
  }

  /** Reuses the memory of a chunk that the caller has finished with. */
  release(chunk: Uint8Array): void {
    const { buffer, byteOffset } = chunk;
    // Only the last chunk does not fill its buffer.
    if (byteOffset === 0 && buffer.byteLength === this.#chunks.size)
      this.#chunks.release(Buffer.from(buffer as ArrayBuffer));
    else detachWholeBuffer(chunk);
  }

  /** One update for each header would take longer than the hash. */
  #hashHeaders(): void {
    this.#shape.update(Buffer.concat(this.#headers));
    this.#headers = [];
  }

  describe(): PackedLayer {
    this.#hashHeaders();
    const { files, directories, symlinks, excluded, warnings, credentialFiles } = this.#report;
    return {
      contentDigest: this.#content.digest(),
      contentSize: this.#content.size,
      shape: this.#shape.digest(),
      files,
      directories,
      symlinks,
      excluded,
      warnings,
      credentialFiles,
    };
  }
}

/** A file for an archive that is made in memory. */
export interface ArchiveFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** Permissions. @default 0644 */
  readonly mode?: number | undefined;
}

/** An archive of small files, which are in memory. It has the same form as that of {@link packLayer}. */
export async function packFiles(files: readonly ArchiveFile[], compression: Compression): Promise<Uint8Array> {
  const blocks = files.flatMap(({ name, content, mode = 0o644 }) => [
    tarHeader({ kind: 'file', name: byteStringOf(name), mode, size: content.byteLength, target: byteStringOf('') }),
    content,
    new Uint8Array(roundUpToBlock(content.byteLength) - content.byteLength),
  ]);
  const archive = Buffer.concat([...blocks, new Uint8Array(2 * tarBlockBytes)]);
  return Buffer.concat(await Array.fromAsync(compress(once(archive), { compression })));
}

async function* readAhead(content: ByteStream): ByteStream {
  let next = content.next();
  try {
    for (let step = await next; step.done !== true; step = await next) {
      next = content.next();
      // The next iteration awaits the promise. Until then a rejection must not count as unhandled.
      next.catch(() => undefined);
      yield step.value;
    }
  } finally {
    await content.return();
  }
}
