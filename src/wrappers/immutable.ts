import { KeyedMutex } from '../concurrency/index.ts';
import {
  ForwardingRegistry,
  type CallOptions,
  type PushManifestOptions,
  type Registry,
  type RegistryDeleter,
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

/** Wrappers of the same registry share one mutex, so that two of them cannot both find a tag free. */
const mutexes = new WeakMap<Registry, KeyedMutex>();

/** Typed by the interface, so that a new operation that deletes fails the type check here. */
const refusedDeletes: RegistryDeleter = {
  deleteBlob: async (repository, digest) => refuseDelete(`the blob ${digest}`, repository),
  deleteManifest: async (repository, digest) => refuseDelete(`the manifest ${digest}`, repository),
  deleteTag: async (repository, tag) => refuseDelete(`the tag "${tag}"`, repository),
};

/**
 * An append-only view of the registry: a tag cannot be moved (`ALREADY_EXISTS`), and deletes are refused (`DENIED`).
 * Pushing the manifest that a tag already points to succeeds.
 *
 * Pushes through wrappers of one registry object run one after the other per repository: of two pushes of the same tag,
 * one succeeds and the other fails. A concurrent write that bypasses the wrapper is detected only when it comes first.
 * The registry itself must protect its tags against later writes.
 */
export function immutable(registry: Registry): Registry {
  return Object.assign(new ImmutableRegistry(registry), refusedDeletes);
}

class ImmutableRegistry extends ForwardingRegistry {
  readonly #mutex: KeyedMutex;

  constructor(inner: Registry) {
    super(inner);
    this.#mutex = mutexes.get(inner) ?? new KeyedMutex();
    mutexes.set(inner, this.#mutex);
  }

  /** @throws OciError `ALREADY_EXISTS` when one of the tags points to another manifest; the push then stores nothing */
  override async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    throwIfAborted(options.signal);
    checkRepositoryName(repository);
    const tags = options.tags ?? [];
    if (tags.length === 0) return this.inner.pushManifest(repository, content, mediaType, options);
    // The caller may reuse its buffer while this call waits for the mutex.
    const bytes = Uint8Array.from(content);
    const { descriptor } = checkPushedManifest(bytes, mediaType, options.digest, tags);
    const push = async (): Promise<Descriptor> => {
      for (const tag of tags) await this.#checkTag(repository, tag, descriptor.digest, options);
      const pushed = await this.inner.pushManifest(repository, bytes, mediaType, options);
      // A concurrent write that bypassed this wrapper may have moved the tag.
      for (const tag of tags) await this.#checkTag(repository, tag, descriptor.digest, options);
      return pushed;
    };
    return this.#mutex.run(repository, push, options.signal);
  }

  /**
   * Only "not found" means that the tag is free. Any other failure ends the push: a tag that cannot be read is not
   * overwritten.
   */
  async #checkTag(repository: string, tag: string, digest: Digest, options: CallOptions): Promise<void> {
    let current: Descriptor;
    try {
      current = await this.inner.resolveTag(repository, tag, { signal: options.signal });
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    if (current.digest === digest) return;
    throw new OciError(
      'ALREADY_EXISTS',
      `cannot move the tag "${tag}" of ${repository} to ${digest}: it points to ${current.digest}; ` +
        `use another tag`,
      { detail: { tag, digest: current.digest } },
    );
  }
}

function refuseDelete(object: string, repository: string): never {
  throw new OciError(
    'DENIED',
    `cannot delete ${printable(object, 300)} of ${printable(repository, 300)}: this registry is append-only`,
  );
}
