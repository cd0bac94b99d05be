import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { ByteString } from './byte-string.ts';

/** Maximum length of an untrusted path, bytes: PATH_MAX of Linux. */
export const maxPathBytes = 4096;
/** Maximum length of a segment of an untrusted path, bytes. All common file systems support it. */
export const maxSegmentBytes = 255;

/** {@link unsafePathReason} for a name of any bytes. */
export function unsafeNameReason(name: ByteString): string | undefined {
  return reasonFor(name, (text) => text.length);
}

/**
 * The reason why an untrusted name with `/` as separator is unsafe as a path; undefined for a safe name. The rules are
 * the same on every system: a name that is unsafe on one system is unsafe on all.
 */
export function unsafePathReason(name: string): string | undefined {
  return reasonFor(name, (text) => Buffer.byteLength(text));
}

function reasonFor(name: string, byteLength: (text: string) => number): string | undefined {
  if (name === '') return 'it is empty';
  const bytes = byteLength(name);
  if (bytes > maxPathBytes) return `it is longer than ${maxPathBytes} bytes`;
  if (name.includes('\0')) return 'it contains a NUL byte';
  if (name.includes('\\')) return 'it contains a backslash, which separates directories on Windows';
  if (name.startsWith('/')) return 'it is absolute';
  if (/^[A-Za-z]:/.test(name)) return 'it begins with a drive letter';
  // Most names need no look at each segment.
  if (bytes <= maxSegmentBytes && !name.includes('..')) return undefined;
  for (const segment of name.split('/')) {
    if (segment === '..') return 'it contains the segment ".."';
    if (bytes > maxSegmentBytes && byteLength(segment) > maxSegmentBytes)
      return `it has a segment longer than ${maxSegmentBytes} bytes`;
  }
  return undefined;
}

/** Whether `path` is `directory` or a path inside it. It compares only the text and does not follow links. */
export function isWithin(directory: string, path: string): boolean {
  const inner = relative(resolve(directory), resolve(path));
  return inner === '' || (!isAbsolute(inner) && inner !== '..' && !inner.startsWith(`..${sep}`));
}
