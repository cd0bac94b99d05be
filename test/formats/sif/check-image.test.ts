import { describe, expect, it } from 'vitest';
import { checkRunnable, readSifImage } from '../../../src/formats/index.ts';
import { makeImage, partitionExtra, primary, temporaryPlace, type ImageContent } from './image.ts';

async function check(content: ImageContent): Promise<void> {
  await using place = await temporaryPlace();
  const path = await place.file('a.sif', makeImage(content));
  checkRunnable(await readSifImage(path), path);
}

describe('checkRunnable', () => {
  it('accepts an image with and without a launch line', async () => {
    await check({});
    await check({ launch: '' });
    await check({ arch: '04', objects: [primary({}, '04'), primary({ extra: partitionExtra(2, 4, '04') })] });
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
