export { bucketAddress, formatBucket, type BucketAddress, type BucketAddressOptions } from './address.ts';
export type { BucketGarbageOptions } from './garbage-collection.ts';
export { BucketRegistry, type BucketRegistryOptions } from './registry.ts';
export type { S3CredentialProvider, S3Credentials } from './s3-client.ts';
