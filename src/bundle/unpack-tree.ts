import { constants } from 'node:fs';
import { chmod, link, lstat, mkdir, open, symlink, unlink, type FileHandle } from 'node:fs/promises';
import { errnoOf, fileSystemError } from '../io/index.ts';
import { OciError } from '../spec/index.ts';
import { joinName, systemPath, type ByteString } from './source-name.ts';
import { detours } from './unpack-link.ts';
import { showName } from './unpack-name.ts';

export interface NewFile {
  readonly path: ByteString;
  /** Permission bits, 9 of them, before the mask. */
  readonly mode: number;
  /** Seconds since 1970; 0 leaves the time of writing. */
  readonly mtime: number;
}

// Windows has neither flag; there a link cannot be opened by accident, because the file must be new.
const newFileFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
/** The latest time that every common file system can hold: 2106, what fits 32 bits. */
const latestTime = 2 ** 32 - 1;
const ownerAccess = 0o700;
/** Directories that are remembered to be real ones; looking again costs a system call for each segment. */
const rememberedDirectories = 10_000;
/** Bytes of paths that may wait for the end. Only directories without access for their owner and odd symlinks do. */
const deferredLimit = 32 * 1024 * 1024;

/**
 * The only one who writes while an archive is unpacked. Below its root, which must be private to this process, it never writes through a
 * symlink: every directory on the way is known to be a real one, a file is always created anew, and what stood there before is
 * unlinked and not opened.
 */
export class UnpackTree {
  readonly #root: ByteString;
  readonly #umask: number;
  readonly #keepModes: boolean;
  readonly #real = new Set<ByteString>();
  readonly #modes = new Map<ByteString, number>();
  readonly #oddLinks: { readonly directory: readonly ByteString[]; readonly target: ByteString; readonly entry: string }[] = [];
  #deferred = 0;

  /**
   * @param root absolute
   * @param umask permission bits that the system takes away from what is made
   * @param keepModes gives them back
   */
  constructor(root: ByteString, umask: number, keepModes: boolean) {
    this.#root = root;
    this.#umask = umask;
    this.#keepModes = keepModes;
  }

  pathOf(segments: readonly ByteString[]): ByteString {
    let path = this.#root;
    for (const segment of segments) path = joinName(path, segment);
    return path;
  }

  /** The path of the directory, made with its parents where it does not exist. */
  async directory(segments: readonly ByteString[]): Promise<ByteString> {
    const path = this.pathOf(segments);
    if (segments.length === 0 || this.#real.has(path)) return path;
    await this.directory(segments.slice(0, -1));
    await this.#makeDirectory(path, 0o777 & ~this.#umask, segments);
    return path;
  }

  /** A directory entry. Its mode is applied at once when it lets the owner write into it, otherwise by {@link finish}. */
  async setDirectory(segments: readonly ByteString[], mode: number): Promise<void> {
    const wanted = this.#masked(mode);
    const parent = await this.directory(segments.slice(0, -1));
    const path = joinName(parent, segments.at(-1) ?? this.#root);
    const usable = wanted | ownerAccess;
    const made = !this.#real.has(path) && (await this.#makeDirectory(path, usable, segments));
    if (!made || this.#keepModes) await this.#attempt('set the mode of', path, () => chmod(systemPath(path), usable));
    if (wanted !== usable || this.#modes.has(path)) {
      this.#defer(path.length);
      this.#modes.set(path, wanted);
    }
  }

  /** Creates a file, in place of whatever is there unless that is a directory. */
  async createFile({ path, mode, mtime }: NewFile, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    let handle: FileHandle | undefined;
    try {
      handle = await this.#replace(path, () => open(systemPath(path), newFileFlags, this.#masked(mode)));
      for await (const chunk of content) await writeAll(handle, chunk);
      if (this.#keepModes) await handle.chmod(this.#masked(mode));
      if (mtime > 0) {
        const time = Math.min(mtime, latestTime);
        await handle.utimes(time, time);
      }
    } catch (error) {
      throw fileSystemError(error, `write ${showName(path)}`);
    } finally {
      await handle?.close();
    }
  }

  /** Creates a symlink, in place of whatever is there unless that is a directory. */
  async createSymlink(path: ByteString, target: ByteString): Promise<void> {
    await this.#attempt('create the symlink', path, () => this.#replace(path, () => symlink(systemPath(target), systemPath(path))));
  }

  /** Remembers a symlink whose target must be looked at when everything is in place. */
  checkLater(directory: readonly ByteString[], target: ByteString, entry: string): void {
    this.#defer(target.length + entry.length);
    this.#oddLinks.push({ directory, target, entry });
  }

  /** Another name for a regular file that is already there. */
  async createLink(path: ByteString, to: readonly ByteString[], entry: string): Promise<void> {
    const existing = this.pathOf(to);
    if (existing === path) throw refusedLink(entry, 'it leads to itself');
    for (let length = 1; length < to.length; length++) {
      const place = this.pathOf(to.slice(0, length));
      if (!this.#real.has(place) && (await kindOf(place)) !== 'directory') throw refusedLink(entry, 'the way to its target leads through something that is not a directory');
    }
    if ((await kindOf(existing)) !== 'file') throw refusedLink(entry, 'its target is not a file that was unpacked before it');
    await this.#attempt('create the hard link', path, () => this.#replace(path, () => link(systemPath(existing), systemPath(path))));
  }

  /** What had to wait until every entry is in its place. */
  async finish(): Promise<void> {
    for (const { directory, target, entry } of this.#oddLinks) {
      for (const place of detours(directory, target)) {
        if ((await kindOf(this.pathOf(place))) === 'directory') continue;
        throw new OciError('ARCHIVE_INVALID', `the symlink "${entry}" to "${showName(target)}" is refused: it goes up from "${showName(place.at(-1) ?? target)}", which is not a directory`);
      }
    }
    // The deepest first: a directory cannot be reached any more when its parent has lost its mode.
    for (const [path, mode] of [...this.#modes].sort(([a], [b]) => b.length - a.length)) await this.#attempt('set the mode of', path, () => chmod(systemPath(path), mode));
  }

  /** Whether it was made now; it may have been there. */
  async #makeDirectory(path: ByteString, mode: number, segments: readonly ByteString[]): Promise<boolean> {
    let made = true;
    await this.#attempt('create the directory', path, async () => {
      try {
        await mkdir(systemPath(path), mode);
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST') throw error;
        made = false;
        const kind = await kindOf(path);
        if (kind === 'directory') return;
        throw new OciError('ARCHIVE_INVALID', `the directory "${showName(segments.at(-1) ?? path)}" of the archive is refused: there is a ${kind} of its name already, and nothing is written through it`);
      }
    });
    if (this.#real.size >= rememberedDirectories) this.#real.clear();
    this.#real.add(path);
    return made;
  }

  /** Runs `create`, which must fail when something is there; then that is unlinked, and `create` has one more try. */
  async #replace<Result>(path: ByteString, create: () => Promise<Result>): Promise<Result> {
    try {
      return await create();
    } catch (error) {
      const code = errnoOf(error);
      if (code !== 'EEXIST' && code !== 'ELOOP') throw error;
      if ((await kindOf(path)) === 'directory') {
        throw new OciError('ARCHIVE_INVALID', `the entry "${showName(path)}" is refused: there is a directory of its name already`);
      }
      await unlink(systemPath(path));
      return await create();
    }
  }

  async #attempt<Result>(doing: string, path: ByteString, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw fileSystemError(error, `${doing} ${showName(path)}`);
    }
  }

  #masked(mode: number): number {
    return mode & 0o777 & (this.#keepModes ? 0o777 : ~this.#umask);
  }

  #defer(bytes: number): void {
    this.#deferred += bytes + 100;
    if (this.#deferred > deferredLimit) throw new OciError('SIZE_LIMIT', 'the archive has too many directories without access for their owner, or too many symlinks that go down and up again');
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  let rest = chunk;
  while (rest.byteLength > 0) {
    const { bytesWritten } = await handle.write(rest);
    rest = rest.subarray(bytesWritten);
  }
}

async function kindOf(path: ByteString): Promise<'file' | 'directory' | 'symlink' | 'special file' | 'nothing'> {
  try {
    const found = await lstat(systemPath(path));
    if (found.isFile()) return 'file';
    if (found.isDirectory()) return 'directory';
    return found.isSymbolicLink() ? 'symlink' : 'special file';
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'nothing';
    throw fileSystemError(error, `look at ${showName(path)}`);
  }
}

function refusedLink(entry: string, reason: string): OciError {
  return new OciError('ARCHIVE_INVALID', `the hard link "${entry}" is refused: ${reason}`);
}
