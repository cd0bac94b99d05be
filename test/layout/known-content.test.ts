import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LayoutRegistry } from '../../src/layout/index.ts';
import type { BlobReader } from '../../src/registry/index.ts';
import { digestHex, type Descriptor } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, name, noise, putImage, type Blob } from '../contract/content.ts';
import { temporaryFolder } from './fixture.ts';

/** Longer than clocks of file systems may stand still: what is this old is trusted when it was read once. */
const settleMs = 150;

const small = blobOf(noise(3000, 1));
const large = blobOf(noise(1_500_000, 2));
const sizes: readonly (readonly [string, Blob])[] = [['small', small], ['large', large]];

const fileOf = (root: string, { digest }: Descriptor): string => join(root, name, 'blobs', 'sha256', digestHex(digest));

async function push(registry: LayoutRegistry, { descriptor, bytes }: Blob): Promise<void> {
  await using writer = await registry.pushBlobChunked(name);
  await writer.write(bytes);
  await writer.commit(descriptor.digest);
}

function flipped({ bytes }: Blob): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  damaged[damaged.length - 2] = (damaged[damaged.length - 2] ?? 0) ^ 1;
  return damaged;
}

/** Reads by pouring, where that can be done, as the server does. */
async function poured(reader: BlobReader): Promise<{ readonly size: number; readonly failed: unknown }> {
  let size = 0;
  const failed = await reader.pour?.((chunk) => { size += chunk.byteLength; return undefined; }).then(() => undefined, (error: unknown) => error);
  return { size, failed };
}

describe('content that was read before', () => {
  for (const [kind, blob] of sizes) {
    it(`ST-05 is looked at again when somebody wrote to its file (${kind})`, async () => {
      await using folder = await temporaryFolder();
      const registry = await LayoutRegistry.open(folder.path);
      await push(registry, blob);
      await sleep(settleMs);
      const read = (): Promise<BlobReader> => registry.getBlob(name, blob.descriptor.digest);
      await expectBytes(read(), blob);
      await expectBytes(read(), blob);
      const { atime, mtime } = await stat(fileOf(folder.path, blob.descriptor));
      await writeFile(fileOf(folder.path, blob.descriptor), flipped(blob));
      await utimes(fileOf(folder.path, blob.descriptor), atime, mtime);
      await expectCode(Array.fromAsync(await read()), 'DIGEST_MISMATCH');
      await expectCode(Array.fromAsync(await read()), 'DIGEST_MISMATCH');
    });

    it(`is gone as soon as its file is (${kind})`, async () => {
      await using folder = await temporaryFolder();
      const registry = await LayoutRegistry.open(folder.path);
      await push(registry, blob);
      await sleep(settleMs);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      await rm(fileOf(folder.path, blob.descriptor));
      await expectCode(registry.getBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
    });

    it(`ST-05 is no reason for a scrub to pass it over (${kind})`, async () => {
      await using folder = await temporaryFolder();
      // A clock that runs ahead makes every file look old enough, so that what is remembered is remembered at once.
      const registry = await LayoutRegistry.open(folder.path, { now: () => Date.now() + 10 * settleMs });
      await push(registry, blob);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      await writeFile(fileOf(folder.path, blob.descriptor), flipped(blob));
      expect((await Array.fromAsync(registry.scrub())).map(({ digest }) => digest)).toEqual([blob.descriptor.digest]);
    });
  }

  it('ST-05 is looked at again when it was written to right after it was stored', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { sync: false });
    for (let round = 0; round < 20; round++) {
      const blob = blobOf(noise(300_000, round));
      await push(registry, blob);
      await writeFile(fileOf(folder.path, blob.descriptor), flipped(blob));
      await expectCode(Array.fromAsync(await registry.getBlob(name, blob.descriptor.digest)), 'DIGEST_MISMATCH');
    }
  });

  it('is not the caller\'s to change', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, small);
    await sleep(settleMs);
    for await (const chunk of await registry.getBlob(name, small.descriptor.digest)) chunk.fill(0);
    for await (const chunk of await registry.getBlob(name, small.descriptor.digest)) chunk.fill(0);
    await expectBytes(registry.getBlob(name, small.descriptor.digest), small);
  });

  it('a tag that another process moved leads to its new manifest at once', async () => {
    await using folder = await temporaryFolder();
    const [reader, writer] = [await LayoutRegistry.open(folder.path), await LayoutRegistry.open(folder.path)];
    for (let round = 0; round < 10; round++) {
      const { manifest } = await putImage(writer, name, `round ${round}`, ['v1']);
      const found = await reader.getTag(name, 'v1');
      expect(found.descriptor.digest).toBe(manifest.descriptor.digest);
      if (round % 5 === 0) await sleep(settleMs);
      await expectBytes(reader.getTag(name, 'v1'), manifest);
    }
  });
});

describe('pouring', () => {
  it('gives the last chunk only when all was checked', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, large);
    await writeFile(fileOf(folder.path, large.descriptor), flipped(large));
    const { size, failed } = await poured(await registry.getBlob(name, large.descriptor.digest));
    expect(failed).toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(large.bytes.byteLength);
  });

  it('gives a file that was cut short no whole appearance', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, large);
    const reader = await registry.getBlobRange(name, large.descriptor.digest, 1, undefined);
    await writeFile(fileOf(folder.path, large.descriptor), large.bytes.subarray(0, 1_100_000));
    expect((await poured(reader)).failed).toMatchObject({ code: 'SIZE_MISMATCH' });
  });

  it('gives a range', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, large);
    const chunks: Uint8Array[] = [];
    const reader = await registry.getBlobRange(name, large.descriptor.digest, 10, 1_400_000);
    // A chunk is good until it is taken, so it is copied.
    await reader.pour?.((chunk) => { chunks.push(Uint8Array.from(chunk)); return undefined; });
    expect(Buffer.compare(Buffer.concat(chunks), large.bytes.subarray(10, 1_400_000))).toBe(0);
  });

  it('is done once, stops when the reader is closed, and passes on what the sink throws', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, large);
    const open = (): Promise<BlobReader> => registry.getBlob(name, large.descriptor.digest);
    const twice = await open();
    expect((await poured(twice)).failed).toBeUndefined();
    expect((await poured(twice)).failed).toBeInstanceOf(TypeError);
    const closed = await open();
    await expectCode(closed.pour?.(() => closed.close()) ?? Promise.resolve(), 'ABORTED');
    const thrown = new RangeError('the client is gone');
    const failing = await open();
    await expect(failing.pour?.(() => { throw thrown; })).rejects.toBe(thrown);
    const stop = new AbortController();
    const aborted = await registry.getBlob(name, large.descriptor.digest, { signal: stop.signal });
    await expectCode(aborted.pour?.(() => { stop.abort(); return undefined; }) ?? Promise.resolve(), 'ABORTED');
  });
});
