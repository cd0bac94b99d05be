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
  folder = await mkdtemp(join(tmpdir(), 'incomplete-file-'));
  repository = await LayoutRepository.open(folder);
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(content));
}

describe('LayoutRepository.ingest with a reader', () => {
  it('delivers complete content to reads that start before and after the file is renamed', async () => {
    const { promise: started, resolve } = Promise.withResolvers<IncompleteBlob>();
    const early = started.then((content) => bytesOf(content.open(0)));
    const late = started.then((content) =>
      content.reaches(3 * 1024 * 1024).then(() => bytesOf(content.open(1_000_000))),
    );
    const stored = await repository.ingest(pieces(blob.bytes, 100_000), 'a/b', { onStart: resolve });
    expect(stored.digest).toBe(blob.descriptor.digest);
    await using content = await started;
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
    const { promise: started, resolve } = Promise.withResolvers<IncompleteBlob>();
    const reading = started.then((content) => bytesOf(content.open(0)));
    reading.catch(() => undefined);
    async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
      yield* pieces(blob.bytes, 1_000_000);
      throw new Error('the source broke');
    }
    await expect(repository.ingest(broken(), 'a/b', { onStart: resolve })).rejects.toThrow('the source broke');
    await expect(reading).rejects.toThrow('the source broke');
    await using content = await started;
    expect(await content.reaches(1)).toBe(false);
    expect(await repository.pending()).toEqual([]);
  });

  it('ends pending reads when the reader is closed', async () => {
    const { promise: started, resolve } = Promise.withResolvers<IncompleteBlob>();
    const { promise: resumed, resolve: resume } = Promise.withResolvers<void>();
    async function* slow(): AsyncGenerator<Uint8Array, void, undefined> {
      yield blob.bytes.subarray(0, 2_000_000);
      await resumed;
      yield blob.bytes.subarray(2_000_000);
    }
    const storing = repository.ingest(slow(), 'a/b', { onStart: resolve });
    const content = await started;
    const reading = bytesOf(content.open(0));
    reading.catch(() => undefined);
    const reached = content.reaches(4_000_000);
    await content.close();
    await expect(reading).rejects.toThrow('closed');
    expect(await reached).toBe(false);
    resume();
    expect((await storing).digest).toBe(blob.descriptor.digest);
  });
});
