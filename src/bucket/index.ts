export { bucketAddress, formatBucket, type BucketAddress, type BucketAddressOptions } from './address.ts';
export type { BucketGarbageOptions } from './garbage-collection.ts';
export type { BucketRegistryOptions } from './options.ts';
export { BucketRegistry } from './registry.ts';
export type { S3CredentialProvider, S3Credentials } from './s3-client.ts';
