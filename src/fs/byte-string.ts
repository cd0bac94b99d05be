import { isUtf8 } from 'node:buffer';
import { printable } from '../spec/index.ts';

declare const byteStringBrand: unique symbol;

/**
 * The bytes of a file name or path, one character (U+0000 to U+00FF) for each byte. Names on Linux need not be UTF-8.
 * Sorting these strings sorts the bytes, which is the order of entries in an archive. A million of them take a quarter
 * of the memory of a million buffers. `textOf` gives the readable form.
 */
export type ByteString = string & { readonly [byteStringBrand]: true };

const notAscii = /[\u0080-\u00ff]/;

/** Marks a string that was decoded as `latin1`: each character is already one byte. */
export function fromLatin1(characters: string): ByteString {
  return characters as ByteString;
}

/** The UTF-8 bytes of a text. */
export function byteStringOf(text: string): ByteString {
  return fromLatin1(Buffer.from(text, 'utf8').toString('latin1'));
}

export function isAscii(name: ByteString): boolean {
  return !notAscii.test(name);
}

export function bytesOf(name: ByteString): Buffer {
  return Buffer.from(name, 'latin1');
}

/** Decodes as UTF-8. Bytes that are not UTF-8 become U+FFFD. */
export function textOf(name: ByteString): string {
  return isAscii(name) ? name : bytesOf(name).toString('utf8');
}

/** `textOf` for messages: safe to print, at most 300 characters. */
export function printableName(name: ByteString): string {
  return printable(textOf(name), 300);
}

export function isUtf8Name(name: ByteString): boolean {
  return isAscii(name) || isUtf8(bytesOf(name));
}

/**
 * Returns the same text for names that a case-insensitive or Unicode-normalizing file system treats as equal. The
 * intermediate upper case makes letters such as `ß` and `SS` equal.
 */
export function foldName(name: ByteString): string {
  if (isAscii(name)) return name.toLowerCase();
  return textOf(name).normalize('NFD').toUpperCase().toLowerCase().normalize('NFC');
}

/** The form of a path that `node:fs` accepts without changing its bytes. */
export function systemPath(path: ByteString): string | Buffer {
  if (isAscii(path)) return path;
  // Windows names are UTF-16, so the text is the exact form.
  return process.platform === 'win32' ? textOf(path) : bytesOf(path);
}

/** Appends one segment. `directory` may be the root of a file system or the empty name. */
export function joinName(directory: ByteString, segment: ByteString): ByteString {
  if (directory === '') return segment;
  return fromLatin1(directory.endsWith('/') ? directory + segment : `${directory}/${segment}`);
}

/** The name of the directory that contains an entry; empty for an entry of the root. */
export function parentName(name: ByteString): ByteString {
  return fromLatin1(name.slice(0, Math.max(0, name.lastIndexOf('/'))));
}

/** Whether a name is that of a directory, or of an entry below it. The root has the name `.`. */
export function isInside(name: ByteString, directory: ByteString): boolean {
  return directory === '.' || name === directory || name.startsWith(`${directory}/`);
}

/** The path of `location` relative to `root`; undefined when it is outside. Both must be real paths. */
export function relativeTo(root: ByteString, location: ByteString): ByteString | undefined {
  if (location === root) return fromLatin1('');
  const prefix = root.endsWith('/') ? root : `${root}/`;
  return location.startsWith(prefix) ? fromLatin1(location.slice(prefix.length)) : undefined;
}

/** Marks a system path that was decoded as `latin1`, and replaces the backslashes of Windows with `/`. */
export function slashed(path: string): ByteString {
  return fromLatin1(process.platform === 'win32' ? path.replaceAll('\\', '/') : path);
}
