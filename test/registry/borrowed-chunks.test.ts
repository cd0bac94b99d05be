import { describe, expect, it } from 'vitest';
import { blobReader, bytesReader, borrowedChunks, type BlobReader, type Pour } from '../../src/registry/index.ts';
import { descriptorOf } from '../../src/spec/index.ts';
import { expectCode, noise } from '../contract/content.ts';

const bytes = noise(600_000, 1);
const descriptor = descriptorOf('application/octet-stream', bytes);

// oxlint-disable-next-line require-yield
async function* never(): AsyncGenerator<Uint8Array, void, undefined> {
  throw new Error('it was iterated over and not poured');
}

function poured(pipeTo: Pour): { readonly reader: BlobReader; readonly freed: () => number } {
  let freed = 0;
  return {
    reader: blobReader(
      descriptor,
      never(),
      async () => {
        freed++;
      },
      pipeTo,
    ),
    freed: () => freed,
  };
}

async function read(reader: BlobReader): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(borrowedChunks(reader), (chunk) => Uint8Array.from(chunk)));
}

describe('borrowedChunks', () => {
  it('gives what is poured, one chunk at a time', async () => {
    const memory = new Uint8Array(100_000);
    const { reader, freed } = poured(async (sink) => {
      for (let at = 0; at < bytes.byteLength; at += memory.byteLength) {
        memory.set(bytes.subarray(at, at + memory.byteLength));
        await sink(memory);
        memory.fill(0xdd);
      }
    });
    expect(Buffer.compare(await read(reader), bytes)).toBe(0);
    expect(freed()).toBe(1);
    expect(Buffer.compare(await read(bytesReader(descriptor, bytes)), bytes)).toBe(0);
  });

  it('iterates where nothing can be poured', async () => {
    async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
      yield bytes;
    }
    expect(Buffer.compare(await read(blobReader(descriptor, content())), bytes)).toBe(0);
  });

  it('throws what the pipeTo throws, at once', async () => {
    const failure = new Error('the line broke');
    const { reader, freed } = poured(async (sink) => {
      await sink(bytes);
      throw failure;
    });
    await expect(read(reader)).rejects.toBe(failure);
    expect(freed()).toBe(1);
  });

  it('ends the pipeTo and frees what is behind it when it is left early', async () => {
    const told = Promise.withResolvers<unknown>();
    const { reader, freed } = poured(async (sink) => {
      try {
        for (;;) await sink(bytes);
      } catch (error) {
        told.resolve(error);
        throw error;
      }
    });
    for await (const chunk of borrowedChunks(reader)) {
      expect(chunk.byteLength).toBe(bytes.byteLength);
      break;
    }
    await expectCode(Promise.reject(await told.promise), 'ABORTED');
    expect(freed()).toBe(1);
  });
});
