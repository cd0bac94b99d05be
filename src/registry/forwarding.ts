import type { Descriptor, Digest } from '../spec/index.ts';
import type { Body } from '../streams/index.ts';
import type { BlobReader, BlobWriter, CallOptions } from './content.ts';
import type {
  GetBlobOptions,
  PushBlobChunkedOptions,
  PushBlobChunkedResumeOptions,
  PushManifestOptions,
  ReferrersOptions,
  Registry,
  RepositoriesOptions,
  TagsOptions,
} from './registry.ts';

/**
 * Forwards every operation to `inner` unchanged. A wrapper extends this class and overrides the operations that it
 * changes. A wrapper that must handle every operation implements `Registry` itself, so that the type check fails for
 * a new operation.
 */
export class ForwardingRegistry implements Registry {
  protected readonly inner: Registry;

  constructor(inner: Registry) {
    this.inner = inner;
  }

  getBlob(repository: string, digest: Digest, options?: GetBlobOptions): Promise<BlobReader> {
    return this.inner.getBlob(repository, digest, options);
  }

  getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader> {
    return this.inner.getBlobRange(repository, digest, start, end, options);
  }

  getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.inner.getManifest(repository, digest, options);
  }

  getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    return this.inner.getTag(repository, tag, options);
  }

  resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.inner.resolveBlob(repository, digest, options);
  }

  resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.inner.resolveManifest(repository, digest, options);
  }

  resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor> {
    return this.inner.resolveTag(repository, tag, options);
  }

  pushBlob(repository: string, descriptor: Descriptor, body: Body, options?: CallOptions): Promise<Descriptor> {
    return this.inner.pushBlob(repository, descriptor, body, options);
  }

  pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter> {
    return this.inner.pushBlobChunked(repository, options);
  }

  pushBlobChunkedResume(repository: string, id: string, options?: PushBlobChunkedResumeOptions): Promise<BlobWriter> {
    return this.inner.pushBlobChunkedResume(repository, id, options);
  }

  mountBlob(fromRepository: string, toRepository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.inner.mountBlob(fromRepository, toRepository, digest, options);
  }

  pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options?: PushManifestOptions,
  ): Promise<Descriptor> {
    return this.inner.pushManifest(repository, content, mediaType, options);
  }

  deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return this.inner.deleteBlob(repository, digest, options);
  }

  deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return this.inner.deleteManifest(repository, digest, options);
  }

  deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void> {
    return this.inner.deleteTag(repository, tag, options);
  }

  tags(repository: string, options?: TagsOptions): AsyncIterable<string> {
    return this.inner.tags(repository, options);
  }

  referrers(repository: string, digest: Digest, options?: ReferrersOptions): AsyncIterable<Descriptor> {
    return this.inner.referrers(repository, digest, options);
  }

  repositories(options?: RepositoriesOptions): AsyncIterable<string> {
    return this.inner.repositories(options);
  }
}
