import { fromLatin1, isUtf8Name, printableName, textOf, unsafePathReason, type ByteString } from '../../fs/index.ts';
import { OciError, printable } from '../../spec/index.ts';

export interface NameRules {
  /** Maximum number of segments. */
  readonly maxDepth: number;
  readonly platform: NodeJS.Platform;
}

/**
 * The segments of an entry's name, without empty and `.` segments. Empty for the root. The rules are the same on every
 * system. Windows adds rules for names that it would interpret in another way.
 *
 * @throws OciError `ARCHIVE_INVALID` with the name
 */
export function segmentsOf(stored: Buffer, rules: NameRules): ByteString[] {
  const { name, segments, reason } = checkName(stored, rules);
  if (reason !== undefined)
    throw new OciError('ARCHIVE_INVALID', `cannot unpack "${printableName(name)}": the name is not safe: ${reason}`);
  return segments;
}

/** {@link segmentsOf} that returns the reason why a name is rejected. */
export function checkName(
  stored: Buffer,
  rules: NameRules,
): { readonly name: ByteString; readonly segments: ByteString[]; readonly reason: string | undefined } {
  const name = fromLatin1(stored.toString('latin1'));
  const segments: ByteString[] = [];
  let reason = unsafePathReason(textOf(name));
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

/**
 * Microsoft, "Naming Files, Paths, and Namespaces". The name of a device also refers to the device when it has an
 * extension.
 */
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?: *[.:].*)?$/i;
// Control characters are exactly what this pattern is for.
// oxlint-disable-next-line no-control-regex
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
 * When `..` occurs only at the beginning, the text is sufficient: the link's own directory is a real directory, because
 * nothing is written through a link. Going up from it is exact, and going down from a directory inside reaches only
 * real directories and links that obey the same rule. With `..` after a name, that name may be, or become, a link, so
 * the directories in {@link detours} must be checked when all entries are written.
 *
 * @param directory segments of the directory that contains the link
 * @returns whether `..` occurs after a name
 * @throws OciError `ARCHIVE_INVALID` for a target outside the root
 */
export function checkTarget(directory: readonly ByteString[], target: ByteString, entry: string): boolean {
  const refuse = (reason: string): never => {
    throw new OciError(
      'ARCHIVE_INVALID',
      `cannot unpack the symlink "${entry}" to "${printableName(target)}": ${reason}`,
    );
  };
  if (target === '') refuse('its target is empty');
  const text = textOf(target);
  if (text.startsWith('/') || /^[A-Za-z]:/.test(text)) refuse('its target is absolute');
  if (text.includes('\\')) refuse('its target contains a backslash, which separates directories on Windows');
  let depth = directory.length;
  let down = false;
  let detour = false;
  for (const segment of target.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      detour ||= down;
      depth--;
      if (depth < 0) refuse('its target is outside the directory that is unpacked into');
    } else {
      down = true;
      depth++;
    }
  }
  return detour;
}

/** The paths, as segments from the root, that a target goes down to before it goes up again. */
export function detours(directory: readonly ByteString[], target: ByteString): ByteString[][] {
  const path = [...directory];
  const paths: ByteString[][] = [];
  let down = false;
  for (const segment of target.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (down) paths.push([...path]);
      path.pop();
    } else {
      down = true;
      path.push(fromLatin1(segment));
    }
  }
  return paths;
}
