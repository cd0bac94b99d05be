import { byteStringOf } from '../fs/index.ts';
import { BufferPool, once } from '../streams/index.ts';
import { checkNumbers, Digester, OciError, type Digest } from '../spec/index.ts';
import { chunkBytes } from './chunks.ts';
import { compress, type Compression } from './compress/compress.ts';
import { chunkPool, type SharedCompressor } from './compress/shared-compressor.ts';
import { zstdFrameSize } from './compress/zstd.ts';
import { HashedArchive, hashedChunkBytes, type PackedLayer } from './hashed-archive.ts';
import { roundUpToBlock, tarBlockBytes, tarHeader } from './tar/header.ts';
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
  const archive = archiveOf(options, chunkPool(compression === 'zstd' ? zstdFrameSize : chunkBytes, compressor));
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
  return await archiveOf(options, new BufferPool(hashedChunkBytes)).hash();
}

function archiveOf(options: Omit<PackOptions, 'compression'>, chunks: BufferPool): HashedArchive {
  const { onProgress, signal, threads } = options;
  const report = new WalkReport(options.sourceDir);
  const groups = groupsOf(options, report);
  return options.archive === 'zip'
    ? new HashedArchive(report, chunks, (onHeader) =>
        zipStream(ungrouped(groups), { report, threads, onProgress, onHeader, signal }),
      )
    : HashedArchive.tar(groups, { report, onProgress, signal }, chunks);
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

/** The entries of an archive, as they are written to it; undefined if the source must be walked. */
export function listEntries({ mapEntry, entries }: ArchiveOptions): readonly WalkEntry[] | undefined {
  return entries === undefined || mapEntry === undefined ? entries : [...mapped(entries, mapEntry)];
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
