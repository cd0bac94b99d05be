import { ForwardingRegistry, type BlobReader, type CallOptions, type Registry } from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import type { Body } from '../streams/index.ts';
import { openLarge } from './large-download.ts';
import { fillLargeOptions, type LargeOptions, type LargeSettings } from './large-options.ts';
import { uploadInChunks } from './large-upload.ts';

/**
 * The registry with a faster `getBlob` for large blobs: ranges side by side, sized by the bandwidth that is measured, each resumed where
 * it broke, handed out in order and checked as a whole (`SIZE_MISMATCH`, `DIGEST_MISMATCH`). At most 64 MiB are in flight. From a
 * registry that does not give ranges the blob is read in one. With `uploadChunkSize`, large blobs are pushed in pieces, and a push that
 * breaks goes on where the registry says it stands.
 *
 * @throws OciError `INPUT_INVALID` for options that are no whole numbers from 1
 */
export function large(registry: Registry, options: LargeOptions = {}): Registry {
  return new LargeRegistry(registry, fillLargeOptions(options));
}

class LargeRegistry extends ForwardingRegistry {
  readonly #settings: LargeSettings;

  constructor(inner: Registry, settings: LargeSettings) {
    super(inner);
    this.#settings = settings;
  }

  override getBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
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
