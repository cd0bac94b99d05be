import { describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { pushContent, type Repository } from '../../src/registry/index.ts';
import {
  digestOf,
  mediaTypeEmptyJson,
  mediaTypeImageLayerGzip,
  mediaTypeOctetStream,
  plainDescriptor,
  type Descriptor,
} from '../../src/spec/index.ts';
import {
  blobOf,
  expectBytes,
  expectCode,
  indexOf,
  manifestOf,
  noise,
  pieces,
  type Blob,
  type ManifestBlob,
} from './content.ts';

/** An empty repository for one test. */
export interface OpenRepository {
  readonly repository: Repository;
  /** Another repository of the same registry, the source of a mount. Without it, mounts are `UNSUPPORTED`. */
  readonly other?: { readonly name: string; readonly repository: Repository } | undefined;
  readonly close?: (() => Promise<void>) | undefined;
}

interface StoredImage {
  readonly layer: Blob;
  readonly config: Blob;
  readonly manifest: ManifestBlob;
}

async function store(
  repository: Repository,
  marker: string,
  tags: readonly string[] = [],
  subject?: ManifestBlob,
): Promise<StoredImage> {
  const layer = typed(blobOf(`layer of ${marker}`), mediaTypeImageLayerGzip);
  const config = typed(blobOf('{}'), mediaTypeEmptyJson);
  const manifest = manifestOf({
    artifactType: 'application/vnd.example.bundle',
    config: config.descriptor,
    layers: [layer.descriptor],
    subject: subject?.descriptor,
  });
  for (const blob of [layer, config]) await pushContent(repository, blob.descriptor, blob.bytes);
  await pushContent(repository, manifest.descriptor, manifest.bytes, { tags });
  return { layer, config, manifest };
}

async function readAll(repository: Repository, target: Descriptor): Promise<void> {
  for await (const chunk of await repository.fetch(target)) void chunk;
}

function typed(blob: Blob, mediaType: string): Blob {
  return { bytes: blob.bytes, descriptor: { ...blob.descriptor, mediaType } };
}

/** The test suite for all implementations of `Repository`. */
export function repositoryContract(title: string, open: () => Promise<OpenRepository>): void {
  const test = (name: string, run: (open: OpenRepository) => Promise<void>): void => {
    it(name, async () => {
      const fixture = await open();
      try {
        await run(fixture);
      } finally {
        await fixture.close?.();
      }
    });
  };

  describe(`repository contract: ${title}`, () => {
    test('returns pushed content unchanged', async ({ repository }) => {
      const big = typed(blobOf(noise(2 * 1024 * 1024 + 1, 41)), mediaTypeImageLayerGzip);
      expect(await repository.exists(big.descriptor)).toBe(false);
      await repository.push(big.descriptor, () => pieces(big.bytes, 65_536));
      expect(await repository.exists(big.descriptor)).toBe(true);
      const { layer, manifest } = await store(repository, 'one');
      for (const blob of [big, layer]) {
        const reader = await repository.fetch(blob.descriptor);
        expect(Buffer.compare(Buffer.concat(await Array.fromAsync(reader)), blob.bytes)).toBe(0);
      }
      await expectBytes(repository.fetch(manifest.descriptor), manifest);
      expect(await repository.exists(manifest.descriptor)).toBe(true);
    });

    test('accepts existing content', async ({ repository }) => {
      const { layer, manifest } = await store(repository, 'one');
      await pushContent(repository, layer.descriptor, layer.bytes);
      await pushContent(repository, manifest.descriptor, manifest.bytes);
      await expectBytes(repository.fetch(manifest.descriptor), manifest);
    });

    test('rejects content that does not match its descriptor', async ({ repository }) => {
      const { layer, manifest } = await store(repository, 'one');
      const expected = blobOf('expected').descriptor;
      await expectCode(
        repository.push(expected, () => once(layer.bytes)),
        'SIZE_INVALID',
      );
      await expectCode(
        repository.push(expected, () => once(new TextEncoder().encode('EXPECTED'))),
        'DIGEST_INVALID',
      );
      expect(await repository.exists(expected)).toBe(false);
      const changed = new TextEncoder().encode(new TextDecoder().decode(manifest.bytes).replace('example', 'exempla'));
      await expectCode(
        repository.push(manifest.descriptor, () => once(changed)),
        'DIGEST_INVALID',
      );
      await expectCode(
        repository.push(manifest.descriptor, () => once(manifest.bytes.subarray(1))),
        'SIZE_INVALID',
      );
    });

    test('rejects a manifest with missing content', async ({ repository }) => {
      const missing = blobOf('never pushed').descriptor;
      const manifest = manifestOf({ config: missing, layers: [missing], artifactType: 'a/b' });
      await expectCode(
        pushContent(repository, manifest.descriptor, manifest.bytes, { tags: ['v1'] }),
        'MANIFEST_BLOB_UNKNOWN',
      );
      expect(await repository.exists(manifest.descriptor)).toBe(false);
      await expectCode(repository.resolve('v1'), 'MANIFEST_UNKNOWN', 'NAME_UNKNOWN');
    });

    test('reports missing content', async ({ repository }) => {
      const { manifest } = await store(repository, 'one');
      const absent = blobOf('absent').descriptor;
      expect(await repository.exists(absent)).toBe(false);
      expect(await repository.exists({ ...absent, mediaType: manifest.mediaType })).toBe(false);
      await expectCode(repository.fetch(absent), 'BLOB_UNKNOWN');
      await expectCode(repository.fetch({ ...absent, mediaType: manifest.mediaType }), 'MANIFEST_UNKNOWN');
      await expectCode(repository.resolve('unknown'), 'MANIFEST_UNKNOWN');
      await expectCode(repository.resolve(absent.digest), 'BLOB_UNKNOWN', 'MANIFEST_UNKNOWN');
    });

    test('does not match a descriptor with another size', async ({ repository }) => {
      const { layer, manifest } = await store(repository, 'one');
      expect(await repository.exists({ ...layer.descriptor, size: layer.descriptor.size + 1 })).toBe(false);
      expect(await repository.exists({ ...manifest.descriptor, size: 1 })).toBe(false);
      for (const { descriptor } of [layer, manifest])
        for (const size of [descriptor.size - 1, descriptor.size + 1])
          await expectCode(readAll(repository, { ...descriptor, size }), 'SIZE_MISMATCH');
    });

    test('resolves tags and digests', async ({ repository }) => {
      const { layer, manifest } = await store(repository, 'one', ['v1']);
      expect(plainDescriptor(await repository.resolve('v1'))).toEqual(manifest.descriptor);
      expect(plainDescriptor(await repository.resolve(manifest.descriptor.digest))).toEqual(manifest.descriptor);
      expect(plainDescriptor(await repository.resolve(layer.descriptor.digest))).toEqual({
        ...layer.descriptor,
        mediaType: mediaTypeOctetStream,
      });
    });

    test('sets, moves and removes a tag', async ({ repository }) => {
      const one = await store(repository, 'one');
      const two = await store(repository, 'two');
      await repository.tag(one.manifest.descriptor, 'b');
      await repository.tag(one.manifest.descriptor, 'a');
      expect(await Array.fromAsync(repository.tags())).toEqual(['a', 'b']);
      await repository.tag(two.manifest.descriptor, 'a');
      expect((await repository.resolve('a')).digest).toBe(two.manifest.descriptor.digest);
      expect((await repository.resolve('b')).digest).toBe(one.manifest.descriptor.digest);
      await repository.untag('b');
      await expectCode(repository.resolve('b'), 'MANIFEST_UNKNOWN');
      expect(await repository.exists(one.manifest.descriptor)).toBe(true);
      await expectCode(repository.untag('b'), 'MANIFEST_UNKNOWN');
      expect(await Array.fromAsync(repository.tags())).toEqual(['a']);
    });

    test('does not tag a missing manifest', async ({ repository }) => {
      await store(repository, 'one');
      const absent = manifestOf({ config: blobOf('x').descriptor, layers: [], artifactType: 'a/b' });
      await expectCode(repository.tag(absent.descriptor, 'v1'), 'MANIFEST_UNKNOWN');
      await expectCode(repository.tag(absent.descriptor, 'not a tag\n'), 'MANIFEST_UNKNOWN', 'TAG_INVALID');
      expect(await Array.fromAsync(repository.tags())).toEqual([]);
    });

    test('lists the predecessors of a manifest', async ({ repository }) => {
      const { manifest } = await store(repository, 'subject');
      const referrer = await store(repository, 'referrer', [], manifest);
      const predecessors = await repository.predecessors(manifest.descriptor);
      expect(predecessors.map(plainDescriptor)).toEqual([referrer.manifest.descriptor]);
      expect(predecessors[0]?.artifactType).toBe('application/vnd.example.bundle');
      expect(await repository.predecessors(referrer.manifest.descriptor)).toEqual([]);
    });

    test('stores an index', async ({ repository }) => {
      const { manifest } = await store(repository, 'one');
      const index = indexOf([manifest.descriptor]);
      await pushContent(repository, index.descriptor, index.bytes, { tags: ['multi'] });
      await expectBytes(repository.fetch(await repository.resolve('multi')), index);
    });

    test('mounts from another repository, or reports that mounts are not supported', async ({ repository, other }) => {
      const blob = blobOf('to mount');
      if (other === undefined) {
        await expectCode(repository.mount(blob.descriptor, 'acme/other'), 'UNSUPPORTED');
        return;
      }
      await pushContent(other.repository, blob.descriptor, blob.bytes);
      await repository.mount(blob.descriptor, other.name);
      await expectBytes(repository.fetch(blob.descriptor), blob);
    });

    test('deletes blobs and manifests', async ({ repository }) => {
      const { layer, manifest } = await store(repository, 'one', ['v1']);
      await repository.delete(manifest.descriptor);
      expect(await repository.exists(manifest.descriptor)).toBe(false);
      expect(await Array.fromAsync(repository.tags())).toEqual([]);
      await repository.delete(layer.descriptor);
      expect(await repository.exists(layer.descriptor)).toBe(false);
      await expectCode(repository.delete(layer.descriptor), 'BLOB_UNKNOWN');
      await expectCode(repository.delete(manifest.descriptor), 'MANIFEST_UNKNOWN');
    });

    test('aborts every operation when the signal is aborted', async ({ repository }) => {
      const { layer, manifest } = await store(repository, 'one', ['v1']);
      const options = { signal: AbortSignal.abort() };
      await expectCode(repository.fetch(layer.descriptor, options), 'ABORTED');
      await expectCode(repository.exists(layer.descriptor, options), 'ABORTED');
      await expectCode(repository.resolve('v1', options), 'ABORTED');
      await expectCode(
        repository.push(blobOf('x').descriptor, () => once(blobOf('x').bytes), options),
        'ABORTED',
      );
      await expectCode(repository.tag(manifest.descriptor, 'v2', options), 'ABORTED');
      await expectCode(repository.untag('v1', options), 'ABORTED');
      await expectCode(repository.delete(layer.descriptor, options), 'ABORTED');
      expect(await repository.exists({ ...blobOf('x').descriptor, digest: digestOf('x') })).toBe(false);
      expect(await Array.fromAsync(repository.tags())).toEqual(['v1']);
    });
  });
}
