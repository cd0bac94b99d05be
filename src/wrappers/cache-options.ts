import type { Digest } from '../spec/index.ts';

/** Content that was asked for. */
export interface CacheEvent {
  readonly kind: 'blob' | 'manifest';
  readonly repository: string;
  readonly digest: Digest;
}

export interface CacheOptions {
  /** Keeps what is pushed through the cache in the store too, once the origin has taken it. Uploads in pieces are not kept. @default false */
  readonly storeWrites?: boolean | undefined;
  /** The content comes from the store; also when another reader's miss has just brought it there. */
  readonly onHit?: ((event: CacheEvent) => void) | undefined;
  /** The content comes from the origin. */
  readonly onMiss?: ((event: CacheEvent) => void) | undefined;
  /** The store failed, was full, refused something, or held damaged content. The call that met it goes on with the origin. */
  readonly onStoreError?: ((error: unknown, event: CacheEvent) => void) | undefined;
}
