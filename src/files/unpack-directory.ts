import { readlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { decompress, unpackLayer } from '../archive/index.ts';
import {
  byteStringOf,
  fileSystemError,
  isWithin,
  moveTree,
  readEntries,
  systemPath,
  textOf,
  withWritableDirectory,
  type ByteString,
} from '../fs/index.ts';
import { Digester, digestAlgorithm, OciError, printable, type Digest } from '../spec/index.ts';
import { relativeSegments } from './write-path.ts';

export interface UnpackDirectoryOptions {
  readonly target: string;
  /** What every entry of the archive must begin with. */
  readonly name: string;
  /** Of the uncompressed archive; undefined when nobody said. */
  readonly contentDigest?: Digest | undefined;
  readonly preservePermissions: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Unpacks the archive of a directory. All of it is unpacked and checked beside the target first, on the same file system.
 *
 * @param content compressed, and verified before
 * @throws OciError `ARCHIVE_INVALID` also for entries beside the name, `DIGEST_MISMATCH` when the archive is not what `contentDigest` says,
 *   `ALREADY_EXISTS` where a directory meets a file; `FILE_SYSTEM`, `SIZE_LIMIT`, `ABORTED`
 */
export async function unpackDirectory(
  content: AsyncIterable<Uint8Array>,
  options: UnpackDirectoryOptions,
): Promise<void> {
  const { target, name, signal } = options;
  const segments = relativeSegments(name);
  const what = `the archive of "${printable(name, 200)}"`;
  // The working directory itself may be a mount point, with another file system around it.
  const beside = segments.length === 0 ? join(target, 'unpacked') : target;
  await attempt(`make a directory for ${target}`, () => mkdir(dirname(beside), { recursive: true }));
  const archive = checked(decompress(content, { what, signal }), options.contentDigest, what);
  await using unpacked = await unpackLayer(archive, beside, {
    compression: 'none',
    preservePermissions: options.preservePermissions,
    what,
    signal,
  });
  await attempt(`write ${target}`, async () => {
    const inner = await directoryOf(byteStringOf(unpacked.directory), segments, what);
    // Such a link leads to a place in the archive outside of the name. After the move it would lead out of the target.
    if (segments.length > 0) await withWritableDirectory(inner, () => requireLinksWithin(inner, inner, what));
    const conflict = await moveTree(inner, byteStringOf(target));
    if (conflict === undefined) return;
    throw new OciError(
      'ALREADY_EXISTS',
      `"${printable(join(target, textOf(conflict.path)), 300)}" is a ${conflict.existing}, and the archive has something else there`,
    );
  });
}

async function* checked(
  archive: AsyncIterable<Uint8Array>,
  expected: Digest | undefined,
  what: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (expected === undefined) {
    yield* archive;
    return;
  }
  const digester = new Digester(digestAlgorithm(expected));
  for await (const chunk of archive) {
    digester.update(chunk);
    yield chunk;
  }
  const actual = digester.digest();
  if (actual !== expected)
    throw new OciError(
      'DIGEST_MISMATCH',
      `content digest mismatch: ${what} hashes to ${actual} when it is uncompressed, not to ${expected}`,
    );
}

/** The directory that the name leads to. Its parents must contain nothing else. */
async function directoryOf(root: ByteString, segments: readonly string[], what: string): Promise<ByteString> {
  let directory = root;
  for (const segment of segments.map(byteStringOf)) {
    const entries = await withWritableDirectory(directory, async () => readEntries(directory));
    const other = entries.find((entry) => entry.name !== segment);
    if (other !== undefined)
      throw refused(what, `its entry "${printable(textOf(other.name), 200)}" is outside of that name`);
    const [entry] = entries;
    if (entry?.isDirectory !== true) throw refused(what, 'it has no such directory');
    directory = entry.path;
  }
  return directory;
}

async function requireLinksWithin(root: ByteString, directory: ByteString, what: string): Promise<void> {
  for (const { name, path, isDirectory, isSymbolicLink } of readEntries(directory)) {
    if (isDirectory) await withWritableDirectory(path, () => requireLinksWithin(root, path, what));
    if (!isSymbolicLink || isWithin(root, resolve(directory, readlinkSync(systemPath(path), { encoding: 'latin1' }))))
      continue;
    throw refused(what, `its symlink "${printable(textOf(name), 200)}" leads out of that directory`);
  }
}

function refused(what: string, reason: string): OciError {
  return new OciError('ARCHIVE_INVALID', `${what} is refused: ${reason}`);
}

async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileSystemError(error, doing);
  }
}
