import { describe, expect, it } from 'vitest';
import { headerBytes, maxDescriptors, parseHeader } from '../../../src/formats/sif/header.ts';
import { makeImage } from './image.ts';

const image = makeImage();

/** The header with one of its numbers changed; 0 is the creation date. */
function withNumber(index: number, value: bigint): Buffer {
  const bytes = Buffer.from(image.subarray(0, headerBytes));
  bytes.writeBigInt64LE(value, 64 + index * 8);
  return bytes;
}

function refusal(bytes: Uint8Array, size = image.byteLength): unknown {
  try {
    return parseHeader(bytes, size);
  } catch (error) {
    return error;
  }
}

describe('parseHeader', () => {
  it('reads every field', () => {
    expect(parseHeader(image.subarray(0, headerBytes), image.byteLength)).toEqual({
      launchScript: '#!/usr/bin/env run-singularity\n',
      version: '01',
      architecture: 'amd64',
      id: 'b2659d4e-bd50-4ea5-bd17-eec5e54f918e',
      createdAt: 1_700_000_000,
      modifiedAt: 1_700_000_060,
      descriptorsFree: 47,
      descriptorsTotal: 48,
      descriptorsOffset: 4096,
      descriptorsSize: 28_080,
      dataOffset: 32_176,
      dataSize: image.byteLength - 32_176,
    });
  });

  it('reads an unknown architecture, and dates before 1970', () => {
    const bytes = withNumber(0, -62_135_596_800n);
    bytes.write('99\0', 45, 'latin1');
    expect(parseHeader(bytes, image.byteLength)).toMatchObject({ architecture: 'unknown', createdAt: -62_135_596_800 });
  });

  it('refuses a file that is shorter than a header', () => {
    for (const length of [0, 1, 41, 127])
      expect(refusal(image.subarray(0, length), length)).toMatchObject({
        code: 'ARCHIVE_INVALID',
        message: expect.stringContaining(`${length} bytes`),
      });
  });

  it('refuses another magic and another version', () => {
    const magic = Buffer.from(image.subarray(0, headerBytes));
    magic.write('SIF_MAGIX', 32, 'latin1');
    expect(refusal(magic)).toMatchObject({ code: 'ARCHIVE_INVALID', message: expect.stringContaining('SIF_MAGIC') });
    const version = Buffer.from(image.subarray(0, headerBytes));
    version.write('02', 42, 'latin1');
    expect(refusal(version)).toMatchObject({ code: 'ARCHIVE_INVALID', message: expect.stringContaining('version') });
  });

  const wrong: readonly (readonly [string, number, bigint])[] = [
    ['a date that is too large for a number', 0, 2n ** 63n - 1n],
    ['a negative number of free descriptors', 2, -1n],
    ['more free descriptors than descriptors', 2, 49n],
    ['a negative number of descriptors', 3, -1n],
    ['more descriptors than the limit', 3, BigInt(maxDescriptors) + 1n],
    ['more descriptors than their size allows', 3, 49n],
    ['2^62 descriptors', 3, 2n ** 62n],
    ['descriptors within the header', 4, 127n],
    ['descriptors beyond the end', 4, BigInt(image.byteLength)],
    ['descriptors before the beginning', 4, -4096n],
    ['a size of descriptors below zero', 5, -1n],
    ['a size of descriptors beyond the end', 5, BigInt(image.byteLength)],
    ['data within the header', 6, 0n],
    ['data beyond the end', 6, BigInt(image.byteLength) + 1n],
    ['more data than the file has', 7, BigInt(image.byteLength)],
    ['a data size of 2^53', 7, 2n ** 53n],
  ];
  it.each(wrong)('refuses %s', (_, index, value) => {
    expect(refusal(withNumber(index, value))).toMatchObject({ code: 'ARCHIVE_INVALID' });
  });

  it('reports that a file may be truncated when it is shorter than its header requires', () => {
    expect(refusal(image.subarray(0, headerBytes), image.byteLength - 1)).toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringContaining('truncated'),
    });
  });
});
