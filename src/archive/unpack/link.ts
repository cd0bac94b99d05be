import { type ByteString, fromLatin1, textOf } from '../../fs/index.ts';
import { OciError } from '../../spec/index.ts';
import { showName } from './name.ts';

/**
 * `inside`: symlinks must lead to a place in the directory (existing or not); `any`: they are made as they are stored, wherever they lead, and still nothing is
 * written through them; `refuse`: the first one is an error.
 */
export type UnpackSymlinks = 'inside' | 'any' | 'refuse';

/**
 * Checks the target of a symlink by its text.
 *
 * As long as `..` stands at the beginning alone, the text tells the truth: the link's own directory is a real one, because nothing is ever written
 * through a link, so going up from it is exact, and going down from a place inside meets only real directories and links that obey the same rule.
 * A `..` after a name is different: the name may be, or become, a link. `true` says that the target has one of those, and that
 * {@link detours} must be real directories in the end.
 *
 * @param directory segments of the directory that the link lies in
 * @throws OciError `ARCHIVE_INVALID` for a target outside
 */
export function checkTarget(directory: readonly ByteString[], target: ByteString, entry: string): boolean {
  const refuse = (reason: string): never => {
    throw new OciError('ARCHIVE_INVALID', `the symlink "${entry}" to "${showName(target)}" is refused: ${reason}`);
  };
  if (target === '') refuse('its target is empty');
  const text = textOf(target);
  if (text.startsWith('/') || /^[A-Za-z]:/.test(text)) refuse('its target is absolute');
  if (text.includes('\\')) refuse('its target holds a backslash, which separates directories on Windows');
  let depth = directory.length;
  let down = false;
  let detour = false;
  for (const segment of target.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      detour ||= down;
      depth--;
      if (depth < 0) refuse('its target lies outside of the directory that is unpacked to');
    } else {
      down = true;
      depth++;
    }
  }
  return detour;
}

/** The places (as segments from the root) that a target goes down to and up from again. */
export function detours(directory: readonly ByteString[], target: ByteString): ByteString[][] {
  const place = [...directory];
  const found: ByteString[][] = [];
  let down = false;
  for (const segment of target.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (down) found.push([...place]);
      place.pop();
    } else {
      down = true;
      place.push(fromLatin1(segment));
    }
  }
  return found;
}
