import { OciError, type Digest } from '../spec/index.ts';

interface Entry {
  readonly bytes: Uint8Array;
  /** Number of repositories that contain the content. */
  links: number;
}

/** The content of all repositories, without duplicates, and its quota. */
export class MemoryContent {
  readonly #entries = new Map<Digest, Entry>();
  readonly #quota: number;
  #used = 0;

  /** @param quota maximum size, bytes, including open uploads */
  constructor(quota: number) {
    this.#quota = quota;
  }

  /** The digest and size of each content. */
  *sizes(): Generator<readonly [Digest, number], void, undefined> {
    for (const [digest, { bytes }] of this.#entries) yield [digest, bytes.byteLength];
  }

  /** @throws OciError `QUOTA` */
  reserve(bytes: number): void {
    if (this.#used + bytes > this.#quota) {
      throw new OciError(
        'QUOTA',
        `cannot store ${bytes} more bytes: the registry has a quota of ${this.#quota} bytes and uses ${this.#used}; ` +
          'delete manifests and blobs, or raise the quota',
        { remedy: 'stated' },
      );
    }
    this.#used += bytes;
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }

  /** Adds a link to bytes that were reserved. The reservation is released when the content exists already. */
  add(digest: Digest, bytes: Uint8Array): Uint8Array {
    const existing = this.#entries.get(digest);
    if (existing === undefined) {
      this.#entries.set(digest, { bytes, links: 1 });
      return bytes;
    }
    this.release(bytes.byteLength);
    existing.links++;
    return existing.bytes;
  }

  /** Adds a link to existing content. */
  link(digest: Digest): void {
    const existing = this.#entries.get(digest);
    if (existing !== undefined) existing.links++;
  }

  /** Removes a link. The last link removes the content. */
  unlink(digest: Digest): void {
    const existing = this.#entries.get(digest);
    if (existing === undefined || --existing.links > 0) return;
    this.#entries.delete(digest);
    this.release(existing.bytes.byteLength);
  }
}
