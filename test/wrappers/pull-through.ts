import { MemoryRegistry } from '../../src/memory/index.ts';
import { blobReader, type BlobReader, type Registry } from '../../src/registry/index.ts';
import type { Digest, OciError } from '../../src/spec/index.ts';
import type { CacheEvent, CacheOptions } from '../../src/wrappers/index.ts';
import { blobOf, name, noise, put, type Blob } from '../contract/content.ts';
import { recordCalls } from './fake-registries.ts';

export const blob: Blob = blobOf(noise(1_000_000, 1));
export const digest: Digest = blob.descriptor.digest;

export interface RecordedEvents extends CacheOptions {
  readonly hits: CacheEvent[];
  readonly misses: CacheEvent[];
  readonly errors: unknown[];
}

export function recordEvents(): RecordedEvents {
  const [hits, misses, errors]: [CacheEvent[], CacheEvent[], unknown[]] = [[], [], []];
  return {
    hits,
    misses,
    errors,
    onHit: (event) => hits.push(event),
    onMiss: (event) => misses.push(event),
    onStoreError: (error) => errors.push(error),
  };
}

/** An origin with the blob. It counts the downloads. */
export async function createOrigin(): Promise<{
  readonly registry: Registry;
  readonly memory: MemoryRegistry;
  readonly downloads: () => number;
}> {
  const memory = new MemoryRegistry();
  await put(memory, name, blob);
  // The repository exists also after the blob is deleted.
  await put(memory, name, blobOf('another blob'));
  const { registry, calls } = recordCalls(memory);
  return { registry, memory, downloads: () => calls.filter((call) => call === 'getBlob').length };
}

/** A store that accepts manifests before their content. */
export function sparseStore(): MemoryRegistry {
  return new MemoryRegistry({ allowSparse: true });
}

/** Fails the reader after `bytes` bytes. */
export function breaking(reader: BlobReader, bytes: number, error: OciError): BlobReader {
  const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    let sent = 0;
    for await (const chunk of reader) {
      sent += chunk.byteLength;
      if (sent > bytes) throw error;
      yield chunk;
    }
  };
  return blobReader(reader.descriptor, content(), { free: () => reader.close() });
}
