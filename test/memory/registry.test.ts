import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { mediaTypeImageManifest } from '../../src/spec/index.ts';
import {
  blobOf,
  expectBytes,
  expectCode,
  hanging,
  indexOf,
  name,
  noise,
  pieces,
  put,
  putImage,
  putManifest,
} from '../contract/content.ts';

describe('MemoryRegistry', () => {
  it('counts equal content once until its last repository deletes it', async () => {
    const registry = new MemoryRegistry({ quota: 3000 });
    const first = await put(registry, name, blobOf(noise(2000, 1)));
    await put(registry, name, first);
    // The content of a push counts until it is known to exist already.
    await expectCode(put(registry, 'acme/other', first), 'QUOTA');
    await registry.mountBlob(name, 'acme/third', first.descriptor.digest);
    const second = blobOf(noise(1000, 2));
    await put(registry, name, second);
    await expectCode(put(registry, name, blobOf('x')), 'QUOTA');
    const writer = await registry.pushBlobChunked(name);
    await expectCode(writer.write(new Uint8Array(1)), 'QUOTA');
    // The quota is released when the last repository deletes the content.
    await registry.deleteBlob(name, first.descriptor.digest);
    await expectCode(put(registry, name, blobOf(noise(2000, 3))), 'QUOTA');
    await registry.deleteBlob('acme/third', first.descriptor.digest);
    await put(registry, name, blobOf(noise(2000, 3)));
  });

  describe('quota', () => {
    const blob = blobOf(noise(2000, 4));
    let registry: MemoryRegistry;
    beforeEach(() => {
      registry = new MemoryRegistry({ quota: 2000 });
    });
    afterEach(async () => {
      await put(registry, name, blobOf(noise(2000, 7)));
      await expectCode(put(registry, name, blobOf('x')), 'QUOTA');
    });

    it('is released after a push with another digest', async () => {
      await expectCode(
        registry.pushBlob(name, blob.descriptor, () => pieces(noise(2000, 5), 100)),
        'DIGEST_INVALID',
      );
    });

    it('is released after a push with too many bytes', async () => {
      const descriptor = { ...blob.descriptor, size: 1999 };
      await expectCode(
        registry.pushBlob(name, descriptor, () => pieces(blob.bytes, 100)),
        'SIZE_INVALID',
      );
    });

    it('is released after an aborted push', async () => {
      const stop = new AbortController();
      const body = (): AsyncIterable<Uint8Array> => hanging(blob.bytes.subarray(1), () => stop.abort());
      await expectCode(registry.pushBlob(name, blob.descriptor, body, { signal: stop.signal }), 'ABORTED');
    });

    it('is released after a cancelled upload', async () => {
      const writer = await registry.pushBlobChunked(name);
      await writer.write(blob.bytes);
      await writer.cancel();
      await expectCode(registry.pushBlobChunkedResume(name, writer.id), 'BLOB_UPLOAD_UNKNOWN');
    });

    it('is released after a commit with another digest', async () => {
      const writer = await registry.pushBlobChunked(name);
      await writer.write(blob.bytes);
      await expectCode(writer.commit(blobOf('other').descriptor.digest), 'DIGEST_INVALID');
    });
  });

  it('counts concurrent pushes of equal content once', async () => {
    const registry = new MemoryRegistry({ quota: 2000 });
    await Promise.all([put(registry, name, blobOf(noise(1000, 6))), put(registry, name, blobOf(noise(1000, 6)))]);
    await put(registry, name, blobOf(noise(1000, 7)));
    await expectCode(put(registry, name, blobOf('x')), 'QUOTA');
  });

  it('counts manifests', async () => {
    const registry = new MemoryRegistry({ quota: 700 });
    await putImage(registry, name, 'one', ['v1', 'v2']);
    await expectCode(putImage(registry, name, 'two'), 'QUOTA');
    await putImage(registry, name, 'one', ['v3']);
  });

  it('stores an index with absent manifests only with allowSparse', async () => {
    const index = indexOf([{ ...blobOf('elsewhere').descriptor, mediaType: mediaTypeImageManifest }]);
    await expectCode(new MemoryRegistry().pushManifest(name, index.bytes, index.mediaType), 'MANIFEST_BLOB_UNKNOWN');
    const sparse = new MemoryRegistry({ allowSparse: true });
    await sparse.pushManifest(name, index.bytes, index.mediaType, { tags: ['sparse'] });
    await expectBytes(sparse.getTag(name, 'sparse'), index);
  });

  it('does not open the body of an existing blob', async () => {
    const registry = new MemoryRegistry();
    const blob = await put(registry, name, blobOf('existing'));
    let calls = 0;
    await registry.pushBlob(name, blob.descriptor, () => {
      calls++;
      return once(blob.bytes);
    });
    expect(calls).toBe(0);
    for (const size of [0, 1, blob.bytes.byteLength - 1, blob.bytes.byteLength + 1, 1_000_000])
      await expectCode(
        registry.pushBlob(name, { ...blob.descriptor, size }, () => once(blob.bytes)),
        'SIZE_INVALID',
      );
  });
});

it('forgets a repository, and frees its bytes, when its last manifest is deleted', async () => {
  const registry = new MemoryRegistry({ quota: 1000 });
  const { descriptor } = await putManifest(registry, 'acme/app', indexOf([]), 'v1');
  expect(await Array.fromAsync(registry.repositories())).toEqual(['acme/app']);
  await registry.deleteManifest('acme/app', descriptor.digest);
  expect(await Array.fromAsync(registry.repositories())).toEqual([]);
  expect(await Array.fromAsync(registry.contents())).toEqual([]);
  await put(registry, 'acme/other', blobOf(noise(1000, 1)));
});
