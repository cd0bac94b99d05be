import { lstatSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileSystemError, removeTree } from '../../fs/index.ts';
import { checkNumbers, digestAlgorithm, OciError, throwIfAborted } from '../../spec/index.ts';
import { streamHash, type StreamHash } from '../../streams/index.ts';
import { ZipFile } from '../zip/directory.ts';
import { ZipReader } from '../zip/reader.ts';
import { UnpackBudget } from './budget.ts';
import { decompress } from './decompress.ts';
import type { EntryOptions, UnpackOptions, UnpackResult } from './options.ts';
import type { UnpackThread } from './unpack-thread.ts';
import { UnpackThreads } from './unpack-threads.ts';
import { unpackEntries, unpackTar, type DirectoryTraits } from './unpacker.ts';

/**
 * A layer in a staging directory, which the caller renames. Disposing the layer removes the directory, unless
 * {@link keep} was called.
 */
export class UnpackedLayer implements AsyncDisposable {
  /** Absolute path of the staging directory. It has the same parent directory as the destination. */
  readonly directory: string;
  readonly result: UnpackResult;
  #isKept = false;

  constructor(directory: string, result: UnpackResult) {
    this.directory = directory;
    this.result = result;
  }

  /** Prevents the removal of the directory. Call it after the directory was renamed. */
  keep(): void {
    this.#isKept = true;
  }

  /** Removes the unpacked files, unless {@link keep} was called. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isKept) await removeTree(this.directory);
    this.#isKept = true;
  }
}

/**
 * Unpacks a layer (a tar archive, uncompressed or compressed with gzip or zstd) into a new private directory, which has
 * the same parent directory as `destination`. The destination itself is not changed. A failure leaves no files.
 *
 * The archive is not trusted. Names and links that lead out of the directory, content that tools read in different
 * ways, special files and decompression bombs are errors. Files are never written through a symlink. The umask applies
 * to modes. Set-uid, set-gid and sticky bits and owners are ignored. Modification times of files are set unless they
 * are zero. If a name occurs twice, the later entry replaces the earlier one, as in every tar tool.
 *
 * @param content the layer, preferably through `verified`. An error at its end fails the complete operation. Chunks may
 *   be borrowed buffers.
 * @param destination its parent directory must exist
 * @throws OciError `ARCHIVE_INVALID`, `SIZE_LIMIT`, `FILE_SYSTEM`, `ABORTED`; errors of `content`
 */
export async function unpackLayer(
  content: AsyncIterable<Uint8Array>,
  destination: string,
  options: UnpackOptions = {},
): Promise<UnpackedLayer> {
  return await unpackLayerIn(undefined, content, destination, options);
}

/**
 * {@link unpackLayer} in a worker that several layers share.
 *
 * @param threads undefined for an own worker
 * @throws OciError as {@link unpackLayer}
 */
export async function unpackLayerIn(
  threads: UnpackThreads | undefined,
  content: AsyncIterable<Uint8Array>,
  destination: string,
  options: EntryOptions = {},
): Promise<UnpackedLayer> {
  checkNumbers(options, { sizeHint: 0 });
  return await unpackStaged(destination, options, async (directory, traits) =>
    unpackInto(content, directory, traits, options, threads),
  );
}

/**
 * Unpacks a zip as {@link unpackLayer} unpacks a tar: the same rules apply to names, links, modes and sizes. Only
 * uncompressed and deflated entries are supported. An archive that tools read in different ways is an error.
 *
 * @param path the zip, whose digest the caller has verified
 * @throws OciError as {@link unpackLayer}
 */
export async function unpackZip(
  path: string,
  destination: string,
  options: Omit<UnpackOptions, 'compression'> = {},
): Promise<UnpackedLayer> {
  using file = new ZipFile(path, options.what ?? 'the layer');
  return await unpackStaged(destination, options, async (directory, traits) =>
    unpackEntries(await ZipReader.open(file), directory, traits, options),
  );
}

/**
 * Unpacks a layer into a directory that is private to this process. After a failure the directory contains a part of
 * the layer.
 *
 * @throws OciError as `unpackLayer`
 */
export async function unpackInto(
  content: AsyncIterable<Uint8Array>,
  directory: string,
  traits: DirectoryTraits,
  options: EntryOptions,
  threads?: UnpackThreads,
): Promise<UnpackResult> {
  const { compression, what, signal, contentDigest, sizeHint = 0 } = options;
  using hash = contentDigest === undefined ? undefined : streamHash(digestAlgorithm(contentDigest), sizeHint);
  const archive = decompress(content, { compression, what, signal });
  const tar = hash === undefined ? archive : withHash(archive, hash);
  const result = await (options.onProgress === undefined
    ? unpackTarInThread(tar, directory, traits, options, threads)
    : unpackTar(tar, directory, traits, options));
  if (hash === undefined) return result;
  const actual = await hash.digest();
  if (actual === contentDigest) return result;
  throw new OciError(
    'DIGEST_MISMATCH',
    `cannot unpack ${what ?? 'the layer'}: its uncompressed content is ${actual}, but its annotation states ` +
      `${contentDigest}; publish the artifact again without reuse`,
  );
}

async function unpackTarInThread(
  tar: AsyncIterable<Uint8Array>,
  directory: string,
  traits: DirectoryTraits,
  options: EntryOptions,
  shared: UnpackThreads | undefined,
): Promise<UnpackResult> {
  // Disposing ends an own worker.
  await using own = shared === undefined ? new UnpackThreads() : undefined;
  const threads = shared ?? own;
  const thread = await threads?.reserve(options.sizeHint ?? 0);
  if (threads === undefined || thread === undefined) return await unpackTar(tar, directory, traits, options);
  try {
    return await unpackWith(thread, tar, directory, traits, options);
  } finally {
    await threads.release(thread);
  }
}

async function unpackWith(
  thread: UnpackThread,
  tar: AsyncIterable<Uint8Array>,
  directory: string,
  traits: DirectoryTraits,
  options: EntryOptions,
): Promise<UnpackResult> {
  // The worker gets the options that are plain data. This thread handles the signal.
  const { budget: given, signal, times, ...plain } = options;
  throwIfAborted(signal);
  const budget = given ?? (await UnpackBudget.forDirectory(directory, plain.limits));
  const { unpackInThread } = await import('./unpack-thread.ts');
  const input = { directory, traits, budget: budget.share(), options: plain, times };
  return await unpackInThread(thread, tar, input, (archive) =>
    unpackTar(archive, directory, traits, { ...options, budget }),
  );
}

async function* withHash(
  archive: AsyncIterable<Uint8Array>,
  hash: StreamHash,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of archive) {
    const hashed = hash.update(chunk);
    if (hashed !== undefined) await hashed;
    yield chunk;
  }
}

async function unpackStaged(
  destination: string,
  options: UnpackOptions,
  unpack: (directory: string, traits: DirectoryTraits) => Promise<UnpackResult>,
): Promise<UnpackedLayer> {
  const { what = 'the layer' } = options;
  const directory = await stagingDirectory(dirname(resolve(destination)), what);
  try {
    const traits = probeDirectory(directory, what);
    const result = await unpack(directory, traits);
    await chmod(directory, 0o777 & ~traits.umask);
    return new UnpackedLayer(directory, result);
  } catch (error) {
    // Only the first error is reported, because the removal usually fails for the same reason.
    await removeTree(directory).catch(() => {});
    throw error;
  }
}

/** Creates a private directory (mode 0700), because its content is not verified yet. */
async function stagingDirectory(parent: string, what: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, '.unpack-'));
  } catch (error) {
    throw fileSystemError(error, `create a directory for ${what}`);
  }
}

/**
 * Finds out the umask and the case sensitivity of a new directory of this process. Calls that block take less time than
 * the thread pool of Node.
 *
 * @throws OciError `FILE_SYSTEM`
 */
function probeDirectory(directory: string, what: string): DirectoryTraits {
  try {
    const probe = join(directory, 'probe');
    mkdirSync(probe, 0o777);
    const { mode } = statSync(probe);
    const other = lstatSync(join(directory, 'PROBE'), { throwIfNoEntry: false });
    rmdirSync(probe);
    return { umask: 0o777 & ~mode, isCaseInsensitive: other !== undefined };
  } catch (error) {
    throw fileSystemError(error, `create a directory for ${what}`);
  }
}
