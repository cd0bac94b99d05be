import { describe, expect, it } from 'vitest';
import { LayoutRegistry, LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pushContent, type Registry } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import {
  defaultMaxDescriptors,
  mediaTypeArtifactManifest,
  mediaTypeEmptyJson,
  type Descriptor,
} from '../../src/spec/index.ts';
import { blobOf, indexOf, manifestBlob, manifestOf, name, putImage, type ManifestBlob } from '../contract/content.ts';
import { temporaryFolder } from '../layout/fixture.ts';
import { send } from '../server/requests.ts';

interface Content {
  readonly config: Descriptor;
  readonly child: Descriptor;
}

async function store(registry: Registry): Promise<Content> {
  const { config, manifest } = await putImage(registry, name, 'child');
  return { config: { ...config.descriptor, mediaType: mediaTypeEmptyJson }, child: manifest.descriptor };
}

/** Manifests of each kind with `count` descriptors. */
function manifestsWith(count: number, { config, child }: Content): readonly ManifestBlob[] {
  const times = <T>(length: number, item: T): readonly T[] => Array.from({ length }, () => item);
  return [
    manifestOf({ config, layers: times(count - 1, config) }),
    manifestOf({ config, layers: times(count - 2, config), subject: child }),
    indexOf(times(count, child)),
    indexOf(times(count - 1, child), { subject: child }),
    manifestBlob(mediaTypeArtifactManifest, { mediaType: mediaTypeArtifactManifest, blobs: times(count, config) }),
  ];
}

async function expectLimit(registry: Registry, limit: number): Promise<void> {
  const content = await store(registry);
  for (const { bytes, mediaType } of manifestsWith(limit, content)) await registry.pushManifest(name, bytes, mediaType);
  for (const { bytes, mediaType } of manifestsWith(limit + 1, content))
    await expect(registry.pushManifest(name, bytes, mediaType)).rejects.toMatchObject({
      code: 'SIZE_LIMIT',
      message: expect.stringMatching(`${limit + 1} descriptors, and the limit is ${limit}; use fewer layers`),
    });
}

describe('the number of descriptors in a manifest', () => {
  it('is limited in a registry in memory', () => expectLimit(new MemoryRegistry({ maxDescriptors: 5 }), 5));

  it('is limited in a registry on disk', async () => {
    await using folder = await temporaryFolder();
    await expectLimit(await LayoutRegistry.open(folder.path, { sync: false, maxDescriptors: 5 }), 5);
  });

  it('is limited to 10,000 by default', async () => {
    expect(defaultMaxDescriptors).toBe(10_000);
    const registry = new MemoryRegistry();
    const [most] = manifestsWith(10_000, await store(registry));
    const [tooMany] = manifestsWith(10_001, await store(registry));
    await registry.pushManifest(name, most?.bytes ?? new Uint8Array(), most?.mediaType ?? '');
    await expect(
      registry.pushManifest(name, tooMany?.bytes ?? new Uint8Array(), tooMany?.mediaType ?? ''),
    ).rejects.toMatchObject({ code: 'SIZE_LIMIT' });
  });

  it('is limited by the server for any registry', async () => {
    const registry = new MemoryRegistry();
    const content = await store(registry);
    await using server = await listen(registry, { maxDescriptors: 3 });
    const push = async ({ bytes, mediaType, descriptor }: ManifestBlob): Promise<number> =>
      (
        await send(server.url, 'PUT', `/v2/${name}/manifests/${descriptor.digest}`, {
          headers: { 'content-type': mediaType },
          body: bytes,
        })
      ).status;
    expect(await Promise.all(manifestsWith(3, content).map(push))).toEqual([201, 201, 201, 201, 201]);
    expect(await Promise.all(manifestsWith(4, content).map(push))).toEqual([413, 413, 413, 413, 413]);
  });

  it('is not limited in an image layout that a client writes', async () => {
    await using folder = await temporaryFolder();
    const layout = await LayoutRepository.open(folder.path, { sync: false });
    const config = blobOf('{}');
    await pushContent(layout, config.descriptor, config.bytes);
    const layers = Array.from({ length: defaultMaxDescriptors + 1 }, () => config.descriptor);
    const manifest = manifestOf({ config: config.descriptor, layers });
    await pushContent(layout, manifest.descriptor, manifest.bytes, { tags: ['v1'] });
    expect(await layout.resolve('v1')).toEqual(manifest.descriptor);
  });
});
