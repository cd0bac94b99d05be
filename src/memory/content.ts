import { OciError, type Digest } from '../spec/index.ts';

interface Entry {
  readonly bytes: Uint8Array;
  /** How many repositories show it. */
  links: number;
}

/** The bytes of all repositories, kept once each, and what they may take in all. */
export class MemoryContent {
  readonly #entries = new Map<Digest, Entry>();
  readonly #quota: number;
  #used = 0;

  /** @param quota bytes, uploads under way included */
  constructor(quota: number) {
    this.#quota = quota;
  }

  /** What is kept, and its bytes. */
  *sizes(): Generator<readonly [Digest, number], void, undefined> {
    for (const [digest, { bytes }] of this.#entries) yield [digest, bytes.byteLength];
  }

  /** @throws OciError `QUOTA` */
  reserve(bytes: number): void {
    if (this.#used + bytes > this.#quota) {
      throw new OciError(
        'QUOTA',
        `the registry may keep ${this.#quota} bytes and holds ${this.#used}; there is no room for ${bytes} more`,
      );
    }
    this.#used += bytes;
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }

  /** Adds a link to bytes whose room was reserved; when they are here already the reservation is given back. */
  add(digest: Digest, bytes: Uint8Array): Uint8Array {
    const present = this.#entries.get(digest);
    if (present === undefined) {
      this.#entries.set(digest, { bytes, links: 1 });
      return bytes;
    }
    this.release(bytes.byteLength);
    present.links++;
    return present.bytes;
  }

  /** Adds a link to bytes that are here. */
  link(digest: Digest): void {
    const present = this.#entries.get(digest);
    if (present !== undefined) present.links++;
  }

  /** Removes a link, and the bytes with the last one. */
  unlink(digest: Digest): void {
    const present = this.#entries.get(digest);
    if (present === undefined || --present.links > 0) return;
    this.#entries.delete(digest);
    this.release(present.bytes.byteLength);
  }
}
