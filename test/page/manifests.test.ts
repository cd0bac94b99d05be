import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { ManifestReader } from '../../src/page/manifests.ts';
import type { Descriptor } from '../../src/spec/index.ts';
import {
  blobOf,
  indexOf,
  manifestOf,
  name,
  put,
  putManifest,
  type ManifestBlob,
  type ManifestParts,
} from '../contract/content.ts';

const created = 'org.opencontainers.image.created';
const mediaTypeConfig = 'application/vnd.oci.image.config.v1+json';
const layer = { ...blobOf('layer').descriptor, mediaType: 'application/vnd.oci.image.layer.v1.tar' };

/** Counts the reads of manifests and blobs. */
class CountingRegistry extends MemoryRegistry {
  reads = 0;

  override getManifest(...args: Parameters<MemoryRegistry['getManifest']>): ReturnType<MemoryRegistry['getManifest']> {
    this.reads++;
    return super.getManifest(...args);
  }

  override getBlob(...args: Parameters<MemoryRegistry['getBlob']>): ReturnType<MemoryRegistry['getBlob']> {
    this.reads++;
    return super.getBlob(...args);
  }
}

const newRegistry = (): CountingRegistry => new CountingRegistry({ allowSparse: true });

/** Pushes an image with a config of these members. */
async function image(
  registry: MemoryRegistry,
  config: unknown,
  parts: Partial<ManifestParts> = {},
): Promise<ManifestBlob> {
  const { descriptor } = await put(registry, name, blobOf(JSON.stringify(config)));
  return putManifest(
    registry,
    name,
    manifestOf({ config: { ...descriptor, mediaType: mediaTypeConfig }, layers: [layer], ...parts }),
  );
}

async function factsOf(registry: MemoryRegistry, { descriptor }: ManifestBlob, limit = 100) {
  const reader = new ManifestReader(registry, name, limit, {});
  return reader.facts(await reader.digest(descriptor.digest));
}

const sizeOf = (config: Descriptor): number => config.size + layer.size;

describe('the facts of a manifest', () => {
  it('have the date of its annotation, else of the config of an image', async () => {
    const registry = newRegistry();
    const [older, newer] = ['2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'];
    const config = blobOf(JSON.stringify({ created: older }));
    expect(await factsOf(registry, await image(registry, { created: older }))).toEqual({
      size: sizeOf(config.descriptor),
      created: older,
    });
    const annotated = await image(registry, { created: older }, { annotations: { [created]: newer } });
    expect((await factsOf(registry, annotated)).created).toBe(newer);
  });

  it.each<[string, unknown]>([
    ['is missing', {}],
    ['is not a text', { created: 5 }],
    ['is not a date', { created: 'yesterday' }],
    ['is that of reproducible builds', { created: '1970-01-01T00:00:00Z' }],
    ['is in an array', ['2024-01-01T00:00:00Z']],
  ])('have no date if that of the config %s', async (_, config) => {
    const registry = newRegistry();
    expect((await factsOf(registry, await image(registry, config))).created).toBeUndefined();
  });

  it('do not need a config that is missing, large or of another type', async () => {
    const registry = newRegistry();
    const absent = { ...blobOf('absent').descriptor, mediaType: mediaTypeConfig };
    const large = { ...absent, size: 1024 * 1024 + 1 };
    const other = { ...absent, mediaType: 'application/vnd.example' };
    for (const [config, reads] of [
      [absent, 2],
      [large, 1],
      [other, 1],
    ] as const) {
      registry.reads = 0;
      expect(await factsOf(registry, await image(registry, {}, { config }))).toEqual({
        size: sizeOf(config),
        created: undefined,
      });
      expect(registry.reads).toBe(reads);
    }
  });
});

describe('the facts of an index', () => {
  it('are the total size, and the first known date', async () => {
    const registry = newRegistry();
    const [one, two] = [await image(registry, { a: 1 }), await image(registry, { created: '2024-01-01T00:00:00Z' })];
    const sizes = await Promise.all([one, two].map(async (each) => (await factsOf(registry, each)).size ?? 0));
    const index = await putManifest(registry, name, indexOf([one.descriptor, two.descriptor]));
    expect(await factsOf(registry, index)).toEqual({
      size: (sizes[0] ?? 0) + (sizes[1] ?? 0),
      created: '2024-01-01T00:00:00Z',
    });
    const dated = indexOf([one.descriptor, two.descriptor], { annotations: { [created]: '2025-01-01T00:00:00Z' } });
    expect((await factsOf(registry, await putManifest(registry, name, dated))).created).toBe('2025-01-01T00:00:00Z');
  });

  it('have no size if a manifest is missing, or is an index', async () => {
    const registry = newRegistry();
    const one = await image(registry, {});
    const absent = manifestOf({ config: layer, layers: [] });
    const inner = await putManifest(registry, name, indexOf([one.descriptor]));
    for (const other of [absent, inner]) {
      const index = await putManifest(registry, name, indexOf([one.descriptor, other.descriptor]));
      expect((await factsOf(registry, index)).size).toBeUndefined();
    }
  });

  it('need at most the given number of reads, and read each manifest once', async () => {
    const registry = newRegistry();
    const config = { ...layer, mediaType: 'application/vnd.example' };
    const children: Descriptor[] = [];
    for (const number of [1, 2, 3, 4])
      children.push((await image(registry, {}, { config, annotations: { number: String(number) } })).descriptor);
    const index = await putManifest(registry, name, indexOf([...children, ...children]));
    registry.reads = 0;
    expect((await factsOf(registry, index, 4)).size).toBe(2 * 4 * sizeOf(config));
    // The index is not counted.
    expect(registry.reads).toBe(1 + 4);
    registry.reads = 0;
    expect((await factsOf(registry, index, 3)).size).toBeUndefined();
    expect(registry.reads).toBe(1 + 3);
    registry.reads = 0;
    const images = indexOf([(await image(registry, { created: '2024-01-01T00:00:00Z' })).descriptor]);
    expect((await factsOf(registry, await putManifest(registry, name, images), 1)).created).toBeUndefined();
    expect(registry.reads).toBe(1 + 1);
  });
});
