import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { BlobFiles } from '../../src/layout/blob-files.ts';
import { LayoutRegistry, LayoutRepository, type LayoutRegistryOptions } from '../../src/layout/index.ts';
import { blobOf, expectBytes, expectCode, name, noise, put, putImage } from '../contract/content.ts';
import { failWrites } from '../faults/full-disk.ts';
import { temporaryFolder } from './fixture.ts';

/** Fills the disk. The deletion of a blob frees space. */
async function fillDisk(): Promise<Disposable> {
  const stack = new DisposableStack();
  const disk = stack.use(await failWrites('ENOSPC'));
  const spy = vi.spyOn(BlobFiles.prototype, 'remove').mockImplementation(async function (this: BlobFiles, digest) {
    disk.code = undefined;
    return rm(this.path(digest)).then(
      () => true,
      () => false,
    );
  });
  stack.defer(() => {
    spy.mockRestore();
  });
  return stack;
}

async function registryIn(path: string, options: LayoutRegistryOptions = {}): Promise<LayoutRegistry> {
  return LayoutRegistry.open(path, { sync: false, ...options });
}

describe('a garbage collection on a full disk', () => {
  for (const options of [{}, { mode: 'shared' }, { journal: true }] as const) {
    it(`frees space for the next push (${JSON.stringify(options)})`, async () => {
      await using folder = await temporaryFolder();
      const writer = await registryIn(folder.path, options);
      await putImage(writer, name, 'kept', ['v1']);
      await put(writer, name, blobOf(noise(1000, 1)));
      await writer.flush();
      using _ = await fillDisk();
      await expectCode(putImage(writer, name, 'new', ['v2']), 'FILE_SYSTEM');
      const collector = await registryIn(folder.path, { mode: 'mode' in options ? options.mode : undefined });
      expect(await collector.gc({ graceMs: 0 })).toHaveLength(1);
      await putImage(writer, name, 'new', ['v2']);
      expect(await Array.fromAsync(collector.tags(name))).toEqual(['v1', 'v2']);
      await writer.flush();
    });

    it(`deletes untagged manifests, although the index needs space (${JSON.stringify(options)})`, async () => {
      await using folder = await temporaryFolder();
      const writer = await registryIn(folder.path, options);
      for (const marker of ['one', 'two', 'three']) await putImage(writer, name, marker, ['latest']);
      await writer.flush();
      using _ = await fillDisk();
      const deleted = await writer.gc({ graceMs: 0, untagged: true });
      // Two manifests and two layers.
      expect(deleted).toHaveLength(4);
      expect(await Array.fromAsync(writer.tags(name))).toEqual(['latest']);
      expect(await writer.gc({ graceMs: 0, untagged: true })).toEqual([]);
      await writer.flush();
    });
  }

  it('removes the layout of an empty repository, and leaves no lock', async () => {
    await using folder = await temporaryFolder();
    const registry = await registryIn(folder.path);
    const { manifest } = await putImage(registry, name, 'one');
    await registry.deleteManifest(name, manifest.descriptor.digest);
    using _ = await fillDisk();
    expect(await registry.gc({ graceMs: 0 })).toHaveLength(2);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('works in an image layout', async () => {
    await using folder = await temporaryFolder();
    const registry = await registryIn(folder.path);
    await putImage(registry, name, 'one', ['v1']);
    await put(registry, name, blobOf(noise(1000, 1)));
    using _ = await fillDisk();
    const repository = await LayoutRepository.open(join(folder.path, name));
    expect(await repository.gc({ graceMs: 0 })).toHaveLength(1);
  });
});

describe('a chunked upload on a full disk', () => {
  const blob = blobOf(noise(30_000, 1));
  const [first, second] = [blob.bytes.subarray(0, 20_000), blob.bytes.subarray(20_000)];

  it.each(['ENOSPC', 'EDQUOT', 'EIO'])('continues with the chunk that was not written (%s)', async (code) => {
    await using folder = await temporaryFolder();
    const registry = await registryIn(folder.path);
    await using writer = await registry.pushBlobChunked(name);
    await writer.write(first);
    {
      using _ = await failWrites(code);
      await expectCode(writer.write(second), 'FILE_SYSTEM');
    }
    expect(writer.size).toBe(20_000);
    await writer.write(second);
    expect(await writer.commit(blob.descriptor.digest)).toEqual(blob.descriptor);
    await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
  });

  it.each(['ENOSPC', 'EDQUOT', 'EIO'])('cannot be committed without that chunk (%s)', async (code) => {
    await using folder = await temporaryFolder();
    const registry = await registryIn(folder.path);
    await using writer = await registry.pushBlobChunked(name);
    await writer.write(first);
    {
      using _ = await failWrites(code);
      await expectCode(writer.write(second), 'FILE_SYSTEM');
    }
    await expectCode(writer.commit(blob.descriptor.digest), 'DIGEST_INVALID');
    await expectCode(registry.resolveBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN', 'NAME_UNKNOWN');
  });
});
