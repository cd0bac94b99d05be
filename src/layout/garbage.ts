import type { CallOptions } from '../registry/index.ts';
import { mediaTypeOctetStream, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';
import type { StoredBlob } from './blob-files.ts';
import type { LayoutFolder } from './folder.ts';

export interface GarbageOptions extends CallOptions {
  /**
   * Milliseconds for which content is left alone after it was stored or asked for, because somebody may be about to store a manifest that
   * needs it. At least the time that the longest push takes.
   *
   * @default 3 600 000, an hour
   */
  readonly graceMs?: number | undefined;
  /** Reports what would be deleted, and deletes nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

/**
 * Deletes blobs that no manifest in `index.json` needs. It holds the lock on the index meanwhile, so that a manifest is stored either before,
 * and keeps its content, or after, and is refused when its content is gone.
 */
export async function collectGarbage(
  folder: LayoutFolder,
  options: GarbageOptions = {},
): Promise<readonly Descriptor[]> {
  const before = folder.now() - (options.graceMs ?? 60 * 60_000);
  const deleted: Descriptor[] = [];
  await folder.index.update(async (document) => {
    const needed = new Set<Digest>();
    const roots = document.entries.map((entry) => entry.descriptor);
    for (const root of roots) needed.add(root.digest);
    for await (const node of folder.graph.manifests(roots, { signal: options.signal, strict: true })) {
      for (const successor of node.successors) needed.add(successor.digest);
    }
    for await (const blob of folder.blobs.list()) {
      throwIfAborted(options.signal);
      if (needed.has(blob.digest) || !(await isOld(folder, blob, before))) continue;
      if (options.dryRun === true || (await folder.blobs.remove(blob.digest)))
        deleted.push({ mediaType: mediaTypeOctetStream, digest: blob.digest, size: blob.size });
    }
    return document;
  }, options.signal);
  return deleted;
}

async function isOld(folder: LayoutFolder, blob: StoredBlob, before: number): Promise<boolean> {
  if (blob.modifiedMs >= before) return false;
  // Asked for since it was listed?
  const now = await folder.blobs.modified(blob.digest);
  return now !== undefined && now < before;
}
