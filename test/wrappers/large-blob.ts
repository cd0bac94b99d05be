import { MemoryRegistry } from '../../src/memory/index.ts';
import { blobReader, type BlobReader, type CallOptions, type Registry } from '../../src/registry/index.ts';
import { OciError, type Digest, type OciErrorCode } from '../../src/spec/index.ts';
import type { LargeOptions } from '../../src/wrappers/index.ts';
import { blobOf, name, noise, pieces, put, type Blob } from '../contract/content.ts';
import { withMethods } from './fake-registries.ts';

export const blob: Blob = blobOf(noise(1_000_000, 1));
export const digest: Digest = blob.descriptor.digest;
export const size: number = blob.descriptor.size;
export const options: LargeOptions = {
  threshold: 100_000,
  firstChunkSize: 50_000,
  minChunkSize: 20_000,
  maxInFlight: 400_000,
  parallel: 4,
  sleep: async () => undefined,
};

export type Range = readonly [start: number, end: number];
/** Replaces a range request; `original` sends it to the registry. */
export type GetRange = (range: Range, call: CallOptions, original: () => Promise<BlobReader>) => Promise<BlobReader>;

/** A registry with the blob. `getRange` replaces its range requests. */
export async function registryOf(
  getRange: GetRange = (_range, _call, original) => original(),
): Promise<{ readonly registry: Registry; readonly ranges: Range[]; readonly fullRequests: () => number }> {
  const memory = new MemoryRegistry();
  await put(memory, name, blob);
  const ranges: Range[] = [];
  let fullRequests = 0;
  const registry = withMethods(memory, {
    getBlob: (repository, digest, call) => {
      fullRequests++;
      return memory.getBlob(repository, digest, call);
    },
    getBlobRange: async (repository, digest, start, end, call = {}) => {
      const range = [start, end ?? size] as const;
      ranges.push(range);
      return getRange(range, call, () => memory.getBlobRange(repository, digest, start, end, call));
    },
  });
  return { registry, ranges, fullRequests: () => fullRequests };
}

export function failure(code: OciErrorCode = 'UNREACHABLE'): OciError {
  return new OciError(code, 'on purpose');
}

/** A reader that fails or ends after the first `bytes` bytes of a range. */
export function truncatedReader([start]: Range, bytes: number, error?: OciError): BlobReader {
  const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    yield* pieces(blob.bytes.slice(start, start + bytes), 5000);
    if (error !== undefined) throw error;
  };
  return blobReader(blob.descriptor, content());
}
