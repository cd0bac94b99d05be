/** Bytes that are kept at hand at most, of all layouts of a registry together. */
const maxBytes = 32 * 1024 * 1024;
/** Files that are remembered at most. */
const maxFiles = 20_000;
/** Milliseconds after which a file is read again although nobody wrote to it: disks lose bits, too. */
const goodForMs = 60 * 60_000;

interface Known {
  readonly mark: string;
  /** What it holds, when that is little. */
  readonly bytes: Uint8Array | undefined;
  /** Milliseconds since 1970. */
  readonly checkedMs: number;
}

/** Blob files that were found to hash to their name. As long as nobody writes to such a file, it need not be hashed again. */
export class VerifiedBlobs {
  // The one that was asked for longest ago comes first.
  readonly #files = new Map<string, Known>();
  #bytes = 0;

  /** @param mark of the file as it is now */
  find(path: string, mark: string, nowMs: number): Known | undefined {
    const known = this.#files.get(path);
    if (known === undefined) return undefined;
    this.#files.delete(path);
    if (known.mark === mark && nowMs - known.checkedMs < goodForMs) {
      this.#files.set(path, known);
      return known;
    }
    this.#bytes -= known.bytes?.byteLength ?? 0;
    return undefined;
  }

  keep(path: string, known: Known): void {
    this.#forget(path);
    this.#files.set(path, known);
    this.#bytes += known.bytes?.byteLength ?? 0;
    for (const [oldest] of this.#files) {
      if (this.#bytes <= maxBytes && this.#files.size <= maxFiles) break;
      this.#forget(oldest);
    }
  }

  #forget(path: string): void {
    this.#bytes -= this.#files.get(path)?.bytes?.byteLength ?? 0;
    this.#files.delete(path);
  }
}
