import { type ByteString, foldName } from '../../fs/index.ts';

/** Names of one directory that a file system without letter case, or one that composes letters, takes for the same. */
export type Collision = readonly [ByteString, ByteString];

/**
 * Pairs each name with the first one that it collides with. Four bytes are held for each name, because a directory may have a million.
 *
 * @param names all different
 */
export function collisions(names: readonly ByteString[]): Collision[] {
  const hashes = Uint32Array.from(names, hashOf).sort();
  const repeated = new Set<number>();
  for (let at = 1; at < hashes.length; at++) {
    const hash = hashes[at];
    if (hash !== undefined && hash === hashes[at - 1]) repeated.add(hash);
  }
  const found: Collision[] = [];
  if (repeated.size === 0) return found;
  const firsts = new Map<string, ByteString>();
  for (const name of names) {
    if (!repeated.has(hashOf(name))) continue;
    const folded = foldName(name);
    const first = firsts.get(folded);
    if (first === undefined) firsts.set(folded, name);
    else found.push([first, name]);
  }
  return found;
}

/** FNV-1a of the folded name. */
function hashOf(name: ByteString): number {
  const folded = foldName(name);
  let hash = 0x811c9dc5;
  for (let at = 0; at < folded.length; at++) hash = Math.imul(hash ^ folded.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
