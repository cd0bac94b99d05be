import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  futimesSync,
  linkSync,
  mkdirSync,
  openSync,
  symlinkSync,
  unlinkSync,
  write,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { type ByteString, errnoOf, fileSystemError, joinName, kindOfSync, systemPath } from '../../fs/index.ts';
import { OciError } from '../../spec/index.ts';
import { detours } from './link.ts';
import { showName } from './name.ts';

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
const writeAsync = promisify(write);
const ownerAccess = 0o700;
/** Directories that are remembered to be real ones; looking again costs a system call for each segment. */
const rememberedDirectories = 10_000;
/** Bytes of paths that may wait for the end. Only directories without access for their owner and odd symlinks do. */
const deferredLimit = 32 * 1024 * 1024;

/**
 * Writes what an archive holds, small things synchronously: the system takes some 20 µs for a small file, the way through libuv's pool and
 * back another 50 on each side, however many are under way at once, while the pool is busy with inflating already.
 *
 * It is the only one who writes. Below its root, which must be private to this process, it never writes through a
 * symlink: every directory on the way is known to be a real one, a file is always created anew, and what stood there before is
 * unlinked and not opened.
 */
export class UnpackTree {
  readonly #root: ByteString;
  readonly #umask: number;
  readonly #keepModes: boolean;
  readonly #real = new Set<ByteString>();
  readonly #modes = new Map<ByteString, number>();
  readonly #oddLinks: {
    readonly directory: readonly ByteString[];
    readonly target: ByteString;
    readonly entry: string;
  }[] = [];
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
  directory(segments: readonly ByteString[]): ByteString {
    const path = this.pathOf(segments);
    if (segments.length === 0 || this.#real.has(path)) return path;
    this.directory(segments.slice(0, -1));
    this.#makeDirectory(path, 0o777 & ~this.#umask, segments);
    return path;
  }

  /** A directory entry. Its mode is applied at once when it lets the owner write into it, otherwise by {@link finish}. */
  setDirectory(segments: readonly ByteString[], mode: number): void {
    const wanted = this.#masked(mode);
    const parent = this.directory(segments.slice(0, -1));
    const path = joinName(parent, segments.at(-1) ?? this.#root);
    const usable = wanted | ownerAccess;
    const made = !this.#real.has(path) && this.#makeDirectory(path, usable, segments);
    if (!made || this.#keepModes) this.#attempt('set the mode of', path, () => chmodSync(systemPath(path), usable));
    if (wanted !== usable || this.#modes.has(path)) {
      this.#defer(path.length);
      this.#modes.set(path, wanted);
    }
  }

  /** Creates a small file, in place of whatever is there unless that is a directory. */
  createFile(file: NewFile, content: Uint8Array): void {
    this.#attempt('write', file.path, () => {
      const descriptor = this.#open(file);
      try {
        for (let at = 0; at < content.byteLength;) at += writeSync(descriptor, content, at);
        this.#complete(descriptor, file);
      } finally {
        closeSync(descriptor);
      }
    });
  }

  /** {@link createFile} for content that comes in pieces; they are written on libuv's pool, so that the next one is inflated meanwhile. */
  async streamFile(file: NewFile, content: AsyncIterable<Uint8Array>): Promise<void> {
    // What the content throws is not the file system's and passes through as it is.
    const descriptor = this.#attempt('create', file.path, () => this.#open(file));
    try {
      for await (const chunk of content) await writeChunk(descriptor, chunk, file.path);
      this.#attempt('write', file.path, () => this.#complete(descriptor, file));
    } finally {
      closeSync(descriptor);
    }
  }

  #open({ path, mode }: NewFile): number {
    return this.#replace(path, () => openSync(systemPath(path), newFileFlags, this.#masked(mode)));
  }

  #complete(descriptor: number, { mode, mtime }: NewFile): void {
    if (this.#keepModes) fchmodSync(descriptor, this.#masked(mode));
    if (mtime > 0) futimesSync(descriptor, Math.min(mtime, latestTime), Math.min(mtime, latestTime));
  }

  /** Creates a symlink, in place of whatever is there unless that is a directory. */
  createSymlink(path: ByteString, target: ByteString): void {
    this.#attempt('create the symlink', path, () =>
      this.#replace(path, () => symlinkSync(systemPath(target), systemPath(path))),
    );
  }

  /** Remembers a symlink whose target must be looked at when everything is in place. */
  checkLater(directory: readonly ByteString[], target: ByteString, entry: string): void {
    this.#defer(target.length + entry.length);
    this.#oddLinks.push({ directory, target, entry });
  }

  /** Another name for a regular file that is already there. */
  createLink(path: ByteString, to: readonly ByteString[], entry: string): void {
    const existing = this.pathOf(to);
    if (existing === path) throw refusedLink(entry, 'it leads to itself');
    for (let length = 1; length < to.length; length++) {
      const place = this.pathOf(to.slice(0, length));
      if (!this.#real.has(place) && kindOfSync(systemPath(place)) !== 'directory')
        throw refusedLink(entry, 'the way to its target leads through something that is not a directory');
    }
    if (kindOfSync(systemPath(existing)) !== 'file')
      throw refusedLink(entry, 'its target is not a file that was unpacked before it');
    this.#attempt('create the hard link', path, () =>
      this.#replace(path, () => linkSync(systemPath(existing), systemPath(path))),
    );
  }

  /** What had to wait until every entry is in its place. */
  finish(): void {
    for (const { directory, target, entry } of this.#oddLinks) {
      for (const place of detours(directory, target)) {
        if (kindOfSync(systemPath(this.pathOf(place))) === 'directory') continue;
        throw new OciError(
          'ARCHIVE_INVALID',
          `the symlink "${entry}" to "${showName(target)}" is refused: it goes up from "${showName(place.at(-1) ?? target)}", which is not a directory`,
        );
      }
    }
    // The deepest first: a directory cannot be reached any more when its parent has lost its mode.
    for (const [path, mode] of [...this.#modes].sort(([a], [b]) => b.length - a.length))
      this.#attempt('set the mode of', path, () => chmodSync(systemPath(path), mode));
  }

  /** Whether it was made now; it may have been there. */
  #makeDirectory(path: ByteString, mode: number, segments: readonly ByteString[]): boolean {
    let made = true;
    this.#attempt('create the directory', path, () => {
      try {
        mkdirSync(systemPath(path), mode);
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST') throw error;
        made = false;
        const kind = kindOfSync(systemPath(path));
        if (kind === 'directory') return;
        throw new OciError(
          'ARCHIVE_INVALID',
          `the directory "${showName(segments.at(-1) ?? path)}" of the archive is refused: there is a ${kind} of its name already, and nothing is written through it`,
        );
      }
    });
    if (this.#real.size >= rememberedDirectories) this.#real.clear();
    this.#real.add(path);
    return made;
  }

  /** Runs `create`, which must fail when something is there; then that is unlinked, and `create` has one more try. */
  #replace<Result>(path: ByteString, create: () => Result): Result {
    try {
      return create();
    } catch (error) {
      const code = errnoOf(error);
      if (code !== 'EEXIST' && code !== 'ELOOP') throw error;
      if (kindOfSync(systemPath(path)) === 'directory') {
        throw new OciError(
          'ARCHIVE_INVALID',
          `the entry "${showName(path)}" is refused: there is a directory of its name already`,
        );
      }
      unlinkSync(systemPath(path));
      return create();
    }
  }

  #attempt<Result>(doing: string, path: ByteString, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw fileSystemError(error, `${doing} ${showName(path)}`);
    }
  }

  #masked(mode: number): number {
    return mode & 0o777 & (this.#keepModes ? 0o777 : ~this.#umask);
  }

  #defer(bytes: number): void {
    this.#deferred += bytes + 100;
    if (this.#deferred > deferredLimit)
      throw new OciError(
        'SIZE_LIMIT',
        'the archive has too many directories without access for their owner, or too many symlinks that go down and up again',
      );
  }
}

async function writeChunk(descriptor: number, chunk: Uint8Array, path: ByteString): Promise<void> {
  try {
    for (let at = 0; at < chunk.byteLength;) at += (await writeAsync(descriptor, chunk, at)).bytesWritten;
  } catch (error) {
    throw fileSystemError(error, `write ${showName(path)}`);
  }
}

function refusedLink(entry: string, reason: string): OciError {
  return new OciError('ARCHIVE_INVALID', `the hard link "${entry}" is refused: ${reason}`);
}
