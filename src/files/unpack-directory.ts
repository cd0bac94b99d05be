import { readlinkSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { decompress, unpackLayer, type UnpackBudget } from '../archive/index.ts';
import {
  byteStringOf,
  fileSystemError,
  isWithin,
  moveTree,
  printableName,
  readRangeBorrowed,
  readEntries,
  systemPath,
  textOf,
  withWritableDirectory,
  type ByteString,
} from '../fs/index.ts';
import { Digester, digestAlgorithm, OciError, printable, type Digest } from '../spec/index.ts';
import { relativeSegments } from './write-path.ts';

/** Options of {@link unpackDirectory}. */
export interface UnpackDirectoryOptions {
  readonly target: string;
  /** The prefix that every entry of the archive must have. */
  readonly name: string;
  /** Digest of the uncompressed archive; undefined if the descriptor does not contain it. */
  readonly contentDigest?: Digest | undefined;
  readonly preservePermissions: boolean;
  /** @default the free space of the disk */
  readonly budget?: UnpackBudget | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Unpacks the archive of a directory. The complete archive is first unpacked and checked in a staging directory on the
 * same file system as the target.
 *
 * @param archive path of the compressed archive, which is already verified
 * @throws OciError `ARCHIVE_INVALID` for an unsafe archive and for entries outside `name`; `DIGEST_MISMATCH` when the
 *   uncompressed archive does not have `contentDigest`; `ALREADY_EXISTS` when a directory would replace a file, or a
 *   file a directory; `FILE_SYSTEM`, `SIZE_LIMIT`, `ABORTED`
 */
export async function unpackDirectory(archive: string, options: UnpackDirectoryOptions): Promise<void> {
  const { target, name, contentDigest, preservePermissions, budget, signal } = options;
  const segments = relativeSegments(name);
  const what = `the archive of "${printable(name, 200)}"`;
  // The working directory may be a mount point, so its own archive is unpacked inside it.
  const sibling = segments.length === 0 ? join(target, 'unpacked') : target;
  try {
    await mkdir(dirname(sibling), { recursive: true });
    await using file = await open(archive);
    const tar = withDigest(
      decompress(readRangeBorrowed(file, 0, Infinity, archive), { what, signal }),
      contentDigest,
      what,
    );
    await using unpacked = await unpackLayer(tar, sibling, {
      compression: 'none',
      preservePermissions,
      budget,
      what,
      signal,
    });
    const inner = await findDirectory(byteStringOf(unpacked.directory), segments, what);
    // A link may lead to another part of the archive. After the move it would lead out of the target.
    if (segments.length > 0) await withWritableDirectory(inner, () => requireLinksWithin(inner, inner, what));
    const conflict = await moveTree(inner, byteStringOf(target));
    if (conflict !== undefined)
      throw new OciError(
        'ALREADY_EXISTS',
        `cannot unpack ${what}: "${printable(join(target, textOf(conflict.path)), 300)}" is a ${conflict.existing}, ` +
          `but a ${conflict.incomingDirectory ? 'directory' : 'file or link'} in the archive; remove it first`,
      );
  } catch (error) {
    throw fileSystemError(error, `write ${target}`);
  }
}

async function* withDigest(
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
      `content digest mismatch: ${what} hashes to ${actual} without compression, not to ${expected}`,
    );
}

/** Finds the directory with the name. Its parents must have no other entries. */
async function findDirectory(root: ByteString, segments: readonly string[], what: string): Promise<ByteString> {
  let directory = root;
  for (const segment of segments.map(byteStringOf)) {
    const entries = await withWritableDirectory(directory, async () => [...readEntries(directory)]);
    const other = entries.find((entry) => entry.name !== segment);
    if (other !== undefined)
      throw invalidArchive(what, `its entry "${printableName(other.name)}" is outside this directory`);
    const [entry] = entries;
    if (entry?.isDirectory !== true) throw invalidArchive(what, 'it does not contain this directory');
    directory = entry.path;
  }
  return directory;
}

async function requireLinksWithin(root: ByteString, directory: ByteString, what: string): Promise<void> {
  for (const { name, path, isDirectory, isSymbolicLink } of readEntries(directory)) {
    if (isDirectory) await withWritableDirectory(path, () => requireLinksWithin(root, path, what));
    if (!isSymbolicLink || isWithin(root, resolve(directory, readlinkSync(systemPath(path), { encoding: 'latin1' }))))
      continue;
    throw invalidArchive(what, `its symlink "${printableName(name)}" leads out of this directory`);
  }
}

function invalidArchive(what: string, reason: string): OciError {
  return new OciError('ARCHIVE_INVALID', `cannot unpack ${what}: ${reason}`);
}
