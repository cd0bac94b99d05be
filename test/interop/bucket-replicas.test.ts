import { describe, expect, it } from 'vitest';
import { HttpRegistry } from '../../src/client/index.ts';
import { forEachConcurrent } from '../../src/concurrency/index.ts';
import { createTransport } from '../../src/http/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { mediaTypeImageManifest, type Descriptor } from '../../src/spec/index.ts';
import { manifestOf, putImage, putManifest } from '../contract/content.ts';
import { versitygw } from './bucket-stores.ts';
import { embedded } from './embedded.ts';

const name = 'acme/app';
const writes = 1000;
const concurrency = 64;

async function inParallel(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  await forEachConcurrent(indexes.values(), concurrency, async (index) => {
    await work(index);
  });
}

describe('three replicas of a bucket', () => {
  it(`lose none of ${writes} concurrent tag writes and attaches, and need no retries`, async () => {
    await using store = await versitygw();
    const start = (): ReturnType<typeof embedded> =>
      embedded(['--storage', 's3://bucket/registry'], undefined, store.env);
    await using first = await start();
    await using second = await start();
    await using third = await start();
    await using transport = createTransport({ attempts: 1 });
    const registries = [first, second, third].map(
      ({ url }): Registry => new HttpRegistry(new URL(url), { transport: transport.send, attempts: 1 }),
    );
    const at = (index: number): Registry => {
      const registry = registries[index % registries.length];
      if (registry === undefined) throw new Error('there are three replicas');
      return registry;
    };
    const { manifest: subject, config, layer } = await putImage(at(0), name, 'subject', ['v1']);
    const referrer = (index: number): ReturnType<typeof manifestOf> =>
      manifestOf({
        artifactType: 'application/vnd.example.bundle',
        config: config.descriptor,
        layers: [layer.descriptor],
        subject: { ...subject.descriptor, mediaType: mediaTypeImageManifest },
        annotations: { index: String(index) },
      });
    // Half of the writes set a new tag, and the other half attach a manifest. Some tags have several writers.
    await inParallel(writes, (index) =>
      index % 2 === 0
        ? putManifest(at(index), name, subject, `t${index}`, `shared${index % 10}`)
        : putManifest(at(index), name, referrer(index)),
    );
    const tags = Array.from({ length: writes / 2 }, (_, index) => `t${index * 2}`);
    const shared = [0, 2, 4, 6, 8].map((index) => `shared${index}`);
    const expected = Array.from({ length: writes / 2 }, (_, index) => referrer(index * 2 + 1).descriptor.digest);
    for (const registry of registries) {
      expect((await Array.fromAsync(registry.tags(name))).toSorted()).toEqual([...tags, ...shared, 'v1'].toSorted());
      const found: readonly Descriptor[] = await Array.fromAsync(registry.referrers(name, subject.descriptor.digest));
      expect(found.map(({ digest }) => digest).toSorted()).toEqual(expected.toSorted());
    }
  });
});
