import { existsSync } from 'node:fs';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LayoutRegistry, LayoutRepository } from '../../src/layout/index.ts';
import { pushContent } from '../../src/registry/index.ts';
import { digestHex, type Descriptor } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, manifestOf, noise, pieces, put, putImage } from '../contract/content.ts';
import { eventually } from '../eventually.ts';
import { expectIntact, storeImage, temporaryFolder } from './fixture.ts';

const fileOf = (folder: string, descriptor: Descriptor): string =>
  join(folder, 'blobs', 'sha256', digestHex(descriptor.digest));

/** Runs `work` after some iterations of the event loop. */
async function afterTurns(turns: number, work: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await nextTurn();
  await work();
}

describe('LayoutRepository', () => {
  it('detects a damaged blob at a read and repairs it with a push (ST-05)', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    const { layer, manifest } = await storeImage(repository, 'one', ['v1']);
    const flipped = Uint8Array.from(layer.bytes);
    flipped[3] = (flipped[3] ?? 0) ^ 8;

    // A push repairs a blob before a read detects the damage.
    await writeFile(fileOf(folder.path, layer.descriptor), flipped);
    await pushContent(repository, layer.descriptor, layer.bytes);
    await expectBytes(repository.fetch(layer.descriptor), layer);

    // A truncated blob.
    await writeFile(fileOf(folder.path, layer.descriptor), flipped.subarray(1));
    expect(await repository.exists(layer.descriptor)).toBe(false);
    await pushContent(repository, layer.descriptor, layer.bytes);
    await expectBytes(repository.fetch(layer.descriptor), layer);

    // A damaged blob that a scrub finds counts as absent: a copy stores it again, and manifests that need it are
    // rejected.
    await writeFile(fileOf(folder.path, layer.descriptor), flipped);
    expect(await repository.exists(layer.descriptor)).toBe(true);
    expect(await Array.fromAsync(repository.scrub())).toEqual([
      { digest: layer.descriptor.digest, path: fileOf(folder.path, layer.descriptor) },
    ]);
    expect(await repository.exists(layer.descriptor)).toBe(false);
    await expectCode(pushContent(repository, manifest.descriptor, manifest.bytes), 'MANIFEST_BLOB_UNKNOWN');
    await repository.ingest(pieces(layer.bytes, 5), layer.descriptor.mediaType);
    await expectBytes(repository.fetch(layer.descriptor), layer);
    expect(await Array.fromAsync(repository.scrub())).toEqual([]);
  });

  it('deletes unused content and retains content that a client may be about to use (ST-06)', async () => {
    await using folder = await temporaryFolder();
    let now = Date.now();
    const repository = await LayoutRepository.open(folder.path, { now: () => now });
    const tagged = await storeImage(repository, 'tagged', ['v1']);
    const referrer = await storeImage(repository, 'referrer', [], tagged.manifest.descriptor);
    const deletedImage = await storeImage(repository, 'deleted', ['v2']);
    await repository.delete(deletedImage.manifest.descriptor);
    const requested = blobOf('requested');
    const unused = blobOf('unused');
    for (const blob of [requested, unused]) await pushContent(repository, blob.descriptor, blob.bytes);
    expect(await repository.gc()).toEqual([]);
    now += 2 * 60 * 60_000;
    // A client that finds the blob does not push it, and pushes its manifest later.
    expect(await repository.exists(requested.descriptor)).toBe(true);
    const deleted = (await repository.gc()).map((descriptor) => descriptor.digest).toSorted();
    expect(deleted).toEqual([deletedImage.layer.descriptor.digest, unused.descriptor.digest].toSorted());
    for (const { descriptor } of [
      requested,
      tagged.layer,
      tagged.config,
      tagged.manifest,
      referrer.layer,
      referrer.manifest,
    ])
      expect(await repository.exists(descriptor)).toBe(true);
    expect((await repository.gc({ graceMs: 0 })).map((descriptor) => descriptor.digest)).toEqual([
      requested.descriptor.digest,
    ]);
  });

  it('stores a manifest only with its content during a garbage collection without grace (ST-06)', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path, { sync: false });
    const other = await LayoutRepository.open(folder.path, { sync: false });
    const collect = (): Promise<unknown> => other.gc({ graceMs: 0 });
    const rounds = 40;
    const rejected: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // In every tenth round the collection runs before the push of the manifest, and in another one after it.
      const lead = round % 10;
      const collecting = lead === 0 || lead === 9 ? undefined : afterTurns(4 * lead, collect);
      try {
        const hooks = lead === 0 ? { beforeManifest: collect } : {};
        await storeImage(repository, `image ${round}`, [`t${round}`], undefined, hooks);
      } catch (error) {
        await expectCode(Promise.reject(error), 'MANIFEST_BLOB_UNKNOWN');
        rejected.push(round);
      }
      await (collecting ?? collect());
    }
    expect(rejected).toEqual(expect.arrayContaining([0, 10, 20, 30]));
    const reopened = await expectIntact(folder.path);
    const stored = Array.from({ length: rounds }, (_, round) => round).filter((round) => !rejected.includes(round));
    expect(stored).toEqual(expect.arrayContaining([9, 19, 29, 39]));
    expect(await Array.fromAsync(reopened.tags())).toEqual(stored.map((round) => `t${round}`).toSorted());
    for (const round of stored) {
      expect(await reopened.exists(blobOf(`layer of image ${round}`).descriptor)).toBe(true);
      expect(await reopened.exists(blobOf('{}').descriptor)).toBe(true);
      for await (const chunk of await reopened.fetch(await reopened.resolve(`t${round}`)))
        expect(chunk.byteLength).toBeGreaterThan(0);
    }
  });

  it('writes a manifest again when it was deleted before the index had its entry (ST-06)', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    const { config, layer } = await storeImage(repository, 'one');
    const manifest = manifestOf({ artifactType: 'a/b', config: config.descriptor, layers: [layer.descriptor] });
    const lock = join(folder.path, '.index.json.lock');
    await writeFile(
      lock,
      JSON.stringify({ token: 'a running garbage collection', pid: process.pid, host: hostname() }),
    );
    const pushed = pushContent(repository, manifest.descriptor, manifest.bytes, { tags: ['v1'] });
    const file = fileOf(folder.path, manifest.descriptor);
    await eventually(() => existsSync(file), file);
    await rm(file);
    await rm(lock);
    await pushed;
    await expectBytes(repository.fetch(await repository.resolve('v1')), manifest);
  });

  it('deletes nothing while a manifest cannot be read (ST-06)', async () => {
    await using folder = await temporaryFolder();
    const writer = await LayoutRepository.open(folder.path);
    const { layer, manifest } = await storeImage(writer, 'one', ['v1']);
    await writeFile(fileOf(folder.path, manifest.descriptor), 'x');
    const repository = await LayoutRepository.open(folder.path);
    await expectCode(repository.gc({ graceMs: 0 }), 'MANIFEST_INVALID');
    expect(await repository.exists(layer.descriptor)).toBe(true);
  });

  it('removes old temporary files and uploads when it is opened, but not recent ones (ST-07)', async () => {
    await using folder = await temporaryFolder();
    const first = await LayoutRegistry.open(folder.path);
    await putImage(first, 'acme/bundle', 'one', ['v1']);
    const old = await first.pushBlobChunked('acme/bundle');
    await old.write(noise(1000, 1));
    await old.close();
    const recent = await first.pushBlobChunked('acme/bundle');
    await recent.write(noise(1000, 2));
    await recent.close();
    const layout = join(folder.path, 'acme', 'bundle');
    const uploads = await readdir(join(layout, '.uploads'));
    const stale = new Date(Date.now() - 25 * 60 * 60_000);
    const leftover = join(layout, '.staging', '123.abc.tmp');
    await writeFile(leftover, 'of a crashed process');
    await writeFile(join(layout, '.staging', '124.abc.tmp'), 'of a running process');
    await utimes(leftover, stale, stale);
    for (const name of uploads.filter((name) => name.startsWith(old.id)))
      await utimes(join(layout, '.uploads', name), stale, stale);

    const second = await LayoutRegistry.open(folder.path);
    await expectCode(second.pushBlobChunkedResume('acme/bundle', old.id), 'BLOB_UPLOAD_UNKNOWN');
    expect(await readdir(join(layout, '.staging'))).toEqual(['124.abc.tmp']);
    const resumed = await second.pushBlobChunkedResume('acme/bundle', recent.id, { offset: 1000 });
    await resumed.commit(blobOf(noise(1000, 2)).descriptor.digest);
  });

  it('continues an upload after a restart', async () => {
    await using folder = await temporaryFolder();
    const blob = blobOf(noise(500_000, 3));
    const long = blobOf(blob.bytes, 'sha512');
    for (const { descriptor } of [blob, long]) {
      const before = await LayoutRegistry.open(folder.path);
      const writer = await before.pushBlobChunked('acme/bundle');
      await writer.write(blob.bytes.subarray(0, 200_000));
      await writer.close();
      const after = await LayoutRegistry.open(folder.path);
      const resumed = await after.pushBlobChunkedResume('acme/bundle', writer.id);
      expect(resumed.size).toBe(200_000);
      await resumed.write(blob.bytes.subarray(200_000));
      expect(await resumed.commit(descriptor.digest)).toEqual(descriptor);
      await expectBytes(after.getBlob('acme/bundle', descriptor.digest), { ...blob, descriptor });
    }
  });
});

describe('a layout under load', () => {
  it('stores a manifest with 30,000 descriptors (MF-13)', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { sync: false, maxDescriptors: 40_000 });
    const { descriptor } = await put(registry, 'acme/bundle', blobOf('{}'));
    const layer = { mediaType: 'a/b', digest: descriptor.digest, size: descriptor.size };
    const many = manifestOf({
      artifactType: 'a/b',
      config: layer,
      layers: Array.from({ length: 30_000 }, () => layer),
    });
    await registry.pushManifest('acme/bundle', many.bytes, many.mediaType, { tags: ['many'] });
    expect((await registry.resolveTag('acme/bundle', 'many')).size).toBe(many.bytes.byteLength);
  });

  it('stores one file for a blob with many concurrent writers (ST-04)', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path, { sync: false });
    const blob = blobOf(noise(100_000, 5));
    await Promise.all(Array.from({ length: 50 }, () => repository.ingest(pieces(blob.bytes, 9999), 'a/b')));
    expect(await readdir(join(folder.path, 'blobs', 'sha256'))).toEqual([digestHex(blob.descriptor.digest)]);
    expect(await repository.pending()).toEqual([]);
    expect((await stat(fileOf(folder.path, blob.descriptor))).size).toBe(100_000);
  });
});
