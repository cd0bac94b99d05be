import { resolve } from 'node:path';
import { byteStringOf, fromLatin1, joinName, printableName, type ByteString } from '../../fs/index.ts';
import { OciError, throwIfAborted } from '../../spec/index.ts';
import { NameCollisions } from '../name-collisions.ts';
import { TarReader, type TarEntry } from '../tar/reader.ts';
import { TreeState } from '../tree-state.ts';
import { maxDepth } from '../walk/walk.ts';
import { UnpackBudget } from './budget.ts';
import { checkTarget, relativeTarget, segmentsOf, type NameRules } from './names.ts';
import type { EntryOptions, UnpackResult } from './options.ts';
import { UnpackTree, type NewFile } from './tree.ts';

/** Maximum size of a file that is written in one call, bytes. Larger files are written in parts. */
const smallFileSize = 128 * 1024;
/** Maximum number of special files that an error or a result names. */
const maxSpecialNames = 10;

/** Properties of a directory, which only an attempt can find out. */
export interface DirectoryTraits {
  /** Permission bits that the umask of the process or the directory's access control list removes from new files. */
  readonly umask: number;
  /** Whether the file system ignores letter case. Such a file system usually normalizes Unicode too. */
  readonly isCaseInsensitive: boolean;
}

/**
 * Unpacks an uncompressed archive into a directory that is private to this process. After a failure the directory
 * contains a part of the archive.
 *
 * @throws OciError as `unpackLayer`
 */
export async function unpackTar(
  tar: AsyncIterable<Uint8Array>,
  directory: string,
  traits: DirectoryTraits,
  options: EntryOptions,
): Promise<UnpackResult> {
  const { what, limits } = options;
  return await unpackEntries(new TarReader(tar, { maxMetaSize: limits?.metaSize, what }), directory, traits, options);
}

/**
 * Reads the entries of an archive one by one. The optional functions do not wait, because an asynchronous call takes
 * longer than reading a small entry.
 */
export type ArchiveReader = Pick<TarReader, 'next' | 'readAll' | 'content' | 'close'> &
  Partial<Pick<TarReader, 'nextBuffered' | 'readAllBuffered'>>;

/**
 * Unpacks the entries of an archive as {@link unpackTar}, and closes the reader.
 *
 * @throws OciError as `unpackLayer`
 */
export async function unpackEntries(
  reader: ArchiveReader,
  directory: string,
  traits: DirectoryTraits,
  options: EntryOptions,
): Promise<UnpackResult> {
  const { limits, signal } = options;
  const budget = options.budget ?? (await UnpackBudget.forDirectory(directory, limits));
  const unpacker = new Unpacker(reader, byteStringOf(resolve(directory)), traits, budget, options);
  try {
    for (;;) {
      const entry = reader.nextBuffered?.() ?? (await reader.next());
      if (entry === undefined) break;
      throwIfAborted(signal);
      const adding = unpacker.add(entry);
      if (adding !== undefined) await adding;
    }
    return unpacker.finish();
  } finally {
    await reader.close();
  }
}

class Unpacker {
  readonly #reader: ArchiveReader;
  readonly #options: EntryOptions;
  readonly #budget: UnpackBudget;
  readonly #tree: UnpackTree;
  readonly #collisions: NameCollisions | undefined;
  readonly #rules: NameRules;
  readonly #count = { file: 0, directory: 0, symlink: 0, link: 0, special: 0 };
  readonly #specialNames: string[] = [];
  readonly #state: TreeState | undefined;
  #entries = 0;
  #bytes = 0;

  constructor(
    reader: ArchiveReader,
    root: ByteString,
    traits: DirectoryTraits,
    budget: UnpackBudget,
    options: EntryOptions,
  ) {
    this.#reader = reader;
    this.#budget = budget;
    this.#options = options;
    this.#tree = new UnpackTree(root, traits.umask, options.preservePermissions ?? false);
    this.#collisions = (options.refuseCollisions ?? traits.isCaseInsensitive) ? new NameCollisions() : undefined;
    this.#state = options.state === true ? new TreeState() : undefined;
    this.#rules = { maxDepth: options.limits?.depth ?? maxDepth + 1, platform: options.platform ?? process.platform };
  }

  /** Unpacks an entry. @returns a promise to await if the content of the entry is not in memory yet */
  add(entry: TarEntry): Promise<void> | undefined {
    this.#budget.reserveEntries(1, this.#what);
    const segments = segmentsOf(entry.name, this.#rules);
    const name = (): string => printableName(fromLatin1(entry.name.toString('latin1')));
    if (segments.length === 0 && entry.type !== 'directory') {
      throw new OciError(
        'ARCHIVE_INVALID',
        `cannot unpack "${name()}": it is a ${entry.type} with the name of the destination directory`,
      );
    }
    this.#collisions?.add(segments);
    switch (entry.type) {
      case 'file': {
        const adding = this.#addFile(entry, segments);
        if (adding !== undefined) return adding.then(() => this.#completeEntry());
        break;
      }
      case 'directory':
        // The archive does not determine the mode of the root.
        if (segments.length > 0 && this.#isWriting) {
          const mode = this.#tree.setDirectory(segments, entry.mode);
          this.#state?.addDirectory(nameOf(segments), mode);
        }
        this.#count.directory++;
        break;
      case 'symlink':
        this.#addSymlink(entry, segments, name());
        break;
      case 'link':
        this.#addLink(entry, segments, name());
        break;
      case 'character device':
      case 'block device':
      case 'FIFO':
        if (this.#count.special++ < maxSpecialNames) this.#specialNames.push(`${name()} (${entry.type})`);
        break;
    }
    this.#completeEntry();
    return undefined;
  }

  #completeEntry(): void {
    this.#entries++;
    this.#reportProgress();
  }

  finish(): UnpackResult {
    const { file, directory, symlink, link, special } = this.#count;
    if (!this.#isWriting) {
      const more = special > maxSpecialNames ? ` and ${special - maxSpecialNames} more` : '';
      throw new OciError(
        'ARCHIVE_INVALID',
        `cannot unpack special files: ${this.#specialNames.join(', ')}${more}; ` +
          'exclude them when packing, or set specialFiles to "skip"',
      );
    }
    this.#tree.finish();
    return {
      entries: this.#entries,
      bytes: this.#bytes,
      files: file,
      directories: directory,
      symlinks: symlink,
      hardLinks: link,
      skipped: special,
      skippedNames: this.#specialNames,
      state: this.#state?.digest(),
    };
  }

  get #what(): string {
    return this.#options.what ?? 'the layer';
  }

  /**
   * False after a special file was rejected. The rest of the archive is only read, so that the error names all of them.
   */
  get #isWriting(): boolean {
    return this.#count.special === 0 || this.#options.specialFiles === 'skip';
  }

  #addFile(entry: TarEntry, segments: readonly ByteString[]): Promise<void> | undefined {
    this.#budget.reserveFile(entry.size, this.#what);
    this.#count.file++;
    if (!this.#isWriting) return undefined;
    const path = this.#prepare(segments);
    const { mode, size } = entry;
    const state = this.#state;
    const name = state === undefined && this.#options.times === undefined ? undefined : nameOf(segments);
    const file: NewFile = {
      path,
      mode,
      mtime: this.#timeOf(entry, name),
      onWritten: state === undefined || name === undefined ? undefined : (written) => state.addFile(name, written),
    };
    if (size > smallFileSize) return this.#tree.streamFile(file, this.#withProgress(this.#reader.content()));
    const create = (content: Uint8Array): void => {
      this.#tree.createFile(file, content);
      this.#bytes += size;
    };
    const content = this.#reader.readAllBuffered?.();
    if (content === undefined) return this.#reader.readAll().then(create);
    create(content);
    return undefined;
  }

  /** The modification time of a file, seconds since 1970. */
  #timeOf({ mtime }: TarEntry, name: ByteString | undefined): number | undefined {
    const time = name === undefined ? undefined : this.#options.times?.get(name);
    if (time !== undefined && Number.isFinite(time)) return time / 1000;
    // Archives without times have 0.
    return mtime > 0 ? mtime : undefined;
  }

  #addSymlink(entry: TarEntry, segments: readonly ByteString[], name: string): void {
    const policy = this.#options.symlinks ?? 'inside';
    const directory = segments.slice(0, -1);
    const stored = fromLatin1(entry.linkName.toString('latin1'));
    const target = policy === 'root' ? relativeTarget(directory, stored) : stored;
    if (policy === 'refuse')
      throw new OciError(
        'ARCHIVE_INVALID',
        `cannot unpack the symlink "${name}": the option symlinks does not allow symlinks`,
      );
    const needsCheck = this.#checkTarget(directory, target, name);
    this.#count.symlink++;
    if (!this.#isWriting) return;
    const path = this.#prepare(segments);
    this.#tree.createSymlink(path, target);
    this.#state?.addOther(nameOf(segments), this.#tree.stateOf(path));
    if (needsCheck) this.#tree.deferTargetCheck(directory, target, name);
  }

  #addLink(entry: TarEntry, segments: readonly ByteString[], name: string): void {
    const target = segmentsOf(entry.linkName, this.#rules);
    this.#count.link++;
    if (!this.#isWriting) return;
    const path = this.#prepare(segments);
    const directory = segments.slice(0, -1);
    this.#tree.createLink(path, target, name, (symlink) => {
      if (this.#checkTarget(directory, symlink, name)) this.#tree.deferTargetCheck(directory, symlink, name);
    });
    if (this.#state === undefined) return;
    const state = this.#tree.stateOf(path);
    if (state.isFile()) this.#state.addFile(nameOf(segments), state);
    else this.#state.addOther(nameOf(segments), state);
  }

  /** @returns whether the target must be checked when all entries are written */
  #checkTarget(directory: readonly ByteString[], target: ByteString, name: string): boolean {
    const policy = this.#options.symlinks ?? 'inside';
    if (policy === 'any') return false;
    // With `root`, the directories of the target may be in another layer.
    return checkTarget(directory, target, name) && policy === 'inside';
  }

  /** Creates the directory of an entry. @returns the path of the entry */
  #prepare(segments: readonly ByteString[]): ByteString {
    const directory = this.#tree.directory(segments.slice(0, -1));
    return joinName(directory, segments.at(-1) ?? byteStringOf('.'));
  }

  async *#withProgress(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of content) {
      throwIfAborted(this.#options.signal);
      yield chunk;
      this.#bytes += chunk.byteLength;
      this.#reportProgress();
    }
  }

  #reportProgress(): void {
    this.#options.onProgress?.({ entries: this.#entries, bytes: this.#bytes });
  }
}

function nameOf(segments: readonly ByteString[]): ByteString {
  return fromLatin1(segments.join('/'));
}
