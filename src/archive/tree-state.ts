import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { ByteString } from '../fs/index.ts';

/** What the state of an entry depends on. */
type Stats = Pick<BigIntStats, 'size' | 'mtimeNs' | 'ino'>;

/** Number of characters that are hashed at once: a call of the hash takes longer than an entry. */
const partLength = 64 * 1024;

/**
 * Hashes the names and states of entries, in the order of an archive. A file that is written again has another size,
 * time or inode.
 */
export class TreeState {
  readonly #hash = createHash('sha256');
  #part = '';

  addFile(name: ByteString, { size, mtimeNs, ino }: Stats): void {
    this.#add(name, `${size} ${mtimeNs} ${ino}`);
  }

  addDirectory(name: ByteString, mode: number): void {
    // Windows has no modes.
    this.#add(name, process.platform === 'win32' ? 'directory' : `directory ${mode & 0o7777}`);
  }

  /** Adds a link or a special file. */
  addOther(name: ByteString, { ino }: Stats): void {
    this.#add(name, `other ${ino}`);
  }

  /** @returns hexadecimal digits. Call it once. */
  digest(): string {
    return this.#hash.update(this.#part, 'latin1').digest('hex');
  }

  #add(name: ByteString, state: string): void {
    // No name contains a null byte.
    this.#part += `${name}\0${state}\n`;
    if (this.#part.length < partLength) return;
    this.#hash.update(this.#part, 'latin1');
    this.#part = '';
  }
}
