import type { ArtifactCache } from '../artifact-cache/index.ts';
import type { OpenLocation } from '../connect/index.ts';
import type { ReadOnlyTarget } from '../registry/index.ts';
import type { Digest } from '../spec/index.ts';
import type { PullArtifactOptions } from './pull.ts';

/** Gives the cache for what a reference resolved to; undefined goes without one. */
export type PullCache = (root: Digest, signal: AbortSignal | undefined) => Promise<ArtifactCache | undefined>;

/**
 * The repository that is pulled from, read through the cache. The registry says once what the reference is; whether the caller may see it
 * is its business also when all that follows is in the cache.
 *
 * @returns undefined when nothing is to be cached; a layout is on disk already
 */
export async function cachedSource(
  { registry, repository }: OpenLocation,
  selector: string,
  options: PullArtifactOptions,
): Promise<ReadOnlyTarget | undefined> {
  const { source, cache, expectedDigest, signal } = options;
  if (cache === undefined || registry === undefined || source.kind !== 'registry') return undefined;
  const root = await repository.resolve(selector, { signal });
  // What is refused at once needs no cache.
  const opened =
    expectedDigest === undefined || expectedDigest === root.digest ? await cache(root.digest, signal) : undefined;
  const kept = opened?.repository(registry, source);
  const told = downloads(options.onProgress);
  return {
    resolve: (reference, call) =>
      reference === selector ? Promise.resolve(root) : (kept ?? repository).resolve(reference, call),
    exists: (descriptor, call) => (kept ?? repository).exists(descriptor, call),
    fetch: (descriptor, call) =>
      kept?.fetch(descriptor, { ...call, onProgress: told() }) ?? repository.fetch(descriptor, call),
  };
}

/** What is in the cache already is not told of. The total is of what was asked for so far. */
function downloads(onProgress: PullArtifactOptions['onProgress']): () => (done: number, total: number) => void {
  let [all, total] = [0, 0];
  return () => {
    let before: number | undefined;
    return (done, size) => {
      if (before === undefined) total += size;
      all += done - (before ?? 0);
      before = done;
      onProgress?.(all, total);
    };
  };
}
