import { LRUCache } from 'lru-cache';
import { forEachConcurrent } from '../concurrency/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { isDigest, OciError, type Descriptor, type Digest } from '../spec/index.ts';
import { Coalescer } from './coalescer.ts';
import { tagKey, tagsPrefix } from './keys.ts';
import type { ListedObject, ObjectStore } from './object-store.ts';
import { readJson, type JsonObject } from './small-objects.ts';

const concurrency = 16;
const maxAttempts = 5;
const empty = new Uint8Array();

/**
 * The tags of all repositories. A tag is a small object with the descriptor of its manifest. A deleted tag is an object
 * without bytes, because only writes can be conditional on every store: a concurrent write of the tag is never lost.
 */
export class Tags {
  readonly #store: ObjectStore;
  readonly #reads = new Coalescer<JsonObject | undefined>();
  /** The manifests of tags by the ETag of their objects. */
  readonly #targets = new LRUCache<string, Digest>({ max: 20_000 });

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** @returns undefined when the tag does not exist */
  async get(repository: string, tag: string): Promise<Descriptor | undefined> {
    const key = tagKey(repository, tag);
    const found = await this.#reads.run(key, () => readJson(this.#store, key));
    return targetOf(found);
  }

  /**
   * @param canMove whether the tag may point to another manifest
   * @throws OciError `ALREADY_EXISTS`
   */
  async set(
    repository: string,
    tag: string,
    target: Descriptor,
    canMove: boolean,
    options: CallOptions = {},
  ): Promise<void> {
    const key = tagKey(repository, tag);
    const { mediaType, digest, size } = target;
    const bytes = Buffer.from(JSON.stringify({ mediaType, digest, size }));
    const put = { ...options, contentType: 'application/json' };
    if (canMove) {
      await this.#store.put(key, bytes, put);
      return;
    }
    if ((await this.#store.put(key, bytes, { ...put, condition: 'absent' })) !== undefined) return;
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const current = await readJson(this.#store, key, options);
      const existing = targetOf(current);
      if (existing?.digest === digest) return;
      if (existing !== undefined)
        throw new OciError(
          'ALREADY_EXISTS',
          `cannot move the tag "${tag}" of ${repository} to ${digest}: it points to ${existing.digest}; use another tag`,
          { detail: { tag, digest: existing.digest } },
        );
      const condition = current === undefined ? 'absent' : { etag: current.head.etag };
      if ((await this.#store.put(key, bytes, { ...put, condition })) !== undefined) return;
    }
    throw new OciError('UNAVAILABLE', `cannot write the tag "${tag}" of ${repository}: it changes too often`);
  }

  /** @returns false when the tag does not exist */
  async delete(repository: string, tag: string, options: CallOptions = {}): Promise<boolean> {
    return (await this.#delete(repository, tag, undefined, options)) ?? false;
  }

  /** Deletes the tags of a manifest. */
  async deleteAll(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const tags = (await Array.fromAsync(this.listed(repository, options))).filter(
      ({ object }) => (this.#targets.get(object.etag) ?? digest) === digest,
    );
    const work = async (name: string): Promise<void> => {
      await this.#delete(repository, name, digest, options);
    };
    await forEachConcurrent(tags.map(({ tag }) => tag).values(), concurrency, work, options.signal);
  }

  /** Lists the tags in byte order, with their objects. */
  async *listed(
    repository: string,
    options: CallOptions & { readonly startAfter?: string | undefined; readonly pageSize?: number | undefined } = {},
  ): AsyncGenerator<{ readonly tag: string; readonly object: ListedObject }, void, undefined> {
    const prefix = tagsPrefix(repository);
    const { startAfter, pageSize, signal } = options;
    const after = startAfter === undefined ? undefined : `${prefix}${startAfter}`;
    for await (const object of this.#store.list({ prefix, startAfter: after, pageSize, signal }))
      if (object.size > 0) yield { tag: object.key.slice(prefix.length), object };
  }

  /** All tags with the digests of their manifests. */
  async all(repository: string, options: CallOptions = {}): Promise<ReadonlyMap<string, Digest>> {
    const targets = new Map<string, Digest>();
    const listed = await Array.fromAsync(this.listed(repository, options));
    const read = async (item: (typeof listed)[number]): Promise<void> => {
      const { tag, object } = item;
      const digest = this.#targets.get(object.etag) ?? (await this.get(repository, tag))?.digest;
      if (digest === undefined) return;
      this.#targets.set(object.etag, digest);
      targets.set(tag, digest);
    };
    await forEachConcurrent(listed.values(), concurrency, read, options.signal);
    return targets;
  }

  /** @param only deletes the tag only if it points to this manifest @returns undefined when it points to another one */
  async #delete(
    repository: string,
    tag: string,
    only: Digest | undefined,
    options: CallOptions,
  ): Promise<boolean | undefined> {
    const key = tagKey(repository, tag);
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const current = await readJson(this.#store, key, options);
      const target = targetOf(current);
      if (current === undefined || target === undefined) return false;
      this.#targets.set(current.head.etag, target.digest);
      if (only !== undefined && target.digest !== only) return undefined;
      const condition = { etag: current.head.etag };
      if ((await this.#store.put(key, empty, { ...options, condition })) !== undefined) return true;
    }
    throw new OciError('UNAVAILABLE', `cannot delete the tag "${tag}" of ${repository}: it changes too often`);
  }
}

function targetOf(found: JsonObject | undefined): Descriptor | undefined {
  const { mediaType, digest, size } = found?.value ?? {};
  if (typeof mediaType !== 'string' || typeof digest !== 'string' || !isDigest(digest) || typeof size !== 'number')
    return undefined;
  return { mediaType, digest, size };
}
