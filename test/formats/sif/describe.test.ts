import { describe, expect, it } from 'vitest';
import { describeImage, imageJson, readSifImage, type SifImage } from '../../../src/formats/index.ts';
import { makeImage, partitionExtra, primary, temporaryPlace, type ImageContent } from './image.ts';

async function image(content: ImageContent, change: (bytes: Buffer) => void = () => undefined): Promise<SifImage> {
  await using place = await temporaryPlace();
  const bytes = makeImage(content);
  change(bytes);
  return await readSifImage(await place.file('a.sif', bytes));
}

const data = Buffer.from('data');

describe('describeImage', () => {
  it('has the output of siftool header and siftool list', async () => {
    const objects = [
      primary({ data: Buffer.alloc(3_000_000) }),
      { type: 0x4005, data, link: 0xf000_0001 },
      { type: 0x4004, data, group: 12, link: 1, extra: partitionExtra(9, 9, '77') },
      { type: 0x4001, data },
    ];
    expect(describeImage(await image({ objects }))).toEqual([
      'Launch Script:        #!/usr/bin/env run-singularity',
      'Version:              01',
      'Primary Architecture: amd64',
      'ID:                   b2659d4e-bd50-4ea5-bd17-eec5e54f918e',
      'Created At:           2023-11-14 22:13:20 +0000 UTC',
      'Modified At:          2023-11-14 22:14:20 +0000 UTC',
      'Descriptors Free:     44',
      'Descriptors Total:    48',
      'Descriptors Offset:   4096',
      'Descriptors Size:     27 KiB',
      'Data Offset:          32176',
      'Data Size:            3 MiB',
      '------------------------------------------------------------------------------',
      'ID   |GROUP   |LINK    |SIF POSITION (start-end)  |TYPE',
      '------------------------------------------------------------------------------',
      '1    |1       |NONE    |32768-3032768             |FS (Squashfs/*System/amd64)',
      '2    |NONE    |1   (G) |3032768-3032772           |Signature (Unknown)',
      '3    |12      |1       |3032772-3032776           |FS (Unknown/Unknown/unknown)',
      '4    |NONE    |NONE    |3032776-3032780           |Def.FILE',
    ]);
  });

  it('omits the fields that a reproducible image does not have', async () => {
    const parsed = await image({ objects: [], launch: '', arch: '00', created: -62_135_596_800 }, (bytes) => {
      bytes.fill(0, 48, 64);
      bytes.writeBigInt64LE(-62_135_596_800n, 72);
    });
    const lines = describeImage(parsed);
    expect(lines[0]).toBe('Version:            01');
    expect(lines[1]).toBe('Descriptors Free:   48');
    expect(lines).toContain('Data Size:          0 B');
    expect(imageJson(parsed)).toMatchObject({ 'created-at': undefined, 'modified-at': undefined, descriptors: [] });
  });

  it('shows control characters in a launch line as escapes', async () => {
    const [first] = describeImage(await image({ launch: '#!/bin/sh\u001b[31m\n::error::x\n' }));
    expect(first).toBe(String.raw`Launch Script:        #!/bin/sh\u001b[31m\n::error::x`);
  });

  it('omits a date outside the range of JavaScript dates', async () => {
    const parsed = await image({}, (bytes) => bytes.writeBigInt64LE(BigInt(Number.MAX_SAFE_INTEGER), 64));
    expect(describeImage(parsed).some((line) => line.startsWith('Created At'))).toBe(false);
  });
});

describe('imageJson', () => {
  it('contains every field as JSON', async () => {
    const json: unknown = JSON.parse(JSON.stringify(imageJson(await image({}))));
    expect(json).toMatchObject({
      'launch-script': '#!/usr/bin/env run-singularity\n',
      version: '01',
      'primary-architecture': 'amd64',
      'created-at': '2023-11-14T22:13:20Z',
      'descriptors-free': 47,
      'data-offset': 32_176,
      descriptors: [
        {
          id: 1,
          type: 'FS',
          group: 1,
          offset: 32_768,
          uid: expect.any(Number) as number,
          gid: expect.any(Number) as number,
          name: 'root',
          partition: { 'file-system': 'Squashfs', type: '*System', architecture: 'amd64' },
        },
      ],
    });
  });
});
