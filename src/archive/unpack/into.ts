import { resolve } from 'node:path';
import { type ByteString, byteStringOf, fromLatin1, joinName } from '../../fs/index.ts';
import { OciError, throwIfAborted } from '../../spec/index.ts';
import { decompress } from './decompress.ts';
import { TarReader, type TarEntry } from '../tar/reader.ts';
import { NameCollisions } from './collisions.ts';
import { checkTarget } from './link.ts';
import { segmentsOf, showName, type NameRules } from './name.ts';
import type { UnpackOptions, UnpackResult } from './options.ts';
import { probeDirectory, type DirectoryTraits } from './probe.ts';
import { UnpackTree } from './tree.ts';
import { maxDepth } from '../walk/options.ts';

/** Files up to this many bytes are written in one go; larger ones in the pieces they come in. */
const smallFileSize = 128 * 1024;
/** Names of special files that an error or the result tells. */
const namesTold = 10;

/**
 * Unpacks a layer below a directory. This is the half of {@link unpackLayer} for a caller who brings several layers into one place: the directory
 * must be private to this process until all is done, because it holds a part of the layer after a failure.
 *
 * @param content the stored layer; an error at its end (a digest that does not fit) fails the whole
 * @param directory exists
 * @throws OciError as {@link unpackLayer} does
 */
export async function unpackInto(
  content: AsyncIterable<Uint8Array>,
  directory: string,
  options: UnpackOptions = {},
): Promise<UnpackResult> {
  return await unpackWith(content, directory, await probeDirectory(directory), options);
}

/** {@link unpackInto} for a directory that was looked at before. */
export async function unpackWith(
  content: AsyncIterable<Uint8Array>,
  directory: string,
  traits: DirectoryTraits,
  options: UnpackOptions,
): Promise<UnpackResult> {
  const { compression, what, limits, signal } = options;
  const reader = new TarReader(decompress(content, { compression, what, maxRatio: limits?.ratio, signal }), {
    maxEntries: limits?.entries,
    maxMetaSize: limits?.metaSize,
    what,
  });
  const unpacker = new Unpacker(reader, byteStringOf(resolve(directory)), traits, options);
  try {
    for (let entry = await reader.next(); entry !== undefined; entry = await reader.next()) {
      throwIfAborted(signal);
      await unpacker.add(entry);
    }
    return unpacker.finish();
  } finally {
    await reader.close();
  }
}

class Unpacker {
  readonly #reader: TarReader;
  readonly #options: UnpackOptions;
  readonly #tree: UnpackTree;
  readonly #collisions: NameCollisions | undefined;
  readonly #rules: NameRules;
  readonly #count = { file: 0, directory: 0, symlink: 0, link: 0, special: 0 };
  readonly #specialNames: string[] = [];
  #entries = 0;
  #announced = 0;
  #bytes = 0;

  constructor(reader: TarReader, root: ByteString, traits: DirectoryTraits, options: UnpackOptions) {
    this.#reader = reader;
    this.#options = options;
    this.#tree = new UnpackTree(root, traits.umask, options.preservePermissions ?? false);
    this.#collisions = (options.refuseCollisions ?? traits.foldsNames) ? new NameCollisions() : undefined;
    this.#rules = { maxDepth: options.limits?.depth ?? maxDepth, platform: options.platform ?? process.platform };
  }

  async add(entry: TarEntry): Promise<void> {
    const segments = segmentsOf(entry.name, this.#rules);
    // Only errors tell it.
    const name = (): string => showName(fromLatin1(entry.name.toString('latin1')));
    if (segments.length === 0 && entry.type !== 'directory') {
      throw new OciError(
        'ARCHIVE_INVALID',
        `the entry "${name()}" is refused: it is a ${entry.type} and names the directory that is unpacked to`,
      );
    }
    this.#collisions?.add(segments);
    switch (entry.type) {
      case 'file':
        await this.#addFile(entry, segments);
        break;
      case 'directory':
        // The root is the caller's: its mode is none of the archive's business.
        if (segments.length > 0 && this.#mayWrite) this.#tree.setDirectory(segments, entry.mode);
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
        if (this.#count.special++ < namesTold) this.#specialNames.push(`${name()} (${entry.type})`);
        break;
    }
    this.#entries++;
    this.#report();
  }

  finish(): UnpackResult {
    const { file, directory, symlink, link, special } = this.#count;
    if (!this.#mayWrite) {
      const more = special > namesTold ? ` and ${special - namesTold} more` : '';
      throw new OciError(
        'ARCHIVE_INVALID',
        `special files are not unpacked: ${this.#specialNames.join(', ')}${more}; leave them out when packing, or ask for them to be skipped`,
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
    };
  }

  /** Once a special file was refused, the rest of the archive is only read, so that the error can name them all. */
  get #mayWrite(): boolean {
    return this.#count.special === 0 || this.#options.specialFiles === 'skip';
  }

  async #addFile(entry: TarEntry, segments: readonly ByteString[]): Promise<void> {
    const { totalSize } = this.#options.limits ?? {};
    this.#announced += entry.size;
    if (totalSize !== undefined && this.#announced > totalSize) {
      throw new OciError(
        'SIZE_LIMIT',
        `the files of ${this.#options.what ?? 'the layer'} are over the limit of ${totalSize} bytes`,
      );
    }
    this.#count.file++;
    if (!this.#mayWrite) return;
    const path = this.#place(segments);
    const { mode, mtime, size } = entry;
    const file = { path, mode, mtime };
    if (size <= smallFileSize) {
      this.#tree.createFile(file, await this.#reader.whole());
      this.#bytes += size;
    } else {
      await this.#tree.streamFile(file, this.#counted(this.#reader.content()));
    }
  }

  #addSymlink(entry: TarEntry, segments: readonly ByteString[], name: string): void {
    const policy = this.#options.symlinks ?? 'inside';
    const target = fromLatin1(entry.linkName.toString('latin1'));
    const directory = segments.slice(0, -1);
    if (policy === 'refuse')
      throw new OciError(
        'ARCHIVE_INVALID',
        `the symlink "${name}" is refused, as every symlink is by the symlinks option`,
      );
    const odd = policy === 'inside' && checkTarget(directory, target, name);
    this.#count.symlink++;
    if (!this.#mayWrite) return;
    const path = this.#place(segments);
    this.#tree.createSymlink(path, target);
    if (odd) this.#tree.checkLater(directory, target, name);
  }

  #addLink(entry: TarEntry, segments: readonly ByteString[], name: string): void {
    const target = segmentsOf(entry.linkName, this.#rules);
    this.#count.link++;
    if (!this.#mayWrite) return;
    const path = this.#place(segments);
    this.#tree.createLink(path, target, name);
  }

  /** Where the entry goes; its directory is there then. */
  #place(segments: readonly ByteString[]): ByteString {
    const directory = this.#tree.directory(segments.slice(0, -1));
    return joinName(directory, segments.at(-1) ?? byteStringOf('.'));
  }

  async *#counted(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of content) {
      throwIfAborted(this.#options.signal);
      yield chunk;
      this.#bytes += chunk.byteLength;
      this.#report();
    }
  }

  #report(): void {
    this.#options.onProgress?.({ entries: this.#entries, bytes: this.#bytes });
  }
}
