import type { CallOptions, Registry } from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';

/** What a registry holds. */
export interface Inventory {
  readonly repositories: number;
  readonly tags: number;
  /** Blobs and manifests; equal content counts once. */
  readonly blobs: number;
  /** Of those. */
  readonly bytes: number;
}

/** A store that can tell all it keeps, which a registry in general cannot. */
export interface Inventoried extends Registry {
  contents(options?: CallOptions): AsyncIterable<Descriptor>;
}

/** Counts what a store holds. */
export async function takeInventory(store: Inventoried, options: CallOptions = {}): Promise<Inventory> {
  let repositories = 0;
  let tags = 0;
  for await (const repository of store.repositories(options)) {
    repositories++;
    for await (const tag of store.tags(repository, options)) if (tag !== '') tags++;
  }
  const seen = new Set<Digest>();
  let bytes = 0;
  for await (const { digest, size } of store.contents(options)) {
    if (seen.has(digest)) continue;
    seen.add(digest);
    bytes += size;
  }
  return { repositories, tags, blobs: seen.size, bytes };
}
