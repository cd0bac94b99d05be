import type { TransportOptions } from '../http/index.ts';
import type { S3CredentialProvider } from './s3-client.ts';

/** Options of a `BucketRegistry`. */
export interface BucketRegistryOptions {
  /** Returns current credentials. Called for each request, so it must cache them until they expire. */
  readonly credentials: S3CredentialProvider;
  /** Does not change the bucket. @default false */
  readonly readOnly?: boolean | undefined;
  /** Accepts an index when some of its manifests do not exist. @default false */
  readonly allowSparse?: boolean | undefined;
  /**
   * Rejects a push that would move a tag with `ALREADY_EXISTS`, also a concurrent one of another replica.
   *
   * @default false
   */
  readonly immutableTags?: boolean | undefined;
  /**
   * Maximum size of blobs and manifests, bytes. Replicas measure it every five minutes, so together they can exceed it.
   *
   * @default no limit
   */
  readonly quota?: number | undefined;
  /** Maximum number of descriptors in a manifest; more are rejected with `SIZE_LIMIT`. @default 10,000 */
  readonly maxDescriptors?: number | undefined;
  /** Options of the connections to the store. */
  readonly transport?: TransportOptions | undefined;
  readonly signal?: AbortSignal | undefined;
}
