import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BlobFileReader } from '../../src/layout/blob-file-reader.ts';
import { StatCoalescer, statPlainFile, type FileState } from '../../src/layout/plain-file.ts';
import { LayoutFolder } from '../../src/layout/folder.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { SharedState } from '../../src/layout/shared-state.ts';
import { VerifiedBlobs } from '../../src/layout/verified-blobs.ts';
import type { BlobReader } from '../../src/registry/index.ts';
import { digestHex, type Descriptor } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, name, noise, pieces, putImage, type Blob } from '../contract/content.ts';
import { temporaryFolder } from './fixture.ts';

/** Longer than `timestampGranularityMs`. A file of this age is not verified again after one read. */
const settleMs = 150;

const small = blobOf(noise(3000, 1));
const large = blobOf(noise(1_500_000, 2));
const sizes: readonly (readonly [string, Blob])[] = [
  ['small', small],
  ['large', large],
];

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

/** Reads borrowed chunks, as the server does. */
async function readBorrowed(reader: BlobReader): Promise<{ readonly size: number; readonly failed: unknown }> {
  let size = 0;
  try {
    for await (const chunk of reader.borrowed()) size += chunk.byteLength;
  } catch (failed) {
    return { size, failed };
  }
  return { size, failed: undefined };
}

describe('a verified blob', () => {
  for (const [kind, blob] of sizes) {
    it(`is verified again after a write to its file (${kind}) (ST-05)`, async () => {
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

    it(`is absent when its file is deleted (${kind})`, async () => {
      await using folder = await temporaryFolder();
      const registry = await LayoutRegistry.open(folder.path);
      await push(registry, blob);
      await sleep(settleMs);
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      await rm(fileOf(folder.path, blob.descriptor));
      // A repository without blobs does not exist.
      await expectCode(registry.getBlob(name, blob.descriptor.digest), 'NAME_UNKNOWN');
    });
  }

  it('is verified again after a write immediately after its push (ST-05)', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { sync: false });
    for (let round = 0; round < 20; round++) {
      const blob = blobOf(noise(300_000, round));
      await push(registry, blob);
      await writeFile(fileOf(folder.path, blob.descriptor), flipped(blob));
      await expectCode(Array.fromAsync(await registry.getBlob(name, blob.descriptor.digest)), 'DIGEST_MISMATCH');
    }
  });

  it('cannot be changed by its readers', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, small);
    await sleep(settleMs);
    for await (const chunk of await registry.getBlob(name, small.descriptor.digest)) chunk.fill(0);
    for await (const chunk of await registry.getBlob(name, small.descriptor.digest)) chunk.fill(0);
    await expectBytes(registry.getBlob(name, small.descriptor.digest), small);
  });

  it('is not returned for a tag that another process has moved', async () => {
    await using folder = await temporaryFolder();
    const [reader, writer] = [await LayoutRegistry.open(folder.path), await LayoutRegistry.open(folder.path)];
    for (const delayMs of [0, settleMs, 0, settleMs]) {
      for (let round = 0; round < 3; round++) {
        const { manifest } = await putImage(writer, name, `round ${round} after ${delayMs}`, ['v1']);
        await sleep(delayMs);
        await expectBytes(reader.getTag(name, 'v1'), manifest);
        await expectBytes(reader.getManifest(name, manifest.descriptor.digest), manifest);
      }
    }
  });
});

describe('BlobFileReader', () => {
  const coarse = blobOf(noise(2000, 7));
  const read = async (reader: BlobFileReader, path: string): Promise<unknown> =>
    Array.fromAsync((await reader.open(path, coarse.descriptor.digest, {})) ?? expect.fail('the file does not exist'));

  it.each([-1000, 1, 60_000])(
    'does not trust a file that was rewritten while it was hashed (%i ms)',
    async (laterMs) => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'blob');
      const reader = new BlobFileReader({
        now: () => Date.now() + 120_000,
        stats: new StatCoalescer(),
        verified: new VerifiedBlobs(),
      });
      await writeFile(path, coarse.bytes);
      const hashed = (await statPlainFile(path)) ?? expect.fail('the file does not exist');
      // The file has the same size and inode as before.
      await writeFile(path, flipped(coarse));
      await utimes(path, new Date(), new Date(Math.floor(hashed.mtimeMs) + laterMs));
      await reader.recordWritten(path, hashed);
      expect(await reader.verifiedState(path)).toBeUndefined();
      await expectCode(read(reader, path), 'DIGEST_MISMATCH');
    },
  );

  it.each([0, 50, 99])(
    'reads a file again that is %i ms old, because clocks of file systems are coarse',
    async (ageMs) => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'blob');
      /** A file system whose clock does not advance between two writes. */
      class CoarseStats extends StatCoalescer {
        #first: Promise<FileState | undefined> | undefined;
        override state(file: string): Promise<FileState | undefined> {
          return (this.#first ??= super.state(file));
        }
      }
      await writeFile(path, coarse.bytes);
      const { mtimeMs } = (await statPlainFile(path)) ?? expect.fail('the file does not exist');
      const readerAt = (now: number): BlobFileReader =>
        new BlobFileReader({ now: () => now, stats: new CoarseStats(), verified: new VerifiedBlobs() });
      const [recent, settled] = [readerAt(mtimeMs + ageMs), readerAt(mtimeMs + settleMs)];
      for (const reader of [recent, settled]) await read(reader, path);
      await writeFile(path, flipped(coarse));
      await expectCode(read(recent, path), 'DIGEST_MISMATCH');
      // A write to an older file changes its date, so its content is served from memory until then.
      await read(settled, path);
    },
  );
});

describe('a blob that is damaged without a write', () => {
  const hourMs = 60 * 60_000;

  for (const [kind, blob] of sizes) {
    it(`is detected by a scrub, and by a read after an hour (${kind}) (ST-05)`, async () => {
      await using temporary = await temporaryFolder();
      let offsetMs = 1000;
      const shared = new SharedState();
      const folder = await LayoutFolder.open(temporary.path, { shared, now: () => Date.now() + offsetMs });
      await folder.blobs.put(blob.descriptor, () => pieces(blob.bytes, 100_000));
      const path = folder.blobs.path(blob.descriptor.digest);
      await writeFile(path, flipped(blob));
      const { fingerprint } = (await statPlainFile(path)) ?? expect.fail('the file does not exist');
      // Simulates a verified file that has lost a bit without a write.
      const markVerified = (): void => {
        const bytes = blob === small ? small.bytes : undefined;
        shared.verified.set(path, { fingerprint, bytes, verifiedMs: folder.now() });
      };
      markVerified();
      const read = async (): Promise<unknown> =>
        Array.fromAsync((await folder.blobs.open(blob.descriptor.digest)) ?? []);
      await read();
      offsetMs += hourMs + 1;
      await expectCode(read(), 'DIGEST_MISMATCH');
      markVerified();
      await read();
      expect(await folder.blobs.isIntact(blob.descriptor.digest)).toBe(false);
    });
  }
});

describe('a damaged blob', () => {
  it('counts as absent when its file is truncated during a read, until it is pushed again (ST-05)', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, large);
    const { digest } = large.descriptor;
    // The new date has the effect that the blob is verified again.
    await utimes(fileOf(folder.path, large.descriptor), 0, 0);
    const damaged = await registry.getBlob(name, digest);
    await writeFile(fileOf(folder.path, large.descriptor), large.bytes.subarray(0, 1_100_000));
    expect((await readBorrowed(damaged)).failed).toMatchObject({ code: 'SIZE_MISMATCH' });
    await expectCode(registry.resolveBlob(name, digest), 'BLOB_UNKNOWN');
    await push(registry, large);
    await expectBytes(registry.getBlob(name, digest), large);
  });

  for (const [kind, blob] of sizes) {
    it.each([
      ['another process replaced its file', false],
      ['a collection deleted it and another process pushed it', true],
    ])(`is present again after %s (${kind}) (ST-05)`, async (_, collects) => {
      await using folder = await temporaryFolder();
      const registry = await LayoutRegistry.open(folder.path);
      await push(registry, blob);
      const { digest } = blob.descriptor;
      await writeFile(fileOf(folder.path, blob.descriptor), flipped(blob));
      expect(await Array.fromAsync(registry.scrub())).toHaveLength(1);
      await expectCode(registry.resolveBlob(name, digest), 'BLOB_UNKNOWN');
      if (collects) expect(await registry.gc({ graceMs: 0 })).toHaveLength(1);
      await push(await LayoutRegistry.open(folder.path), blob);
      expect((await registry.resolveBlob(name, digest)).size).toBe(blob.descriptor.size);
      await expectBytes(registry.getBlob(name, digest), blob);
    });
  }
});

describe('BlobReader.borrowed', () => {
  it('delivers the last chunk only after the blob was verified', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, large);
    await writeFile(fileOf(folder.path, large.descriptor), flipped(large));
    const { size, failed } = await readBorrowed(await registry.getBlob(name, large.descriptor.digest));
    expect(failed).toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(large.bytes.byteLength);
  });

  it('throws when the file was truncated', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, large);
    const reader = await registry.getBlobRange(name, large.descriptor.digest, 1, undefined);
    await writeFile(fileOf(folder.path, large.descriptor), large.bytes.subarray(0, 1_100_000));
    expect((await readBorrowed(reader)).failed).toMatchObject({ code: 'SIZE_MISMATCH' });
  });

  it('delivers a range', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, large);
    const chunks: Uint8Array[] = [];
    const reader = await registry.getBlobRange(name, large.descriptor.digest, 10, 1_400_000);
    for await (const chunk of reader.borrowed()) chunks.push(Uint8Array.from(chunk));
    expect(Buffer.compare(Buffer.concat(chunks), large.bytes.subarray(10, 1_400_000))).toBe(0);
  });

  it('declares the verification only of a whole blob', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, large);
    const { digest } = large.descriptor;
    for (const [reader, expected] of [
      [await registry.getBlobRange(name, digest, 0, 1_400_000), undefined],
      [await registry.getBlobRange(name, digest, 0, undefined), undefined],
      [await registry.getBlob(name, digest), digest],
    ] as const) {
      const chunks = reader.borrowed();
      for await (const chunk of chunks) void chunk;
      expect(chunks.verifies).toBe(expected);
    }
  });

  it('allows only one read, and throws when the reader is closed or the signal is aborted', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path);
    await push(registry, large);
    const open = (): Promise<BlobReader> => registry.getBlob(name, large.descriptor.digest);
    const twice = await open();
    expect((await readBorrowed(twice)).failed).toBeUndefined();
    expect((await readBorrowed(twice)).failed).toBeInstanceOf(TypeError);
    const closed = await open();
    const readClosed = async (): Promise<void> => {
      for await (const _ of closed.borrowed()) await closed.close();
    };
    await expectCode(readClosed(), 'ABORTED');
    const stop = new AbortController();
    const aborted = await registry.getBlob(name, large.descriptor.digest, { signal: stop.signal });
    const readAborted = async (): Promise<void> => {
      for await (const _ of aborted.borrowed()) stop.abort();
    };
    await expectCode(readAborted(), 'ABORTED');
  });
});

describe('VerifiedBlobs', () => {
  it.each([-7_200_000, -31_536_000_000, 7_200_000])('forgets a blob when the clock is set by %i ms', (jump) => {
    const verified = new VerifiedBlobs();
    const verifiedMs = Date.now();
    verified.set('a', { fingerprint: 'f', bytes: undefined, verifiedMs });
    expect(verified.get('a', 'f', verifiedMs + 1000)).toBeDefined();
    expect(verified.get('a', 'f', verifiedMs - 1000)).toBeDefined();
    expect(verified.get('a', 'f', verifiedMs + jump)).toBeUndefined();
  });
});
