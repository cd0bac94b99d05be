import { fromLatin1, isUtf8Name, printableName, textOf, unsafeNameReason, type ByteString } from '../../fs/index.ts';
import { OciError, printable } from '../../spec/index.ts';

/** Rules for the names of entries. */
export interface NameRules {
  /** Maximum number of segments. */
  readonly maxDepth: number;
  readonly platform: NodeJS.Platform;
}

/**
 * Splits an entry's name into segments, without empty and `.` segments. The result for the root is empty. The rules are
 * the same on every system, with additional rules on Windows, which interprets some names in another way.
 *
 * @throws OciError `ARCHIVE_INVALID` with the name
 */
export function segmentsOf(stored: Buffer, rules: NameRules): ByteString[] {
  const { name, segments, reason } = checkName(stored, rules);
  if (reason !== undefined)
    throw new OciError('ARCHIVE_INVALID', `cannot unpack "${printableName(name)}": the name is not safe: ${reason}`);
  return segments;
}

/** Like {@link segmentsOf}, but returns the reason for a rejected name. */
export function checkName(
  stored: Buffer,
  rules: NameRules,
): { readonly name: ByteString; readonly segments: ByteString[]; readonly reason: string | undefined } {
  const name = fromLatin1(stored.toString('latin1'));
  const segments: ByteString[] = [];
  let reason = unsafeNameReason(name);
  for (const segment of name.split('/')) {
    if (segment !== '' && segment !== '.') segments.push(fromLatin1(segment));
  }
  if (segments.length > rules.maxDepth) reason ??= `it is nested in more than ${rules.maxDepth} directories`;
  if (rules.platform !== 'linux' && !isUtf8Name(name))
    reason ??= 'it is not UTF-8, and only Linux can store such a name';
  if (rules.platform === 'win32') {
    for (const segment of segments) reason ??= windowsReason(segment);
  }
  return { name, segments, reason };
}

/** A device name also means the device if it has an extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?: *[.:].*)?$/i;
// oxlint-disable-next-line no-control-regex -- Windows does not allow control characters.
const windowsCharacters = /[\u0000-\u001f<>:"|?*]/;

function windowsReason(segment: ByteString): string | undefined {
  const text = textOf(segment);
  if (windowsDevice.test(text)) return `"${printable(text)}" is a device on Windows`;
  if (windowsCharacters.test(text))
    return 'Windows does not allow one of its characters (a control character or one of < > : " | ? *)';
  if (/[. ]$/.test(text)) return `Windows removes the dot or space at the end of "${printable(text)}"`;
  return undefined;
}

/**
 * Checks the text of a symbolic link's target.
 *
 * If `..` occurs only at the beginning of the target, this check is sufficient. The directory of the link is a real
 * directory, because files are never written through a link. So each `..` leads to its parent, and the names after it
 * lead only to real directories and to links that were checked too. If `..` occurs after a name, that name may be a
 * link, or become one later. Then {@link directoriesToCheck} must be checked when all entries are written.
 *
 * @param directory segments of the directory that contains the link
 * @returns whether `..` occurs after a name
 * @throws OciError `ARCHIVE_INVALID` for a target outside the root
 */
export function checkTarget(directory: readonly ByteString[], target: ByteString, entry: string): boolean {
  const reason = unsafeTargetReason(directory, target);
  if (reason !== undefined)
    throw new OciError(
      'ARCHIVE_INVALID',
      `cannot unpack the symlink "${entry}" to "${printableName(target)}": ${reason}`,
    );
  return directoriesToCheck(directory, target).length > 0;
}

/** The reason why a symbolic link is not created, from the text of its target; undefined for a safe text. */
export function unsafeTargetReason(directory: readonly ByteString[], target: ByteString): string | undefined {
  if (target === '') return 'its target is empty';
  if (target.startsWith('/') || /^[A-Za-z]:/.test(target)) return 'its target is absolute';
  if (target.includes('\\')) return 'its target contains a backslash, which separates directories on Windows';
  let depth = directory.length;
  for (const segment of target.split('/')) {
    if (segment === '' || segment === '.') continue;
    depth += segment === '..' ? -1 : 1;
    if (depth < 0) return 'its target is outside the destination directory';
  }
  return undefined;
}

/** A link target that begins at the root for an absolute target, relative to the directory of the link. */
export function relativeTarget(directory: readonly ByteString[], target: ByteString): ByteString {
  if (!target.startsWith('/')) return target;
  return fromLatin1(`${'../'.repeat(directory.length)}${target.replace(/^\/+/, '')}`.replace(/\/$/, '') || '.');
}

/**
 * Lists the paths in a target to which a later `..` applies, as segments from the root. They must be real directories.
 */
export function directoriesToCheck(directory: readonly ByteString[], target: ByteString): ByteString[][] {
  const path = [...directory];
  const paths: ByteString[][] = [];
  let afterName = false;
  for (const segment of target.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (afterName) paths.push([...path]);
      path.pop();
    } else {
      afterName = true;
      path.push(fromLatin1(segment));
    }
  }
  return paths;
}
