import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import { openBucket } from '../../src/connect/index.ts';
import { registryContract } from '../contract/registry.ts';
import { minio, versitygw } from './bucket-stores.ts';

for (const [name, start] of [
  ['versitygw', versitygw],
  ['MinIO', minio],
] as const) {
  const starting = start();
  starting.catch(() => undefined);
  afterAll(async () => (await starting)[Symbol.asyncDispose]());

  registryContract(`bucket of ${name}`, async () => {
    const { env } = await starting;
    const registry = await openBucket({ url: `s3://bucket/${randomUUID()}` }, { env });
    return { registry, close: () => registry.close() };
  });
}
