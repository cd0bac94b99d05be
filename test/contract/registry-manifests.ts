import { describe, expect } from 'vitest';
import { once } from '../../src/streams/index.ts';
import {
  digestOf,
  emptyJsonBytes,
  isOciError,
  maxManifestBytes,
  mediaTypeArtifactManifest,
  mediaTypeDockerManifest,
  mediaTypeDockerManifestList,
  mediaTypeEmptyJson,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
  type Digest,
} from '../../src/spec/index.ts';
import {
  blobOf,
  expectBytes,
  expectCode,
  indexOf,
  manifestBlob,
  manifestOf,
  name,
  put,
  putImage,
  putManifest,
} from './content.ts';
import type { Contract } from './registry.ts';

const absent = digestOf('never stored');
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const emptyConfig = { mediaType: mediaTypeEmptyJson, digest: digestOf(emptyJsonBytes), size: 2 };
const smallImage = { schemaVersion: 2, mediaType: mediaTypeImageManifest, config: emptyConfig, layers: [emptyConfig] };
const bareBytes = json({ ...smallImage, annotations: { fill: '' } }).byteLength;
const manifestOfSize = (size: number): Uint8Array =>
  json({ ...smallImage, annotations: { fill: 'x'.repeat(size - bareBytes) } });
const largestManifest = manifestOfSize(maxManifestBytes);
const tooLargeManifest = manifestOfSize(maxManifestBytes + 1);

export function manifestContract({ test, has }: Contract): void {
  describe('manifest reads', () => {
    test('returns a manifest unchanged by tag and by digest', async ({ registry, source }) => {
      const { manifest } = await putImage(source, name, 'one', ['v1', 'latest']);
      const { digest } = manifest.descriptor;
      await expectBytes(registry.getManifest(name, digest), manifest);
      await expectBytes(registry.getTag(name, 'v1'), manifest);
      expect(await registry.resolveManifest(name, digest)).toEqual(manifest.descriptor);
      expect(await registry.resolveTag(name, 'v1')).toEqual(manifest.descriptor);
      expect(await registry.resolveTag(name, 'latest')).toEqual(manifest.descriptor);
    });

    test('preserves white space and unknown members', async ({ registry, source }) => {
      const { config, layer } = await putImage(source, name, 'one');
      const body = {
        schemaVersion: 2,
        mediaType: mediaTypeImageManifest,
        config: { ...config.descriptor, mediaType: mediaTypeEmptyJson },
        layers: [layer.descriptor],
        'x-own': ['é', 1e21],
      };
      const bytes = new TextEncoder().encode(`${JSON.stringify(body, null, 3)}\n\n`);
      const manifest = { ...blobOf(bytes), mediaType: mediaTypeImageManifest };
      await putManifest(source, name, manifest, 'formatted');
      await expectBytes(registry.getTag(name, 'formatted'), {
        ...manifest,
        descriptor: { ...manifest.descriptor, mediaType: mediaTypeImageManifest },
      });
    });

    test('reports an unknown manifest or tag', async ({ registry, source }) => {
      const { layer } = await putImage(source, name, 'one', ['v1']);
      await expectCode(registry.getManifest(name, absent), 'MANIFEST_UNKNOWN');
      await expectCode(registry.resolveManifest(name, absent), 'MANIFEST_UNKNOWN');
      await expectCode(registry.getTag(name, 'v2'), 'MANIFEST_UNKNOWN');
      await expectCode(registry.resolveTag(name, 'v2'), 'MANIFEST_UNKNOWN');
      // A layer is not a manifest, even if its bytes are a manifest (SV-10).
      await expectCode(registry.getManifest(name, layer.descriptor.digest), 'MANIFEST_UNKNOWN');
    });

    test('stores an untagged manifest with its media type', async ({ registry, source }) => {
      const { config, layer } = await putImage(source, name, 'one', ['v1']);
      for (const mediaType of [mediaTypeImageManifest, mediaTypeDockerManifest]) {
        const manifest = manifestBlob(mediaType, {
          schemaVersion: 2,
          mediaType,
          config: config.descriptor,
          layers: [layer.descriptor],
        });
        await putManifest(source, name, manifest);
        expect(await registry.resolveManifest(name, manifest.descriptor.digest)).toEqual(manifest.descriptor);
      }
      const artifact = manifestBlob(mediaTypeArtifactManifest, {
        mediaType: mediaTypeArtifactManifest,
        artifactType: 'a/b',
        blobs: [layer.descriptor],
      });
      await putManifest(source, name, artifact);
      await expectBytes(registry.getManifest(name, artifact.descriptor.digest), artifact);
    });

    test('stores a manifest with a sha512 digest', async ({ registry, source }) => {
      const { config, layer } = await putImage(source, name, 'one');
      const manifest = manifestOf(
        { config: config.descriptor, layers: [layer.descriptor], artifactType: 'a/b' },
        'sha512',
      );
      await putManifest(source, name, manifest, 'long');
      await expectBytes(registry.getManifest(name, manifest.descriptor.digest), manifest);
      expect(await registry.resolveTag(name, 'long')).toEqual(manifest.descriptor);
    });

    test('distinguishes tags by case, and accepts names that are special in file systems (ST-08)', async ({
      registry,
      source,
    }) => {
      const upper = await putImage(source, name, 'upper', ['A', 'CON']);
      const lower = await putImage(source, name, 'lower', ['a', 'con', '_x', 'x.lock', '0']);
      expect((await registry.resolveTag(name, 'A')).digest).toBe(upper.manifest.descriptor.digest);
      expect((await registry.resolveTag(name, 'CON')).digest).toBe(upper.manifest.descriptor.digest);
      for (const tag of ['a', 'con', '_x', 'x.lock', '0'])
        expect((await registry.resolveTag(name, tag)).digest).toBe(lower.manifest.descriptor.digest);
    });

    test('aborts when the signal is aborted', async ({ registry, source }) => {
      const { manifest } = await putImage(source, name, 'one', ['v1']);
      const options = { signal: AbortSignal.abort() };
      await expectCode(registry.getTag(name, 'v1', options), 'ABORTED');
      await expectCode(registry.resolveManifest(name, manifest.descriptor.digest, options), 'ABORTED');
    });
  });

  if (!has('write')) return;
  describe('manifest pushes', () => {
    test('returns media type, digest and size of a pushed manifest', async ({ registry }) => {
      const { config, layer } = await putImage(registry, name, 'one');
      const manifest = manifestOf({ config: config.descriptor, layers: [layer.descriptor], artifactType: 'a/b' });
      expect(await registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest)).toEqual(manifest.descriptor);
      expect(await registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest, { tags: ['later'] })).toEqual(
        manifest.descriptor,
      );
      expect(await registry.resolveTag(name, 'later')).toEqual(manifest.descriptor);
    });

    if (has('moveTag')) {
      test('moves a tag, and does not delete its previous manifest', async ({ registry }) => {
        const old = await putImage(registry, name, 'old', ['latest']);
        const next = await putImage(registry, name, 'next', ['latest']);
        expect(await registry.resolveTag(name, 'latest')).toEqual(next.manifest.descriptor);
        await expectBytes(registry.getManifest(name, old.manifest.descriptor.digest), old.manifest);
        await putManifest(registry, name, old.manifest, 'latest');
        expect(await registry.resolveTag(name, 'latest')).toEqual(old.manifest.descriptor);
        expect(await Array.fromAsync(registry.tags(name))).toEqual(['latest']);
      });
    }

    test('stores an index and a nested index', async ({ registry }) => {
      const amd = await putImage(registry, name, 'amd64');
      const arm = await putImage(registry, name, 'arm64');
      const index = await putManifest(
        registry,
        name,
        indexOf([amd.manifest.descriptor, arm.manifest.descriptor]),
        'multi',
      );
      const nested = await putManifest(registry, name, indexOf([index.descriptor]), 'nested');
      const empty = await putManifest(registry, name, indexOf([]), 'empty');
      await expectBytes(registry.getTag(name, 'multi'), index);
      await expectBytes(registry.getTag(name, 'nested'), nested);
      await expectBytes(registry.getTag(name, 'empty'), empty);
      await expectBytes(registry.getManifest(name, arm.manifest.descriptor.digest), arm.manifest);
    });

    test('rejects a manifest with missing content and reports the digest of the content (SV-18)', async ({
      registry,
    }) => {
      const { config, layer } = await putImage(registry, name, 'one');
      const missing = blobOf('never pushed').descriptor;
      const image = manifestOf({ config: config.descriptor, layers: [layer.descriptor, missing], artifactType: 'a/b' });
      const failure = await expectCode(
        registry.pushManifest(name, image.bytes, image.mediaType, { tags: ['v1'] }),
        'MANIFEST_BLOB_UNKNOWN',
      );
      expect(failure.detail).toEqual({ digest: missing.digest });
      const index = indexOf([{ ...missing, mediaType: mediaTypeImageManifest }]);
      await expectCode(registry.pushManifest(name, index.bytes, index.mediaType), 'MANIFEST_BLOB_UNKNOWN');
      await expectCode(registry.resolveTag(name, 'v1'), 'MANIFEST_UNKNOWN');
      await expectCode(registry.resolveManifest(name, image.descriptor.digest), 'MANIFEST_UNKNOWN');
    });

    test('accepts a foreign layer and a missing subject', async ({ registry }) => {
      const { config } = await putImage(registry, name, 'one');
      const foreign = { ...blobOf('foreign').descriptor, urls: ['https://example.com/layer'] };
      const subject = { ...blobOf('later').descriptor, mediaType: mediaTypeImageManifest };
      const manifest = manifestOf({ config: config.descriptor, layers: [foreign], artifactType: 'a/b', subject });
      await putManifest(registry, name, manifest, 'v1');
      await expectBytes(registry.getTag(name, 'v1'), manifest);
    });

    const invalidManifests: readonly (readonly [string, Uint8Array, string])[] = [
      ['bytes that are not JSON', new TextEncoder().encode('{'), mediaTypeImageManifest],
      ['no bytes', new Uint8Array(), mediaTypeImageManifest],
      ['JSON that is not an object', json([]), mediaTypeImageManifest],
      ['a media type that is not a manifest type', json({ ...smallImage, mediaType: 'text/html' }), 'text/html'],
      ['a body that contradicts the media type', json(smallImage), mediaTypeImageIndex],
      [
        'a Docker manifest list with the media type of a Docker manifest',
        json({ ...smallImage, mediaType: mediaTypeDockerManifestList }),
        mediaTypeDockerManifest,
      ],
      ['a manifest that is both an index and an image', json({ ...smallImage, manifests: [] }), mediaTypeImageManifest],
      [
        'a layer of negative size',
        json({ ...smallImage, layers: [{ ...emptyConfig, size: -1 }] }),
        mediaTypeImageManifest,
      ],
      [
        'a layer with an invalid digest',
        json({ ...smallImage, layers: [{ ...emptyConfig, digest: 'sha256:../../x' }] }),
        mediaTypeImageManifest,
      ],
      ['another schema version', json({ ...smallImage, schemaVersion: 1 }), mediaTypeImageManifest],
    ];
    for (const [title, bytes, mediaType] of invalidManifests) {
      test(`rejects ${title} (SV-18)`, async ({ registry }) => {
        await put(registry, name, blobOf(emptyJsonBytes));
        await expectCode(registry.pushManifest(name, bytes, mediaType, { tags: ['v1'] }), 'MANIFEST_INVALID');
        await expectCode(registry.resolveTag(name, 'v1'), 'MANIFEST_UNKNOWN', 'NAME_UNKNOWN');
      });
    }

    test('rejects a digest that does not match the content', async ({ registry }) => {
      await put(registry, name, blobOf(emptyJsonBytes));
      for (const digest of [absent, digestOf('x', 'sha512')]) {
        await expectCode(
          registry.pushManifest(name, json(smallImage), mediaTypeImageManifest, { digest, tags: ['v1'] }),
          'DIGEST_INVALID',
        );
      }
      await expectCode(registry.resolveTag(name, 'v1'), 'MANIFEST_UNKNOWN', 'NAME_UNKNOWN');
    });

    test('accepts a manifest of the maximum size and rejects a larger one', async ({ registry }) => {
      await put(registry, name, blobOf(emptyJsonBytes));
      expect(largestManifest.byteLength).toBe(maxManifestBytes);
      await registry.pushManifest(name, largestManifest, mediaTypeImageManifest, { tags: ['v1'] });
      expect((await registry.resolveTag(name, 'v1')).size).toBe(maxManifestBytes);
      await expectCode(registry.pushManifest(name, tooLargeManifest, mediaTypeImageManifest), 'SIZE_LIMIT');
    });

    test('accepts concurrent pushes of the same manifest and sets every tag', async ({ registry, leftovers }) => {
      await put(registry, name, blobOf(emptyJsonBytes));
      const tags = Array.from({ length: 20 }, (_, index) => `t${String(index).padStart(2, '0')}`);
      await Promise.all(
        tags.map((tag) => registry.pushManifest(name, json(smallImage), mediaTypeImageManifest, { tags: [tag] })),
      );
      expect(await Array.fromAsync(registry.tags(name))).toEqual(tags);
      expect((await leftovers?.()) ?? []).toEqual([]);
    });

    test("stores the original bytes when the caller's buffer changes", async ({ registry }) => {
      await registry.pushBlob(name, emptyConfig, () => once(emptyJsonBytes));
      const bytes = json(smallImage);
      const digest: Digest = (await registry.pushManifest(name, bytes, mediaTypeImageManifest)).digest;
      const original = Uint8Array.from(bytes);
      bytes.fill(0);
      await expectBytes(registry.getManifest(name, digest), {
        bytes: original,
        descriptor: { mediaType: mediaTypeImageManifest, digest, size: original.byteLength },
      });
      expect(isOciError(await registry.resolveManifest(name, digest).catch((error: unknown) => error))).toBe(false);
    });
  });
}
