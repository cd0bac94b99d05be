import { detachBuffer } from '../streams/index.ts';
import { Digester, OciError, type Digest } from '../spec/index.ts';
import { compress, type Compression } from './compress/compress.ts';
import { tarStream } from './tar/writer.ts';
import type { WalkOptions } from './walk/options.ts';
import { WalkReport } from './walk/report.ts';
import { walk } from './walk/walk.ts';

export interface PackOptions extends Omit<WalkOptions, 'report'> {
  readonly compression: Compression;
  /** @default the compression's own */
  readonly compressionLevel?: number | undefined;
  /** Threads that compress. @default the compressor's own */
  readonly threads?: number | undefined;
  /** Bytes of the uncompressed archive and entries so far. */
  readonly onProgress?: ((bytesRead: number, entries: number) => void) | undefined;
}

/** What was packaged. */
export interface PackedLayer {
  /** Of the uncompressed archive: the `io.deis.oras.content.digest` annotation, and what is the same on every system. */
  readonly contentDigest: Digest;
  /** Bytes of the uncompressed archive. */
  readonly contentSize: number;
  /** Of the archive's headers alone: see `shapeOf`. */
  readonly shape: Digest;
  readonly files: number;
  /** The root among them. */
  readonly directories: number;
  readonly symlinks: number;
  /** Entries that patterns left out; what lies below a directory that was left out is not counted. */
  readonly excluded: number;
  /** Sentences for the person who reads; few, whatever the size of the source. */
  readonly warnings: readonly string[];
  /** Packaged files that usually hold credentials, relative to the source; at most 100. */
  readonly credentialFiles: readonly string[];
}

export interface Packing {
  /** The bytes of the layer, to be read once. */
  readonly content: AsyncGenerator<Uint8Array, void, undefined>;
  /** Settles when `content` was read to its end; is rejected with what reading it threw, or `ABORTED` when it was left before. Need not be awaited. */
  readonly result: Promise<PackedLayer>;
}

/**
 * A directory as a layer, in one pass: walked, archived, hashed and compressed as its bytes are asked for. Nothing is written to disk,
 * nothing is held but a few chunks and the listings of the directories on the way down.
 *
 * Reading `content` throws what {@link walk}, {@link tarStream} and {@link compress} throw; the layer is void then, whatever was read of it.
 */
export function packLayer(options: PackOptions): Packing {
  const { promise, resolve, reject } = Promise.withResolvers<PackedLayer>();
  // Whoever reads the content sees the same error there.
  promise.catch(() => undefined);
  return { content: pack(options, resolve, reject), result: promise };
}

/**
 * What {@link packLayer} would tell of a directory, without a layer: walked, archived and hashed, and nothing compressed. Every byte is read.
 *
 * @throws OciError as reading the layer would
 */
export async function describeLayer(
  options: Omit<PackOptions, 'compression' | 'compressionLevel' | 'threads'>,
): Promise<PackedLayer> {
  const { onProgress, signal } = options;
  const report = new WalkReport(options.sourceDir);
  const digester = new Digester();
  const shape = new Digester();
  const archive = tarStream(walk({ ...options, report }), {
    report,
    onProgress,
    onHeader: (header) => shape.update(header),
    signal,
  });
  // The next chunk is read while one is hashed.
  for await (const chunk of readAhead(archive)) {
    digester.update(chunk);
    detachBuffer(chunk);
  }
  return described(report, digester, shape);
}

function described(report: WalkReport, content: Digester, shape: Digester): PackedLayer {
  const { files, directories, symlinks, excluded, warnings, credentialFiles } = report;
  return {
    contentDigest: content.digest(),
    contentSize: content.size,
    shape: shape.digest(),
    files,
    directories,
    symlinks,
    excluded,
    warnings,
    credentialFiles,
  };
}

async function* readAhead(
  content: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let next = content.next();
  try {
    for (let step = await next; step.done !== true; step = await next) {
      next = content.next();
      // It is awaited in the next round; until then a failure must not count as unhandled.
      next.catch(() => undefined);
      yield step.value;
    }
  } finally {
    await content.return();
  }
}

async function* pack(
  options: PackOptions,
  resolve: (layer: PackedLayer) => void,
  reject: (error: unknown) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { compression, compressionLevel, threads, onProgress, signal } = options;
  const report = new WalkReport(options.sourceDir);
  const digester = new Digester();
  const shape = new Digester();
  const archive = tarStream(walk({ ...options, report }), {
    report,
    onProgress,
    onHeader: (header) => shape.update(header),
    signal,
  });
  try {
    yield* compress(hashed(archive, digester), { compression, level: compressionLevel, threads, owned: true, signal });
    resolve(described(report, digester, shape));
  } catch (error) {
    reject(error);
    throw error;
  } finally {
    // Without effect after either of the above.
    reject(new OciError('ABORTED', 'the layer was not read to its end'));
  }
}

async function* hashed(
  archive: AsyncIterable<Uint8Array>,
  digester: Digester,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of archive) {
    digester.update(chunk);
    yield chunk;
  }
}
