import { afterAll, describe, expect, it } from 'vitest';
import { bucketStorage } from '../../src/commands/bucket-options.ts';
import { gc } from '../../src/commands/gc.ts';
import { pruneCommand } from '../../src/commands/prune.ts';
import { serve } from '../../src/commands/serve.ts';
import { openFakeStore } from '../bucket/fake-store.ts';
import { openBucket } from '../bucket/open-bucket.ts';
import { blobOf, noise, put, putImage } from '../contract/content.ts';
import { run } from './run.ts';

const store = await openFakeStore();
afterAll(() => store[Symbol.asyncDispose]());

const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'secret' };
const endpoint = { 's3-endpoint': store.url };

describe('a bucket', () => {
  it('is the storage of gc', async () => {
    await using registry = await openBucket(store.url, 'gc');
    await putImage(registry, 'acme/app', 'kept', ['v1']);
    const { descriptor } = await put(registry, 'acme/app', blobOf(noise(1000, 1)));
    const raw = { storage: 's3://bucket/gc', 'dry-run': 'true', ...endpoint };
    expect((await run(gc, { ...raw, grace: '1h' }, env)).values['deleted']).toEqual([]);
    for (const object of store.objects.values()) object.modifiedMs -= 2 * 60 * 60_000;
    const { digest, size } = descriptor;
    expect((await run(gc, { ...raw, grace: '1h' }, env)).values['deleted']).toEqual([{ digest, size }]);
  });

  it('is the target of prune', async () => {
    await using registry = await openBucket(store.url, 'prune');
    await putImage(registry, 'acme/app', 'kept', ['v1']);
    await putImage(registry, 'acme/app', 'pruned', ['pr-1', 'pr-2']);
    const raw = { target: 's3://bucket/prune', repository: 'acme/app', 'delete-tags': 'pr-*', ...endpoint };
    const { values } = await run(pruneCommand, raw, env);
    expect(values).toMatchObject({ name: 's3://bucket/prune/acme/app', 'deleted-count': 1 });
    expect(await Array.fromAsync(registry.tags('acme/app'))).toEqual(['v1']);
  });

  it.each([
    [
      pruneCommand,
      { target: 's3://bucket/x', untagged: 'true' },
      '--target: "s3://bucket/x" is a bucket; give a repository',
    ],
    [
      gc,
      { storage: 's3://B' },
      '--storage: "s3://B" is not the URL of a bucket, whose name has 3 to 63 lower-case letters, digits, "." and "-"; ' +
        'write for example s3://my-bucket/registry',
    ],
    [gc, { storage: 's3://bucket/a//b' }, 'has a prefix with other characters'],
    [gc, { storage: 's3://bucket/../b' }, 'has a prefix with other characters'],
    [
      gc,
      { storage: 's3://bucket', 's3-endpoint': 'minio:9000' },
      '--s3-endpoint: "minio:9000" is not the URL of a store',
    ],
    [gc, { storage: 's3://bucket', 's3-endpoint': 'http://a:b@host' }, 'give the keys in AWS_ACCESS_KEY_ID'],
    [gc, { storage: 's3://bucket', 's3-region': 'EU (Frankfurt)' }, 'is not the name of a region'],
    [gc, { storage: '.', 's3-region': 'eu-central-1' }, '--s3-region: "eu-central-1" needs a bucket'],
    [serve, { redirect: 'true' }, '--redirect: "true" needs a bucket; give --storage s3://bucket/prefix'],
    [serve, { storage: 'x', 's3-endpoint': 'http://host' }, '--s3-endpoint: "http://host" needs a bucket'],
  ] as const)('is checked by %o with %j', async (command, raw, text) => {
    await expect(run(command, raw, env)).rejects.toThrow(text);
  });
});

describe('the options of a bucket', () => {
  const label = (name: string): string => `--${name}`;
  const none = { s3Endpoint: undefined, s3Region: undefined, s3PathStyle: 'auto' } as const;

  it.each([
    ['auto', undefined],
    ['true', true],
    ['false', false],
  ] as const)('have the path style %s', (s3PathStyle, pathStyle) => {
    const given = { storage: 's3://bucket/x', s3Endpoint: 'http://host', s3Region: 'eu-central-1', s3PathStyle };
    expect(bucketStorage(given, label, '/ca.pem')).toEqual({
      url: 's3://bucket/x',
      endpoint: 'http://host',
      region: 'eu-central-1',
      caFile: '/ca.pem',
      pathStyle,
    });
  });

  it('name no bucket for a directory, and for a storage in memory', () => {
    for (const storage of ['./directory', undefined])
      expect(bucketStorage({ ...none, storage }, label)).toBeUndefined();
  });
});
