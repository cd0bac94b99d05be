import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import type { IncompleteBlob } from '../../src/registry/index.ts';
import { blobOf, noise, pieces } from '../contract/content.ts';

const blob = blobOf(noise(5 * 1024 * 1024, 7));
let folder: string;
let repository: LayoutRepository;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'growing-'));
  repository = await LayoutRepository.open(folder);
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(content));
}

describe('content that is read while it is ingested', () => {
  it('is complete for readers that open it before and after the file is renamed', async () => {
    const { promise: opened, resolve } = Promise.withResolvers<IncompleteBlob>();
    const early = opened.then((content) => bytesOf(content.open(0)));
    const late = opened.then((content) =>
      content.reaches(3 * 1024 * 1024).then(() => bytesOf(content.open(1_000_000))),
    );
    const stored = await repository.ingest(pieces(blob.bytes, 100_000), 'a/b', { onStart: resolve });
    expect(stored.digest).toBe(blob.descriptor.digest);
    await using content = await opened;
    expect((await early).equals(blob.bytes)).toBe(true);
    expect((await late).equals(Buffer.from(blob.bytes.subarray(1_000_000)))).toBe(true);
    expect((await bytesOf(content.open(5_000_000))).equals(Buffer.from(blob.bytes.subarray(5_000_000)))).toBe(true);
    expect([
      content.size,
      await content.reaches(blob.descriptor.size),
      await content.reaches(blob.descriptor.size + 1),
    ]).toEqual([blob.descriptor.size, true, false]);
  });

  it('fails with the error of the source and leaves no file', async () => {
    const { promise: opened, resolve } = Promise.withResolvers<IncompleteBlob>();
    const reading = opened.then((content) => bytesOf(content.open(0)));
    reading.catch(() => undefined);
    async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
      yield* pieces(blob.bytes, 1_000_000);
      throw new Error('the source broke');
    }
    await expect(repository.ingest(broken(), 'a/b', { onStart: resolve })).rejects.toThrow('the source broke');
    await expect(reading).rejects.toThrow('the source broke');
    await using content = await opened;
    expect(await content.reaches(1)).toBe(false);
    expect(await repository.pending()).toEqual([]);
  });

  it('ends pending reads when it is closed', async () => {
    const { promise: opened, resolve } = Promise.withResolvers<IncompleteBlob>();
    const { promise: go, resolve: goOn } = Promise.withResolvers<void>();
    async function* slow(): AsyncGenerator<Uint8Array, void, undefined> {
      yield blob.bytes.subarray(0, 2_000_000);
      await go;
      yield blob.bytes.subarray(2_000_000);
    }
    const storing = repository.ingest(slow(), 'a/b', { onStart: resolve });
    const content = await opened;
    const reading = bytesOf(content.open(0));
    reading.catch(() => undefined);
    const waiting = content.reaches(4_000_000);
    await content.close();
    await expect(reading).rejects.toThrow('closed');
    expect(await waiting).toBe(false);
    goOn();
    expect((await storing).digest).toBe(blob.descriptor.digest);
  });
});
