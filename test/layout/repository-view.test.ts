import { describe, expect, it } from 'vitest';
import { LayoutFolder } from '../../src/layout/folder.ts';
import { entryOf } from '../../src/layout/index-document.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { tagNames } from '../../src/layout/ref-names.ts';
import { RepositoryView } from '../../src/layout/repository-view.ts';
import { plainDescriptor, type Digest } from '../../src/spec/index.ts';
import { storeImage, temporaryFolder } from './fixture.ts';

describe('RepositoryView', () => {
  it('looks up only the files of the referrers, not of all manifests', async () => {
    await using temporary = await temporaryFolder();
    const repository = await LayoutRepository.open(temporary.path, { sync: false });
    const { manifest: subject } = await storeImage(repository, 'subject', ['v1']);
    for (let count = 0; count < 20; count++) await storeImage(repository, `image ${count}`);
    const { manifest: referrer } = await storeImage(repository, 'referrer', [], subject.descriptor);

    const folder = await LayoutFolder.open(temporary.path);
    const view = new RepositoryView(folder, tagNames, 'the layout');
    const referrers = async (): Promise<readonly Digest[]> =>
      (await view.referrers(subject.descriptor.digest)).map((descriptor) => plainDescriptor(descriptor).digest);
    expect(await referrers()).toEqual([referrer.descriptor.digest]);
    const lookups: Digest[] = [];
    const { blobs } = folder;
    for (const method of ['size', 'modified'] as const) {
      const lookUp = blobs[method].bind(blobs);
      blobs[method] = (digest) => {
        lookups.push(digest);
        return lookUp(digest);
      };
    }
    expect(await referrers()).toEqual([referrer.descriptor.digest]);
    expect(lookups).toEqual([referrer.descriptor.digest]);
  });

  it('sorts the tags only once for all pages', async () => {
    await using temporary = await temporaryFolder();
    const repository = await LayoutRepository.open(temporary.path, { sync: false });
    await storeImage(repository, 'image', ['b', 'a']);
    const view = new RepositoryView(await LayoutFolder.open(temporary.path), tagNames, 'the layout');
    // A new file is read again, because a second change may not change its date.
    await new Promise((resolve) => setTimeout(resolve, 150));
    const tags = await view.tags();
    expect(tags).toEqual(['a', 'b']);
    expect(await view.tags()).toBe(tags);
  });

  it.each([1, 1000, 2000, 2001, 5000])('lists all tags after %i changes of the index by others', async (count) => {
    await using temporary = await temporaryFolder();
    const repository = await LayoutRepository.open(temporary.path, { sync: false });
    const { manifest } = await storeImage(repository, 'image', ['before']);
    const folder = await LayoutFolder.open(temporary.path);
    // The changes are not written, because thousands of writes take too long.
    const document = await folder.index.read();
    folder.index.read = async () => document;
    const view = new RepositoryView(folder, tagNames, 'the layout');
    expect(await view.tags()).toEqual(['before']);
    const tags = Array.from({ length: count }, (_, index) => `t${10_000 + index}`);
    const [before] = document.entries();
    for (const [index, tag] of tags.entries())
      document.apply({
        removed: index === 0 && before !== undefined ? [before.key] : [],
        added: [entryOf(manifest.descriptor, tag)],
      });
    expect(await view.tags()).toEqual(tags);
  });
});
