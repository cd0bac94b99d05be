import { describe, expect } from 'vitest';
import { digestOf } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, name, noise, put, putImage } from './content.ts';
import type { Contract } from './registry.ts';

const first = noise(300_000, 21);
const second = noise(123_457, 22);
const whole = blobOf(Buffer.concat([first, second]));

export function uploadContract({ test, has }: Contract): void {
  if (!has('chunked')) return;
  describe('uploading in pieces', () => {
    test('stores what was written, once it is committed', async ({ registry, leftovers }) => {
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

    test('takes a chunk whose buffer the caller uses again', async ({ registry }) => {
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

    test('stores the empty blob', async ({ registry }) => {
      const empty = blobOf('');
      const writer = await registry.pushBlobChunked(name);
      await writer.commit(empty.descriptor.digest);
      await expectBytes(registry.getBlob(name, empty.descriptor.digest), empty);
    });

    test('stores a blob under sha512', async ({ registry }) => {
      const blob = blobOf(first, 'sha512');
      const writer = await registry.pushBlobChunked(name);
      await writer.write(first);
      expect(await writer.commit(blob.descriptor.digest)).toEqual(blob.descriptor);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    test('stores a blob that is there already', async ({ registry, leftovers }) => {
      await put(registry, name, whole);
      const writer = await registry.pushBlobChunked(name);
      await writer.write(whole.bytes);
      expect(await writer.commit(whole.descriptor.digest)).toEqual(whole.descriptor);
      expect((await leftovers?.()) ?? []).toEqual([]);
    });

    test('goes on with an upload that was closed', async ({ registry }) => {
      const writer = await registry.pushBlobChunked(name);
      await writer.write(first);
      await writer.close();
      const again = await registry.pushBlobChunkedResume(name, writer.id, { offset: first.byteLength });
      expect(again.size).toBe(first.byteLength);
      await again.write(second);
      await again.close();
      const last = await registry.pushBlobChunkedResume(name, again.id);
      expect(last.size).toBe(whole.bytes.byteLength);
      await last.commit(whole.descriptor.digest);
      await expectBytes(registry.getBlob(name, whole.descriptor.digest), whole);
    });

    test('keeps an upload whose closed writer goes out of scope', async ({ registry }) => {
      let id: string;
      {
        await using writer = await registry.pushBlobChunked(name);
        await writer.write(first);
        await writer.close();
        id = writer.id;
      }
      const again = await registry.pushBlobChunkedResume(name, id);
      expect(again.size).toBe(first.byteLength);
      await again.cancel();
    });

    test('refuses to go on from where the upload is not', async ({ registry }) => {
      const writer = await registry.pushBlobChunked(name);
      await writer.write(first);
      await writer.close();
      for (const offset of [0, first.byteLength - 1, first.byteLength + 1]) {
        await expectCode(registry.pushBlobChunkedResume(name, writer.id, { offset }), 'RANGE_INVALID');
      }
    });

    test('does not know an upload that nobody began', async ({ registry }) => {
      await putImage(registry, name, 'something');
      for (const id of ['0123456789abcdef0123456789abcdef', 'x', '../../index.json', 'a/b', '']) {
        await expectCode(registry.pushBlobChunkedResume(name, id), 'BLOB_UPLOAD_UNKNOWN');
      }
    });

    test('refuses a wrong digest and stores nothing', async ({ registry, leftovers }) => {
      await putImage(registry, name, 'something');
      const writer = await registry.pushBlobChunked(name);
      await writer.write(first);
      await expectCode(writer.commit(whole.descriptor.digest), 'DIGEST_INVALID');
      await expectCode(registry.resolveBlob(name, whole.descriptor.digest), 'BLOB_UNKNOWN');
      await expectCode(registry.resolveBlob(name, digestOf(first)), 'BLOB_UNKNOWN');
      expect((await leftovers?.()) ?? []).toEqual([]);
    });

    test('keeps nothing of an upload that was cancelled, or whose writer was left', async ({ registry, leftovers }) => {
      await putImage(registry, name, 'something');
      const cancelled = await registry.pushBlobChunked(name);
      await cancelled.write(first);
      await cancelled.cancel();
      await cancelled.cancel();
      let left: string;
      {
        await using writer = await registry.pushBlobChunked(name);
        await writer.write(first);
        left = writer.id;
      }
      await expectCode(registry.pushBlobChunkedResume(name, cancelled.id), 'BLOB_UPLOAD_UNKNOWN');
      await expectCode(registry.pushBlobChunkedResume(name, left), 'BLOB_UPLOAD_UNKNOWN');
      expect((await leftovers?.()) ?? []).toEqual([]);
    });

    test('has no upload left after a commit', async ({ registry }) => {
      const writer = await registry.pushBlobChunked(name);
      await writer.write(first);
      await writer.commit(digestOf(first));
      await writer.cancel();
      await expectCode(registry.pushBlobChunkedResume(name, writer.id), 'BLOB_UPLOAD_UNKNOWN');
      expect((await registry.resolveBlob(name, digestOf(first))).size).toBe(first.byteLength);
    });

    test('refuses to write when the signal is aborted', async ({ registry }) => {
      const signal = AbortSignal.abort();
      await expectCode(registry.pushBlobChunked(name, { signal }), 'ABORTED');
      const writer = await registry.pushBlobChunked(name);
      await expectCode(writer.write(first, { signal }), 'ABORTED');
      await expectCode(writer.commit(digestOf(''), { signal }), 'ABORTED');
      await writer.cancel();
    });

    test('SV-05 a writer that was overtaken by another one adds nothing', async ({ registry }) => {
      const begun = await registry.pushBlobChunked(name);
      await begun.close();
      const slow = await registry.pushBlobChunkedResume(name, begun.id);
      const fast = await registry.pushBlobChunkedResume(name, begun.id);
      await fast.write(first);
      await fast.close();
      const overtaken = async (): Promise<void> => {
        await slow.write(second);
        await slow.close();
      };
      await expectCode(overtaken(), 'RANGE_INVALID');
      const last = await registry.pushBlobChunkedResume(name, begun.id);
      expect(last.size).toBe(first.byteLength);
      expect((await last.commit(digestOf(first))).size).toBe(first.byteLength);
    });

    test('SV-05 of two writers of one upload the bytes never interleave', async ({ registry }) => {
      const begun = await registry.pushBlobChunked(name, { chunkSize: 50_000 });
      await begun.close();
      const writers = await Promise.all([
        registry.pushBlobChunkedResume(name, begun.id),
        registry.pushBlobChunkedResume(name, begun.id),
      ]);
      const run = async (writer: (typeof writers)[number], bytes: Uint8Array): Promise<boolean> => {
        try {
          for (let start = 0; start < bytes.byteLength; start += 50_000)
            await writer.write(bytes.subarray(start, start + 50_000));
          // What a writer holds back may be refused only now.
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
      test('SV-04 does not know an upload of another repository', async ({ registry }) => {
        await putImage(registry, 'acme/other', 'something');
        const writer = await registry.pushBlobChunked(name);
        await writer.write(first);
        await writer.close();
        await expectCode(registry.pushBlobChunkedResume('acme/other', writer.id), 'BLOB_UPLOAD_UNKNOWN');
        await using again = await registry.pushBlobChunkedResume(name, writer.id);
        expect(again.size).toBe(first.byteLength);
      });
    }
  });

  if (!has('mount') || !has('repositories')) return;
  describe('mounting', () => {
    test('shows a blob of one repository in another', async ({ registry }) => {
      const blob = await put(registry, 'acme/other', blobOf(noise(10_000, 24)));
      await putImage(registry, name, 'something');
      expect(await registry.mountBlob('acme/other', name, blob.descriptor.digest)).toEqual(blob.descriptor);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      expect(await registry.mountBlob('acme/other', name, blob.descriptor.digest)).toEqual(blob.descriptor);
    });

    test('mounts into a repository that is new', async ({ registry }) => {
      const blob = await put(registry, 'acme/other', blobOf('to mount'));
      await registry.mountBlob('acme/other', 'acme/new', blob.descriptor.digest);
      await expectBytes(registry.getBlob('acme/new', blob.descriptor.digest), blob);
    });

    test('does not mount what is not there', async ({ registry }) => {
      await putImage(registry, 'acme/other', 'something');
      // A registry that finds nothing to mount may ask for the bytes instead (distribution-spec, "Mounting a blob from another repository").
      await expectCode(registry.mountBlob('acme/other', name, whole.descriptor.digest), 'BLOB_UNKNOWN', 'UNSUPPORTED');
      await expectCode(
        registry.mountBlob('acme/nothing', name, whole.descriptor.digest),
        'NAME_UNKNOWN',
        'BLOB_UNKNOWN',
        'UNSUPPORTED',
      );
    });

    if (has('delete') && has('isolation')) {
      test('keeps a mounted blob when its source is deleted', async ({ registry }) => {
        const blob = await put(registry, 'acme/other', blobOf('to mount'));
        await registry.mountBlob('acme/other', name, blob.descriptor.digest);
        await registry.deleteBlob('acme/other', blob.descriptor.digest);
        await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      });
    }
  });
}
