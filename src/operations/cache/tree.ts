import { createHash } from 'node:crypto';
import { TreeState, walkInGroups, WalkReport, type WalkEntry, type WalkOptions } from '../../archive/index.ts';
import { byteStringOf, isInside, parentName, type ByteString } from '../../fs/index.ts';
import type { FileTimes } from './format.ts';
import type { PlacedRoot } from './paths.ts';

/** The size of layers is at least this, bytes. Smaller layers would cost more requests than they save bytes. */
const minLayerSize = 2 * 1024 ** 2;
/**
 * The size of layers is chosen for about this number. Each layer takes two requests, and registries limit their rate.
 */
const usualLayers = 32;
/** Maximum number of layers, besides one for each path. */
const maxLayersOfEntry = 200;

/** A part of a root that becomes a layer. */
export interface CachePart {
  readonly root: number;
  /** Its entries in the order of the walk. */
  readonly entries: readonly WalkEntry[];
  /** See {@link TreeState}. */
  readonly state: string;
}

interface Directory {
  readonly name: ByteString;
  /** Size of the files below it. */
  size: number;
  readonly children: { readonly name: ByteString; readonly size: () => number; readonly directory?: Directory }[];
}

/** How a root is walked. Names begin with the name of the root in its directory. */
export function walkOptions(root: PlacedRoot, exclusions: WalkOptions['ignore']): WalkOptions {
  const entry = byteStringOf(root.entry);
  return {
    sourceDir: root.directory,
    allowOutsideLinks: true,
    includeGit: true,
    ignore: (name, isDirectory) => {
      const isInside = name === entry || name.startsWith(`${entry}/`);
      return !isInside || exclusions?.(name, isDirectory) === true;
    },
  };
}

/** The entries of a root, from one walk that reads no file. */
export class CacheTree {
  readonly times: FileTimes;
  readonly size: number;
  readonly files: number;
  readonly #entries: readonly WalkEntry[];
  readonly #top: Directory;

  private constructor(entries: readonly WalkEntry[], top: Directory, times: FileTimes) {
    this.#entries = entries;
    this.#top = top;
    this.times = times;
    this.size = top.size;
    this.files = times.size;
  }

  /** @throws OciError as `walk` */
  static async read(options: WalkOptions): Promise<CacheTree> {
    const top: Directory = { name: byteStringOf('.'), size: 0, children: [] };
    const open: Directory[] = [top];
    const entries: WalkEntry[] = [];
    const times = new Map<ByteString, number>();
    const report = new WalkReport(options.sourceDir);
    const add = (entry: WalkEntry): void => {
      const { name, kind, size, mtimeNs } = entry;
      if (name === '.') return;
      entries.push(entry);
      while (open.length > 1 && !name.startsWith(`${open.at(-1)?.name ?? ''}/`)) open.pop();
      const parent = open.at(-1) ?? top;
      if (kind === 'directory') {
        const directory: Directory = { name, size: 0, children: [] };
        parent.children.push({ name, size: () => directory.size, directory });
        open.push(directory);
        return;
      }
      parent.children.push({ name, size: () => size });
      for (const ancestor of open) ancestor.size += size;
      if (kind === 'file' && mtimeNs !== undefined) times.set(name, Number(mtimeNs / 1000n) / 1000);
    };
    for await (const group of walkInGroups({ ...options, report })) for (const entry of group) add(entry);
    return new CacheTree(entries, top, times);
  }

  /** Number of layers of about this size. */
  countParts(layerSize: number): number {
    return this.#groups(layerSize).length;
  }

  /** Splits the root into layers of about this size. */
  parts(root: number, layerSize: number): readonly CachePart[] {
    const groups = this.#groups(layerSize);
    const parts = groups.map((): WalkEntry[] => []);
    const owners = new Map<ByteString, number>();
    for (const [index, group] of groups.entries()) for (const child of group.children) owners.set(child, index);
    // An entry belongs to the group of the nearest child above it. Directories above groups belong to all groups below.
    const ownerOf = new Map<ByteString, number | undefined>();
    for (const entry of this.#entries) {
      const { name, kind } = entry;
      const owner = owners.get(name) ?? ownerOf.get(parentName(name));
      if (kind === 'directory') ownerOf.set(name, owner);
      if (owner === undefined)
        for (const [index, group] of groups.entries()) {
          if (isInside(group.directory, name)) parts[index]?.push(entry);
        }
      else parts[owner]?.push(entry);
    }
    return parts.map((entries) => ({ root, entries, state: stateOf(entries) }));
  }

  #groups(layerSize: number): readonly Group[] {
    const groups: Group[] = [];
    addGroups(this.#top, layerSize, groups);
    return groups;
  }
}

/** The size of layers for this size of all content, a power of two, so that it seldom changes. */
export function layerSizeFor(trees: readonly CacheTree[]): number {
  const total = trees.reduce((sum, { size }) => sum + size, 0);
  let size = minLayerSize;
  while (size * usualLayers < total) size *= 2;
  const count = (): number => trees.reduce((sum, tree) => sum + tree.countParts(size), 0);
  while (count() > maxLayersOfEntry + trees.length) size *= 2;
  return size;
}

/** The state of entries, as of unpacked ones. */
function stateOf(entries: readonly WalkEntry[]): string {
  const state = new TreeState();
  for (const { name, kind, mode, size, mtimeNs = 0n, ino } of entries) {
    if (kind === 'directory') state.addDirectory(name, mode);
    else if (kind === 'file') state.addFile(name, { size: BigInt(size), mtimeNs, ino });
    else state.addOther(name, { size: 0n, mtimeNs, ino });
  }
  return state.digest();
}

/** Children of one directory that become a layer together, each with everything below it. */
interface Group {
  readonly directory: ByteString;
  readonly children: readonly ByteString[];
}

/**
 * Makes each large child a group of its own, or several. The other children are distributed by the hashes of their
 * names, so that a new or changed child changes only one group.
 */
function addGroups(directory: Directory, layerSize: number, groups: Group[]): void {
  const isLarge = ({ size }: Directory['children'][number]): boolean => size() > layerSize;
  const large = directory.children.filter(isLarge);
  const small = directory.children.filter((child) => !isLarge(child));
  const smallSize = small.reduce((sum, child) => sum + child.size(), 0);
  let count = 1;
  while (count * layerSize < smallSize) count *= 2;
  const buckets = Array.from({ length: count }, (): ByteString[] => []);
  for (const { name } of small) buckets[bucketOf(name, count)]?.push(name);
  for (const children of buckets) if (children.length > 0) groups.push({ directory: directory.name, children });
  for (const { name, directory: inner } of large) {
    if (inner === undefined) groups.push({ directory: directory.name, children: [name] });
    else addGroups(inner, layerSize, groups);
  }
}

/** @param count a power of two */
function bucketOf(name: ByteString, count: number): number {
  if (count === 1) return 0;
  return createHash('sha256').update(name, 'latin1').digest().readUInt32BE() & (count - 1);
}
