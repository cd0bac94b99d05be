import { lstat } from 'node:fs/promises';
import { fileSystemError, isMissing } from '../fs/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { mediaTypeOctetStream, throwIfAborted, type Descriptor } from '../spec/index.ts';
import type { LayoutStrategy } from './layout-strategy.ts';

/** Every blob and manifest, once for each layout that it lies in. */
export async function* contentsOf(
  arrangement: LayoutStrategy,
  options: CallOptions = {},
): AsyncGenerator<Descriptor, void, undefined> {
  for await (const folder of arrangement.folders()) {
    for await (const { digest, size } of folder.blobs.list()) {
      throwIfAborted(options.signal);
      yield { mediaType: mediaTypeOctetStream, digest, size };
    }
  }
}

/** Bytes on disk of all content and of all that is on its way in. What has several names counts once. */
export async function diskUsage(arrangement: LayoutStrategy): Promise<number> {
  let bytes = 0;
  for await (const folder of arrangement.folders()) {
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
    throw fileSystemError(error, `look at ${path}`);
  }
}
