import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import {
  byteStringOf,
  errnoOf,
  fileSystemError,
  fromLatin1,
  isMissing,
  joinName,
  relativeTo,
  systemPath,
  textOf,
  type ByteString,
} from '../../fs/index.ts';
import { isOciError, OciError, throwIfAborted } from '../../spec/index.ts';

/** Maximum size of an index, bytes. An index of this size has several million entries. */
const maxIndexBytes = 1024 ** 3;
/** Size of the fields before the object name: ctime, mtime (8 each), dev, ino, mode, uid, gid, size (4 each). */
const statBytes = 40;
const modeOffset = 24;
const headerBytes = 12;
const extendedFlag = 0x4000;
/** Type and permission bits of an executable file. */
const executableMode = 0o100755;

/**
 * Lists the files below `root` that the git index marks as executable, relative to `root`. They replace the executable
 * bits on a file system without modes. The result is empty if `root` is not in a working tree, and, with a warning, if
 * the index cannot be read.
 *
 * @param root real path
 * @throws OciError `ABORTED`
 */
export async function gitExecutables(
  root: ByteString,
  onWarning: (text: string) => void,
  signal?: AbortSignal,
): Promise<ReadonlySet<ByteString>> {
  const executables = new Set<ByteString>();
  try {
    const workTree = await findWorkTree(root, signal);
    if (workTree === undefined) return executables;
    const path = join(workTree.gitDir, 'index');
    if ((await stat(path)).size > maxIndexBytes) throw new RangeError(`${path} is larger than ${maxIndexBytes} bytes`);
    for (const name of executablesOfIndex(await readFile(path, { signal }))) {
      const relativeName = relativeTo(root, joinName(workTree.root, name));
      if (relativeName !== undefined) executables.add(relativeName);
    }
  } catch (error) {
    throwIfAborted(signal);
    if (isOciError(error, 'ABORTED', 'TIMEOUT')) throw error;
    // A new repository has no index yet.
    if (errnoOf(error) !== 'ENOENT')
      onWarning(`no file is marked as executable: ${fileSystemError(error, 'read the git index').message}`);
  }
  return executables;
}

interface WorkTree {
  readonly root: ByteString;
  readonly gitDir: string;
}

async function findWorkTree(from: ByteString, signal: AbortSignal | undefined): Promise<WorkTree | undefined> {
  for (let directory = from; ;) {
    throwIfAborted(signal);
    const gitDir = await gitDirOf(directory);
    if (gitDir !== undefined) return { root: directory, gitDir };
    const end = directory.lastIndexOf('/');
    if (end < 0 || directory === '/') return undefined;
    directory = fromLatin1(end === 0 ? '/' : directory.slice(0, end));
  }
}

async function gitDirOf(directory: ByteString): Promise<string | undefined> {
  const path = joinName(directory, byteStringOf('.git'));
  try {
    if ((await stat(systemPath(path))).isDirectory()) return textOf(path);
    // In a linked working tree and in a submodule, `.git` is a file with the path of the directory.
    const target = /^gitdir: (.+?)\r?\n?$/.exec(await readFile(systemPath(path), 'utf8'))?.[1];
    if (target === undefined) return undefined;
    return isAbsolute(target) ? target : resolve(textOf(directory), target);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Lists the executable files of a git index (gitformat-index, versions 2 to 4, with SHA-1 or SHA-256 object names),
 * relative to the root of the working tree.
 *
 * @throws OciError `ARCHIVE_INVALID` for other content, a wrong checksum, and a split index, which has its entries in
 *   another file
 */
export function executablesOfIndex(index: Buffer): ByteString[] {
  if (index.byteLength < headerBytes || index.toString('latin1', 0, 4) !== 'DIRC')
    throw invalid('it does not begin with DIRC');
  const version = index.readUInt32BE(4);
  if (version < 2 || version > 4) throw invalid(`version ${version} is not supported`);
  const hashBytes = objectNameBytes(index);
  const content = index.subarray(0, index.byteLength - hashBytes);
  try {
    return readEntries(content, version, hashBytes);
  } catch (error) {
    if (error instanceof RangeError) throw invalid('it is truncated', error);
    throw error;
  }
}

function readEntries(content: Buffer, version: number, hashBytes: number): ByteString[] {
  const executables: ByteString[] = [];
  const count = content.readUInt32BE(8);
  let at = headerBytes;
  let previous = '';
  for (let entry = 0; entry < count; entry++) {
    const start = at;
    const mode = content.readUInt32BE(start + modeOffset);
    const flags = content.readUInt16BE(start + statBytes + hashBytes);
    at = start + statBytes + hashBytes + ((flags & extendedFlag) === 0 || version < 3 ? 2 : 4);
    let prefixLength = 0;
    if (version === 4) [prefixLength, at] = sharedPrefix(content, at, previous.length);
    const end = content.indexOf(0, at);
    if (end < 0) throw invalid('a name has no end');
    const name = previous.slice(0, prefixLength) + content.toString('latin1', at, end);
    // One to eight NUL bytes pad the entry to a multiple of eight bytes.
    at = version === 4 ? end + 1 : start + ((end - start + 8) & ~7);
    if (version === 4) previous = name;
    if (mode === executableMode) executables.push(fromLatin1(name));
  }
  if (hasExtension(content, at, 'link')) throw invalid('it is a split index; run "git update-index --no-split-index"');
  return executables;
}

/**
 * Parses the number of bytes that are removed from the end of the previous name.
 *
 * @returns the number of remaining bytes, and the position of the rest of the name
 */
function sharedPrefix(content: Buffer, at: number, previousLength: number): [length: number, at: number] {
  let byte = content.readUInt8(at++);
  let removed = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = content.readUInt8(at++);
    removed = (removed + 1) * 128 + (byte & 0x7f);
  }
  if (removed > previousLength) throw invalid('a name removes more bytes than the previous name has');
  return [previousLength - removed, at];
}

function hasExtension(content: Buffer, start: number, signature: string): boolean {
  for (let at = start; at + 8 <= content.byteLength; at += 8 + content.readUInt32BE(at + 4)) {
    if (content.toString('latin1', at, at + 4) === signature) return true;
  }
  return false;
}

/**
 * Finds the length of object names by the algorithm of the valid checksum. A checksum of zeros means that git did not
 * compute one (index.skipHash).
 */
function objectNameBytes(index: Buffer): number {
  for (const [algorithm, bytes] of [
    ['sha1', 20],
    ['sha256', 32],
  ] as const) {
    if (index.byteLength < headerBytes + bytes) continue;
    const end = index.byteLength - bytes;
    if (createHash(algorithm).update(index.subarray(0, end)).digest().equals(index.subarray(end))) return bytes;
  }
  for (const bytes of [32, 20]) {
    // At most eight zeros pad an entry, so 32 zeros are not a SHA-1 trailer.
    if (index.byteLength >= headerBytes + bytes && index.subarray(index.byteLength - bytes).every((byte) => byte === 0))
      return bytes;
  }
  throw invalid('its checksum is wrong');
}

function invalid(reason: string, cause?: unknown): OciError {
  return new OciError('ARCHIVE_INVALID', `cannot read the git index: ${reason}`, { cause });
}
