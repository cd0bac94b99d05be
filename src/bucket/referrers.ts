import { LRUCache } from 'lru-cache';
import { mapConcurrentOrdered } from '../concurrency/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { parseDescriptor, type Descriptor, type Digest } from '../spec/index.ts';
import { referrerKey, referrersPrefix } from './keys.ts';
import type { ListedObject, ObjectStore } from './object-store.ts';

const concurrency = 16;

/** The referrers of all subjects. Each is an object of its own, so that concurrent pushes do not affect each other. */
export class Referrers {
  readonly #store: ObjectStore;
  /** Descriptors by key and ETag. */
  readonly #cache = new LRUCache<string, Descriptor>({ max: 10_000 });

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  async add(repository: string, subject: Digest, referrer: Descriptor, options: CallOptions = {}): Promise<void> {
    const key = referrerKey(repository, subject, referrer.digest);
    const bytes = Buffer.from(JSON.stringify(referrer));
    await this.#store.put(key, bytes, { ...options, contentType: 'application/json' });
  }

  async remove(repository: string, subject: Digest, referrer: Digest, options: CallOptions = {}): Promise<void> {
    await this.#store.delete(referrerKey(repository, subject, referrer), options);
  }

  /** Lists the referrers of a subject in the order of their digests. */
  async *list(
    repository: string,
    subject: Digest,
    options: CallOptions = {},
  ): AsyncGenerator<Descriptor, void, undefined> {
    const objects = this.#store.list({ ...options, prefix: referrersPrefix(repository, subject) });
    for await (const referrer of mapConcurrentOrdered(objects, 1, concurrency, (object) => this.#read(object, options)))
      if (referrer !== undefined) yield referrer;
  }

  /** @returns undefined when the referrer was deleted */
  async #read({ key, etag }: ListedObject, options: CallOptions): Promise<Descriptor | undefined> {
    const cacheKey = `${key} ${etag}`;
    const cached = this.#cache.get(cacheKey);
    if (cached !== undefined) return cached;
    const found = await this.#store.read(key, options);
    if (found === undefined) return undefined;
    const referrer = parseDescriptor(JSON.parse(new TextDecoder().decode(found.bytes)), `the referrer ${key}`);
    this.#cache.set(cacheKey, referrer);
    return referrer;
  }
}
