import { mkdir, opendir, readdir, readlink, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { decompress, unpackLayer } from '../archive/index.ts';
import { fileSystemError, isWithin, kindOf } from '../fs/index.ts';
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
  const inner = await below(unpacked.directory, segments, name);
  // Within the archive such a link may have led to a place beside the name; in its final place it would lead beside the target.
  if (segments.length > 0) await requireLinksWithin(inner, inner, name);
  await attempt(`write ${target}`, () => place(inner, target));
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

/** The directory that the name leads to, when nothing lies beside the way. */
async function below(directory: string, segments: readonly string[], name: string): Promise<string> {
  let place = directory;
  for (const segment of segments) {
    const found = await attempt(`read ${place}`, () => readdir(place));
    const other = found.find((entry) => entry !== segment);
    if (other !== undefined)
      throw new OciError(
        'ARCHIVE_INVALID',
        `the archive of "${printable(name, 200)}" is refused: its entry "${printable(other, 200)}" is outside of that name`,
      );
    place = join(place, segment);
    if ((await kindOf(place)) !== 'directory')
      throw new OciError(
        'ARCHIVE_INVALID',
        `the archive of "${printable(name, 200)}" is refused: it has no such directory`,
      );
  }
  return place;
}

async function requireLinksWithin(root: string, directory: string, name: string): Promise<void> {
  for await (const entry of await opendir(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await requireLinksWithin(root, path, name);
    if (!entry.isSymbolicLink() || isWithin(root, resolve(directory, await readlink(path)))) continue;
    throw new OciError(
      'ARCHIVE_INVALID',
      `the archive of "${printable(name, 200)}" is refused: its symlink "${printable(entry.name, 200)}" leads out of that directory`,
    );
  }
}

async function place(from: string, target: string): Promise<void> {
  if ((await kindOf(target)) === 'absent') {
    await rename(from, target);
    return;
  }
  await requireSameKinds(from, target);
  await mergeInto(from, target);
}

/** Asked before the first entry moves, so that nothing is half done. */
async function requireSameKinds(from: string, to: string): Promise<void> {
  for await (const entry of await opendir(from)) {
    const existing = await kindOf(join(to, entry.name));
    if (existing === 'absent') continue;
    if ((existing === 'directory') !== entry.isDirectory()) {
      throw new OciError(
        'ALREADY_EXISTS',
        `"${printable(join(to, entry.name), 300)}" is a ${existing}, and the archive has something else there`,
      );
    }
    if (existing === 'directory') await requireSameKinds(join(from, entry.name), join(to, entry.name));
  }
}

/** Directories merge; a file or link replaces a file or link by one rename. */
async function mergeInto(from: string, to: string): Promise<void> {
  for await (const entry of await opendir(from)) {
    const target = join(to, entry.name);
    if (entry.isDirectory() && (await kindOf(target)) === 'directory') await mergeInto(join(from, entry.name), target);
    else await rename(join(from, entry.name), target);
  }
}

async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileSystemError(error, doing);
  }
}
