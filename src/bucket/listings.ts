import { pageOf, sortNames, type CallOptions, type RepositoriesOptions, type TagsOptions } from '../registry/index.ts';
import {
  checkNumbers,
  checkRepositoryName,
  mediaTypeOctetStream,
  nameUnknown,
  parseDigest,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { contentPrefix, parseContentKey, repositoryPrefix } from './keys.ts';
import type { ObjectStore } from './object-store.ts';
import type { Repositories } from './repositories.ts';
import type { Tags } from './tags.ts';

/** Maximum number of objects of one request. */
const maxPage = 1000;

/** The lists of a registry in a bucket. */
export class Listings {
  readonly #store: ObjectStore;
  readonly #repositories: Repositories;
  readonly #tags: Tags;

  constructor(store: ObjectStore, repositories: Repositories, tags: Tags) {
    this.#store = store;
    this.#repositories = repositories;
    this.#tags = tags;
  }

  async *tags(repository: string, options: TagsOptions = {}): AsyncGenerator<string, void, undefined> {
    checkNumbers(options, { limit: 0 });
    const name = checkCall(repository, options);
    const { limit = Infinity, startAfter, signal } = options;
    let count = 0;
    // A page may also have deleted tags.
    const pageSize = limit < maxPage ? limit + 1 : undefined;
    if (limit > 0)
      for await (const { tag } of this.#tags.listed(name, { startAfter, pageSize, signal })) {
        yield tag;
        if (++count >= limit) return;
      }
    if (count === 0 && !(await this.#repositories.exists(name, { signal }))) throw nameUnknown(name);
  }

  async *repositories(options: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    checkNumbers(options, { limit: 0 });
    const { limit = Infinity, startAfter, signal, withBlob } = options;
    throwIfAborted(signal);
    if (withBlob !== undefined) {
      yield* pageOf(sortNames(this.#repositories.with(parseDigest(withBlob))), options);
      return;
    }
    let count = 0;
    if (limit === 0) return;
    for await (const name of this.#repositories.list(startAfter, { signal })) {
      yield name;
      if (++count >= limit) return;
    }
  }

  /** All blobs and manifests, once for each repository. */
  async *contents(options: CallOptions = {}): AsyncGenerator<Descriptor, void, undefined> {
    for await (const { key, size } of this.#store.list({ ...options, prefix: contentPrefix })) {
      const content = parseContentKey(key);
      if (content !== undefined) yield { mediaType: mediaTypeOctetStream, digest: content.digest, size };
    }
  }

  /** All manifests of a repository, also those without a tag. @throws OciError `NAME_UNKNOWN` */
  async *manifests(
    repository: string,
    options: CallOptions = {},
  ): AsyncGenerator<{ readonly digest: Digest; readonly storedMs: number }, void, undefined> {
    const name = checkCall(repository, options);
    let isEmpty = true;
    for await (const object of this.#store.list({ ...options, prefix: `${repositoryPrefix(name)}manifests/` })) {
      const content = parseContentKey(object.key);
      if (content === undefined) continue;
      isEmpty = false;
      yield { digest: content.digest, storedMs: object.modifiedMs };
    }
    if (isEmpty && !(await this.#repositories.exists(name, options))) throw nameUnknown(name);
  }
}

export function checkCall(repository: string, options: CallOptions): string {
  throwIfAborted(options.signal);
  return checkRepositoryName(repository);
}
