import { describe, expect } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { digestOf, type Digest } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, name, put, putImage, type Image } from './content.ts';
import type { Contract } from './registry.ts';

const unknown = 'acme/unknown';
const absent = digestOf('never stored');

/** Valid names that look like paths of the API, of a layout or of a file system. */
const ambiguousNames = [
  'a',
  'a/blobs',
  'a/blobs/sha256',
  'a/blobs/uploads',
  'a/manifests/b',
  'a/manifests',
  'a/tags/list',
  'a/referrers',
  'a/index.json',
  'a/oci-layout',
  'a/uploads',
  'a/ingest',
  'blobs',
  'index.json',
  'v2',
  'v2/blobs/uploads',
  'con',
  'a/nul',
  'a/com1.txt',
  'a__b',
  'a--b/c',
  `long/${'x'.repeat(200)}`,
] as const;

export function nameContract({ test, has }: Contract): void {
  if (has('existence')) {
    test('reports an unknown repository', async ({ registry, source }) => {
      await putImage(source, name, 'one', ['v1']);
      await expectCode(registry.getBlob(unknown, absent), 'NAME_UNKNOWN');
      await expectCode(registry.getBlobRange(unknown, absent, 0, 1), 'NAME_UNKNOWN');
      await expectCode(registry.resolveBlob(unknown, absent), 'NAME_UNKNOWN');
      await expectCode(registry.getManifest(unknown, absent), 'NAME_UNKNOWN');
      await expectCode(registry.resolveManifest(unknown, absent), 'NAME_UNKNOWN');
      await expectCode(registry.getTag(unknown, 'v1'), 'NAME_UNKNOWN');
      await expectCode(registry.resolveTag(unknown, 'v1'), 'NAME_UNKNOWN');
      await expectCode(Array.fromAsync(registry.tags(unknown)), 'NAME_UNKNOWN');
      if (!has('delete')) return;
      await expectCode(registry.deleteBlob(unknown, absent), 'NAME_UNKNOWN');
      await expectCode(registry.deleteManifest(unknown, absent), 'NAME_UNKNOWN');
      await expectCode(registry.deleteTag(unknown, 'v1'), 'NAME_UNKNOWN');
    });
  }

  test('rejects invalid names and stores nothing', async ({ registry }) => {
    for (const bad of [
      '',
      'A',
      '../a',
      'a/../b',
      'a//b',
      '/a',
      'a/',
      'a b',
      'a\n',
      'a%2fb',
      'a\\b',
      '.a',
      'a/.',
      'x'.repeat(256),
    ]) {
      await expectCode(registry.getBlob(bad, absent), 'NAME_INVALID');
      await expectCode(registry.resolveTag(bad, 'v1'), 'NAME_INVALID');
      await expectCode(Array.fromAsync(registry.tags(bad)), 'NAME_INVALID');
      if (!has('write')) continue;
      const blob = blobOf('x');
      await expectCode(
        registry.pushBlob(bad, blob.descriptor, () => once(blob.bytes)),
        'NAME_INVALID',
      );
      await expectCode(registry.pushManifest(bad, new Uint8Array(), 'application/json'), 'NAME_INVALID');
      if (has('chunked')) await expectCode(registry.pushBlobChunked(bad), 'NAME_INVALID');
    }
    if (has('catalog'))
      expect((await Array.fromAsync(registry.repositories())).filter((listed) => listed !== name)).toEqual([]);
  });

  test('rejects invalid tags and digests (SV-03)', async ({ registry, source }) => {
    const { manifest } = await putImage(source, name, 'one', ['v1']);
    for (const bad of ['', '.a', '-a', 'a b', 'a/b', '../index.json', 'a\n', 'x'.repeat(129), 'é']) {
      await expectCode(registry.getTag(name, bad), 'TAG_INVALID');
      await expectCode(registry.resolveTag(name, bad), 'TAG_INVALID');
      if (has('write'))
        await expectCode(
          registry.pushManifest(name, manifest.bytes, manifest.mediaType, { tags: ['ok', bad] }),
          'TAG_INVALID',
        );
      if (has('delete')) await expectCode(registry.deleteTag(name, bad), 'TAG_INVALID');
    }
    expect(await Array.fromAsync(registry.tags(name))).toEqual(['v1']);
    // The type check rejects these values, but callers in JavaScript can pass them.
    const badDigests = [
      '',
      'sha256:../../x',
      `sha256:${'A'.repeat(64)}`,
      `sha256:${'a'.repeat(63)}`,
      `md5:${'a'.repeat(32)}`,
      `sha256:${'a'.repeat(64)}\n`,
    ] as unknown as readonly Digest[];
    for (const bad of badDigests) {
      await expectCode(registry.getBlob(name, bad), 'DIGEST_INVALID');
      await expectCode(registry.resolveManifest(name, bad), 'DIGEST_INVALID');
      if (has('write'))
        await expectCode(
          registry.pushBlob(name, { ...blobOf('x').descriptor, digest: bad }, () => once(blobOf('x').bytes)),
          'DIGEST_INVALID',
        );
      if (has('delete')) await expectCode(registry.deleteBlob(name, bad), 'DIGEST_INVALID');
    }
  });

  if (!has('repositories')) return;
  describe('several repositories', () => {
    test('treats names that look like paths as independent (SV-02)', async ({ registry, source }) => {
      const images = new Map<string, Image>();
      for (const repository of ambiguousNames)
        images.set(repository, await putImage(source, repository, `content of ${repository}`, ['latest']));
      for (const [repository, image] of images) {
        await expectBytes(registry.getTag(repository, 'latest'), image.manifest);
        await expectBytes(registry.getBlob(repository, image.layer.descriptor.digest), image.layer);
        expect(await Array.fromAsync(registry.tags(repository))).toEqual(['latest']);
      }
      if (has('catalog')) expect(await Array.fromAsync(registry.repositories())).toEqual(ambiguousNames.toSorted());
      if (!has('delete')) return;
      for (const [repository, { manifest }] of images) {
        // No earlier deletion affects this repository.
        expect((await registry.resolveTag(repository, 'latest')).digest).toBe(manifest.descriptor.digest);
        await registry.deleteManifest(repository, manifest.descriptor.digest);
      }
    });

    if (has('isolation')) {
      test('shows a blob only in its repository (SV-12)', async ({ registry, source }) => {
        const blob = await put(source, name, blobOf('private'));
        await putImage(source, 'acme/other', 'something');
        await expectCode(registry.getBlob('acme/other', blob.descriptor.digest), 'BLOB_UNKNOWN');
        await expectCode(registry.resolveBlob('acme/other', blob.descriptor.digest), 'BLOB_UNKNOWN');
        if (!has('write')) return;
        // Knowledge of a digest does not prove possession of the content.
        await expectCode(
          registry.pushBlob('acme/other', blob.descriptor, () => once(new Uint8Array())),
          'SIZE_INVALID',
        );
        await expectCode(registry.getBlob('acme/other', blob.descriptor.digest), 'BLOB_UNKNOWN');
      });
    }

    test('separates the tags of repositories', async ({ registry, source }) => {
      const one = await putImage(source, name, 'one', ['v1']);
      const other = await putImage(source, 'acme/other', 'other', ['v1', 'v2']);
      expect(await registry.resolveTag(name, 'v1')).toEqual(one.manifest.descriptor);
      expect(await registry.resolveTag('acme/other', 'v1')).toEqual(other.manifest.descriptor);
      await expectCode(registry.resolveTag(name, 'v2'), 'MANIFEST_UNKNOWN');
      await expectCode(registry.resolveManifest(name, other.manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
      if (!has('delete')) return;
      await registry.deleteTag('acme/other', 'v1');
      expect(await registry.resolveTag(name, 'v1')).toEqual(one.manifest.descriptor);
    });
  });
}
