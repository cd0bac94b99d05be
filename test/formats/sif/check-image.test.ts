import { describe, expect, it } from 'vitest';
import { checkRunnable, readSifImage } from '../../../src/formats/index.ts';
import { digestOf } from '../../../src/spec/index.ts';
import { makeImage, partitionExtra, primary, temporaryPlace, type ImageContent, type MadeObject } from './image.ts';

function overlay(arch: string): MadeObject {
  return primary({ extra: partitionExtra(2, 4, arch) });
}

async function check(content: ImageContent): Promise<void> {
  await using place = await temporaryPlace();
  const path = await place.file('a.sif', makeImage(content));
  checkRunnable(await readSifImage(path), path);
}

describe('checkRunnable', () => {
  it('accepts an image with and without a launch line', async () => {
    await expect(check({})).resolves.toBeUndefined();
    await expect(check({ launch: '' })).resolves.toBeUndefined();
    const systems = [primary({}, '04'), primary({ extra: partitionExtra(2, 4, '04') })];
    await expect(check({ arch: '04', objects: systems })).resolves.toBeUndefined();
  });

  /** An object of an OCI-SIF image, as "singularity pull --oci" writes it. */
  function ociObject(type: 'root index' | 'blob', content = '{}'): MadeObject {
    const data = Buffer.from(content);
    return { type: type === 'blob' ? 0x400b : 0x400a, data, extra: Buffer.from(digestOf(data)) };
  }

  it.each<readonly [string, ImageContent]>([
    ['one blob', { objects: [ociObject('root index'), ociObject('blob')] }],
    ['several blobs', { objects: [ociObject('blob', 'a'), ociObject('blob', 'b'), ociObject('root index')] }],
    ['an unknown architecture', { arch: '00', objects: [ociObject('root index'), ociObject('blob')] }],
    ['no launch line', { launch: '', objects: [ociObject('root index'), ociObject('blob')] }],
    ['a data partition', { objects: [ociObject('root index'), ociObject('blob'), overlay('02')] }],
    ['a primary system partition', { objects: [primary(), ociObject('root index'), ociObject('blob')] }],
  ])('accepts an OCI-SIF image with %s', async (_, content) => {
    await expect(check(content)).resolves.toBeUndefined();
  });

  it.each<readonly [string, ImageContent, RegExp]>([
    ['two root indexes', { objects: [ociObject('root index'), ociObject('root index')] }, /has 2 OCI root indexes/],
    ['no blobs', { objects: [ociObject('root index')] }, /has an OCI root index, but no OCI blobs/],
    ['only blobs', { objects: [ociObject('blob')] }, /has OCI blobs, but no OCI root index/],
    ['an invalid launch line', { launch: 'MZ\n', objects: [ociObject('root index')] }, /launch line/],
    [
      'a partition for another architecture',
      { arch: '04', objects: [primary(), ociObject('root index'), ociObject('blob')] },
      /arm64.*amd64/,
    ],
  ])('refuses an OCI-SIF image with %s, without advice about partitions', async (_, content, message) => {
    const refused = check(content);
    await expect(refused).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringMatching(message) as string,
    });
    await expect(refused).rejects.not.toThrow(/setprim/);
  });

  const wrong: readonly (readonly [string, ImageContent, RegExp])[] = [
    ['an invalid launch line', { launch: 'MZ\n' }, /launch line/],
    ['no partition', { objects: [] }, /no primary system partition/],
    [
      'no primary partition',
      { objects: [primary({ extra: partitionExtra(1, 1, '02') })] },
      /no primary system partition/,
    ],
    ['two primary partitions', { objects: [primary(), primary()] }, /2 primary/],
    ['an unknown architecture', { arch: '00', objects: [primary({}, '00')] }, /has an unknown architecture/],
    ['two architectures', { arch: '04' }, /arm64.*amd64/],
  ];
  it.each(wrong)('refuses %s', async (_, content, message) => {
    await expect(check(content)).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringMatching(message),
    });
  });
});
