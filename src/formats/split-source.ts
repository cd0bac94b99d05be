import type { EntryGroups, WalkEntry, WalkPart } from '../archive/index.ts';
import {
  fromLatin1,
  isInside,
  isUtf8Name,
  parentName,
  textOf,
  unsafePathReason,
  type ByteString,
} from '../fs/index.ts';

/** How a source becomes layers: one layer, one for each entry, or one for each directory of limited size. */
export type LayerSplit = 'single' | 'entries' | 'auto';

/** Default for the largest directory that `auto` does not split, bytes. */
export const defaultLayerSize: number = 512 * 1024 ** 2;

/** A part of a source that becomes a layer. */
export type SourceLayer = {
  /** Path inside the artifact; `.` for the source itself. Each title occurs once. */
  readonly title: string;
  /** Size of its files, bytes. */
  readonly size: number;
} &
  /** @param entries of the part, in the order of the walk; undefined for a source with too many entries */
  (
    | { readonly kind: 'packed'; readonly part: WalkPart; readonly entries: readonly WalkEntry[] | undefined }
    /** @param location path on disk */
    | { readonly kind: 'file'; readonly location: string; readonly mode: number }
  );

export interface SplitOptions {
  readonly layers: 'entries' | 'auto';
  /** `auto` splits a directory with more bytes. */
  readonly layerSize: number;
  /** The directory whose entries become layers, relative to the source. @default the source */
  readonly top?: ByteString | undefined;
}

interface Directory {
  readonly kind: 'directory';
  readonly name: ByteString;
  readonly mode: number;
  /** Size and number of all files below it. */
  size: number;
  files: number;
  /** Number of links in the directory itself. */
  links: number;
  /** Directories, and files that may become layers, in the order of the walk. */
  readonly children: (Directory | File)[];
}

interface File {
  readonly kind: 'file';
  readonly name: ByteString;
  readonly location: ByteString;
  readonly mode: number;
  readonly size: number;
}

/** Maximum number of entries that are kept in memory. Layers of a larger source are walked again. */
const maxListedEntries = 100_000;
/** The mode that a reader gives a directory that no archive contains. */
const defaultDirectoryMode = 0o755;
/** The name of the source itself. */
const sourceName = fromLatin1('.');

/** A source whose entries were listed. Its layers can be planned for several sizes. */
export class SourceTree {
  readonly #root: Directory;
  readonly #links: readonly WalkEntry[];
  /** Undefined for too many. */
  readonly #entries: readonly WalkEntry[] | undefined;

  private constructor(root: Directory, links: readonly WalkEntry[], entries: readonly WalkEntry[] | undefined) {
    this.#root = root;
    this.#links = links;
    this.#entries = entries;
  }

  /** Reads a walk. Of a source with many entries, only directories, links and large files are kept in memory. */
  static async of(groups: EntryGroups, options: SplitOptions): Promise<SourceTree> {
    const open: Directory[] = [];
    const links: WalkEntry[] = [];
    let root: Directory | undefined;
    let listed: WalkEntry[] | undefined = [];
    for await (const entries of groups)
      for (const entry of entries) {
        if (listed?.push(entry) === maxListedEntries) listed = undefined;
        if (entry.name !== '.') while (open.at(-1)?.name !== parentOf(entry.name)) open.pop();
        const parent = open.at(-1);
        if (entry.kind === 'directory') {
          const { name, mode } = entry;
          const directory: Directory = { kind: 'directory', name, mode, size: 0, files: 0, links: 0, children: [] };
          root ??= directory;
          parent?.children.push(directory);
          open.push(directory);
        } else if (entry.kind === 'symlink') {
          links.push(entry);
          if (parent !== undefined) parent.links++;
        } else {
          for (const ancestor of open) {
            ancestor.size += entry.size;
            ancestor.files++;
          }
          const { name, location, mode, size } = entry;
          if (parent !== undefined && mayBeLayer(entry, parent, options))
            parent.children.push({ kind: 'file', name, location, mode, size });
        }
      }
    if (root === undefined) throw new TypeError('a walk begins with the root');
    return new SourceTree(root, links, listed);
  }

  /** The layers in the order of the walk. A directory that is split comes before its parts. */
  layers(options: SplitOptions): readonly SourceLayer[] {
    return this.#split(options).layers(this.#entries);
  }

  #split(options: SplitOptions): Split {
    const split = new Split(options);
    split.add(this.#root);
    for (const link of this.#links) split.moveLink(link);
    return split;
  }

  /** The smallest `layerSize`, a power of two times the given one, with at most `most` layers. */
  sizeFor(most: number, options: SplitOptions): number | undefined {
    for (let layerSize = options.layerSize; layerSize < this.#root.size; layerSize *= 2)
      if (this.#split({ ...options, layerSize }).layers(undefined).length <= most) return layerSize;
    return this.#root.size;
  }
}

/** The assignment of entries to layers. */
class Split {
  readonly #options: SplitOptions;
  /** The directories and files that do not belong to the layer of their parent. */
  readonly #roots = new Map<ByteString, Directory | File>();
  /** Size of the files in the layer of each directory among the roots. */
  readonly #sizes = new Map<ByteString, number>();
  /** Directories among the roots that have no content of their own. */
  readonly #empty = new Set<ByteString>();
  /** The layers of links that leave the directory of their own layer. */
  readonly #movedLinks = new Map<ByteString, ByteString>();
  /** The directories that a layer also contains because of these links. */
  readonly #entered = new Map<ByteString, Set<ByteString>>();

  constructor(options: SplitOptions) {
    this.#options = options;
  }

  /** Makes a directory a layer, or several. */
  add(directory: Directory): void {
    this.#roots.set(directory.name, directory);
    if (!this.#isSplit(directory)) {
      this.#sizes.set(directory.name, directory.size);
      return;
    }
    let { size } = directory;
    let hasContent = directory.links > 0 || directory.mode !== defaultDirectoryMode;
    let files = directory.files;
    for (const child of directory.children) {
      if (!this.#isLayer(child)) {
        hasContent ||= child.kind === 'directory';
        continue;
      }
      size -= child.size;
      files -= child.kind === 'file' ? 1 : child.files;
      if (child.kind === 'directory') this.add(child);
      else this.#roots.set(child.name, child);
    }
    this.#sizes.set(directory.name, size);
    if (!hasContent && files === 0) this.#empty.add(directory.name);
  }

  #isSplit({ name, size }: Directory): boolean {
    const { layers, layerSize, top = sourceName } = this.#options;
    if (layers === 'auto') return size > layerSize;
    return name === '.' || name === top || top.startsWith(`${name}/`);
  }

  #isLayer(child: Directory | File): boolean {
    if (titleOf(child.name) === undefined) return false;
    if (child.kind === 'directory')
      // Its layer would have no files: the layer of the parent also contains it.
      return this.#options.layers === 'entries' || child.files > 0;
    return isUtf8Name(child.location) && (this.#options.layers === 'entries' || child.size > this.#options.layerSize);
  }

  /**
   * ORAS refuses a link to a path outside the directory of its layer. The link becomes part of the layer of a directory
   * that contains the link and its target.
   */
  moveLink({ name, target }: WalkEntry): void {
    const owner = this.#ownerOf(name);
    const path = lexicalTarget(name, target);
    if (owner === '.' || path === undefined || isInside(path, owner)) return;
    let home = owner;
    while (home !== '.' && !isInside(path, home)) home = parentOf(home);
    this.#movedLinks.set(name, home);
    const entered = this.#entered.get(home) ?? new Set();
    this.#entered.set(home, entered);
    for (let at = parentOf(name); at !== home; at = parentOf(at)) entered.add(at);
  }

  /** @param entries of the source, in the order of the walk */
  layers(entries: readonly WalkEntry[] | undefined): readonly SourceLayer[] {
    const layers: SourceLayer[] = [];
    const listed = entries && this.#assign(entries);
    for (const [name, root] of this.#roots) {
      const title = titleOf(name) ?? '.';
      if (root.kind === 'file')
        layers.push({ kind: 'file', title, size: root.size, location: textOf(root.location), mode: root.mode });
      else if (!this.#empty.has(name) || this.#entered.has(name))
        layers.push({
          kind: 'packed',
          title,
          size: this.#sizes.get(name) ?? 0,
          part: this.#partOf(name),
          entries: listed && (listed.get(name) ?? []),
        });
    }
    return layers;
  }

  /** The entries of each layer, as its part selects them. */
  #assign(entries: readonly WalkEntry[]): ReadonlyMap<ByteString, readonly WalkEntry[]> {
    const assigned = new Map<ByteString, WalkEntry[]>();
    const owners = new Map<ByteString, ByteString>();
    const add = (home: ByteString, entry: WalkEntry): void => {
      const list = assigned.get(home);
      if (list === undefined) assigned.set(home, [entry]);
      else list.push(entry);
    };
    for (const entry of entries) {
      const { name, kind } = entry;
      const owner = this.#roots.has(name) ? name : (owners.get(parentOf(name)) ?? this.#ownerOf(name));
      if (kind === 'directory') owners.set(name, owner);
      const home = this.#movedLinks.get(name) ?? owner;
      add(home, entry);
      if (kind !== 'directory') continue;
      for (const [other, names] of this.#entered) if (other !== home && names.has(name)) add(other, entry);
    }
    return assigned;
  }

  #partOf(directory: ByteString): WalkPart {
    const entered = this.#entered.get(directory);
    return {
      directory,
      has: (name) => {
        const home = this.#movedLinks.get(name);
        if (home !== undefined) return home === directory;
        return this.#ownerOf(name) === directory || entered?.has(name) === true;
      },
    };
  }

  /** The layer that an entry belongs to, also an entry that appeared after the walk. */
  #ownerOf(name: ByteString): ByteString {
    let owner = name;
    while (owner !== '.' && !this.#roots.has(owner)) owner = parentOf(owner);
    return owner;
  }
}

function mayBeLayer(file: WalkEntry, parent: Directory, options: SplitOptions): boolean {
  const { layers, layerSize, top = sourceName } = options;
  return layers === 'auto' ? file.size > layerSize : parent.name === top;
}

/** The title of a layer; undefined for a name that a title cannot have. */
function titleOf(name: ByteString): string | undefined {
  return isUtf8Name(name) && unsafePathReason(textOf(name)) === undefined ? textOf(name) : undefined;
}

/** The directory that contains an entry. */
function parentOf(name: ByteString): ByteString {
  const parent = parentName(name);
  return parent === '' ? sourceName : parent;
}

/** The path that a link names, relative to the source and without a look at the disk; undefined outside the source. */
function lexicalTarget(name: ByteString, target: ByteString): ByteString | undefined {
  if (target.startsWith('/')) return undefined;
  const segments: string[] = parentOf(name) === '.' ? [] : parentOf(name).split('/');
  for (const segment of target.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.length === 0 ? sourceName : fromLatin1(segments.join('/'));
}
