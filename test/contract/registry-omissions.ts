import { describe, expect } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, manifestOf, name, put, putImage } from './content.ts';
import type { Contract, Part } from './registry.ts';

/** Tests that the methods of each omitted part fail with the error of the part. */
export function omissionContract({ test, without }: Contract): void {
  const absent = digestOf('never stored');
  const blob = blobOf('new');
  const testOmission: Readonly<Record<Part, (title: string, code: Parameters<typeof expectCode>[1]) => void>> = {
    write: (title, code) => {
      test(title, async ({ registry, source }) => {
        const image = await putImage(source, name, 'one', ['v1']);
        await expectCode(
          registry.pushBlob(name, blob.descriptor, () => once(blob.bytes)),
          code,
        );
        await expectCode(registry.pushBlobChunked(name), code);
        await expectCode(registry.pushBlobChunkedResume(name, 'x'), code);
        await expectCode(registry.mountBlob(name, name, image.layer.descriptor.digest), code);
        await expectCode(
          registry.pushManifest(name, image.manifest.bytes, image.manifest.mediaType, { tags: ['v2'] }),
          code,
        );
        await expectCode(registry.deleteBlob(name, image.layer.descriptor.digest), code);
        await expectCode(registry.deleteManifest(name, image.manifest.descriptor.digest), code);
        await expectCode(registry.deleteTag(name, 'v1'), code);
        await expectBytes(registry.getTag(name, 'v1'), image.manifest);
        expect(await Array.fromAsync(registry.tags(name))).toEqual(['v1']);
      });
    },
    chunked: (title, code) => {
      test(title, async ({ registry }) => {
        await expectCode(registry.pushBlobChunked(name), code);
        await expectCode(registry.pushBlobChunkedResume(name, 'x'), code);
      });
    },
    mount: (title, code) => {
      test(title, async ({ registry, source }) => {
        await put(source, name, blob);
        await expectCode(registry.mountBlob(name, 'acme/other', blob.descriptor.digest), code);
      });
    },
    delete: (title, code) => {
      test(title, async ({ registry, source }) => {
        const image = await putImage(source, name, 'one', ['v1']);
        await expectCode(registry.deleteBlob(name, image.layer.descriptor.digest), code);
        await expectCode(registry.deleteManifest(name, image.manifest.descriptor.digest), code);
        await expectCode(registry.deleteTag(name, 'v1'), code);
        await expectBytes(registry.getTag(name, 'v1'), image.manifest);
        await expectBytes(registry.getBlob(name, image.layer.descriptor.digest), image.layer);
      });
    },
    moveTag: (title, code) => {
      test(title, async ({ registry, source }) => {
        const image = await putImage(source, name, 'one', ['v1']);
        const other = manifestOf({
          artifactType: 'a/b',
          config: image.config.descriptor,
          layers: [image.layer.descriptor],
        });
        await expectCode(registry.pushManifest(name, other.bytes, other.mediaType, { tags: ['v1'] }), code);
        await expectBytes(registry.getTag(name, 'v1'), image.manifest);
      });
    },
    repositories: (title, code) => {
      test(title, async ({ registry }) => {
        await expectCode(
          registry.pushBlob('acme/other', blob.descriptor, () => once(blob.bytes)),
          code,
        );
        await expectCode(registry.resolveBlob('acme/other', absent), code);
      });
    },
    catalog: (title, code) => {
      test(title, async ({ registry }) => {
        await expectCode(Array.fromAsync(registry.repositories()), code);
      });
    },
    isolation: (title) => {
      test(title, async ({ registry, source }) => {
        await put(source, name, blob);
        await putImage(source, 'acme/other', 'something');
        await expectBytes(registry.getBlob('acme/other', blob.descriptor.digest), blob);
      });
    },
    existence: (title, code) => {
      test(title, async ({ registry, source }) => {
        await putImage(source, name, 'one', ['v1']);
        await expectCode(registry.resolveTag('acme/unknown', 'v1'), code);
      });
    },
  };
  const parts = Object.entries(without) as readonly [Part, NonNullable<(typeof without)[Part]>][];
  if (parts.length === 0) return;
  describe('omitted parts', () => {
    for (const [part, { reason, code }] of parts)
      testOmission[part](`does not support ${part}, because ${reason}`, code);
  });
}
