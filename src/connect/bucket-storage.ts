import type { BucketRegistry, BucketRegistryOptions } from '../bucket/index.ts';
import type { Environment } from '../credentials/index.ts';
import type { InputLabel } from '../spec/index.ts';

/** A bucket with a registry: plain data that can be sent to another process. */
export interface BucketStorage {
  /** `s3://bucket` or `s3://bucket/prefix`. */
  readonly url: string;
  /** Base URL of the store. @default `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, the store of AWS in the region */
  readonly endpoint?: string | undefined;
  /** @default `AWS_REGION`, `AWS_DEFAULT_REGION`, `us-east-1` */
  readonly region?: string | undefined;
  /** Whether the bucket is in the path of a URL, and not in its host name. @default true with an endpoint */
  readonly pathStyle?: boolean | undefined;
  /** PEM file with certificate authorities to trust in addition to the system's. */
  readonly caFile?: string | undefined;
}

/** Options of {@link openBucket}. */
export interface OpenBucketOptions extends Omit<BucketRegistryOptions, 'credentials' | 'transport'> {
  /** Environment variables that configure the store, its credentials and proxies. @default process.env */
  readonly env?: Environment | undefined;
  readonly label?: InputLabel | undefined;
}

/** Whether a storage is in a bucket, and not a directory. */
export function isBucketUrl(text: string): boolean {
  return text.startsWith('s3://');
}

/**
 * Opens the registry in a bucket, with the credentials that the SDK of AWS finds: in the environment, in the shared
 * configuration files, of a web identity, of a container or of the instance.
 *
 * @throws OciError as `BucketRegistry.open`; `INPUT_INVALID`, `CREDENTIALS`
 */
export async function openBucket(storage: BucketStorage, options: OpenBucketOptions = {}): Promise<BucketRegistry> {
  // Only such a storage needs the client of the store.
  const { openBucketStorage } = await import('./bucket.ts');
  return openBucketStorage(storage, options);
}
