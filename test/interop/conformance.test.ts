import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alternatingProxy } from './alternating-proxy.ts';
import { BlobAudit } from './blob-audit.ts';
import { versitygw } from './bucket-stores.ts';
import { conformance } from './conformance.ts';
import { embedded } from './embedded.ts';
import { makeImage } from './image.ts';
import { must, temporaryDirectory } from './processes.ts';

const stores: readonly { readonly store: string; readonly args: (storage: string) => readonly string[] }[] = [
  { store: 'memory', args: () => [] },
  {
    store: 'storage, a layout for each repository',
    args: (storage) => ['--storage', storage, '--layout', 'per-repository'],
  },
  { store: 'storage, one shared layout', args: (storage) => ['--storage', storage, '--layout', 'shared'] },
];

async function expectConformance(title: string, host: string, sparse: boolean): Promise<void> {
  const { counts, parts, complaints } = await conformance(host, { sparse });
  console.log(
    `conformance, ${title}: ${Object.entries(counts)
      .map(([status, count]) => `${count} ${status}`)
      .join(', ')}`,
  );
  expect(complaints).toBe('');
  expect(counts).toMatchObject({ FAIL: 0, Error: 0, Skip: 0 });
  // Skipped tests are not allowed.
  expect(counts['Pass']).toBeGreaterThan(900);
  const notPassed = Object.entries(parts).filter(([, verdict]) => verdict !== 'Pass');
  expect(notPassed).toEqual(sparse ? [] : [['Sparse Manifests', 'Disabled']]);
  expect(parts).toMatchObject({
    'Blob anonymous mount': 'Pass',
    'Blob upload cancel': 'Pass',
    'Manifest put with tag params': 'Pass',
    Referrers: 'Pass',
  });
}

describe('the conformance suite of distribution-spec', () => {
  for (const { store, args } of stores) {
    for (const sparse of [false, true]) {
      const title = `${store}${sparse ? ', sparse' : ''}`;
      it(`passes: ${title}`, async () => {
        await using directory = await temporaryDirectory();
        await using registry = await embedded([...args(directory.path), ...(sparse ? ['--allow-sparse'] : [])]);
        await expectConformance(title, registry.host, sparse);
      });
    }
  }

  for (const sparse of [false, true]) {
    const title = `two replicas over a bucket that get requests in turn${sparse ? ', sparse' : ''}`;
    it(`passes: ${title}`, async () => {
      await using store = await versitygw();
      const args = ['--storage', 's3://bucket/registry', ...(sparse ? ['--allow-sparse'] : [])];
      await using first = await embedded(args, undefined, store.env);
      await using second = await embedded(args, undefined, store.env);
      await using proxy = await alternatingProxy([first.host, second.host]);
      await expectConformance(title, proxy.host, sparse);
      expect(Math.min(...proxy.counts)).toBeGreaterThan(400);
    });
  }

  for (const sparse of [false, true]) {
    const title = `cache of an upstream${sparse ? ', sparse' : ''}`;
    it(`passes: ${title}`, async () => {
      const flags = sparse ? ['--allow-sparse'] : [];
      await using directory = await temporaryDirectory();
      await using origin = await embedded(flags);
      const storage = join(directory.path, 'storage');
      await using cache = await embedded(['--upstream', origin.url, '--storage', storage, ...flags]);
      await expectConformance(title, cache.host, sparse);

      // The suite used the cache: pushes reached the origin, and the cache stored the content that it read.
      const image = await makeImage(directory.path);
      await must('crane', ['push', '--index', image.path, `${cache.host}/cached/image:v1`]);
      await must('crane', ['validate', '--remote', `${origin.host}/cached/image:v1`]);
      await must('crane', ['validate', '--remote', `${cache.host}/cached/image:v1`]);
      const digests = await Promise.all(
        [cache, origin].map(({ host }) => must('crane', ['digest', `${host}/cached/image:v1`])),
      );
      expect(digests[0]).toBe(digests[1]);
      expect(await new BlobAudit(storage).check()).toBeGreaterThan(0);
    });
  }
});
