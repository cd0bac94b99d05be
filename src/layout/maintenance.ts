import { lstat } from 'node:fs/promises';
import { fileSystemError, isMissing } from '../fs/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { mediaTypeOctetStream, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';
import type { StoredBlob } from './blob-files.ts';
import type { LayoutFolder } from './folder.ts';

/** Options of a garbage collection. */
export interface GarbageOptions extends CallOptions {
  /**
   * Milliseconds after the last use of content during which it is not deleted, because a client may be about to push a
   * manifest that refers to it. Use at least the duration of the longest push.
   *
   * @default 3 600 000, an hour
   */
  readonly graceMs?: number | undefined;
  /** Returns the content to delete without deleting it. @default false */
  readonly dryRun?: boolean | undefined;
}

/** A blob whose content does not match its digest. */
export interface DamagedBlob {
  readonly digest: Digest;
  readonly path: string;
}

/**
 * Deletes the blobs that no manifest in `index.json` needs. It holds the lock on the index during
 * this time. The collection retains the content of every manifest that was stored before. A later push of a manifest is
 * rejected when its content was deleted.
 *
 * @returns the deleted blobs
 */
export async function collectGarbage(
  folder: LayoutFolder,
  options: GarbageOptions = {},
): Promise<readonly Descriptor[]> {
  const before = folder.now() - (options.graceMs ?? 60 * 60_000);
  const deleted: Descriptor[] = [];
  await folder.index.update(async (document) => {
    const needed = new Set<Digest>();
    const roots = Array.from(document.entries(), (entry) => entry.descriptor);
    for (const root of roots) needed.add(root.digest);
    for await (const node of folder.graph.manifests(roots, { signal: options.signal, strict: true })) {
      for (const successor of node.successors) needed.add(successor.digest);
    }
    for await (const blob of folder.blobs.list()) {
      throwIfAborted(options.signal);
      if (needed.has(blob.digest) || !(await isUnused(folder, blob, before))) continue;
      if (options.dryRun === true || (await folder.blobs.remove(blob.digest))) deleted.push(descriptorOf(blob));
    }
    return undefined;
  }, options.signal);
  return deleted;
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

async function isUnused(folder: LayoutFolder, blob: StoredBlob, before: number): Promise<boolean> {
  if (blob.modifiedMs >= before) return false;
  // A client may have used the blob after it was listed.
  const modifiedMs = await folder.blobs.modified(blob.digest);
  return modifiedMs !== undefined && modifiedMs < before;
}

function descriptorOf({ digest, size }: StoredBlob): Descriptor {
  return { mediaType: mediaTypeOctetStream, digest, size };
}
