import { describe, expect } from 'vitest';
import { digestOf } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, name, noise, put, putImage } from './content.ts';
import type { Contract } from './registry.ts';

const first = noise(300_000, 21);
const second = noise(123_457, 22);
const whole = blobOf(Buffer.concat([first, second]));

export function uploadContract({ test, has }: Contract): void {
  if (!has('chunked')) return;
  describe('chunked uploads', () => {
    test('stores an upload when it is committed', async ({ registry, leftovers }) => {
      await putImage(registry, name, 'something');
      const writer = await registry.pushBlobChunked(name);
      expect(writer.size).toBe(0);
      expect(writer.chunkSize).toBeGreaterThan(0);
      await writer.write(first);
      await expectCode(registry.resolveBlob(name, whole.descriptor.digest), 'BLOB_UNKNOWN');
      await writer.write(second);
      expect(writer.size).toBe(whole.bytes.byteLength);
      expect(await writer.commit(whole.descriptor.digest)).toEqual(whole.descriptor);
      await expectBytes(registry.getBlob(name, whole.descriptor.digest), whole);
      expect((await leftovers?.()) ?? []).toEqual([]);
    });

    test('allows the caller to reuse the buffer of a chunk', async ({ registry }) => {
      const writer = await registry.pushBlobChunked(name, { chunkSize: 1000 });
      const buffer = new Uint8Array(1000);
      for (let start = 0; start < 10_000; start += 1000) {
        buffer.set(first.subarray(start, start + 1000));
        await writer.write(buffer);
        buffer.fill(0);
      }
      const blob = blobOf(first.subarray(0, 10_000));
      await writer.commit(blob.descriptor.digest);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    test('stores an empty blob', async ({ registry }) => {
      const empty = blobOf('');
      const writer = await registry.pushBlobChunked(name);
      await writer.commit(empty.descriptor.digest);
      await expectBytes(registry.getBlob(name, empty.descriptor.digest), empty);
    });

    test('stores a blob with a sha512 digest', async ({ registry }) => {
      const blob = blobOf(first, 'sha512');
      const writer = await registry.pushBlobChunked(name);
      await writer.write(first);
      expect(await writer.commit(blob.descriptor.digest)).toEqual(blob.descriptor);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    test('accepts an upload of an existing blob', async ({ registry, leftovers }) => {
      await put(registry, name, whole);
      const writer = await registry.pushBlobChunked(name);
      await writer.write(whole.bytes);
      expect(await writer.commit(whole.descriptor.digest)).toEqual(whole.descriptor);
      expect((await leftovers?.()) ?? []).toEqual([]);
    });

    test('resumes a closed upload', async ({ registry }) => {
      const writer = await registry.pushBlobChunked(name);
      await writer.write(first);
      await writer.close();
      const resumed = await registry.pushBlobChunkedResume(name, writer.id, { offset: first.byteLength });
      expect(resumed.size).toBe(first.byteLength);
      await resumed.write(second);
      await resumed.close();
      const last = await registry.pushBlobChunkedResume(name, resumed.id);
      expect(last.size).toBe(whole.bytes.byteLength);
      await last.commit(whole.descriptor.digest);
      await expectBytes(registry.getBlob(name, whole.descriptor.digest), whole);
    });

    test('does not write to an upload with a closed writer', async ({ registry }) => {
      const writer = await registry.pushBlobChunked(name);
      await writer.write(first);
      await writer.close();
      await expectCode(writer.write(second), 'BLOB_UPLOAD_UNKNOWN', 'BLOB_UPLOAD_INVALID');
      const { digest } = blobOf(first).descriptor;
      await expectCode(writer.commit(digest), 'BLOB_UPLOAD_UNKNOWN', 'BLOB_UPLOAD_INVALID');
      const resumed = await registry.pushBlobChunkedResume(name, writer.id, { offset: first.byteLength });
      await resumed.write(second);
      await expectCode(writer.write(second), 'BLOB_UPLOAD_UNKNOWN', 'BLOB_UPLOAD_INVALID');
      expect(await resumed.commit(whole.descriptor.digest)).toEqual(whole.descriptor);
    });

    test('does not discard an upload when its closed writer is disposed', async ({ registry }) => {
      let id: string;
      {
        await using writer = await registry.pushBlobChunked(name);
        await writer.write(first);
        await writer.close();
        id = writer.id;
      }
      const resumed = await registry.pushBlobChunkedResume(name, id);
      expect(resumed.size).toBe(first.byteLength);
      await resumed.cancel();
    });

    test('does not resume at a wrong offset', async ({ registry }) => {
      const writer = await registry.pushBlobChunked(name);
      await writer.write(first);
      await writer.close();
      for (const offset of [0, first.byteLength - 1, first.byteLength + 1]) {
        await expectCode(registry.pushBlobChunkedResume(name, writer.id, { offset }), 'RANGE_INVALID');
      }
    });

    test('reports an unknown upload', async ({ registry }) => {
      await putImage(registry, name, 'something');
      for (const id of ['0123456789abcdef0123456789abcdef', 'x', '../../index.json', 'a/b', '']) {
        await expectCode(registry.pushBlobChunkedResume(name, id), 'BLOB_UPLOAD_UNKNOWN');
      }
    });

    test('rejects a wrong digest and stores nothing', async ({ registry, leftovers }) => {
      await putImage(registry, name, 'something');
      const writer = await registry.pushBlobChunked(name);
      await writer.write(first);
      await expectCode(writer.commit(whole.descriptor.digest), 'DIGEST_INVALID');
      await expectCode(registry.resolveBlob(name, whole.descriptor.digest), 'BLOB_UNKNOWN');
      await expectCode(registry.resolveBlob(name, digestOf(first)), 'BLOB_UNKNOWN');
      expect((await leftovers?.()) ?? []).toEqual([]);
    });

    test('discards an upload that is cancelled or whose writer is disposed', async ({ registry, leftovers }) => {
      await putImage(registry, name, 'something');
      const cancelled = await registry.pushBlobChunked(name);
      await cancelled.write(first);
      await cancelled.cancel();
      await cancelled.cancel();
      let disposedId: string;
      {
        await using writer = await registry.pushBlobChunked(name);
        await writer.write(first);
        disposedId = writer.id;
      }
      await expectCode(registry.pushBlobChunkedResume(name, cancelled.id), 'BLOB_UPLOAD_UNKNOWN');
      await expectCode(registry.pushBlobChunkedResume(name, disposedId), 'BLOB_UPLOAD_UNKNOWN');
      expect((await leftovers?.()) ?? []).toEqual([]);
    });

    test('removes the upload after a commit', async ({ registry }) => {
      const writer = await registry.pushBlobChunked(name);
      await writer.write(first);
      await writer.commit(digestOf(first));
      await writer.cancel();
      await expectCode(registry.pushBlobChunkedResume(name, writer.id), 'BLOB_UPLOAD_UNKNOWN');
      expect((await registry.resolveBlob(name, digestOf(first))).size).toBe(first.byteLength);
    });

    test('aborts a write when the signal is aborted', async ({ registry }) => {
      const signal = AbortSignal.abort();
      await expectCode(registry.pushBlobChunked(name, { signal }), 'ABORTED');
      const writer = await registry.pushBlobChunked(name);
      await expectCode(writer.write(first, { signal }), 'ABORTED');
      await expectCode(writer.commit(digestOf(''), { signal }), 'ABORTED');
      await writer.cancel();
    });

    test('rejects the bytes of an outdated writer (SV-05)', async ({ registry }) => {
      const upload = await registry.pushBlobChunked(name);
      await upload.close();
      const slow = await registry.pushBlobChunkedResume(name, upload.id);
      const fast = await registry.pushBlobChunkedResume(name, upload.id);
      await fast.write(first);
      await fast.close();
      const writeOutdated = async (): Promise<void> => {
        await slow.write(second);
        await slow.close();
      };
      await expectCode(writeOutdated(), 'RANGE_INVALID');
      const last = await registry.pushBlobChunkedResume(name, upload.id);
      expect(last.size).toBe(first.byteLength);
      expect((await last.commit(digestOf(first))).size).toBe(first.byteLength);
    });

    test('never mixes the bytes of two writers (SV-05)', async ({ registry }) => {
      const upload = await registry.pushBlobChunked(name, { chunkSize: 50_000 });
      await upload.close();
      const writers = await Promise.all([
        registry.pushBlobChunkedResume(name, upload.id),
        registry.pushBlobChunkedResume(name, upload.id),
      ]);
      const run = async (writer: (typeof writers)[number], bytes: Uint8Array): Promise<boolean> => {
        try {
          for (let start = 0; start < bytes.byteLength; start += 50_000)
            await writer.write(bytes.subarray(start, start + 50_000));
          // A writer that buffers bytes may be rejected only now.
          await writer.commit(digestOf(bytes));
          return true;
        } catch (error) {
          await expectCode(
            Promise.reject(error),
            'RANGE_INVALID',
            'BLOB_UPLOAD_UNKNOWN',
            'BLOB_UPLOAD_INVALID',
            'DIGEST_INVALID',
          );
          return false;
        }
      };
      const contents = [first, noise(300_000, 23)] as const;
      const outcomes = await Promise.all(writers.map((writer, index) => run(writer, contents[index] ?? first)));
      expect(outcomes.filter(Boolean).length).toBeLessThanOrEqual(1);
      for (const [index, outcome] of outcomes.entries()) {
        const blob = blobOf(contents[index] ?? first);
        if (outcome) await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      }
    });

    if (has('repositories')) {
      test('does not resume an upload of another repository (SV-04)', async ({ registry }) => {
        await putImage(registry, 'acme/other', 'something');
        const writer = await registry.pushBlobChunked(name);
        await writer.write(first);
        await writer.close();
        await expectCode(registry.pushBlobChunkedResume('acme/other', writer.id), 'BLOB_UPLOAD_UNKNOWN');
        await using resumed = await registry.pushBlobChunkedResume(name, writer.id);
        expect(resumed.size).toBe(first.byteLength);
      });
    }
  });

  if (!has('mount') || !has('repositories')) return;
  describe('mounts', () => {
    test('mounts a blob in another repository', async ({ registry }) => {
      const blob = await put(registry, 'acme/other', blobOf(noise(10_000, 24)));
      await putImage(registry, name, 'something');
      expect(await registry.mountBlob('acme/other', name, blob.descriptor.digest)).toEqual(blob.descriptor);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      expect(await registry.mountBlob('acme/other', name, blob.descriptor.digest)).toEqual(blob.descriptor);
    });

    test('mounts a blob in a new repository', async ({ registry }) => {
      const blob = await put(registry, 'acme/other', blobOf('to mount'));
      await registry.mountBlob('acme/other', 'acme/new', blob.descriptor.digest);
      await expectBytes(registry.getBlob('acme/new', blob.descriptor.digest), blob);
    });

    test('does not mount a missing blob', async ({ registry }) => {
      await putImage(registry, 'acme/other', 'something');
      // A registry may require an upload instead (distribution-spec, "Mounting a blob from
      // another repository").
      await expectCode(registry.mountBlob('acme/other', name, whole.descriptor.digest), 'BLOB_UNKNOWN', 'UNSUPPORTED');
      await expectCode(
        registry.mountBlob('acme/nothing', name, whole.descriptor.digest),
        'NAME_UNKNOWN',
        'BLOB_UNKNOWN',
        'UNSUPPORTED',
      );
    });

    if (has('delete') && has('isolation')) {
      test('does not delete a mounted blob with its source', async ({ registry }) => {
        const blob = await put(registry, 'acme/other', blobOf('to mount'));
        await registry.mountBlob('acme/other', name, blob.descriptor.digest);
        await registry.deleteBlob('acme/other', blob.descriptor.digest);
        await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      });
    }
  });
}
