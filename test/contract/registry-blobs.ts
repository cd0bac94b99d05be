import { describe, expect } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { digestOf, mediaTypeOctetStream, type Descriptor } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, hanging, name, noise, pieces, put, putImage, readAll } from './content.ts';
import type { Contract } from './registry.ts';

const absent = digestOf('never stored');
const largeBlob = blobOf(noise(5 * 1024 * 1024 + 3, 3));

export function blobContract({ test, has, corrupt: canCorrupt }: Contract): void {
  describe('blob reads', () => {
    test('returns a blob unchanged', async ({ registry, source }) => {
      const blob = await put(source, name, blobOf(noise(100_001, 1)));
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      expect(await registry.resolveBlob(name, blob.descriptor.digest)).toEqual(blob.descriptor);
    });

    test('returns an empty blob', async ({ registry, source }) => {
      const blob = await put(source, name, blobOf(''));
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      expect((await registry.resolveBlob(name, blob.descriptor.digest)).size).toBe(0);
    });

    test('returns a blob with a sha512 digest', async ({ registry, source }) => {
      await putImage(source, name, 'something');
      const blob = await put(source, name, blobOf(noise(5000, 2), 'sha512'));
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      await expectCode(registry.getBlob(name, digestOf(blob.bytes)), 'BLOB_UNKNOWN');
    });

    test('returns a blob of several MiB', async ({ registry, source }) => {
      await source.pushBlob(name, largeBlob.descriptor, () => pieces(largeBlob.bytes, 70_001));
      await expectBytes(registry.getBlob(name, largeBlob.descriptor.digest), largeBlob);
    });

    test('returns a range of a blob', async ({ registry, source }) => {
      const blob = await put(source, name, blobOf(noise(1000, 4)));
      for (const [start, end] of [
        [0, 1],
        [0, 1000],
        [0, undefined],
        [999, undefined],
        [999, 1000],
        [10, 20],
        [500, 5000],
        [0, 5000],
      ] as const) {
        const reader = await registry.getBlobRange(name, blob.descriptor.digest, start, end);
        expect(reader.descriptor).toEqual(blob.descriptor);
        expect(Buffer.compare(await readAll(reader), blob.bytes.subarray(start, end)), `${start}-${end}`).toBe(0);
      }
    });

    test('rejects an empty range and a range after the end', async ({ registry, source }) => {
      const blob = await put(source, name, blobOf(noise(1000, 4)));
      for (const [start, end] of [
        [1000, undefined],
        [1000, 1001],
        [1001, undefined],
        [10, 10],
        [20, 10],
      ] as const)
        await expectCode(registry.getBlobRange(name, blob.descriptor.digest, start, end), 'RANGE_INVALID');
    });

    test('rejects every range of an empty blob', async ({ registry, source }) => {
      const blob = await put(source, name, blobOf(''));
      await expectCode(registry.getBlobRange(name, blob.descriptor.digest, 0, undefined), 'RANGE_INVALID');
    });

    test('reports an unknown blob', async ({ registry, source }) => {
      await putImage(source, name, 'one', ['v1']);
      await expectCode(registry.getBlob(name, absent), 'BLOB_UNKNOWN');
      await expectCode(registry.getBlobRange(name, absent, 0, 1), 'BLOB_UNKNOWN');
      await expectCode(registry.resolveBlob(name, absent), 'BLOB_UNKNOWN');
    });

    test('supports a reader that is closed early or unread', async ({ registry, source }) => {
      const blob = largeBlob;
      await source.pushBlob(name, blob.descriptor, () => pieces(blob.bytes, 100_000));
      for await (const chunk of await registry.getBlob(name, blob.descriptor.digest)) {
        expect(Buffer.compare(chunk, blob.bytes.subarray(0, chunk.byteLength))).toBe(0);
        break;
      }
      const unread = await registry.getBlob(name, blob.descriptor.digest);
      await unread.close();
      await unread.close();
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    test('returns chunks that the caller may modify', async ({ registry, source }) => {
      const blob = await put(source, name, blobOf(noise(1000, 6)));
      for await (const chunk of await registry.getBlob(name, blob.descriptor.digest)) chunk.fill(0);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    test('aborts a read when the signal is aborted', async ({ registry, source }) => {
      const blob = largeBlob;
      await source.pushBlob(name, blob.descriptor, () => pieces(blob.bytes, 100_000));
      await expectCode(registry.getBlob(name, blob.descriptor.digest, { signal: AbortSignal.abort() }), 'ABORTED');
      const stop = new AbortController();
      const reader = await registry.getBlob(name, blob.descriptor.digest, { signal: stop.signal });
      const read = async (): Promise<void> => {
        for await (const chunk of reader) {
          expect(chunk.byteLength).toBeGreaterThan(0);
          stop.abort();
        }
      };
      await expectCode(read(), 'ABORTED');
    });

    if (canCorrupt) {
      test('detects a damaged stored blob (ST-05)', async ({ registry, source, corrupt }) => {
        const blob = await put(source, name, blobOf(noise(2000, 8)));
        const damaged = Uint8Array.from(blob.bytes);
        damaged[1000] = (damaged[1000] ?? 0) ^ 1;
        if (corrupt === undefined) throw new Error('the feature "corrupt" requires the function corrupt');
        await corrupt(name, blob.descriptor.digest, damaged);
        const read = async (): Promise<Uint8Array> => readAll(await registry.getBlob(name, blob.descriptor.digest));
        await expectCode(read(), 'DIGEST_MISMATCH', 'SIZE_MISMATCH');
        // A push repairs the damaged blob.
        await put(source, name, blob);
        await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      });
    }
  });

  if (!has('write')) return;
  describe('blob pushes', () => {
    test('returns media type, digest and size of a pushed blob', async ({ registry }) => {
      const blob = blobOf('some bytes');
      const pushed = await registry.pushBlob(name, { ...blob.descriptor, mediaType: 'text/plain' }, () =>
        once(blob.bytes),
      );
      expect(pushed).toEqual({
        mediaType: mediaTypeOctetStream,
        digest: blob.descriptor.digest,
        size: blob.bytes.byteLength,
      });
    });

    test('accepts an existing blob', async ({ registry }) => {
      const blob = await put(registry, name, blobOf('twice'));
      expect(await registry.pushBlob(name, blob.descriptor, () => once(blob.bytes))).toEqual(blob.descriptor);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    const blob = blobOf(noise(3000, 9));
    const invalidPushes: readonly (readonly [
      string,
      Partial<Descriptor>,
      Uint8Array,
      'SIZE_INVALID' | 'DIGEST_INVALID',
    ])[] = [
      ['too many bytes', {}, noise(3001, 9), 'SIZE_INVALID'],
      ['too few bytes', {}, blob.bytes.subarray(1), 'SIZE_INVALID'],
      ['no bytes', {}, new Uint8Array(), 'SIZE_INVALID'],
      ['different bytes of the same length', {}, noise(3000, 10), 'DIGEST_INVALID'],
      ['correct bytes with a larger size', { size: 3001 }, blob.bytes, 'SIZE_INVALID'],
      ['correct bytes with a smaller size', { size: 2999 }, blob.bytes, 'SIZE_INVALID'],
    ];
    for (const [title, announced, bytes, code] of invalidPushes) {
      test(`rejects ${title} and stores nothing`, async ({ registry, leftovers }) => {
        await putImage(registry, name, 'something', ['v1']);
        await expectCode(
          registry.pushBlob(name, { ...blob.descriptor, ...announced }, () => pieces(bytes, 1000)),
          code,
        );
        await expectCode(registry.resolveBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
        expect((await leftovers?.()) ?? []).toEqual([]);
      });
    }

    test('shows a blob only when it is complete (ST-01)', async ({ registry }) => {
      await putImage(registry, name, 'something', ['v1']);
      let lookups = 0;
      const body = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
        yield blob.bytes.subarray(0, 2000);
        await expectCode(registry.resolveBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
        yield blob.bytes.subarray(2000);
        await expectCode(registry.resolveBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
        lookups++;
      };
      await registry.pushBlob(name, blob.descriptor, body);
      expect(lookups).toBeGreaterThan(0);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    test('rejects an endless body at the announced size', async ({ registry }) => {
      let sent = 0;
      const endless = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
        // The limit ends the test for an implementation that does not stop.
        for (; sent < 1024; sent++) yield new Uint8Array(65_536).fill(sent);
      };
      await expectCode(registry.pushBlob(name, blob.descriptor, endless), 'SIZE_INVALID');
      expect(sent).toBeLessThan(200);
    });

    test('reports an error of the body and stores nothing', async ({ registry, leftovers }) => {
      await putImage(registry, name, 'something');
      const failing = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
        yield blob.bytes.subarray(0, 1000);
        throw new RangeError('the source broke');
      };
      const failure: unknown = await registry.pushBlob(name, blob.descriptor, failing).catch((error: unknown) => error);
      expect(causes(failure).some((error) => error instanceof RangeError)).toBe(true);
      await expectCode(registry.resolveBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
      expect((await leftovers?.()) ?? []).toEqual([]);
    });

    test('aborts a push when the signal is aborted, and stores nothing', async ({ registry, leftovers }) => {
      await putImage(registry, name, 'something');
      await expectCode(
        registry.pushBlob(name, blob.descriptor, () => once(blob.bytes), { signal: AbortSignal.abort() }),
        'ABORTED',
      );
      const stop = new AbortController();
      const hang = (): AsyncIterable<Uint8Array> =>
        hanging(blob.bytes.subarray(0, 1000), () => setTimeout(() => stop.abort(), 20));
      await expectCode(registry.pushBlob(name, blob.descriptor, hang, { signal: stop.signal }), 'ABORTED');
      await expectCode(registry.resolveBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
      expect((await leftovers?.()) ?? []).toEqual([]);
    });

    test('accepts fifty concurrent pushes of the same blob (ST-04)', async ({ registry, leftovers }) => {
      const shared = blobOf(noise(20_000, 11));
      const pushes = Array.from({ length: 50 }, (_, index) =>
        registry.pushBlob(name, shared.descriptor, () => pieces(shared.bytes, 1000 + index)),
      );
      for (const pushed of await Promise.all(pushes)) expect(pushed).toEqual(shared.descriptor);
      await expectBytes(registry.getBlob(name, shared.descriptor.digest), shared);
      expect((await leftovers?.()) ?? []).toEqual([]);
    });
  });
}

function causes(error: unknown): readonly unknown[] {
  const errors: unknown[] = [];
  for (
    let next = error;
    next !== undefined && errors.length < 10;
    next = next instanceof Error ? next.cause : undefined
  )
    errors.push(next);
  return errors;
}
