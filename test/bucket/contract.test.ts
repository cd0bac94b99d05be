import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import { digestAlgorithm, digestHex, digestOf } from '../../src/spec/index.ts';
import { registryContract } from '../contract/registry.ts';
import { openFakeStore } from './fake-store.ts';
import { openBucket } from './open-bucket.ts';

const store = await openFakeStore();
afterAll(() => store[Symbol.asyncDispose]());

registryContract(
  'bucket',
  async () => {
    const prefix = randomUUID();
    const registry = await openBucket(store.url, prefix);
    return {
      registry,
      corrupt: async (repository, digest, bytes) => {
        const key = `${prefix}/content/${repository}!/blobs/${digestAlgorithm(digest)}/${digestHex(digest)}`;
        const etag = `"${digestHex(digestOf(bytes))}"`;
        store.objects.set(key, { bytes: Buffer.from(bytes), etag, type: 'text/plain', modifiedMs: Date.now() });
      },
      leftovers: async () => [...store.objects.keys()].filter((key) => key.startsWith(`${prefix}/uploads/`)),
      close: async () => {
        for (const key of store.objects.keys()) if (key.startsWith(prefix)) store.objects.delete(key);
        await registry.close();
      },
    };
  },
  { corrupt: true },
);
