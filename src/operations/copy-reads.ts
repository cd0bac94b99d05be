import {
  observeReader,
  type BlobReader,
  type CallOptions,
  type PredecessorFinder,
  type ReadOnlyStorage,
  type Resolver,
} from '../registry/index.ts';
import { isManifestMediaType, type Descriptor } from '../spec/index.ts';

export type Readable = ReadOnlyStorage & Resolver & PredecessorFinder;

/**
 * A source whose reads of blobs are counted. Bytes that a retry reads again do not count twice.
 *
 * @param onBytes told of the bytes read so far
 */
export function countedReads(source: Readable, onBytes: (done: number) => void): Readable {
  const furthest = new Map<string, number>();
  let done = 0;
  const advance = (digest: string, position: number): void => {
    const before = furthest.get(digest) ?? 0;
    if (position <= before) return;
    furthest.set(digest, position);
    done += position - before;
    onBytes(done);
  };
  return {
    exists: (target, options) => source.exists(target, options),
    resolve: (reference, options) => source.resolve(reference, options),
    predecessors: (node, options) => source.predecessors(node, options),
    async fetch(target: Descriptor, options?: CallOptions): Promise<BlobReader> {
      const reader = await source.fetch(target, options);
      if (isManifestMediaType(target.mediaType)) return reader;
      let position = 0;
      return observeReader(reader, (chunk) => {
        position += chunk.byteLength;
        advance(target.digest, position);
      });
    },
  };
}
