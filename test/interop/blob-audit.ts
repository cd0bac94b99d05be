import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/** Checks that every blob file in a storage directory has the digest in its name. */
export class BlobAudit {
  /** Temporary files of interrupted writes. */
  unfinished = 0;
  readonly #root: string;
  /** Checked files that are unchanged since. */
  readonly #known = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** @returns the number of hashed files */
  async check(): Promise<number> {
    let hashed = 0;
    this.unfinished = 0;
    for (const entry of await readdir(this.#root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      if (path.includes(`${sep}.`)) {
        this.unfinished++;
        continue;
      }
      if (basename(dirname(dirname(path))) !== 'blobs') continue;
      const { ino, size, mtimeMs } = await stat(path);
      const mark = `${ino} ${size} ${mtimeMs}`;
      if (this.#known.get(path) === mark) continue;
      const actual = createHash(basename(dirname(path)))
        .update(await readFile(path))
        .digest('hex');
      if (actual !== entry.name) throw new Error(`${path} (${size} bytes) has the digest ${actual}`);
      this.#known.set(path, mark);
      hashed++;
    }
    return hashed;
  }
}
