import type { Body } from '../streams/index.ts';
import type {
  BlobReader,
  BlobWriter,
  CallOptions,
  GetBlobOptions,
  PushBlobChunkedOptions,
  PushBlobChunkedResumeOptions,
  PushManifestOptions,
  ReferrersOptions,
  Registry,
  RepositoriesOptions,
  TagsOptions,
} from '../registry/index.ts';
import { throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';

/**
 * `read`: get or resolve content. `write`: store blobs and manifests, set tags. `delete`: delete blobs, manifests,
 * tags. `list`: list tags and referrers, and appear in the list of repositories.
 */
export type AccessKind = 'read' | 'write' | 'delete' | 'list';

/**
 * Calls `resolveRepository` for every operation before it forwards the operation to `inner`. It implements every
 * operation directly, so that the type check rejects a new operation that bypasses `resolveRepository`.
 */
export abstract class InterceptingRegistry implements Registry {
  protected readonly inner: Registry;

  constructor(inner: Registry) {
    this.inner = inner;
  }

  /**
   * Checks the access to a repository and returns its name in `inner`. A mount calls it twice: with `write` for its
   * target, then with `read` for its source.
   */
  protected abstract resolveRepository(
    repository: string,
    kind: AccessKind,
    method: keyof Registry,
    options: CallOptions | undefined,
  ): Promise<string>;

  /** Lists the repositories after `startAfter`, with their names in this view. The caller applies `limit`. */
  protected abstract visibleRepositories(options: RepositoriesOptions): AsyncIterable<string>;

  async getBlob(repository: string, digest: Digest, options?: GetBlobOptions): Promise<BlobReader> {
    return this.inner.getBlob(await this.resolveRepository(repository, 'read', 'getBlob', options), digest, options);
  }

  async getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader> {
    const name = await this.resolveRepository(repository, 'read', 'getBlobRange', options);
    return this.inner.getBlobRange(name, digest, start, end, options);
  }

  async getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.inner.getManifest(
      await this.resolveRepository(repository, 'read', 'getManifest', options),
      digest,
      options,
    );
  }

  async getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    return this.inner.getTag(await this.resolveRepository(repository, 'read', 'getTag', options), tag, options);
  }

  async resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.inner.resolveBlob(
      await this.resolveRepository(repository, 'read', 'resolveBlob', options),
      digest,
      options,
    );
  }

  async resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    const name = await this.resolveRepository(repository, 'read', 'resolveManifest', options);
    return this.inner.resolveManifest(name, digest, options);
  }

  async resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor> {
    return this.inner.resolveTag(await this.resolveRepository(repository, 'read', 'resolveTag', options), tag, options);
  }

  async pushBlob(repository: string, descriptor: Descriptor, body: Body, options?: CallOptions): Promise<Descriptor> {
    return this.inner.pushBlob(
      await this.resolveRepository(repository, 'write', 'pushBlob', options),
      descriptor,
      body,
      options,
    );
  }

  async pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter> {
    return this.inner.pushBlobChunked(
      await this.resolveRepository(repository, 'write', 'pushBlobChunked', options),
      options,
    );
  }

  async pushBlobChunkedResume(
    repository: string,
    id: string,
    options?: PushBlobChunkedResumeOptions,
  ): Promise<BlobWriter> {
    const name = await this.resolveRepository(repository, 'write', 'pushBlobChunkedResume', options);
    return this.inner.pushBlobChunkedResume(name, id, options);
  }

  async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options?: CallOptions,
  ): Promise<Descriptor> {
    const target = await this.resolveRepository(toRepository, 'write', 'mountBlob', options);
    const source = await this.resolveRepository(fromRepository, 'read', 'mountBlob', options);
    return this.inner.mountBlob(source, target, digest, options);
  }

  async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options?: PushManifestOptions,
  ): Promise<Descriptor> {
    // The caller may reuse its buffer while `resolveRepository` is pending.
    const bytes = Uint8Array.from(content);
    const name = await this.resolveRepository(repository, 'write', 'pushManifest', options);
    return this.inner.pushManifest(name, bytes, mediaType, options);
  }

  async deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return this.inner.deleteBlob(
      await this.resolveRepository(repository, 'delete', 'deleteBlob', options),
      digest,
      options,
    );
  }

  async deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    const name = await this.resolveRepository(repository, 'delete', 'deleteManifest', options);
    return this.inner.deleteManifest(name, digest, options);
  }

  async deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void> {
    return this.inner.deleteTag(await this.resolveRepository(repository, 'delete', 'deleteTag', options), tag, options);
  }

  async *tags(repository: string, options?: TagsOptions): AsyncGenerator<string, void, undefined> {
    yield* this.inner.tags(await this.resolveRepository(repository, 'list', 'tags', options), options);
  }

  async *referrers(
    repository: string,
    digest: Digest,
    options?: ReferrersOptions,
  ): AsyncGenerator<Descriptor, void, undefined> {
    yield* this.inner.referrers(
      await this.resolveRepository(repository, 'list', 'referrers', options),
      digest,
      options,
    );
  }

  async *repositories(options: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    const { limit = Infinity, ...rest } = options;
    throwIfAborted(options.signal);
    if (limit <= 0) return;
    let count = 0;
    // The limit is not passed to the inner registry, because that limit would also count hidden repositories.
    for await (const name of this.visibleRepositories(rest)) {
      yield name;
      if (++count >= limit) return;
    }
  }
}
