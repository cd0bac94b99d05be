import { lstat, mkdir, readdir, readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, fileSystemError, isMissing, writeFileAtomic } from '../fs/index.ts';
import { digestAlgorithm, digestHex, OciError, parseDigest, printable, type Digest } from '../spec/index.ts';

/** Tags a directory as a cache, for this class and for backup tools (Cache Directory Tagging Specification). */
const tagName = 'CACHEDIR.TAG';
const tagSignature = 'Signature: 8a477f597d28d172789f06886806bc55';
const tagText = `${tagSignature}
# This directory is a cache of OCI artifacts. All of it can be fetched again.
# For information about cache directory tags, see https://bford.info/cachedir/
`;
const locksName = '.locks';

/** The directory of a cache: an OCI image layout, the cache tag, and the locks between processes. */
export class CacheDirectory {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * @param create creates the cache if the directory is missing or empty
   * @throws OciError `INPUT_INVALID` for a directory with other content, which the cache could evict; `NOT_FOUND` for a
   *   missing cache when `create` is false; `FILE_SYSTEM`
   */
  static async open(path: string, create: boolean): Promise<CacheDirectory> {
    const directory = new CacheDirectory(path);
    if (await directory.#isTagged()) {
      if (create) await directory.#makeLocks();
      return directory;
    }
    const entries = await entriesIn(path);
    // Another process may be creating the cache at the same time.
    const unexpected = entries?.find((name) => name !== locksName && !name.startsWith(`.${tagName}.`));
    if (unexpected !== undefined && !(await directory.#isTagged())) {
      throw new OciError(
        'INPUT_INVALID',
        `"${printable(path, 300)}" is not a cache: it has no ${tagName}; ` +
          'use the directory of a cache, a new directory, or an empty one',
        { detail: { input: 'cache' } },
      );
    }
    if (!create && !(await directory.#isTagged()))
      throw new OciError(
        'NOT_FOUND',
        `"${printable(path, 300)}" is not a cache: it is missing or empty; check the path`,
      );
    await directory.#create();
    return directory;
  }

  /** Whether the layout in the directory exists. */
  async hasLayout(): Promise<boolean> {
    return (await stat(join(this.path, 'oci-layout')).catch(() => undefined)) !== undefined;
  }

  /** Returns the path of a blob in the layout. */
  blobPath(digest: Digest): string {
    parseDigest(digest);
    return join(this.path, 'blobs', digestAlgorithm(digest), digestHex(digest));
  }

  lockPath(name: string): string {
    return join(this.path, locksName, `${name}.lock`);
  }

  /** Marks a blob as most recently used. */
  async touch(digest: Digest, now: number): Promise<void> {
    const date = new Date(now);
    // A failure is ignored: the blob may be evicted, or the cache may be read-only.
    await utimes(this.blobPath(digest), date, date).catch(() => undefined);
  }

  /** Returns the time of the last use in milliseconds since 1970; undefined for a blob that does not exist. */
  async usedAt(digest: Digest): Promise<number | undefined> {
    try {
      return (await lstat(this.blobPath(digest))).mtimeMs;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw fileSystemError(error, `read ${this.blobPath(digest)}`);
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
      // Private, because the cache contains content of private registries.
      await mkdir(join(this.path, locksName), { recursive: true, mode: 0o700 });
    } catch (error) {
      throw fileSystemError(error, `create the cache ${this.path}`);
    }
  }
}

/** Returns the names in a directory; undefined if it does not exist. */
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
