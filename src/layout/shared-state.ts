import { LRUCache } from 'lru-cache';
import type { Descriptor, Digest, Manifest } from '../spec/index.ts';
import { BlobSources } from './blob-sources.ts';
import { FolderFlushes } from './folder-flushes.ts';
import { PendingIndexes } from './pending-indexes.ts';
import type { StorageQuota } from './storage-quota.ts';
import { UploadSessions } from './upload-sessions.ts';
import { VerifiedBlobs } from './verified-blobs.ts';

/** Maximum size of the manifests in the cache, bytes. Parsed manifests need about three times as much memory. */
const maxNodeBytes = 64 * 1024 * 1024;

/** A parsed manifest. It cannot change, because its digest identifies it. */
export interface ManifestNode {
  /** The descriptor in the list of referrers of its subject. */
  readonly referrer: Descriptor;
  readonly kind: Manifest['kind'];
  readonly subject: Digest | undefined;
  readonly successors: readonly Descriptor[];
}

/**
 * State that all layouts of a registry share. It outlives the objects of a layout. A registry can therefore evict a
 * layout and open it again without an effect on pushes and uploads.
 */
export class SharedState {
  /** Undefined for unlimited storage. */
  readonly quota: StorageQuota | undefined;
  readonly verified: VerifiedBlobs = new VerifiedBlobs();
  readonly uploads: UploadSessions = new UploadSessions();
  readonly flushes: FolderFlushes = new FolderFlushes();
  readonly sources: BlobSources = new BlobSources();
  readonly pendingIndexes: PendingIndexes = new PendingIndexes();
  /** Parsed manifests. */
  readonly nodes: LRUCache<Digest, ManifestNode> = new LRUCache({
    maxSize: maxNodeBytes,
    sizeCalculation: (node) => Math.max(1, node.referrer.size),
  });

  constructor(quota?: StorageQuota) {
    this.quota = quota;
  }
}
