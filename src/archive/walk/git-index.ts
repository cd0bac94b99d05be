import { createHash } from 'node:crypto';
import { type ByteString, fromLatin1 } from '../../fs/index.ts';
import { OciError } from '../../spec/index.ts';

/** Fixed fields before the object name: ctime, mtime (8 each), dev, ino, mode, uid, gid, size (4 each). */
const statBytes = 40;
const modeOffset = 24;
const headerBytes = 12;
const extendedFlag = 0x4000;
/** Type and permission bits of a file that git calls executable. */
const executableMode = 0o100755;

/**
 * The executable files of a git index, versions 2 to 4 of gitformat-index, with SHA-1 or SHA-256 object names. Names are relative to
 * the root of the working tree.
 *
 * @throws OciError `ARCHIVE_INVALID` when the bytes are no such index, its checksum is wrong, or it is a split index, whose entries
 *   lie in another file
 */
export function executablesOfIndex(index: Buffer): ByteString[] {
  if (index.byteLength < headerBytes || index.toString('latin1', 0, 4) !== 'DIRC')
    throw invalid('it does not begin with DIRC');
  const version = index.readUInt32BE(4);
  if (version < 2 || version > 4) throw invalid(`its version is ${version}; 2, 3 and 4 are known`);
  const hashBytes = objectNameBytes(index);
  const content = index.subarray(0, index.byteLength - hashBytes);
  try {
    return readEntries(content, version, hashBytes);
  } catch (error) {
    if (error instanceof RangeError) throw invalid('it ends in the middle of an entry', error);
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
    let kept = 0;
    if (version === 4) [kept, at] = keptPrefix(content, at, previous.length);
    const end = content.indexOf(0, at);
    if (end < 0) throw invalid('a name does not end');
    const name = previous.slice(0, kept) + content.toString('latin1', at, end);
    // From one to eight NUL bytes make the entry a multiple of eight long.
    at = version === 4 ? end + 1 : start + ((end - start + 8) & ~7);
    if (version === 4) previous = name;
    if (mode === executableMode) executables.push(fromLatin1(name));
  }
  if (hasExtension(content, at, 'link'))
    throw invalid('it is a split index; "git update-index --no-split-index" makes it whole');
  return executables;
}

/** How many bytes of the previous name are kept, from the count of those that are cut; and where the rest of the name begins. */
function keptPrefix(content: Buffer, at: number, previousLength: number): [kept: number, at: number] {
  let byte = content.readUInt8(at++);
  let cut = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = content.readUInt8(at++);
    cut = (cut + 1) * 128 + (byte & 0x7f);
  }
  if (cut > previousLength) throw invalid('a name cuts more than the one before it has');
  return [previousLength - cut, at];
}

function hasExtension(content: Buffer, start: number, signature: string): boolean {
  for (let at = start; at + 8 <= content.byteLength; at += 8 + content.readUInt32BE(at + 4)) {
    if (content.toString('latin1', at, at + 4) === signature) return true;
  }
  return false;
}

/** The length of the object names shows in which checksum is right. Zeros say that none was computed (index.skipHash). */
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
    // Entries are padded with at most eight zeros, so 32 of them are no SHA-1 trailer.
    if (index.byteLength >= headerBytes + bytes && index.subarray(index.byteLength - bytes).every((byte) => byte === 0))
      return bytes;
  }
  throw invalid('its checksum is wrong');
}

function invalid(reason: string, cause?: unknown): OciError {
  return new OciError('ARCHIVE_INVALID', `the git index cannot be read: ${reason}`, { cause });
}
