import type { Body } from '../streams/index.ts';
import type {
  BlobReader,
  BlobWriter,
  CallOptions,
  PushBlobChunkedOptions,
  PushBlobChunkedResumeOptions,
  PushManifestOptions,
  ReferrersOptions,
  Registry,
  RepositoriesOptions,
  TagsOptions,
} from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
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

class LargeRegistry implements Registry {
  readonly #registry: Registry;
  readonly #settings: LargeSettings;

  constructor(registry: Registry, settings: LargeSettings) {
    this.#registry = registry;
    this.#settings = settings;
  }

  getBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    return openLarge(this.#registry, repository, digest, options, this.#settings);
  }

  getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader> {
    return this.#registry.getBlobRange(repository, digest, start, end, options);
  }

  getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#registry.getManifest(repository, digest, options);
  }

  getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    return this.#registry.getTag(repository, tag, options);
  }

  resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.resolveBlob(repository, digest, options);
  }

  resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.resolveManifest(repository, digest, options);
  }

  resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.resolveTag(repository, tag, options);
  }

  pushBlob(repository: string, descriptor: Descriptor, body: Body, options: CallOptions = {}): Promise<Descriptor> {
    const { threshold, uploadChunkSize } = this.#settings;
    if (uploadChunkSize === undefined || descriptor.size < threshold)
      return this.#registry.pushBlob(repository, descriptor, body, options);
    return uploadInChunks(this.#registry, repository, descriptor, body, uploadChunkSize, options, this.#settings);
  }

  pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter> {
    return this.#registry.pushBlobChunked(repository, options);
  }

  pushBlobChunkedResume(repository: string, id: string, options?: PushBlobChunkedResumeOptions): Promise<BlobWriter> {
    return this.#registry.pushBlobChunkedResume(repository, id, options);
  }

  mountBlob(fromRepository: string, toRepository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.mountBlob(fromRepository, toRepository, digest, options);
  }

  pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options?: PushManifestOptions,
  ): Promise<Descriptor> {
    return this.#registry.pushManifest(repository, content, mediaType, options);
  }

  deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return this.#registry.deleteBlob(repository, digest, options);
  }

  deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return this.#registry.deleteManifest(repository, digest, options);
  }

  deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void> {
    return this.#registry.deleteTag(repository, tag, options);
  }

  tags(repository: string, options?: TagsOptions): AsyncIterable<string> {
    return this.#registry.tags(repository, options);
  }

  referrers(repository: string, digest: Digest, options?: ReferrersOptions): AsyncIterable<Descriptor> {
    return this.#registry.referrers(repository, digest, options);
  }

  repositories(options?: RepositoriesOptions): AsyncIterable<string> {
    return this.#registry.repositories(options);
  }
}
