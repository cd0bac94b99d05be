import { describe, expect, it } from 'vitest';
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
} from '../contract/content.ts';

describe('MemoryRegistry', () => {
  it('counts equal content once, and takes no more than its quota', async () => {
    const registry = new MemoryRegistry({ quota: 3000 });
    const first = await put(registry, name, blobOf(noise(2000, 1)));
    await put(registry, name, first);
    // What is on the way in counts until it is known to be the same.
    await expectCode(put(registry, 'acme/other', first), 'QUOTA');
    await registry.mountBlob(name, 'acme/third', first.descriptor.digest);
    const second = blobOf(noise(1000, 2));
    await put(registry, name, second);
    await expectCode(put(registry, name, blobOf('x')), 'QUOTA');
    const writer = await registry.pushBlobChunked(name);
    await expectCode(writer.write(new Uint8Array(1)), 'QUOTA');
    // The room comes back when the last repository lets go of the content.
    await registry.deleteBlob(name, first.descriptor.digest);
    await expectCode(put(registry, name, blobOf(noise(2000, 3))), 'QUOTA');
    await registry.deleteBlob('acme/third', first.descriptor.digest);
    await put(registry, name, blobOf(noise(2000, 3)));
  });

  it('gives room back that a push took in vain', async () => {
    const registry = new MemoryRegistry({ quota: 2000 });
    const blob = blobOf(noise(2000, 4));
    await expectCode(
      registry.pushBlob(name, blob.descriptor, () => pieces(noise(2000, 5), 100)),
      'DIGEST_INVALID',
    );
    await expectCode(
      registry.pushBlob(name, { ...blob.descriptor, size: 1999 }, () => pieces(blob.bytes, 100)),
      'SIZE_INVALID',
    );
    const stop = new AbortController();
    await expectCode(
      registry.pushBlob(name, blob.descriptor, () => hanging(blob.bytes.subarray(1), () => stop.abort()), {
        signal: stop.signal,
      }),
      'ABORTED',
    );
    const cancelled = await registry.pushBlobChunked(name);
    await cancelled.write(blob.bytes);
    await cancelled.cancel();
    const wrong = await registry.pushBlobChunked(name);
    await wrong.write(blob.bytes);
    await expectCode(wrong.commit(blobOf('other').descriptor.digest), 'DIGEST_INVALID');
    await Promise.all([put(registry, name, blobOf(noise(1000, 6))), put(registry, name, blobOf(noise(1000, 6)))]);
    await put(registry, name, blobOf(noise(1000, 7)));
    await expectCode(put(registry, name, blobOf('x')), 'QUOTA');
  });

  it('counts manifests too', async () => {
    const registry = new MemoryRegistry({ quota: 700 });
    await putImage(registry, name, 'one', ['v1', 'v2']);
    await expectCode(putImage(registry, name, 'two'), 'QUOTA');
    await putImage(registry, name, 'one', ['v3']);
  });

  it('stores an index without all of its manifests only when that is allowed', async () => {
    const index = indexOf([{ ...blobOf('elsewhere').descriptor, mediaType: mediaTypeImageManifest }]);
    await expectCode(new MemoryRegistry().pushManifest(name, index.bytes, index.mediaType), 'MANIFEST_BLOB_UNKNOWN');
    const sparse = new MemoryRegistry({ allowSparse: true });
    await sparse.pushManifest(name, index.bytes, index.mediaType, { tags: ['sparse'] });
    await expectBytes(sparse.getTag(name, 'sparse'), index);
  });

  it('does not open the body of a blob that is there', async () => {
    const registry = new MemoryRegistry();
    const blob = await put(registry, name, blobOf('there'));
    let opened = 0;
    await registry.pushBlob(name, blob.descriptor, () => {
      opened++;
      return once(blob.bytes);
    });
    expect(opened).toBe(0);
    await expectCode(
      registry.pushBlob(name, { ...blob.descriptor, size: 1 }, () => once(blob.bytes)),
      'SIZE_INVALID',
    );
  });
});
