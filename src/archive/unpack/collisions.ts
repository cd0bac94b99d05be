import { hash } from 'node:crypto';
import { type ByteString, byteStringOf, foldName, joinName } from '../../fs/index.ts';
import { OciError } from '../../spec/index.ts';
import { showName } from './name.ts';

/**
 * Finds two names in one archive that a file system without letter case, or one that composes letters, takes for the same: the second would
 * silently replace the first, or be written through it. Holds 24 bytes of hash for each name and not the name.
 */
export class NameCollisions {
  readonly #seen = new Map<string, string>();

  /** @throws OciError `ARCHIVE_INVALID` when the name or one of its directories differs from one that was added before, but not for such a file system */
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
    const earlier = this.#seen.get(folded);
    if (earlier === undefined) this.#seen.set(folded, exact);
    else if (earlier !== exact) {
      throw new OciError(
        'ARCHIVE_INVALID',
        `the entry "${showName(path)}" is refused: this file system takes its name for the same as that of an earlier entry; unpack on a file system that keeps letter case apart`,
      );
    }
  }
}

function shortHash(text: string): string {
  return hash('sha256', text, 'buffer').toString('latin1', 0, 12);
}
