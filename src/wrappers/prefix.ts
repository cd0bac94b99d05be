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
import { checkRepositoryName, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';

/**
 * The repositories below `namePrefix` as a registry of their own: `prefix(registry, 'team/app')` shows `team/app/web` as `web`. The
 * repository `team/app` itself has no name in it, and no name leads out of it. Messages of errors hold the whole name.
 *
 * @param namePrefix a repository name: whole path elements, no slash at its end
 * @throws OciError `NAME_INVALID`
 */
export function prefix(registry: Registry, namePrefix: string): Registry {
  return new PrefixedRegistry(registry, checkRepositoryName(namePrefix));
}

class PrefixedRegistry implements Registry {
  readonly #registry: Registry;
  readonly #prefix: string;

  constructor(registry: Registry, namePrefix: string) {
    this.#registry = registry;
    this.#prefix = namePrefix;
  }

  async getBlob(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#registry.getBlob(this.#whole(repository), digest, options);
  }

  async getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader> {
    return this.#registry.getBlobRange(this.#whole(repository), digest, start, end, options);
  }

  async getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#registry.getManifest(this.#whole(repository), digest, options);
  }

  async getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    return this.#registry.getTag(this.#whole(repository), tag, options);
  }

  async resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.resolveBlob(this.#whole(repository), digest, options);
  }

  async resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.resolveManifest(this.#whole(repository), digest, options);
  }

  async resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.resolveTag(this.#whole(repository), tag, options);
  }

  async pushBlob(repository: string, descriptor: Descriptor, body: Body, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.pushBlob(this.#whole(repository), descriptor, body, options);
  }

  async pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter> {
    return this.#registry.pushBlobChunked(this.#whole(repository), options);
  }

  async pushBlobChunkedResume(
    repository: string,
    id: string,
    options?: PushBlobChunkedResumeOptions,
  ): Promise<BlobWriter> {
    return this.#registry.pushBlobChunkedResume(this.#whole(repository), id, options);
  }

  /** Both names lie below the prefix. */
  async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options?: CallOptions,
  ): Promise<Descriptor> {
    return this.#registry.mountBlob(this.#whole(fromRepository), this.#whole(toRepository), digest, options);
  }

  async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options?: PushManifestOptions,
  ): Promise<Descriptor> {
    return this.#registry.pushManifest(this.#whole(repository), content, mediaType, options);
  }

  async deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return this.#registry.deleteBlob(this.#whole(repository), digest, options);
  }

  async deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return this.#registry.deleteManifest(this.#whole(repository), digest, options);
  }

  async deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void> {
    return this.#registry.deleteTag(this.#whole(repository), tag, options);
  }

  async *tags(repository: string, options?: TagsOptions): AsyncGenerator<string, void, undefined> {
    yield* this.#registry.tags(this.#whole(repository), options);
  }

  async *referrers(
    repository: string,
    digest: Digest,
    options?: ReferrersOptions,
  ): AsyncGenerator<Descriptor, void, undefined> {
    yield* this.#registry.referrers(this.#whole(repository), digest, options);
  }

  async *repositories(options: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    const { signal, limit = Infinity } = options;
    throwIfAborted(signal);
    if (limit <= 0) return;
    const start = `${this.#prefix}/`;
    // Names below the prefix come after the prefix itself, though others ("team-b" after "team") may come between.
    const startAfter =
      options.startAfter === undefined || options.startAfter === '' ? this.#prefix : start + options.startAfter;
    let given = 0;
    // The limit is not passed on: it would count names that are not shown.
    for await (const name of this.#registry.repositories({ signal, startAfter })) {
      if (!name.startsWith(start)) continue;
      yield name.slice(start.length);
      if (++given >= limit) return;
    }
  }

  #whole(repository: string): string {
    // What is no name on its own is none when it is joined: every element is checked, and none may be empty or `..`.
    return checkRepositoryName(`${this.#prefix}/${repository}`);
  }
}
