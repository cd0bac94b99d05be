import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  symlinkSync,
  unlinkSync,
  write,
  writeSync,
  type BigIntStats,
} from 'node:fs';
import { promisify } from 'node:util';
import {
  errnoOf,
  fileSystemError,
  fromLatin1,
  joinName,
  kindOfSync,
  printableName,
  relativeTo,
  systemPath,
  type ByteString,
} from '../../fs/index.ts';
import { OciError } from '../../spec/index.ts';
import { directoriesToCheck } from './names.ts';

/** A file to create. */
export interface NewFile {
  readonly path: ByteString;
  /** Nine permission bits, before the umask. */
  readonly mode: number;
  /** Seconds since 1970. Undefined for the time of writing. */
  readonly mtime: number | undefined;
  /** Called with the complete file. */
  readonly onWritten?: ((state: BigIntStats) => void) | undefined;
}

// Windows has no O_NOFOLLOW. O_EXCL rejects an existing link there.
const newFileFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
/** The latest time that all common file systems support: 32 bits, the year 2106. */
const latestTime = 2 ** 32 - 1;
const writeAsync = promisify(write);
const ownerAccess = 0o700;
/** Whether link(2) links a symlink itself. macOS follows the symlink. */
const linksSymlinks = process.platform === 'linux';
/** Maximum number of cached directories that are not links. Checking a directory costs a system call per segment. */
const maxKnownDirectories = 10_000;
/** Maximum size of paths in deferred work, bytes: directories without owner access, and symlinks to check. */
const maxDeferredBytes = 32 * 1024 * 1024;

/**
 * Writes the entries of an archive. Small files are written synchronously. The system call takes 20 µs, and libuv's
 * thread pool, which is busy with decompression, would add 50 µs in each direction.
 *
 * The root must be private to this process. Entries are never written through a symlink: each parent directory is
 * checked to be a real directory, a file is always created as a new one, and an existing entry is unlinked instead of
 * opened.
 */
export class UnpackTree {
  readonly #root: ByteString;
  readonly #umask: number;
  readonly #preservePermissions: boolean;
  readonly #knownDirectories = new Set<ByteString>();
  /** The last result of {@link directory}, because an archive lists the files of a directory in sequence. */
  #last: { readonly segments: readonly ByteString[]; readonly path: ByteString };
  readonly #modes = new Map<ByteString, number>();
  readonly #linksToCheck: {
    readonly directory: readonly ByteString[];
    readonly target: ByteString;
    readonly entry: string;
  }[] = [];
  #deferred = 0;

  /**
   * @param root absolute
   * @param umask permission bits that the system removes from new files and directories
   * @param preservePermissions whether to set these bits later
   */
  constructor(root: ByteString, umask: number, preservePermissions: boolean) {
    this.#root = root;
    this.#last = { segments: [], path: root };
    this.#umask = umask;
    this.#preservePermissions = preservePermissions;
  }

  pathOf(segments: readonly ByteString[]): ByteString {
    let path = this.#root;
    for (const segment of segments) path = joinName(path, segment);
    return path;
  }

  /** Creates a directory and its parents if they do not exist. @returns its path */
  directory(segments: readonly ByteString[]): ByteString {
    if (isSameName(segments, this.#last.segments)) return this.#last.path;
    const path = this.pathOf(segments);
    if (segments.length > 0 && !this.#knownDirectories.has(path)) {
      this.directory(segments.slice(0, -1));
      this.#createDirectory(path, 0o777 & ~this.#umask);
    }
    this.#last = { segments, path };
    return path;
  }

  /**
   * Creates a directory with a mode. {@link finish} sets a mode that denies access to the owner.
   *
   * @returns the mode, without the bits of the umask
   */
  setDirectory(segments: readonly ByteString[], mode: number): number {
    const maskedMode = this.#masked(mode);
    const parent = this.directory(segments.slice(0, -1));
    const path = joinName(parent, segments.at(-1) ?? this.#root);
    const initialMode = maskedMode | ownerAccess;
    const isNew = !this.#knownDirectories.has(path) && this.#createDirectory(path, initialMode);
    if (!isNew || this.#preservePermissions)
      this.#attempt('set the mode of', path, () => chmodSync(systemPath(path), initialMode));
    if (maskedMode !== initialMode || this.#modes.has(path)) {
      this.#defer(path.length);
      this.#modes.set(path, maskedMode);
    }
    return maskedMode;
  }

  /** Creates a small file. Replaces an existing entry, except a directory. */
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

  /** Creates a large file. libuv's thread pool writes a chunk while the next chunk is decompressed. */
  async streamFile(file: NewFile, content: AsyncIterable<Uint8Array>): Promise<void> {
    // Errors of `content` are not file system errors and are not wrapped.
    const descriptor = this.#attempt('create', file.path, () => this.#open(file));
    try {
      for await (const chunk of content) {
        const written = writeChunk(descriptor, chunk);
        await written.catch((error: unknown) => {
          throw fileSystemError(error, `write "${this.#nameOf(file.path)}"`);
        });
      }
      this.#attempt('write', file.path, () => this.#complete(descriptor, file));
    } finally {
      closeSync(descriptor);
    }
  }

  #open({ path, mode }: NewFile): number {
    return this.#replace(path, () => openSync(systemPath(path), newFileFlags, this.#masked(mode)));
  }

  #complete(descriptor: number, { mode, mtime, onWritten }: NewFile): void {
    // Other modes are already complete.
    if (this.#preservePermissions && (mode & this.#umask) !== 0) fchmodSync(descriptor, this.#masked(mode));
    if (mtime !== undefined) futimesSync(descriptor, Math.min(mtime, latestTime), Math.min(mtime, latestTime));
    onWritten?.(fstatSync(descriptor, { bigint: true }));
  }

  /** The state of an entry that was created. */
  stateOf(path: ByteString): BigIntStats {
    return this.#attempt('read', path, () => lstatSync(systemPath(path), { bigint: true }));
  }

  /** Creates a symlink. Replaces an existing entry, except a directory. */
  createSymlink(path: ByteString, target: ByteString): void {
    this.#attempt('create the symlink', path, () =>
      this.#replace(path, () => symlinkSync(systemPath(target), systemPath(path))),
    );
  }

  /** Records a symlink for {@link finish}, which checks the paths before `..` in its target. */
  deferTargetCheck(directory: readonly ByteString[], target: ByteString, entry: string): void {
    this.#defer(target.length + entry.length);
    this.#linksToCheck.push({ directory, target, entry });
  }

  /**
   * Creates a hard link to a file or symlink of this archive.
   *
   * @param checkTarget called with the target of a symlink, because it is relative to the directory of the new link
   */
  createLink(
    path: ByteString,
    to: readonly ByteString[],
    entry: string,
    checkTarget: (target: ByteString) => void,
  ): void {
    const existing = this.pathOf(to);
    if (existing === path) throw refusedLink(entry, 'its target is the link itself');
    for (let length = 1; length < to.length; length++) {
      const parent = this.pathOf(to.slice(0, length));
      if (!this.#knownDirectories.has(parent) && kindOfSync(systemPath(parent)) !== 'directory')
        throw refusedLink(entry, 'a parent of its target is not a directory');
    }
    const kind = kindOfSync(systemPath(existing));
    if (kind === 'symbolic link') {
      const target = fromLatin1(readlinkSync(systemPath(existing), { encoding: 'latin1' }));
      checkTarget(target);
      if (!linksSymlinks) {
        this.createSymlink(path, target);
        return;
      }
    } else if (kind !== 'file') throw refusedLink(entry, 'its target is not an earlier file or symlink of the archive');
    this.#attempt('create the hard link', path, () =>
      this.#replace(path, () => linkSync(systemPath(existing), systemPath(path))),
    );
  }

  /** Completes the deferred work. Call it when all entries are written. */
  finish(): void {
    for (const { directory, target, entry } of this.#linksToCheck) {
      for (const path of directoriesToCheck(directory, target)) {
        if (kindOfSync(systemPath(this.pathOf(path))) === 'directory') continue;
        throw new OciError(
          'ARCHIVE_INVALID',
          `cannot unpack the symlink "${entry}" to "${printableName(target)}": ".." follows ` +
            `"${printableName(path.at(-1) ?? target)}" in its target, which is not a directory`,
        );
      }
    }
    // The deepest directories come first, because a directory without access hides the directories below it.
    for (const [path, mode] of [...this.#modes].sort(([a], [b]) => b.length - a.length))
      this.#attempt('set the mode of', path, () => chmodSync(systemPath(path), mode));
  }

  /** @returns false if the directory already existed */
  #createDirectory(path: ByteString, mode: number): boolean {
    let isNew = true;
    this.#attempt('create the directory', path, () => {
      try {
        mkdirSync(systemPath(path), mode);
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST') throw error;
        isNew = false;
        const kind = kindOfSync(systemPath(path));
        if (kind === 'directory') return;
        throw new OciError(
          'ARCHIVE_INVALID',
          `cannot unpack the directory "${this.#nameOf(path)}": a ${kind} with this name exists`,
        );
      }
    });
    if (this.#knownDirectories.size >= maxKnownDirectories) this.#knownDirectories.clear();
    this.#knownDirectories.add(path);
    return isNew;
  }

  /** Runs `create`, which must fail when the path exists. Then unlinks the path and runs `create` again. */
  #replace<Result>(path: ByteString, create: () => Result): Result {
    try {
      return create();
    } catch (error) {
      const code = errnoOf(error);
      if (code !== 'EEXIST' && code !== 'ELOOP') throw error;
      if (kindOfSync(systemPath(path)) === 'directory') {
        throw new OciError(
          'ARCHIVE_INVALID',
          `cannot unpack "${this.#nameOf(path)}": a directory with this name exists`,
        );
      }
      unlinkSync(systemPath(path));
      return create();
    }
  }

  #attempt<Result>(operation: string, path: ByteString, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw fileSystemError(error, `${operation} "${this.#nameOf(path)}"`);
    }
  }

  /** The name of an entry in errors. The root is a temporary directory, which the user does not know. */
  #nameOf(path: ByteString): string {
    return printableName(relativeTo(this.#root, path) ?? path);
  }

  #masked(mode: number): number {
    return mode & 0o777 & (this.#preservePermissions ? 0o777 : ~this.#umask);
  }

  #defer(bytes: number): void {
    this.#deferred += bytes + 100;
    if (this.#deferred > maxDeferredBytes)
      throw new OciError(
        'SIZE_LIMIT',
        'cannot unpack the archive: too many directories deny access to their owner, or too many symlinks have ".." ' +
          'after a name',
      );
  }
}

function isSameName(segments: readonly ByteString[], others: readonly ByteString[]): boolean {
  return segments.length === others.length && segments.every((segment, index) => segment === others[index]);
}

async function writeChunk(descriptor: number, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength;) at += (await writeAsync(descriptor, chunk, at)).bytesWritten;
}

function refusedLink(entry: string, reason: string): OciError {
  return new OciError('ARCHIVE_INVALID', `cannot unpack the hard link "${entry}": ${reason}`);
}
