import { LRUCache } from 'lru-cache';

/** Maximum memory for all layouts of a registry, bytes. */
const maxBytes = 48 * 1024 * 1024;
/** Estimated memory of an entry without its content, bytes. */
const entryBytes = 1024;
/** Milliseconds after which an unchanged file is verified again, because disks can lose bits. */
const ttlMs = 60 * 60_000;

export interface VerifiedBlob {
  /** `FileState.fingerprint` of the file when it was verified. */
  readonly fingerprint: string;
  /** The content of a small file. */
  readonly bytes: Uint8Array | undefined;
  /** Milliseconds since 1970. */
  readonly verifiedMs: number;
}

/** The verified blob files. A file is not hashed again while its fingerprint is the same. */
export class VerifiedBlobs {
  readonly #files = new LRUCache<string, VerifiedBlob>({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes }) => entryBytes + (bytes?.byteLength ?? 0),
  });

  /** @param fingerprint current fingerprint of the file */
  get(path: string, fingerprint: string, nowMs: number): VerifiedBlob | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    // A verification in the future comes from before the clock was set back.
    if (file.fingerprint === fingerprint && Math.abs(nowMs - file.verifiedMs) < ttlMs) return file;
    this.#files.delete(path);
    return undefined;
  }

  set(path: string, file: VerifiedBlob): void {
    this.#files.set(path, file);
  }
}
