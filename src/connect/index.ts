export { isBucketUrl, openBucket, type BucketStorage, type OpenBucketOptions } from './bucket-storage.ts';
export { connectRegistry, connectRepository, type RegistryConnection, type RepositoryConnection } from './connect.ts';
export type { ConnectOptions } from './connect-options.ts';
export * from './github-package.ts';
export * from './open-location.ts';
export { loadDockerConfig } from './docker-config.ts';
