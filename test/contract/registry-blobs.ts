import { describe, expect } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { digestOf, mediaTypeOctetStream, type Descriptor } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, hanging, name, noise, pieces, put, putImage, readAll } from './content.ts';
import type { Contract } from './registry.ts';

const absent = digestOf('nobody stored this');

export function blobContract({ test, has, corrupt: corruptible }: Contract): void {
  describe('reading blobs', () => {
    test('gives a blob back byte for byte', async ({ registry, source }) => {
      const blob = await put(source, name, blobOf(noise(100_001, 1)));
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      expect(await registry.resolveBlob(name, blob.descriptor.digest)).toEqual(blob.descriptor);
    });

    test('gives the empty blob back', async ({ registry, source }) => {
      const blob = await put(source, name, blobOf(''));
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      expect((await registry.resolveBlob(name, blob.descriptor.digest)).size).toBe(0);
    });

    test('gives a blob of sha512 back', async ({ registry, source }) => {
      await putImage(source, name, 'something');
      const blob = await put(source, name, blobOf(noise(5000, 2), 'sha512'));
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      await expectCode(registry.getBlob(name, digestOf(blob.bytes)), 'BLOB_UNKNOWN');
    });

    test('gives a blob of several MiB back', async ({ registry, source }) => {
      const blob = blobOf(noise(5 * 1024 * 1024 + 3, 3));
      await source.pushBlob(name, blob.descriptor, () => pieces(blob.bytes, 70_001));
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    const size = 1000;
    for (const [start, end] of [
      [0, 1],
      [0, size],
      [0, undefined],
      [999, undefined],
      [999, size],
      [10, 20],
      [500, 5000],
      [0, 5000],
    ] as const) {
      test(`gives bytes ${start} to ${end ?? 'the end'} of ${size}`, async ({ registry, source }) => {
        const blob = await put(source, name, blobOf(noise(size, 4)));
        const reader = await registry.getBlobRange(name, blob.descriptor.digest, start, end);
        expect(reader.descriptor).toEqual(blob.descriptor);
        expect(Buffer.compare(await readAll(reader), blob.bytes.subarray(start, end))).toBe(0);
      });
    }

    for (const [start, end] of [
      [size, undefined],
      [size, size + 1],
      [size + 1, undefined],
      [10, 10],
      [20, 10],
    ] as const) {
      test(`refuses bytes ${start} to ${end ?? 'the end'} of ${size}`, async ({ registry, source }) => {
        const blob = await put(source, name, blobOf(noise(size, 4)));
        await expectCode(registry.getBlobRange(name, blob.descriptor.digest, start, end), 'RANGE_INVALID');
      });
    }

    test('refuses any range of the empty blob', async ({ registry, source }) => {
      const blob = await put(source, name, blobOf(''));
      await expectCode(registry.getBlobRange(name, blob.descriptor.digest, 0, undefined), 'RANGE_INVALID');
    });

    test('says that a blob is unknown', async ({ registry, source }) => {
      await putImage(source, name, 'one', ['v1']);
      await expectCode(registry.getBlob(name, absent), 'BLOB_UNKNOWN');
      await expectCode(registry.getBlobRange(name, absent, 0, 1), 'BLOB_UNKNOWN');
      await expectCode(registry.resolveBlob(name, absent), 'BLOB_UNKNOWN');
    });

    test('lets a reader be left early, and closed unread', async ({ registry, source }) => {
      const blob = blobOf(noise(3 * 1024 * 1024, 5));
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

    test('gives copies that the reader may write to', async ({ registry, source }) => {
      const blob = await put(source, name, blobOf(noise(1000, 6)));
      for await (const chunk of await registry.getBlob(name, blob.descriptor.digest)) chunk.fill(0);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    test('stops reading when the signal is aborted', async ({ registry, source }) => {
      const blob = blobOf(noise(3 * 1024 * 1024, 7));
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

    if (corruptible) {
      test('ST-05 a stored blob that was damaged is not read as if it were whole', async ({
        registry,
        source,
        corrupt,
      }) => {
        const blob = await put(source, name, blobOf(noise(2000, 8)));
        const damaged = Uint8Array.from(blob.bytes);
        damaged[1000] = (damaged[1000] ?? 0) ^ 1;
        if (corrupt === undefined) throw new Error('the feature "corrupt" is stated, but there is no such function');
        await corrupt(name, blob.descriptor.digest, damaged);
        const read = async (): Promise<Uint8Array> => readAll(await registry.getBlob(name, blob.descriptor.digest));
        await expectCode(read(), 'DIGEST_MISMATCH', 'SIZE_MISMATCH');
        // A blob that is known to be damaged is stored anew, and is whole then.
        await put(source, name, blob);
        await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      });
    }
  });

  if (!has('write')) return;
  describe('storing blobs', () => {
    test('answers with media type, digest and size', async ({ registry }) => {
      const blob = blobOf('some bytes');
      const stored = await registry.pushBlob(name, { ...blob.descriptor, mediaType: 'text/plain' }, () =>
        once(blob.bytes),
      );
      expect(stored).toEqual({
        mediaType: mediaTypeOctetStream,
        digest: blob.descriptor.digest,
        size: blob.bytes.byteLength,
      });
    });

    test('takes a blob that is there already', async ({ registry }) => {
      const blob = await put(registry, name, blobOf('twice'));
      expect(await registry.pushBlob(name, blob.descriptor, () => once(blob.bytes))).toEqual(blob.descriptor);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    const blob = blobOf(noise(3000, 9));
    const wrong: readonly (readonly [string, Partial<Descriptor>, Uint8Array, 'SIZE_INVALID' | 'DIGEST_INVALID'])[] = [
      ['too many bytes', {}, noise(3001, 9), 'SIZE_INVALID'],
      ['too few bytes', {}, blob.bytes.subarray(1), 'SIZE_INVALID'],
      ['no bytes at all', {}, new Uint8Array(), 'SIZE_INVALID'],
      ['other bytes of the same length', {}, noise(3000, 10), 'DIGEST_INVALID'],
      ['the right bytes with a size that is too great', { size: 3001 }, blob.bytes, 'SIZE_INVALID'],
      ['the right bytes with a size that is too small', { size: 2999 }, blob.bytes, 'SIZE_INVALID'],
    ];
    for (const [title, said, bytes, code] of wrong) {
      test(`refuses ${title} and keeps nothing`, async ({ registry, leftovers }) => {
        await putImage(registry, name, 'something', ['v1']);
        await expectCode(
          registry.pushBlob(name, { ...blob.descriptor, ...said }, () => pieces(bytes, 1000)),
          code,
        );
        await expectCode(registry.resolveBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
        expect((await leftovers?.()) ?? []).toEqual([]);
      });
    }

    test('ST-01 shows a blob only when it is whole', async ({ registry }) => {
      await putImage(registry, name, 'something', ['v1']);
      let asked = 0;
      const body = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
        yield blob.bytes.subarray(0, 2000);
        await expectCode(registry.resolveBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
        yield blob.bytes.subarray(2000);
        await expectCode(registry.resolveBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
        asked++;
      };
      await registry.pushBlob(name, blob.descriptor, body);
      expect(asked).toBeGreaterThan(0);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });

    test('refuses an endless body as soon as it is over the announced size', async ({ registry }) => {
      let sent = 0;
      const endless = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
        // The bound is for an implementation that would go on: the test fails then, but ends.
        for (; sent < 1024; sent++) yield noise(65_536, sent);
      };
      await expectCode(registry.pushBlob(name, blob.descriptor, endless), 'SIZE_INVALID');
      expect(sent).toBeLessThan(200);
    });

    test('passes on what the body throws, and keeps nothing', async ({ registry, leftovers }) => {
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

    test('stops at once when the signal is aborted, and keeps nothing', async ({ registry, leftovers }) => {
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

    test('ST-04 fifty pushes of the same blob at once all succeed', async ({ registry, leftovers }) => {
      const shared = blobOf(noise(200_000, 11));
      const pushes = Array.from({ length: 50 }, (_, index) =>
        registry.pushBlob(name, shared.descriptor, () => pieces(shared.bytes, 10_000 + index)),
      );
      for (const stored of await Promise.all(pushes)) expect(stored).toEqual(shared.descriptor);
      await expectBytes(registry.getBlob(name, shared.descriptor.digest), shared);
      expect((await leftovers?.()) ?? []).toEqual([]);
    });
  });
}

function causes(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  for (let next = error; next !== undefined && found.length < 10; next = next instanceof Error ? next.cause : undefined)
    found.push(next);
  return found;
}
