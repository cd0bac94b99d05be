import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { digestHex } from '../../src/spec/index.ts';
import { expectBytes, expectCode, blobOf, noise, put, putImage } from '../contract/content.ts';
import { temporaryFolder } from './fixture.ts';

const modes = ['per-repository', 'shared'] as const;

describe.each(modes)('the quota of a %s registry', (mode) => {
  it('accepts content up to the quota, and rejects and removes larger content (SV-08)', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { mode, quota: 100_000 });
    await put(registry, 'a/b', blobOf(noise(60_000, 1)));
    await expectCode(put(registry, 'a/b', blobOf(noise(40_001, 2))), 'QUOTA');
    expect(await registry.pending()).toEqual([]);
    await put(registry, 'a/b', blobOf(noise(40_000, 3)));
    await expectCode(put(registry, 'a/c', blobOf(noise(1, 4))), 'QUOTA');
    // Existing content does not need space.
    await put(registry, 'a/b', blobOf(noise(60_000, 1)));
  });

  it('counts chunked uploads and releases their space when they end', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { mode, quota: 10_000 });
    const writer = await registry.pushBlobChunked('a/b');
    await writer.write(noise(6000, 1));
    await expectCode(writer.write(noise(4001, 2)), 'QUOTA');
    await expectCode(put(registry, 'a/b', blobOf(noise(4001, 2))), 'QUOTA');
    await writer.cancel();
    const whole = blobOf(noise(10_000, 3));
    const again = await registry.pushBlobChunked('a/b');
    await again.write(whole.bytes.subarray(0, 5000));
    await again.close();
    const resumed = await registry.pushBlobChunkedResume('a/b', again.id);
    await resumed.write(whole.bytes.subarray(5000));
    await resumed.commit(whole.descriptor.digest);
    await expectCode(put(registry, 'a/b', blobOf('x')), 'QUOTA');
    await registry.deleteBlob('a/b', whole.descriptor.digest);
    await put(registry, 'a/b', blobOf(noise(10_000, 4)));
  });

  it('counts a blob once that is uploaded again', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { mode, quota: 10_000, now: () => 0 });
    const blob = blobOf(noise(4000, 1));
    for (let count = 0; count < 3; count++) {
      const writer = await registry.pushBlobChunked('a/b');
      await writer.write(blob.bytes);
      await writer.commit(blob.descriptor.digest);
    }
    await put(registry, 'a/b', blobOf(noise(6000, 2)));
    await expectCode(put(registry, 'a/b', blobOf('x')), 'QUOTA');
  });

  it('counts the unfinished uploads of another process', async () => {
    await using folder = await temporaryFolder();
    const writer = await (await LayoutRegistry.open(folder.path, { mode })).pushBlobChunked('a/b');
    await writer.write(noise(6000, 1));
    await writer.close();
    const registry = await LayoutRegistry.open(folder.path, { mode, quota: 10_000 });
    await expectCode(put(registry, 'a/b', blobOf(noise(4001, 2))), 'QUOTA');
    await put(registry, 'a/b', blobOf(noise(4000, 3)));
  });

  it('counts existing content, but not content that another process deleted', async () => {
    await using folder = await temporaryFolder();
    let now = Date.now();
    const first = await LayoutRegistry.open(folder.path, { mode });
    const old = blobOf(noise(9000, 1));
    await put(first, 'a/b', old);
    const registry = await LayoutRegistry.open(folder.path, { mode, quota: 10_000, now: () => now });
    await expectCode(put(registry, 'a/b', blobOf(noise(2000, 2))), 'QUOTA');
    await rm(join(folder.path, mode === 'shared' ? '' : 'a/b', 'blobs/sha256', digestHex(old.descriptor.digest)));
    now += 60_000;
    await put(registry, 'a/b', blobOf(noise(2000, 2)));
  });

  it('counts a mounted blob once', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { mode, quota: 10_000 });
    const blob = blobOf(noise(6000, 1));
    await put(registry, 'a/b', blob);
    await registry.mountBlob('a/b', 'a/c', blob.descriptor.digest);
    const reopened = await LayoutRegistry.open(folder.path, { mode, quota: 10_000 });
    await put(reopened, 'a/c', blobOf(noise(4000, 2)));
    await expectCode(put(reopened, 'a/c', blobOf(noise(1, 3))), 'QUOTA');
  });

  it('counts a mounted blob until its last repository deletes it', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { mode, quota: 10_000 });
    const { descriptor } = await put(registry, 'a/b', blobOf(noise(6000, 1)));
    await registry.mountBlob('a/b', 'a/c', descriptor.digest);
    if (mode === 'per-repository') {
      await registry.deleteBlob('a/b', descriptor.digest);
      await expectCode(put(registry, 'a/d', blobOf(noise(4001, 2))), 'QUOTA');
      await registry.deleteBlob('a/c', descriptor.digest);
      await put(registry, 'a/d', blobOf(noise(10_000, 3)));
    }
    await expectCode(put(registry, 'a/d', blobOf(noise(10_000, 4))), 'QUOTA');
  });

  it('leaves free space on the disk (SV-08)', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { mode, minFreeBytes: Number.MAX_SAFE_INTEGER });
    await expectCode(put(registry, 'a/b', blobOf('x')), 'QUOTA');
    const unlimited = await LayoutRegistry.open(folder.path, { mode, minFreeBytes: 1 });
    await put(unlimited, 'a/b', blobOf('x'));
  });
});

describe('LayoutRegistry', () => {
  it('lists its content, and reports garbage in a dry run without deleting it', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    const { manifest, layer, config } = await putImage(registry, 'a/b', 'one', ['v1']);
    const unused = blobOf('unused');
    await put(registry, 'a/b', unused);
    const digests = async (): Promise<readonly string[]> =>
      (await Array.fromAsync(registry.contents())).map((descriptor) => descriptor.digest).sort();
    expect(await digests()).toEqual([manifest, layer, config, unused].map((blob) => blob.descriptor.digest).sort());
    expect((await registry.gc({ graceMs: 0, dryRun: true })).map((descriptor) => descriptor.digest)).toEqual([
      unused.descriptor.digest,
    ]);
    await expectBytes(registry.getBlob('a/b', unused.descriptor.digest), unused);
    expect((await registry.gc({ graceMs: 0 })).map((descriptor) => descriptor.digest)).toEqual([
      unused.descriptor.digest,
    ]);
    await expectCode(registry.getBlob('a/b', unused.descriptor.digest), 'BLOB_UNKNOWN');
  });
});
