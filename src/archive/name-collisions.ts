import { hash } from 'node:crypto';
import { byteStringOf, foldName, joinName, printableName, type ByteString } from '../fs/index.ts';
import { OciError } from '../spec/index.ts';

/** Maximum number of names in a directory whose folded names are in memory together. */
const maxFoldedNames = 10_000;

/**
 * Finds pairs of names in a directory that are the same name on a file system that ignores letter case or normalizes
 * Unicode. A pair consists of a name and the first name that it collides with. Needs only four bytes for each name,
 * because a directory may have a million names.
 *
 * @param names must be different
 */
export function collidingNames(names: readonly ByteString[]): (readonly [ByteString, ByteString])[] {
  if (names.length <= maxFoldedNames && new Set(names.map(foldName)).size === names.length) return [];
  const hashes = Uint32Array.from(names, hashOf).sort();
  const repeated = new Set<number>();
  for (let at = 1; at < hashes.length; at++) {
    const hash = hashes[at];
    if (hash !== undefined && hash === hashes[at - 1]) repeated.add(hash);
  }
  const pairs: (readonly [ByteString, ByteString])[] = [];
  if (repeated.size === 0) return pairs;
  const firsts = new Map<string, ByteString>();
  for (const name of names) {
    if (!repeated.has(hashOf(name))) continue;
    const folded = foldName(name);
    const first = firsts.get(folded);
    if (first === undefined) firsts.set(folded, name);
    else pairs.push([first, name]);
  }
  return pairs;
}

/** Computes FNV-1a of the folded name. */
function hashOf(name: ByteString): number {
  const folded = foldName(name);
  let hash = 0x811c9dc5;
  for (let at = 0; at < folded.length; at++) hash = Math.imul(hash ^ folded.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/**
 * Rejects two names in an archive that are the same name on a file system that ignores letter case or normalizes
 * Unicode. The second entry would silently replace the first one, or be written through it. Needs 24 bytes for each
 * name.
 */
export class NameCollisions {
  readonly #exactByFolded = new Map<string, string>();

  /** @throws OciError `ARCHIVE_INVALID` when the path or one of its directories collides with an earlier one */
  add(segments: readonly ByteString[]): void {
    let path = byteStringOf('');
    for (const segment of segments) {
      path = joinName(path, segment);
      this.#add(path);
    }
  }

  #add(path: ByteString): void {
    const exact = shortHash(path);
    const folded = shortHash(foldName(path));
    const earlier = this.#exactByFolded.get(folded);
    if (earlier === undefined) this.#exactByFolded.set(folded, exact);
    else if (earlier !== exact) {
      throw new OciError(
        'ARCHIVE_INVALID',
        `cannot unpack "${printableName(path)}": this file system does not distinguish its name from the name of an ` +
          'earlier entry; unpack on a case-sensitive file system',
      );
    }
  }
}

function shortHash(text: string): string {
  return hash('sha256', text, 'buffer').toString('latin1', 0, 12);
}
