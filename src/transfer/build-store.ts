import type { IngestOptions, LayoutRepository } from '../layout/index.ts';
import type { ReadOnlyGraphTarget, Storage } from '../registry/index.ts';
import { OciError, type Descriptor } from '../spec/index.ts';

/** A store that also accepts content whose digest is not known yet: an image layout, or a {@link TemporaryStore}. */
export interface BuildStore extends Storage, ReadOnlyGraphTarget {
  /** Its directory, which may be inside a source and is not packed. */
  readonly path: string;
  /** As `LayoutRepository.ingest`. */
  readonly ingest: (
    content: AsyncIterable<Uint8Array>,
    mediaType: string,
    options?: IngestOptions,
  ) => Promise<Descriptor>;
}

export function isBuildStore(store: Storage): store is BuildStore {
  return 'ingest' in store;
}

/** @throws OciError `UNSUPPORTED` */
export function requireBuildStore(store: Storage, what: string): BuildStore {
  if (isBuildStore(store)) return store;
  throw new OciError('UNSUPPORTED', `cannot store ${what}: the store is not an image layout; use buildLayout`);
}

/** Whether files of the store can be linked. */
export function isLayout(store: BuildStore): store is BuildStore & LayoutRepository {
  return 'linkFrom' in store;
}
