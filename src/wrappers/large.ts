import {
  ForwardingRegistry,
  type BlobReader,
  type CallOptions,
  type GetBlobOptions,
  type Registry,
} from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import type { Body } from '../streams/index.ts';
import { openLarge } from './large-download.ts';
import { resolveLargeOptions, type LargeOptions, type LargeSettings } from './large-options.ts';
import { uploadInChunks } from './large-upload.ts';

/**
 * Downloads large blobs faster. `getBlob` requests ranges in parallel and chooses their size by the measured bandwidth.
 * It resumes each range after a failure, and returns the bytes in order. The whole blob is verified (`SIZE_MISMATCH`,
 * `DIGEST_MISMATCH`). At most 64 MiB are in memory. If the registry does not support ranges, one request reads the
 * blob. With `uploadChunkSize`, large blobs are pushed in chunks, and a failed push resumes at the offset of the
 * registry.
 *
 * @throws OciError `INPUT_INVALID` for an option that is not a whole number from 1
 */
export function large(registry: Registry, options: LargeOptions = {}): Registry {
  return new LargeRegistry(registry, resolveLargeOptions(options));
}

class LargeRegistry extends ForwardingRegistry {
  readonly #settings: LargeSettings;

  constructor(inner: Registry, settings: LargeSettings) {
    super(inner);
    this.#settings = settings;
  }

  override getBlob(repository: string, digest: Digest, options: GetBlobOptions = {}): Promise<BlobReader> {
    return openLarge(this.inner, repository, digest, options, this.#settings);
  }

  override pushBlob(
    repository: string,
    descriptor: Descriptor,
    body: Body,
    options: CallOptions = {},
  ): Promise<Descriptor> {
    const { threshold, uploadChunkSize } = this.#settings;
    if (uploadChunkSize === undefined || descriptor.size < threshold)
      return this.inner.pushBlob(repository, descriptor, body, options);
    return uploadInChunks(this.inner, repository, descriptor, body, uploadChunkSize, options, this.#settings);
  }
}
