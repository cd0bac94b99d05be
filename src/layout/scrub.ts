import type { CallOptions } from '../registry/index.ts';
import { throwIfAborted, type Digest } from '../spec/index.ts';
import type { LayoutFolder } from './folder.ts';

/** A blob whose content does not match its digest. */
export interface DamagedBlob {
  readonly digest: Digest;
  readonly path: string;
}

/** Reads every blob of a layout. Those that do not hash to their name are reported, and count as absent from then on. */
export async function* scrub(
  folder: LayoutFolder,
  options: CallOptions = {},
): AsyncGenerator<DamagedBlob, void, undefined> {
  for await (const { digest } of folder.blobs.list()) {
    throwIfAborted(options.signal);
    if (await folder.blobs.isWhole(digest, options.signal)) continue;
    // Deleted while it was looked at is not damaged.
    if ((await folder.blobs.modified(digest)) !== undefined) yield { digest, path: folder.blobs.path(digest) };
  }
}
