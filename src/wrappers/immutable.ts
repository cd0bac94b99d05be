import { KeyedMutex } from '../concurrency/index.ts';
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
import {
  checkPushedManifest,
  checkRepositoryName,
  isNotFound,
  OciError,
  printable,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';

/** Two wrappers of one registry must not both believe that a tag is free. */
const turnsOf = new WeakMap<Registry, KeyedMutex>();

/**
 * The registry as one to which content is added and never changed: a tag that points somewhere stays there (`ALREADY_EXISTS`), and
 * nothing is deleted (`DENIED`). Pushing again what a tag points to already is success.
 *
 * Pushes through wrappers of one registry object take turns, so that of two that want the same tag one wins and the other is refused. A
 * party that writes to the registry by another way is noticed when it was faster, not when it comes later: then the registry itself must
 * keep its tags.
 */
export function immutable(registry: Registry): Registry {
  return new ImmutableRegistry(registry);
}

class ImmutableRegistry implements Registry {
  readonly #registry: Registry;
  readonly #turns: KeyedMutex;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#turns = turnsOf.get(registry) ?? new KeyedMutex();
    turnsOf.set(registry, this.#turns);
  }

  getBlob(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#registry.getBlob(repository, digest, options);
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

  pushBlob(repository: string, descriptor: Descriptor, body: Body, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.pushBlob(repository, descriptor, body, options);
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

  /** @throws OciError `ALREADY_EXISTS` when one of the tags points to other content; then nothing is stored */
  async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    throwIfAborted(options.signal);
    checkRepositoryName(repository);
    const tags = options.tags ?? [];
    if (tags.length === 0) return this.#registry.pushManifest(repository, content, mediaType, options);
    // The caller may use its buffer again while others are before it.
    const bytes = Uint8Array.from(content);
    const { descriptor } = checkPushedManifest(bytes, mediaType, options.digest, tags);
    const push = async (): Promise<Descriptor> => {
      for (const tag of tags) await this.#checkTag(repository, tag, descriptor.digest, options);
      const pushed = await this.#registry.pushManifest(repository, bytes, mediaType, options);
      // Another way into the registry may have been as fast.
      for (const tag of tags) await this.#checkTag(repository, tag, descriptor.digest, options);
      return pushed;
    };
    return this.#turns.run(repository, push, options.signal);
  }

  async deleteBlob(repository: string, digest: Digest): Promise<void> {
    throw kept(`the blob ${digest}`, repository);
  }

  async deleteManifest(repository: string, digest: Digest): Promise<void> {
    throw kept(`the manifest ${digest}`, repository);
  }

  async deleteTag(repository: string, tag: string): Promise<void> {
    throw kept(`the tag "${tag}"`, repository);
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

  /** Any failure but "there is no such tag" ends the push: a tag that cannot be looked at must not be overwritten. */
  async #checkTag(repository: string, tag: string, digest: Digest, options: CallOptions): Promise<void> {
    let found: Descriptor;
    try {
      found = await this.#registry.resolveTag(repository, tag, { signal: options.signal });
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    if (found.digest === digest) return;
    throw new OciError(
      'ALREADY_EXISTS',
      `the tag "${tag}" of ${repository} points to ${found.digest} and may not be moved to ${digest}; push under another tag`,
      {
        detail: { tag, digest: found.digest },
      },
    );
  }
}

function kept(what: string, repository: string): OciError {
  return new OciError(
    'DENIED',
    `cannot delete ${printable(what, 300)} of ${printable(repository, 300)}: this registry keeps everything`,
  );
}
