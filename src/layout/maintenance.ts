import { lstat } from 'node:fs/promises';
import { errnoOf, fileSystemError, isMissing } from '../fs/index.ts';
import type { CallOptions } from '../registry/index.ts';
import {
  checkNumbers,
  isManifestMediaType,
  isOciError,
  mediaTypeOctetStream,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import type { StoredBlob } from './blob-files.ts';
import type { LayoutFolder } from './folder.ts';
import type { IndexChange, IndexDocument, IndexEntry } from './index-document.ts';
import { Multimap } from './multimap.ts';

/** Options of a garbage collection. */
export interface GarbageOptions extends CallOptions {
  /**
   * Milliseconds after the last use of content during which it is not deleted, because a client may be about to push a
   * manifest that refers to it. Use at least the duration of the longest push.
   *
   * @default 3 600 000, an hour
   */
  readonly graceMs?: number | undefined;
  /**
   * Also deletes the manifests without a tag that were not used for `graceMs`. Manifests that a remaining manifest
   * refers to, and referrers of remaining manifests, are kept.
   *
   * @default false
   */
  readonly untagged?: boolean | undefined;
  /** Returns the content to delete without deleting it. @default false */
  readonly dryRun?: boolean | undefined;
}

/** A blob whose content does not match its digest. */
export interface DamagedBlob {
  readonly digest: Digest;
  readonly path: string;
}

/** The content that a collection deletes. */
interface Garbage {
  readonly change: IndexChange | undefined;
  /** The manifests of the removed entries. */
  readonly manifests: ReadonlySet<Digest>;
  readonly blobs: readonly StoredBlob[];
}

/**
 * Deletes the blobs that no manifest in `index.json` needs. It holds the lock on the index during this time. The
 * collection retains the content of every manifest that was stored before. A later push of a manifest is rejected when
 * its content was deleted.
 *
 * @param isTagged whether an entry has a tag
 * @returns the deleted blobs
 */
export async function collectGarbage(
  folder: LayoutFolder,
  isTagged: (entry: IndexEntry) => boolean,
  options: GarbageOptions = {},
): Promise<readonly Descriptor[]> {
  checkNumbers(options, { graceMs: 0 });
  // The clock has whole milliseconds. Without a grace period, content of the current millisecond is also deleted.
  const before = folder.now() + 1 - (options.graceMs ?? 60 * 60_000);
  const deleted: Descriptor[] = [];
  const remove = async (blob: StoredBlob): Promise<void> => {
    // A client may have used the blob after it was listed.
    if (!(await isUnused(folder, blob.digest, before))) return;
    if (options.dryRun === true || (await folder.blobs.remove(blob.digest))) deleted.push(descriptorOf(blob));
  };
  const collect = (isDiskFull: boolean): Promise<void> => {
    let blobs: readonly StoredBlob[] = [];
    return folder.index.update(
      async (document) => {
        const garbage = await findGarbage(folder, document, isTagged, before, options);
        ({ blobs } = garbage);
        // The index needs space. The manifests remain, so that the next collection continues after a failure.
        const first = isDiskFull ? blobs.filter(({ digest }) => !garbage.manifests.has(digest)) : [];
        for (const blob of first) await remove(blob);
        return options.dryRun === true ? undefined : garbage.change;
      },
      options.signal,
      async () => {
        for (const blob of blobs) await remove(blob);
      },
    );
  };
  const removeFirst = async (): Promise<void> => {
    const document = await folder.index.read(options.signal);
    const { blobs, manifests } = await findGarbage(folder, document, isTagged, before, options);
    const first = blobs.find(({ digest }) => !manifests.has(digest));
    if (first !== undefined) await remove(first);
  };
  try {
    await collect(false);
  } catch (error) {
    if (!isDiskFullError(error)) throw error;
    try {
      await collect(true);
    } catch (second) {
      if (!isDiskFullError(second) || options.dryRun === true) throw second;
      // The disk has no free file for the lock, which therefore no other process holds or can create.
      await removeFirst();
      await collect(true);
    }
  }
  return deleted;
}

async function findGarbage(
  folder: LayoutFolder,
  document: IndexDocument,
  isTagged: (entry: IndexEntry) => boolean,
  before: number,
  options: GarbageOptions,
): Promise<Garbage> {
  const { signal } = options;
  const untagged = options.untagged === true ? await unusedEntries(folder, document, isTagged, before, signal) : [];
  const removed = new Set(untagged.map((entry) => entry.key));
  const roots = [...document.entries()].filter((entry) => !removed.has(entry.key)).map((entry) => entry.descriptor);
  const needed = new Set(roots.map((root) => root.digest));
  for await (const node of folder.graph.manifests(roots, { signal, strict: true })) {
    for (const successor of node.successors) needed.add(successor.digest);
  }
  const blobs: StoredBlob[] = [];
  for await (const blob of folder.blobs.list()) {
    throwIfAborted(signal);
    if (!needed.has(blob.digest) && blob.modifiedMs < before) blobs.push(blob);
  }
  const change = removed.size === 0 ? undefined : { removed: [...removed], added: [] };
  return { change, blobs, manifests: new Set(untagged.map(({ descriptor }) => descriptor.digest)) };
}

/** The entries without a tag that no other manifest keeps. */
async function unusedEntries(
  folder: LayoutFolder,
  document: IndexDocument,
  isTagged: (entry: IndexEntry) => boolean,
  before: number,
  signal: AbortSignal | undefined,
): Promise<readonly IndexEntry[]> {
  const unused = new Map<Digest, IndexEntry[]>();
  const kept: Descriptor[] = [];
  for (const entry of document.entries()) {
    const { descriptor } = entry;
    const isKept =
      isTagged(entry) ||
      !isManifestMediaType(descriptor.mediaType) ||
      !(await isUnused(folder, descriptor.digest, before));
    if (isKept) kept.push(descriptor);
    else unused.set(descriptor.digest, [...(unused.get(descriptor.digest) ?? []), entry]);
  }
  const referrers = new Multimap<Digest, Descriptor>();
  const entries = [...unused.values()].flatMap((group) => group.slice(0, 1));
  for (const { descriptor } of entries) {
    const node = await folder.graph.node(descriptor, signal);
    if (node?.subject !== undefined) referrers.add(node.subject, descriptor);
  }
  // A kept referrer can have referrers and children of its own, so each round starts with those of the last one.
  for (let next = kept; next.length > 0;) {
    const found: Descriptor[] = [];
    const keep = (digest: Digest): void => {
      unused.delete(digest);
      for (const referrer of referrers.get(digest)) if (unused.has(referrer.digest)) found.push(referrer);
    };
    for (const { digest } of next) keep(digest);
    for await (const node of folder.graph.manifests(next, { signal, strict: true }))
      for (const { digest } of node.successors) keep(digest);
    next = found;
  }
  return [...unused.values()].flat();
}

function isDiskFullError(error: unknown): boolean {
  const code = isOciError(error, 'FILE_SYSTEM') ? errnoOf(error.cause) : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

/** Verifies every blob of a layout and yields the damaged ones. They count as absent afterwards. */
export async function* scrub(
  folder: LayoutFolder,
  options: CallOptions = {},
): AsyncGenerator<DamagedBlob, void, undefined> {
  for await (const { digest } of folder.blobs.list()) {
    throwIfAborted(options.signal);
    if (await folder.blobs.isIntact(digest, options.signal)) continue;
    // A blob that was deleted during the check is not damaged.
    if ((await folder.blobs.modified(digest)) !== undefined) yield { digest, path: folder.blobs.path(digest) };
  }
}

/** Yields all blobs and manifests of several layouts, once for each layout. */
export async function* contentsOf(
  folders: AsyncIterable<LayoutFolder>,
  options: CallOptions = {},
): AsyncGenerator<Descriptor, void, undefined> {
  for await (const folder of folders) {
    for await (const blob of folder.blobs.list()) {
      throwIfAborted(options.signal);
      yield descriptorOf(blob);
    }
  }
}

/** The size of several layouts on disk, with unfinished uploads, bytes. A file with several names counts once. */
export async function diskUsage(folders: AsyncIterable<LayoutFolder>): Promise<number> {
  let bytes = 0;
  for await (const folder of folders) {
    for await (const { size, links } of folder.blobs.list()) bytes += size / links;
    for (const path of await folder.pending()) bytes += await sizeOf(path);
  }
  return bytes;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw fileSystemError(error, `read the status of ${path}`);
  }
}

/** Whether no client has stored or used a blob since a time. An absent blob is unused. */
async function isUnused(folder: LayoutFolder, digest: Digest, before: number): Promise<boolean> {
  const modifiedMs = await folder.blobs.modified(digest);
  return modifiedMs === undefined || modifiedMs < before;
}

function descriptorOf({ digest, size }: StoredBlob): Descriptor {
  return { mediaType: mediaTypeOctetStream, digest, size };
}
