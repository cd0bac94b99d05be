import { createHash } from 'node:crypto';
import { walk, WalkReport, type WalkOptions, type WalkPart } from '../../archive/index.ts';
import { byteStringOf, fromLatin1, isInside, parentName, type ByteString } from '../../fs/index.ts';
import { EntryLookup } from '../../transfer/index.ts';
import type { FileTimes } from './format.ts';
import type { PlacedRoot } from './paths.ts';

/** The size of layers is at least this, bytes. Smaller layers would cost more requests than they save bytes. */
const minLayerSize = 2 * 1024 ** 2;
/** The size of layers is chosen for about this number. Registries limit the rate of requests. */
const usualLayers = 48;
/** Maximum number of layers, besides one for each path. */
const maxLayersOfEntry = 200;

/** A part of a root that becomes a layer. */
export interface CachePart {
  readonly root: number;
  readonly part: WalkPart;
  /** Hash of the names and fingerprints of its entries; undefined if they were not recorded. */
  readonly fingerprint: string | undefined;
}

interface Entry {
  readonly name: ByteString;
  readonly isDirectory: boolean;
  readonly size: number;
  readonly fingerprint: string | undefined;
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
  readonly #entries: readonly Entry[];
  readonly #top: Directory;

  private constructor(entries: readonly Entry[], top: Directory, times: FileTimes) {
    this.#entries = entries;
    this.#top = top;
    this.times = times;
    this.size = top.size;
    this.files = times.size;
  }

  /**
   * @param hasFingerprints whether to record the fingerprints of entries
   * @throws OciError as `walk`
   */
  static async read(options: WalkOptions, hasFingerprints: boolean): Promise<CacheTree> {
    const lookup = new EntryLookup(options.sourceDir);
    const top: Directory = { name: byteStringOf('.'), size: 0, children: [] };
    const open: Directory[] = [top];
    const entries: Entry[] = [];
    const times = new Map<ByteString, number>();
    const report = new WalkReport(options.sourceDir);
    for await (const { name, kind, size, mtimeNs } of walk({ ...options, report })) {
      if (name === '.') continue;
      const isDirectory = kind === 'directory';
      const fingerprint = hasFingerprints ? lookup.fingerprint(name) : undefined;
      entries.push({ name, isDirectory, size, fingerprint });
      while (open.length > 1 && !name.startsWith(`${open.at(-1)?.name ?? ''}/`)) open.pop();
      const parent = open.at(-1) ?? top;
      if (isDirectory) {
        const directory: Directory = { name, size: 0, children: [] };
        parent.children.push({ name, size: () => directory.size, directory });
        open.push(directory);
        continue;
      }
      parent.children.push({ name, size: () => size });
      for (const ancestor of open) ancestor.size += size;
      if (kind === 'file' && mtimeNs !== undefined) times.set(name, Number(mtimeNs / 1000n) / 1000);
    }
    return new CacheTree(entries, top, times);
  }

  /** Number of layers of about this size. */
  countParts(layerSize: number): number {
    return this.#groups(layerSize).length;
  }

  /** Splits the root into layers of about this size. */
  parts(root: number, layerSize: number): readonly CachePart[] {
    const groups = this.#groups(layerSize);
    const hashes = groups.map(() => createHash('sha256'));
    const owners = new Map<ByteString, number>();
    for (const [index, group] of groups.entries()) for (const child of group.children) owners.set(child, index);
    // An entry belongs to the group of the nearest child above it. Directories above groups belong to all groups below.
    const ownerOf = new Map<ByteString, number | undefined>();
    for (const { name, isDirectory, fingerprint } of this.#entries) {
      const owner = owners.get(name) ?? ownerOf.get(parentName(name));
      if (isDirectory) ownerOf.set(name, owner);
      if (owner === undefined)
        for (const [index, group] of groups.entries()) {
          if (isInside(group.directory, name)) hashes[index]?.update(line(name, fingerprint));
        }
      else hashes[owner]?.update(line(name, fingerprint));
    }
    const hasFingerprints = this.#entries[0]?.fingerprint !== undefined;
    return groups.map((group, index) => ({
      root,
      part: partOf(group),
      fingerprint: hasFingerprints ? hashes[index]?.digest('hex') : undefined,
    }));
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

/** Hashes entries as {@link CachePart.fingerprint}. They must be in the order of a walk. */
export function fingerprintOf(entries: Iterable<readonly [ByteString, string]>): string {
  const hash = createHash('sha256');
  for (const [name, fingerprint] of entries) hash.update(line(name, fingerprint));
  return hash.digest('hex');
}

/** Children of one directory that become a layer together, each with everything below it. */
interface Group {
  readonly directory: ByteString;
  readonly children: readonly ByteString[];
  readonly has: (child: ByteString) => boolean;
}

/**
 * Makes each large child a group of its own, or several. The other children are distributed by the hashes of their
 * names, so that a new or changed child changes only one group.
 */
function addGroups(directory: Directory, layerSize: number, groups: Group[]): void {
  const isLarge = ({ size }: Directory['children'][number]): boolean => size() > layerSize;
  const large = directory.children.filter(isLarge);
  const small = directory.children.filter((child) => !isLarge(child));
  const largeNames = new Set(large.map(({ name }) => name));
  const smallSize = small.reduce((sum, child) => sum + child.size(), 0);
  let count = 1;
  while (count * layerSize < smallSize) count *= 2;
  const buckets = Array.from({ length: count }, (): ByteString[] => []);
  for (const { name } of small) buckets[bucketOf(name, count)]?.push(name);
  for (const [index, children] of buckets.entries()) {
    if (children.length === 0) continue;
    const has = (name: ByteString): boolean => !largeNames.has(name) && bucketOf(name, count) === index;
    groups.push({ directory: directory.name, children, has });
  }
  for (const { name, directory: inner } of large) {
    if (inner === undefined)
      groups.push({ directory: directory.name, children: [name], has: (other) => other === name });
    else addGroups(inner, layerSize, groups);
  }
}

/** @param count a power of two */
function bucketOf(name: ByteString, count: number): number {
  if (count === 1) return 0;
  return createHash('sha256').update(name, 'latin1').digest().readUInt32BE() & (count - 1);
}

function partOf({ directory, has }: Group): WalkPart {
  const prefix = directory === '.' ? '' : `${directory}/`;
  let last: { readonly child: string; readonly result: boolean } | undefined;
  return {
    directory,
    has: (name) => {
      if (isInside(directory, name)) return true;
      if (!name.startsWith(prefix)) return false;
      const end = name.indexOf('/', prefix.length);
      const child = end < 0 ? name : name.slice(0, end);
      if (last?.child !== child) last = { child, result: has(fromLatin1(child)) };
      return last.result;
    },
  };
}

function line(name: ByteString, fingerprint: string | undefined): string {
  return `${name}\0${fingerprint ?? ''}\n`;
}
