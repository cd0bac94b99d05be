import { type ByteString, fromLatin1, isUtf8Name, textOf, unsafePathReason } from '../../fs/index.ts';
import { OciError, printable } from '../../spec/index.ts';

export interface NameRules {
  /** Segments. */
  readonly maxDepth: number;
  readonly platform: NodeJS.Platform;
}

/**
 * The segments of an entry's name, without those that say nothing (`.`, doubled and closing slashes); none for the root itself.
 *
 * The rules are the same on every system, and Windows adds those for names that it would read as something else.
 *
 * @throws OciError `ARCHIVE_INVALID` naming the entry
 */
export function segmentsOf(stored: Buffer, rules: NameRules): ByteString[] {
  const name = fromLatin1(stored.toString('latin1'));
  const segments: ByteString[] = [];
  let reason = unsafePathReason(textOf(name));
  for (const segment of name.split('/')) {
    if (segment !== '' && segment !== '.') segments.push(fromLatin1(segment));
  }
  if (segments.length > rules.maxDepth) reason ??= `it is deeper than ${rules.maxDepth} directories`;
  if (rules.platform !== 'linux' && !isUtf8Name(name))
    reason ??= 'it is not UTF-8, and only Linux can store such a name';
  if (rules.platform === 'win32') {
    for (const segment of segments) reason ??= windowsReason(segment);
  }
  if (reason !== undefined)
    throw new OciError('ARCHIVE_INVALID', `the entry "${showName(name)}" is refused: ${reason}`);
  return segments;
}

export function showName(name: ByteString): string {
  return printable(textOf(name), 300);
}

/** Microsoft, "Naming Files, Paths, and Namespaces". A device's name keeps its meaning with an extension. */
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?: *[.:].*)?$/i;
// Control characters are exactly what this pattern is for.
// oxlint-disable-next-line no-control-regex
const windowsCharacters = /[\u0000-\u001f<>:"|?*]/;

function windowsReason(segment: ByteString): string | undefined {
  const text = textOf(segment);
  if (windowsDevice.test(text)) return `Windows takes "${printable(text)}" for a device`;
  if (windowsCharacters.test(text))
    return `Windows does not allow one of its characters (a control character or one of < > : " | ? *)`;
  if (/[. ]$/.test(text)) return `Windows drops the dot or space at the end of "${printable(text)}"`;
  return undefined;
}
