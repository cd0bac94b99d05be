import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { OciError, printable } from '../spec/index.ts';

/** Longest foreign path, bytes; what PATH_MAX is on Linux. */
export const maxPathBytes = 4096;
/** Longest segment of a foreign path, bytes; what every common file system takes. */
export const maxSegmentBytes = 255;

/**
 * Why a foreign slash-separated name must not become a path here; undefined when it may. The rules are the same on every system:
 * what one system would read as a drive, a stream or a device is refused on all.
 */
export function unsafePathReason(name: string): string | undefined {
  if (name === '') return 'it is empty';
  const bytes = Buffer.byteLength(name);
  if (bytes > maxPathBytes) return `it is longer than ${maxPathBytes} bytes`;
  if (name.includes('\0')) return 'it holds a NUL byte';
  if (name.includes('\\')) return 'it holds a backslash, which separates directories on Windows';
  if (name.startsWith('/')) return 'it is absolute';
  if (/^[A-Za-z]:/.test(name)) return 'it begins with a drive letter';
  for (const segment of name.split('/')) {
    if (segment === '..') return 'it climbs out with ".."';
    if (bytes > maxSegmentBytes && Buffer.byteLength(segment) > maxSegmentBytes)
      return `a segment is longer than ${maxSegmentBytes} bytes`;
  }
  return undefined;
}

/**
 * Joins a foreign slash-separated name to a directory of ours.
 *
 * @throws OciError `ARCHIVE_INVALID` for a name that {@link unsafePathReason} refuses
 */
export function safeJoin(directory: string, name: string): string {
  const reason = unsafePathReason(name);
  if (reason !== undefined)
    throw new OciError('ARCHIVE_INVALID', `the name "${printable(name, 300)}" is refused: ${reason}`);
  return join(directory, ...name.split('/'));
}

/** Whether `path` is `directory` or lies below it; both are taken as they are written, links are not followed. */
export function isWithin(directory: string, path: string): boolean {
  const way = relative(resolve(directory), resolve(path));
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}
