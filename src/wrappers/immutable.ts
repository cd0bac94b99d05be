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

/** Wrappers of the same registry share one mutex, so that two of them cannot create the same tag at the same time. */
const mutexes = new WeakMap<Registry, KeyedMutex>();

/** The type requires every operation that deletes, so that the type check reports a missing one. */
const refusedDeletes: RegistryDeleter = {
  deleteBlob: async (repository, digest) => refuseDelete(`the blob ${digest}`, repository),
  deleteManifest: async (repository, digest) => refuseDelete(`the manifest ${digest}`, repository),
  deleteTag: async (repository, tag) => refuseDelete(`the tag "${tag}"`, repository),
};

/**
 * An append-only view of the registry. A push that would move a tag fails with `ALREADY_EXISTS`, and every delete fails
 * with `DENIED`. A push of the manifest that the tag already points to succeeds.
 *
 * Pushes through wrappers of one registry object run one after the other in each repository, so only one of two pushes
 * of a new tag succeeds. The wrapper may not detect a write that bypasses it at the same time. The registry itself must
 * protect its tags against such writes.
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

  /**
   * @throws OciError `ALREADY_EXISTS` when one of the tags points to another manifest, or when the manifest exists with
   *   another media type; nothing is stored then
   */
  override async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    throwIfAborted(options.signal);
    checkRepositoryName(repository);
    const tags = options.tags ?? [];
    // The caller may reuse its buffer while this call waits for the mutex.
    const bytes = Uint8Array.from(content);
    const { descriptor } = checkPushedManifest(bytes, mediaType, options.digest, { tags });
    const push = async (): Promise<Descriptor> => {
      await this.#checkMediaType(repository, descriptor, options);
      for (const tag of tags) await this.#checkTag(repository, tag, descriptor.digest, options);
      const pushed = await this.inner.pushManifest(repository, bytes, mediaType, options);
      // A concurrent write that bypassed this wrapper may have moved the tag.
      for (const tag of tags) await this.#checkTag(repository, tag, descriptor.digest, options);
      return pushed;
    };
    return this.#mutex.run(repository, push, options.signal);
  }

  /** The bytes of a manifest may not state their media type. A push could then change it, and with it the tags. */
  async #checkMediaType(repository: string, { digest, mediaType }: Descriptor, options: CallOptions): Promise<void> {
    const current = await existing(this.inner.resolveManifest(repository, digest, { signal: options.signal }));
    if (current === undefined || current.mediaType === mediaType) return;
    throw new OciError(
      'ALREADY_EXISTS',
      `cannot change the media type of the manifest ${digest} of ${repository} to ${printable(mediaType, 300)}: it is ` +
        `${printable(current.mediaType, 300)}; push it with this type`,
    );
  }

  /**
   * Accepts a tag only if the registry reports that it does not exist, or if it points to `digest`. Any other failure
   * of the lookup fails the push, so that an unreadable tag is never overwritten.
   */
  async #checkTag(repository: string, tag: string, digest: Digest, options: CallOptions): Promise<void> {
    const current = await existing(this.inner.resolveTag(repository, tag, { signal: options.signal }));
    if (current === undefined || current.digest === digest) return;
    throw new OciError(
      'ALREADY_EXISTS',
      `cannot move the tag "${tag}" of ${repository} to ${digest}: it points to ${current.digest}; ` +
        `use another tag`,
      { detail: { tag, digest: current.digest } },
    );
  }
}

/** Returns undefined if the registry reports that the content does not exist. */
async function existing(lookup: Promise<Descriptor>): Promise<Descriptor | undefined> {
  try {
    return await lookup;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function refuseDelete(object: string, repository: string): never {
  throw new OciError(
    'DENIED',
    `cannot delete ${printable(object, 300)} of ${printable(repository, 300)}: this registry is append-only`,
  );
}
