import { describe, expect } from 'vitest';
import { digestOf } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, indexOf, name, noise, put, putImage, putManifest } from './content.ts';
import type { Contract } from './registry.ts';

const absent = digestOf('never stored');

export function deleteContract({ test, has }: Contract): void {
  if (!has('delete')) return;
  describe('deleting', () => {
    test('deletes a blob once, and accepts it again', async ({ registry }) => {
      await putImage(registry, name, 'something', ['v1']);
      const blob = await put(registry, name, blobOf(noise(1000, 31)));
      await registry.deleteBlob(name, blob.descriptor.digest);
      await expectCode(registry.getBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
      await expectCode(registry.deleteBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
      await put(registry, name, blob);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    test('deletes a manifest with all its tags', async ({ registry }) => {
      const deleted = await putImage(registry, name, 'deleted', ['v1', 'latest']);
      const other = await putImage(registry, name, 'other', ['v2']);
      await registry.deleteManifest(name, deleted.manifest.descriptor.digest);
      await expectCode(registry.getManifest(name, deleted.manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
      await expectCode(registry.getTag(name, 'v1'), 'MANIFEST_UNKNOWN');
      await expectCode(registry.resolveTag(name, 'latest'), 'MANIFEST_UNKNOWN');
      expect(await Array.fromAsync(registry.tags(name))).toEqual(['v2']);
      await expectBytes(registry.getTag(name, 'v2'), other.manifest);
      await expectBytes(registry.getBlob(name, other.layer.descriptor.digest), other.layer);
      await expectCode(registry.deleteManifest(name, deleted.manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
      await putManifest(registry, name, deleted.manifest, 'again');
      await expectBytes(registry.getTag(name, 'again'), deleted.manifest);
    });

    test('deletes an index but not its manifests', async ({ registry }) => {
      const image = await putImage(registry, name, 'child');
      const index = await putManifest(registry, name, indexOf([image.manifest.descriptor]), 'multi');
      await registry.deleteManifest(name, index.descriptor.digest);
      await expectCode(registry.getTag(name, 'multi'), 'MANIFEST_UNKNOWN');
      await expectBytes(registry.getManifest(name, image.manifest.descriptor.digest), image.manifest);
    });

    test('deletes a tag but not its manifest', async ({ registry }) => {
      const { manifest } = await putImage(registry, name, 'one', ['v1', 'v2']);
      await registry.deleteTag(name, 'v1');
      await expectCode(registry.getTag(name, 'v1'), 'MANIFEST_UNKNOWN');
      expect(await registry.resolveTag(name, 'v2')).toEqual(manifest.descriptor);
      await registry.deleteTag(name, 'v2');
      await expectBytes(registry.getManifest(name, manifest.descriptor.digest), manifest);
      await expectCode(registry.deleteTag(name, 'v1'), 'MANIFEST_UNKNOWN');
      expect(await Array.fromAsync(registry.tags(name))).toEqual([]);
    });

    test('reports unknown content', async ({ registry }) => {
      const { layer } = await putImage(registry, name, 'one', ['v1']);
      await expectCode(registry.deleteBlob(name, absent), 'BLOB_UNKNOWN');
      await expectCode(registry.deleteManifest(name, absent), 'MANIFEST_UNKNOWN');
      await expectCode(registry.deleteManifest(name, layer.descriptor.digest), 'MANIFEST_UNKNOWN');
      await expectCode(registry.deleteTag(name, 'unknown'), 'MANIFEST_UNKNOWN');
      await expectBytes(registry.getBlob(name, layer.descriptor.digest), layer);
    });

    test('deletes nothing when the signal is aborted', async ({ registry }) => {
      const { manifest, layer } = await putImage(registry, name, 'one', ['v1']);
      const options = { signal: AbortSignal.abort() };
      await expectCode(registry.deleteBlob(name, layer.descriptor.digest, options), 'ABORTED');
      await expectCode(registry.deleteManifest(name, manifest.descriptor.digest, options), 'ABORTED');
      await expectCode(registry.deleteTag(name, 'v1', options), 'ABORTED');
      await expectBytes(registry.getTag(name, 'v1'), manifest);
      await expectBytes(registry.getBlob(name, layer.descriptor.digest), layer);
    });
  });
}
