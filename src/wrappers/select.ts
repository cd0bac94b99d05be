import { orAborted } from '../concurrency/index.ts';
import { type Body } from '../streams/index.ts';
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
import { checkRepositoryName, OciError, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';

/**
 * `read`: content, and whether it is there. `write`: storing blobs and manifests, pointing tags. `delete`: blobs, manifests, tags.
 * `list`: tags and referrers, and being named among the repositories.
 */
export type AccessKind = 'read' | 'write' | 'delete' | 'list';

/** What somebody is about to do. */
export interface Access {
  /** A name within the grammar. */
  readonly repository: string;
  readonly kind: AccessKind;
  /** The method that was called; one call may need access of two kinds, as a mount does. */
  readonly method: keyof Registry;
}

/**
 * Whether the access is granted. It may throw an `OciError` of its own, `UNAUTHORIZED` for example, which the caller gets as it is;
 * whatever it throws, access is not granted.
 */
export type AccessPolicy = (access: Access) => boolean | Promise<boolean>;

/**
 * The registry as far as `policy` grants it; a call that is not granted does not reach the registry. A repository that may not be read
 * or listed looks as if it were not there (`NAME_UNKNOWN`); writing and deleting are `DENIED`. Neither answer depends on what there is.
 * A mount needs `read` on its source and `write` on its target. Repositories are listed when `list` is granted for them.
 */
export function select(registry: Registry, policy: AccessPolicy): Registry {
  return new SelectedRegistry(registry, policy);
}

class SelectedRegistry implements Registry {
  readonly #registry: Registry;
  readonly #policy: AccessPolicy;

  constructor(registry: Registry, policy: AccessPolicy) {
    this.#registry = registry;
    this.#policy = policy;
  }

  async getBlob(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    await this.#check(repository, 'read', 'getBlob', options);
    return this.#registry.getBlob(repository, digest, options);
  }

  async getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader> {
    await this.#check(repository, 'read', 'getBlobRange', options);
    return this.#registry.getBlobRange(repository, digest, start, end, options);
  }

  async getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    await this.#check(repository, 'read', 'getManifest', options);
    return this.#registry.getManifest(repository, digest, options);
  }

  async getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    await this.#check(repository, 'read', 'getTag', options);
    return this.#registry.getTag(repository, tag, options);
  }

  async resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    await this.#check(repository, 'read', 'resolveBlob', options);
    return this.#registry.resolveBlob(repository, digest, options);
  }

  async resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    await this.#check(repository, 'read', 'resolveManifest', options);
    return this.#registry.resolveManifest(repository, digest, options);
  }

  async resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor> {
    await this.#check(repository, 'read', 'resolveTag', options);
    return this.#registry.resolveTag(repository, tag, options);
  }

  async pushBlob(repository: string, descriptor: Descriptor, body: Body, options?: CallOptions): Promise<Descriptor> {
    await this.#check(repository, 'write', 'pushBlob', options);
    return this.#registry.pushBlob(repository, descriptor, body, options);
  }

  async pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter> {
    await this.#check(repository, 'write', 'pushBlobChunked', options);
    return this.#registry.pushBlobChunked(repository, options);
  }

  async pushBlobChunkedResume(
    repository: string,
    id: string,
    options?: PushBlobChunkedResumeOptions,
  ): Promise<BlobWriter> {
    await this.#check(repository, 'write', 'pushBlobChunkedResume', options);
    return this.#registry.pushBlobChunkedResume(repository, id, options);
  }

  async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options?: CallOptions,
  ): Promise<Descriptor> {
    await this.#check(toRepository, 'write', 'mountBlob', options);
    await this.#check(fromRepository, 'read', 'mountBlob', options);
    return this.#registry.mountBlob(fromRepository, toRepository, digest, options);
  }

  async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options?: PushManifestOptions,
  ): Promise<Descriptor> {
    // The caller may use its buffer again while the policy is asked.
    const bytes = Uint8Array.from(content);
    await this.#check(repository, 'write', 'pushManifest', options);
    return this.#registry.pushManifest(repository, bytes, mediaType, options);
  }

  async deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    await this.#check(repository, 'delete', 'deleteBlob', options);
    return this.#registry.deleteBlob(repository, digest, options);
  }

  async deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    await this.#check(repository, 'delete', 'deleteManifest', options);
    return this.#registry.deleteManifest(repository, digest, options);
  }

  async deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void> {
    await this.#check(repository, 'delete', 'deleteTag', options);
    return this.#registry.deleteTag(repository, tag, options);
  }

  async *tags(repository: string, options?: TagsOptions): AsyncGenerator<string, void, undefined> {
    await this.#check(repository, 'list', 'tags', options);
    yield* this.#registry.tags(repository, options);
  }

  async *referrers(
    repository: string,
    digest: Digest,
    options?: ReferrersOptions,
  ): AsyncGenerator<Descriptor, void, undefined> {
    await this.#check(repository, 'list', 'referrers', options);
    yield* this.#registry.referrers(repository, digest, options);
  }

  async *repositories(options: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    const { signal, startAfter, limit = Infinity } = options;
    throwIfAborted(signal);
    if (limit <= 0) return;
    let given = 0;
    // The limit is not passed on: it would count names that are not shown.
    for await (const repository of this.#registry.repositories({ signal, startAfter })) {
      if (!(await this.#allows({ repository, kind: 'list', method: 'repositories' }, signal))) continue;
      yield repository;
      if (++given >= limit) return;
    }
  }

  async #check(
    repository: string,
    kind: AccessKind,
    method: keyof Registry,
    options: CallOptions | undefined,
  ): Promise<void> {
    throwIfAborted(options?.signal);
    // The policy and the registry must mean the same by a name, so that neither sees one outside the grammar.
    checkRepositoryName(repository);
    if (await this.#allows({ repository, kind, method }, options?.signal)) return;
    // As a registry that knows no such repository says it, word for word.
    if (kind === 'read' || kind === 'list')
      throw new OciError('NAME_UNKNOWN', `there is no repository ${repository}`, { detail: { name: repository } });
    throw new OciError(
      'DENIED',
      `${kind === 'write' ? 'storing in' : 'deleting from'} ${repository} is not granted; ask whoever runs the registry for it`,
    );
  }

  async #allows(access: Access, signal: AbortSignal | undefined): Promise<boolean> {
    const granted: unknown = await orAborted(Promise.resolve(this.#policy(access)), signal);
    // Not what counts as true: a policy written without types may return anything.
    return granted === true;
  }
}
