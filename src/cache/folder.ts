import { lstat, mkdir, readdir, readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, fileSystemError, isMissing, writeFileAtomic } from '../fs/index.ts';
import { digestAlgorithm, digestHex, OciError, parseDigest, printable, type Digest } from '../spec/index.ts';

/** Marks a directory as a cache, for tools that make backups and for us (Cache Directory Tagging Specification). */
const tagName = 'CACHEDIR.TAG';
const tagSignature = 'Signature: 8a477f597d28d172789f06886806bc55';
const tagText = `${tagSignature}
# This directory is a cache of OCI artifacts. All of it can be fetched again.
# For information about cache directory tags, see https://bford.info/cachedir/
`;
const locksName = '.locks';

/** A directory that holds a cache: an OCI image layout, a tag that says so, and the locks among processes. */
export class CacheFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * @param create makes the directory when it is not there or empty
   * @throws OciError `INPUT_INVALID` for a directory with other content, which a cache would throw out some day; `NOT_FOUND` when there
   * is none and none may be made; `FILE_SYSTEM`
   */
  static async open(path: string, create: boolean): Promise<CacheFolder> {
    const folder = new CacheFolder(path);
    if (await folder.#isTagged()) {
      if (create) await folder.#makeLocks();
      return folder;
    }
    const entries = await entriesIn(path);
    // What another process is making at this moment is no stranger's.
    const strange = entries?.find((name) => name !== locksName && !name.startsWith(`.${tagName}.`));
    if (strange !== undefined && !(await folder.#isTagged())) {
      throw new OciError(
        'INPUT_INVALID',
        `"${printable(path, 300)}" is not a cache: it has no ${tagName}; give the directory of a cache, a new one, or an empty one`,
        { detail: { input: 'cache' } },
      );
    }
    if (!create && !(await folder.#isTagged()))
      throw new OciError('NOT_FOUND', `there is no cache in "${printable(path, 300)}"`);
    await folder.#create();
    return folder;
  }

  async hasLayout(): Promise<boolean> {
    return (await stat(join(this.path, 'oci-layout')).catch(() => undefined)) !== undefined;
  }

  /** Where the layout has a blob. */
  blobPath(digest: Digest): string {
    parseDigest(digest);
    return join(this.path, 'blobs', digestAlgorithm(digest), digestHex(digest));
  }

  lockPath(name: string): string {
    return join(this.path, locksName, `${name}.lock`);
  }

  /** Makes a blob the most recently used one. */
  async touch(digest: Digest, now: number): Promise<void> {
    const date = new Date(now);
    // It may be gone, or a cache that can only be read; neither is for the date to complain about.
    await utimes(this.blobPath(digest), date, date).catch(() => undefined);
  }

  /** When a blob was used last, milliseconds since 1970; undefined when it is gone. */
  async usedAt(digest: Digest): Promise<number | undefined> {
    try {
      return (await lstat(this.blobPath(digest))).mtimeMs;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw fileSystemError(error, `look at ${this.blobPath(digest)}`);
    }
  }

  async #isTagged(): Promise<boolean> {
    try {
      return (await readFile(join(this.path, tagName), 'latin1')).startsWith(tagSignature);
    } catch (error) {
      if (isMissing(error)) return false;
      throw fileSystemError(error, `read ${join(this.path, tagName)}`);
    }
  }

  async #create(): Promise<void> {
    await this.#makeLocks();
    await writeFileAtomic(join(this.path, tagName), tagText);
  }

  async #makeLocks(): Promise<void> {
    try {
      // Images of private registries lie here.
      await mkdir(join(this.path, locksName), { recursive: true, mode: 0o700 });
    } catch (error) {
      throw fileSystemError(error, `make the cache ${this.path}`);
    }
  }
}

/** The names in a directory; undefined when it is not there. */
async function entriesIn(path: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(path);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR' && (await stat(path)).isFile()) {
      throw new OciError('INPUT_INVALID', `"${printable(path, 300)}" is a file, not the directory of a cache`, {
        detail: { input: 'cache' },
      });
    }
    throw fileSystemError(error, `read ${path}`);
  }
}
