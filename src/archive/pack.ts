import { detachBuffer } from '../streams/index.ts';
import { Digester, OciError, type Digest } from '../spec/index.ts';
import { compress, type Compression } from './compress/compress.ts';
import { tarHeader } from './tar/header.ts';
import { tarStream } from './tar/writer.ts';
import { WalkReport } from './walk/report.ts';
import { walk, type WalkOptions } from './walk/walk.ts';

/** Options of {@link packLayer}. */
export interface PackOptions extends Omit<WalkOptions, 'report'> {
  readonly compression: Compression;
  /** @default the default of the compression */
  readonly compressionLevel?: number | undefined;
  /** Threads that compress. @default one per processor, at most 8 */
  readonly threads?: number | undefined;
  /** Bytes of the uncompressed archive and number of entries so far. */
  readonly onProgress?: ((bytesRead: number, entries: number) => void) | undefined;
}

/** Facts about a packed directory. */
export interface PackedLayer {
  /** Of the uncompressed archive: the `io.deis.oras.content.digest` annotation. The same on every system. */
  readonly contentDigest: Digest;
  /** Bytes of the uncompressed archive. */
  readonly contentSize: number;
  /** Of the headers of the archive: see `shapeOf`. */
  readonly shape: Digest;
  readonly files: number;
  /** Includes the root. */
  readonly directories: number;
  readonly symlinks: number;
  /** Entries that patterns excluded, without the entries below an excluded directory. */
  readonly excluded: number;
  /** Sentences for the user, at most 21. */
  readonly warnings: readonly string[];
  /** Packed files that usually contain credentials, relative to the source; at most 100. */
  readonly credentialFiles: readonly string[];
}

/** A layer that is being packed: its compressed content, and its result. */
export interface Packing {
  /** The bytes of the layer, to be read once. */
  readonly content: AsyncGenerator<Uint8Array, void, undefined>;
  /**
   * Resolves when `content` was read to its end. Rejects with the error of reading, or with `ABORTED` when reading
   * stopped earlier. It need not be awaited.
   */
  readonly result: Promise<PackedLayer>;
}

/**
 * Packs a directory into a layer in one pass: the directory is walked, archived, hashed and compressed while `content`
 * is read. Nothing is written to disk, and memory holds only a few chunks and the listings of the current directory and
 * its parents.
 *
 * Reading `content` throws the errors of {@link walk}, {@link tarStream} and {@link compress}. The bytes read before an
 * error are not a valid layer.
 */
export function packLayer(options: PackOptions): Packing {
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
  const { compression, compressionLevel: level, threads, signal } = options;
  const archive = new HashedArchive(options);
  try {
    yield* compress(archive.hashed(), { compression, level, threads, owned: true, signal });
    resolve(archive.describe());
  } catch (error) {
    reject(error);
    throw error;
  } finally {
    // No effect when the promise is settled.
    reject(new OciError('ABORTED', 'the layer was not read to its end'));
  }
}

/**
 * The result of {@link packLayer} without compression. Every byte is read.
 *
 * @throws OciError as reading the layer would
 */
export async function describeLayer(
  options: Omit<PackOptions, 'compression' | 'compressionLevel' | 'threads'>,
): Promise<PackedLayer> {
  const archive = new HashedArchive(options);
  // Reads the next chunk while the current one is hashed.
  for await (const chunk of archive.hashed(readAhead)) detachBuffer(chunk);
  return archive.describe();
}

/**
 * The digest of the headers of a directory's archive: names, kinds, modes, sizes and link targets, without contents.
 * Does not read files, so that a changed directory is usually recognized at once.
 *
 * @throws OciError as {@link walk}
 */
export async function shapeOf(options: WalkOptions): Promise<Digest> {
  const digester = new Digester();
  for await (const entry of walk(options)) digester.update(tarHeader(entry));
  return digester.digest();
}

type ByteStream = AsyncGenerator<Uint8Array, void, undefined>;

/** The archive of a directory, hashed while it is read. */
class HashedArchive {
  readonly #report: WalkReport;
  readonly #content = new Digester();
  readonly #shape = new Digester();
  readonly #archive: ByteStream;

  constructor(options: Omit<PackOptions, 'compression'>) {
    const { onProgress, signal } = options;
    this.#report = new WalkReport(options.sourceDir);
    this.#archive = tarStream(walk({ ...options, report: this.#report }), {
      report: this.#report,
      onProgress,
      onHeader: (header) => this.#shape.update(header),
      signal,
    });
  }

  async *hashed(through: (archive: ByteStream) => ByteStream = (archive) => archive): ByteStream {
    for await (const chunk of through(this.#archive)) {
      this.#content.update(chunk);
      yield chunk;
    }
  }

  describe(): PackedLayer {
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

async function* readAhead(content: ByteStream): ByteStream {
  let next = content.next();
  try {
    for (let step = await next; step.done !== true; step = await next) {
      next = content.next();
      // The next round awaits it. Until then a rejection must not count as unhandled.
      next.catch(() => undefined);
      yield step.value;
    }
  } finally {
    await content.return();
  }
}
