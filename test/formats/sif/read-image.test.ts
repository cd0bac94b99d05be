import { mkdir, open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSifImage } from '../../../src/formats/index.ts';
import { readOpenImage } from '../../../src/formats/sif/read-image.ts';
import { isOciError } from '../../../src/spec/index.ts';
import { descriptorSize, headerSize, makeImage, partitionExtra, primary, temporaryPlace } from './image.ts';

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32LE(value, index * 4));
  return bytes;
}

const data = Buffer.from('data');
const fingerprint = '433FE984155206BD962725E20E8713472A879943';

describe('readSifImage', () => {
  it.each([0x1000_0001, 0x8000_0001, 0xe000_0001])('does not read the link %i as a link to a group', async (link) => {
    await using place = await temporaryPlace();
    const image = makeImage({ objects: [primary(), { type: 0x4005, data, link, extra: numbers(2) }] });
    const { descriptors } = await readSifImage(await place.file('a.sif', image));
    expect(descriptors[1]?.link?.isGroup).toBe(false);
  });

  it.each([0, 1, descriptorSize, 2 * descriptorSize - 1])(
    'reports an image that is cut after %i bytes of its descriptors while it is read',
    async (bytes) => {
      await using place = await temporaryPlace();
      const image = makeImage({ objects: [primary(), { type: 0x4008, data }] });
      const path = await place.file('a.sif', image);
      await truncate(path, headerSize + bytes);
      await using handle = await open(path);
      // The size before the cut.
      await expect(readOpenImage(handle, image.byteLength, path)).rejects.toMatchObject({
        message: expect.stringContaining('it was truncated while it was read'),
      });
    },
  );

  it('reads every kind of object', async () => {
    await using place = await temporaryPlace();
    const image = makeImage({
      objects: [
        primary(),
        {
          type: 0x4005,
          data,
          link: 1,
          extra: Buffer.concat([numbers(2), Buffer.from(fingerprint, 'hex')]),
          name: 'part-signature',
        },
        { type: 0x4005, data, link: 0xf000_0001, extra: numbers(1) },
        { type: 0x4004, data, group: 1, extra: partitionExtra(2, 4, '04'), name: 'overlay' },
        { type: 0x4008, data, extra: numbers(2, 0x200) },
        { type: 0x4009, data, extra: numbers(4) },
        { type: 0x400b, data, extra: Buffer.from(`sha256:${'0'.repeat(64)}`) },
        { type: 0x4007, data: new Uint8Array(), name: 'n'.repeat(128) },
        { type: 0x7fff_ffff, data },
      ],
    });
    const { size, descriptors } = await readSifImage(await place.file('a.sif', image));
    expect(size).toBe(image.byteLength);
    expect(descriptors).toHaveLength(9);
    expect(descriptors[0]).toEqual({
      dataType: 0x4004,
      typeName: 'FS',
      id: 1,
      group: 1,
      link: undefined,
      offset: 32_768,
      size: 14,
      sizeWithPadding: 14 + 32_768 - 32_176,
      createdAt: 1_700_000_000,
      modifiedAt: 1_700_000_000,
      uid: 1000,
      gid: 100,
      name: 'root',
      partition: { fileSystem: 'Squashfs', type: '*System', architecture: 'amd64' },
    });
    expect(descriptors[1]).toMatchObject({
      typeName: 'Signature',
      group: 0,
      link: { id: 1, isGroup: false },
      signature: { hash: 'SHA-384', entity: fingerprint },
      name: 'part-signature',
    });
    expect(descriptors[2]).toMatchObject({
      link: { id: 1, isGroup: true },
      signature: { hash: 'SHA-256', entity: undefined },
    });
    expect(descriptors[3]).toMatchObject({ partition: { fileSystem: 'Ext3', type: 'Overlay', architecture: 'arm64' } });
    expect(descriptors[4]).toMatchObject({ cryptoMessage: { format: 'PEM', type: 'RSA-OAEP' } });
    expect(descriptors[5]).toMatchObject({ sbom: { format: 'spdx-json' } });
    expect(descriptors[6]).toMatchObject({ typeName: 'OCI.Blob', blobDigest: `sha256:${'0'.repeat(64)}` });
    expect(descriptors[7]).toMatchObject({ size: 0, name: 'n'.repeat(128) });
    expect(descriptors[8]).toMatchObject({ typeName: 'Unknown', dataType: 0x7fff_ffff });
  });

  it('reads more descriptors than one batch, and skips unused ones', async () => {
    await using place = await temporaryPlace();
    const objects = Array.from({ length: 300 }, (_, index) => ({ type: 0x4007, data, name: `object ${index}` }));
    const image = makeImage({ objects, total: 400 });
    image.writeUInt8(0, 4096 + 5 * descriptorSize + 4);
    const { descriptors } = await readSifImage(await place.file('a.sif', image));
    expect(descriptors.map(({ name }) => name)).toEqual(
      objects.map(({ name }) => name).filter((name) => name !== 'object 5'),
    );
  });

  it('refuses an object beyond the end of the file, and reports it', async () => {
    await using place = await temporaryPlace();
    const image = makeImage();
    image.writeBigInt64LE(BigInt(image.byteLength), 4096 + 17);
    await expect(readSifImage(await place.file('a.sif', image))).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringContaining('descriptor 0'),
    });
  });

  it('refuses a directory, and a missing file', async () => {
    await using place = await temporaryPlace();
    await mkdir(join(place.path, 'directory'));
    await expect(readSifImage(join(place.path, 'directory'))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('a directory'),
    });
    await expect(readSifImage(join(place.path, 'none'))).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
  });

  it('stops at once after an abort', async () => {
    await using place = await temporaryPlace();
    await expect(
      readSifImage(await place.file('a.sif', makeImage()), { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('uses no memory for unused descriptors that a header declares', async () => {
    await using place = await temporaryPlace();
    const image = makeImage();
    image.writeBigInt64LE(65_536n, 64 + 3 * 8);
    image.writeBigInt64LE(65_536n * BigInt(descriptorSize), 64 + 5 * 8);
    const path = await place.file('a.sif', image);
    await truncate(path, 4096 + 65_536 * descriptorSize);
    const before = process.memoryUsage().arrayBuffers;
    const { descriptors } = await readSifImage(path);
    expect(descriptors).toHaveLength(1);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
  });

  it('reads a file that is truncated at any position, or refuses it with a typed error', async () => {
    await using place = await temporaryPlace();
    const image = makeImage();
    const path = await place.file('a.sif', image);
    for (const length of [
      0,
      31,
      32,
      41,
      42,
      127,
      128,
      4095,
      4096,
      4680,
      4681,
      32_175,
      32_176,
      32_768,
      image.byteLength - 1,
    ]) {
      await truncate(path, length);
      await expect(readSifImage(path), `cut to ${length}`).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
      await using file = await open(path, 'r+');
      await file.write(image, 0, image.byteLength, 0);
    }
    await expect(readSifImage(path)).resolves.toMatchObject({ size: image.byteLength });
  });

  it('reads an image with any change in header and descriptors, or refuses it with a typed error', async () => {
    await using place = await temporaryPlace();
    const image = makeImage({
      objects: [primary(), { type: 0x4005, data, link: 1, extra: numbers(2) }, { type: 0x4008, data }],
      total: 4,
    });
    const path = await place.file('a.sif', image);
    await using file = await open(path, 'r+');
    const interesting = fc.constantFrom(
      0n,
      1n,
      -1n,
      127n,
      128n,
      2n ** 31n,
      2n ** 32n - 1n,
      2n ** 53n,
      2n ** 62n,
      2n ** 63n - 1n,
      -(2n ** 63n),
    );
    // Most of the file is zeros between header and descriptors. Changes are made in the other parts.
    const place1 = fc.integer({ min: 0, max: headerSize - 8 });
    const place2 = fc.integer({ min: 4096, max: 4096 + 3 * descriptorSize - 8 });
    const mutation = fc.record({
      at: fc.oneof(place1, place2),
      value: fc.oneof(interesting, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      width: fc.constantFrom(1, 2, 4, 8),
    });
    let read = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.option(fc.integer({ min: 0, max: image.byteLength })),
        async (mutations, cut) => {
          const bytes = Buffer.from(image);
          for (const { at, value, width } of mutations) {
            const number = Buffer.alloc(8);
            number.writeBigInt64LE(value);
            number.copy(bytes, at, 0, width);
          }
          await file.truncate(0);
          await file.write(cut === null ? bytes : bytes.subarray(0, cut), 0, undefined, 0);
          try {
            const { descriptors, size } = await readSifImage(path);
            read++;
            expect(descriptors.length).toBeLessThanOrEqual(4);
            for (const { offset, size: length } of descriptors)
              expect(offset >= 0 && length >= 0 && offset + length <= size).toBe(true);
          } catch (error) {
            refused++;
            if (!isOciError(error, 'ARCHIVE_INVALID')) throw error;
          }
        },
      ),
      { numRuns: 600 },
    );
    expect(Math.min(read, refused)).toBeGreaterThan(20);
  });
});
