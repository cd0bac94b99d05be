import { expect, it } from 'vitest';
import { MemoryRegistry } from '../../../src/memory/index.ts';
import { pruneStore } from '../../../src/operations/prune/prune.ts';
import { plainStore } from '../../../src/operations/prune/store.ts';
import { repository, type Registry } from '../../../src/registry/index.ts';
import {
  descriptorOf,
  emptyDescriptor,
  encodeJson,
  mediaTypeImageManifest,
  parseLocation,
  type Descriptor,
} from '../../../src/spec/index.ts';

/** Counts what would be requests to a registry over HTTP. */
class CountedRegistry extends MemoryRegistry {
  requests = 0;

  override getTag(...args: Parameters<Registry['getTag']>): ReturnType<Registry['getTag']> {
    this.requests++;
    return super.getTag(...args);
  }

  override getManifest(...args: Parameters<Registry['getManifest']>): ReturnType<Registry['getManifest']> {
    this.requests++;
    return super.getManifest(...args);
  }

  override resolveTag(...args: Parameters<Registry['resolveTag']>): ReturnType<Registry['resolveTag']> {
    this.requests++;
    return super.resolveTag(...args);
  }

  override async *referrers(...args: Parameters<Registry['referrers']>): AsyncGenerator<Descriptor, void, undefined> {
    this.requests++;
    yield* super.referrers(...args);
  }

  override async *tags(...args: Parameters<Registry['tags']>): AsyncGenerator<string, void, undefined> {
    let names = 0;
    for await (const tag of super.tags(...args)) {
      if (names++ % 100 === 0) this.requests++;
      yield tag;
    }
  }

  override deleteManifest(...args: Parameters<Registry['deleteManifest']>): ReturnType<Registry['deleteManifest']> {
    this.requests++;
    return super.deleteManifest(...args);
  }
}

/** The bounds are linear, so a tenth of 10,000 tags shows them in less time. */
const count = 1000;
const now = Date.UTC(2026, 5, 1);

it.each([990, 500, 10])(
  'deletes all but the newest %i of 1,000 tags with a bounded number of requests',
  async (keepLatest) => {
    const registry = new CountedRegistry();
    await registry.pushBlob('acme/app', emptyDescriptor, async function* () {
      yield Buffer.from('{}');
    });
    for (let index = 0; index < count; index++) {
      const annotations = { 'org.opencontainers.image.created': new Date(now - index * 60_000).toISOString() };
      const manifest = {
        schemaVersion: 2,
        mediaType: mediaTypeImageManifest,
        artifactType: 'application/vnd.example',
        config: emptyDescriptor,
        layers: [emptyDescriptor],
        annotations,
      };
      const bytes = encodeJson(manifest);
      const { digest } = descriptorOf(mediaTypeImageManifest, bytes);
      await registry.pushManifest('acme/app', bytes, mediaTypeImageManifest, { digest, tags: [`v${index}`] });
    }
    registry.requests = 0;
    const result = await pruneStore(plainStore(repository(registry, 'acme/app'), true), {
      keepLatest,
      target: parseLocation('localhost:1/acme/app'),
      now: () => now,
    });
    const deletions = count - keepLatest;
    expect([result.deleted.length, result.kept.length]).toEqual([deletions, keepLatest]);
    // Each manifest and its referrers are read once. A deletion takes its request, that of its tag, and at most four of
    // each kind of others, after one lookup of all tags.
    const pages = count / 100;
    expect(registry.requests).toBeLessThanOrEqual(2 * count + pages + (2 + 2 * 4) * deletions + count + pages);
  },
  60_000,
);
