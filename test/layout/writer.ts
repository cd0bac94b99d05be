// A program that writes to a layout, for tests that run several writers or kill one.
import { once } from '../../src/streams/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { blobOf, noise, pieces } from '../contract/content.ts';
import { storeImage } from './fixture.ts';

const [path = '', task = '', prefix = '', count = '0'] = process.argv.slice(2);

switch (task) {
  // Sets `count` tags.
  case 'tags': {
    const repository = await LayoutRepository.open(path, { sync: false });
    const { manifest } = await storeImage(repository, prefix);
    for (let index = 0; index < Number(count); index++) await repository.tag(manifest.descriptor, `${prefix}-${index}`);
    break;
  }
  // Sets tags until the index does not fit on the disk, and prints the error code.
  case 'tags-in-32k': {
    const repository = await LayoutRepository.open(path, { sync: false });
    const { manifest } = await storeImage(repository, prefix);
    try {
      for (let index = 0; index < Number(count); index++)
        await repository.tag(manifest.descriptor, `${prefix}-${index}`);
    } catch (error) {
      process.stdout.write(isOciError(error) ? error.code : String(error));
    }
    break;
  }
  // Pushes images until the process is killed.
  case 'forever': {
    const repository = await LayoutRepository.open(path);
    for (let index = 0; ; index++) {
      const blob = blobOf(noise(300_000, index));
      await repository.push(blob.descriptor, () => pieces(blob.bytes, 10_000));
      await storeImage(repository, `${prefix} ${index}`, [`${prefix}-${index % 7}`]);
      process.stdout.write('.');
    }
  }
  // Pushes images until the disk is full, and prints the error code.
  case 'fill': {
    const repository = await LayoutRepository.open(path);
    try {
      for (let index = 0; index < Number(count); index++) {
        const blob = blobOf(noise(100_000, index));
        await repository.push(blob.descriptor, () => once(blob.bytes));
        await storeImage(repository, `${prefix} ${index}`, [`${prefix}-${index}`]);
      }
    } catch (error) {
      process.stdout.write(isOciError(error) ? error.code : String(error));
    }
    break;
  }
  default:
    throw new Error(`unknown task ${task}`);
}
