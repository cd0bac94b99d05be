import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { BlobFiles } from '../../src/layout/blob-files.ts';
import { LayoutRegistry, LayoutRepository } from '../../src/layout/index.ts';
import { pushContent } from '../../src/registry/index.ts';
import { once } from '../../src/streams/index.ts';
import { blobOf, expectCode, manifestOf, name, noise, type Blob } from '../contract/content.ts';
import { temporaryFolder } from './fixture.ts';

/** Runs `work` after the next collection has listed the blobs, and before it deletes them. */
function afterListing(work: () => Promise<void>): Disposable {
  // oxlint-disable-next-line typescript/unbound-method
  const original = BlobFiles.prototype.list;
  return vi.spyOn(BlobFiles.prototype, 'list').mockImplementationOnce(async function* (this: BlobFiles) {
    yield* original.call(this);
    await work();
  });
}

describe('a garbage collection', () => {
  it.each([1, 2, 5])('never deletes content of a manifest that is stored meanwhile (%i layers)', async (count) => {
    await using folder = await temporaryFolder();
    const collector = await LayoutRepository.open(folder.path, { sync: false });
    const config = blobOf('{}');
    const layers = Array.from({ length: count }, (_, seed) => blobOf(noise(1000, seed)));
    for (const { descriptor, bytes } of [config, ...layers]) await pushContent(collector, descriptor, bytes);
    const manifest = manifestOf({
      artifactType: 'a/b',
      config: config.descriptor,
      layers: layers.map(({ descriptor }) => descriptor),
    });
    const pusher = await LayoutRepository.open(folder.path, { sync: false });
    let pushed: Promise<boolean> | undefined;
    {
      using _ = afterListing(async () => {
        pushed = pushContent(pusher, manifest.descriptor, manifest.bytes, { tags: ['v1'] }).then(
          () => true,
          (error: unknown) => expectCode(Promise.reject(error), 'MANIFEST_BLOB_UNKNOWN').then(() => false),
        );
        // The push waits for the lock of the collection. Without the lock, it ends.
        await Promise.race([pushed, sleep(200)]);
      });
      await collector.gc({ graceMs: 0 });
    }
    const isStored = await pushed;
    const reopened = await LayoutRepository.open(folder.path);
    expect(await Array.fromAsync(reopened.tags())).toEqual(isStored === true ? ['v1'] : []);
    if (isStored === true) for (const { descriptor } of layers) expect(await reopened.exists(descriptor)).toBe(true);
  });

  it('keeps a blob that a client looks up after the listing', async () => {
    await using folder = await temporaryFolder();
    let now = Date.now();
    const repository = await LayoutRepository.open(folder.path, { now: () => now, sync: false });
    const [needed, unused] = [blobOf('needed'), blobOf('unused')];
    for (const { descriptor, bytes } of [needed, unused]) await pushContent(repository, descriptor, bytes);
    now += 2 * 60 * 60_000;
    {
      using _ = afterListing(async () => {
        expect(await repository.exists(needed.descriptor)).toBe(true);
      });
      expect((await repository.gc()).map(({ digest }) => digest)).toEqual([unused.descriptor.digest]);
    }
    expect(await repository.exists(needed.descriptor)).toBe(true);
  });
});

describe('a blob without a manifest', () => {
  it('is kept when it was pushed again a short time ago', async () => {
    await using folder = await temporaryFolder();
    let now = Date.now() - 3 * 60 * 60_000;
    const repository = await LayoutRepository.open(folder.path, { now: () => now, sync: false });
    const [again, unused] = [blobOf('again'), blobOf('unused')];
    const push = ({ descriptor, bytes }: Blob): Promise<void> => repository.push(descriptor, () => once(bytes));
    for (const blob of [again, unused]) {
      await push(blob);
      // A second push dates a blob by the clock of the layout.
      await push(blob);
    }
    now = Date.now();
    await push(again);
    expect((await repository.gc()).map(({ digest }) => digest)).toEqual([unused.descriptor.digest]);
    expect(await repository.exists(again.descriptor)).toBe(true);
  });
});

describe('a new layout', () => {
  it.each(['package.json', 'README.md', '.git', 'src'])('is not created next to %s', async (file) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, file), '');
    await expectCode(LayoutRepository.open(folder.path, { create: 'in-empty-folder' }), 'ALREADY_EXISTS');
    expect(await readdir(folder.path)).toEqual([file]);
  });
});

describe('the id of an upload', () => {
  it.each(['../stolen', 'A'.repeat(32), 'a'.repeat(33), 'a'.repeat(31), '.', ''])('cannot be %j', async (id) => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    const blob: Blob = blobOf(noise(100, 1));
    const writer = await registry.pushBlobChunked(name);
    await writer.write(blob.bytes);
    await writer.close();
    const uploads = join(folder.path, name, '.uploads');
    const [file = ''] = await readdir(uploads);
    // The upload has the file that this id would have.
    await rename(join(uploads, file), join(uploads, `${id}${file.slice(32)}`));
    await expectCode(registry.pushBlobChunkedResume(name, id), 'BLOB_UPLOAD_UNKNOWN');
  });
});
