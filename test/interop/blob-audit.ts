import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/** Looks at a storage from outside: every file under the name of a blob must hash to that name. */
export class BlobAudit {
  /** Temporary files of writes that did not come to their end. */
  unfinished = 0;
  readonly #root: string;
  /** What was checked and has not changed since. */
  readonly #known = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** @returns how many files were hashed */
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
      if (actual !== entry.name) throw new Error(`${path} has ${size} bytes, which hash to ${actual}`);
      this.#known.set(path, mark);
      hashed++;
    }
    return hashed;
  }
}
