import { bucketAddress, BucketRegistry, type BucketRegistryOptions } from '../../src/bucket/index.ts';

const credentials = async (): Promise<{ accessKeyId: string; secretAccessKey: string }> => ({
  accessKeyId: 'test',
  secretAccessKey: 'test-secret',
});

/** Opens a registry in the bucket `bucket` of a store on this machine. */
export function openBucket(
  url: string,
  prefix: string,
  options: Partial<BucketRegistryOptions> = {},
): Promise<BucketRegistry> {
  const address = bucketAddress(`s3://bucket/${prefix}`, { endpoint: url });
  return BucketRegistry.open(address, { credentials, transport: { baseDelayMs: 1, attempts: 3 }, ...options });
}
