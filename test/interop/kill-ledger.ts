import { forEachConcurrent } from '../../src/concurrency/index.ts';
import { collect } from '../../src/streams/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import {
  isNotFound,
  isOciError,
  maxManifestBytes,
  parseManifest,
  requiredContentOf,
  type Digest,
} from '../../src/spec/index.ts';

/** Number of requests at the same time. */
const concurrency = 8;

/** The possible targets of a tag. */
interface Expected {
  readonly repository: string;
  readonly tag: string;
  /** Several after a change without a response, which may have happened. Undefined means no tag. */
  readonly may: Set<Digest | undefined>;
  /** Whether the content was read since the change. */
  read: boolean;
}

/** Records the acknowledged changes and checks them. */
export class Ledger {
  acknowledged = 0;
  /** Beginning of the names of the repositories that only this ledger changes. */
  readonly prefix: string;
  readonly #tags = new Map<string, Expected>();

  constructor(prefix = '') {
    this.prefix = prefix;
  }

  /** Performs a change that sets or deletes a tag. A tag must not be changed concurrently. */
  async record(
    repository: string,
    tag: string,
    digest: Digest | undefined,
    change: () => Promise<unknown>,
  ): Promise<void> {
    const key = `${repository}:${tag}`;
    const expected = this.#tags.get(key) ?? { repository, tag, may: new Set([undefined]), read: false };
    this.#tags.set(key, expected);
    expected.may.add(digest);
    expected.read = false;
    await change();
    expected.may.clear();
    expected.may.add(digest);
    this.acknowledged++;
  }

  pointsTo(repository: string, tag: string): boolean {
    const may = this.#tags.get(`${repository}:${tag}`)?.may;
    return may !== undefined && !may.has(undefined);
  }

  /**
   * Checks that every tag has a possible target, that there are no other tags, and reads and verifies all changed
   * content.
   */
  async check(registry: Registry, scope: 'what changed' | 'all content' = 'what changed'): Promise<void> {
    const found = new Set<string>();
    const repositories = await Array.fromAsync(registry.repositories());
    const own = repositories.filter((repository) => repository.startsWith(this.prefix));
    await forEachConcurrent(own.values(), concurrency, async (repository) => {
      try {
        for await (const tag of registry.tags(repository)) found.add(`${repository}:${tag}`);
      } catch (error) {
        // A collection has deleted the last content of the repository since.
        if (!isOciError(error, 'NAME_UNKNOWN')) throw error;
      }
    });
    await forEachConcurrent(this.#tags, concurrency, async ([key, expected]) => {
      const actual = found.delete(key) ? await resolved(registry, expected) : undefined;
      if (!expected.may.has(actual))
        throw new Error(
          `${key} points to ${actual ?? 'nothing'}, expected ` +
            [...expected.may].map((digest) => digest ?? 'nothing').join(' or '),
        );
      expected.may.clear();
      expected.may.add(actual);
      if (actual !== undefined && (!expected.read || scope === 'all content'))
        await readAll(registry, expected.repository, actual);
      expected.read = true;
    });
    if (found.size > 0) throw new Error(`unexpected tags ${[...found].join(', ')}`);
  }
}

async function resolved(registry: Registry, { repository, tag }: Expected): Promise<Digest | undefined> {
  try {
    return (await registry.resolveTag(repository, tag)).digest;
  } catch (error) {
    if (isNotFound(error) || isOciError(error, 'NAME_UNKNOWN')) return undefined;
    throw error;
  }
}

/** Reads content. The client verifies it. */
async function readAll(registry: Registry, repository: string, digest: Digest): Promise<void> {
  const reader = await registry.getManifest(repository, digest);
  const { mediaType } = reader.descriptor;
  const manifest = parseManifest(await collect(reader, maxManifestBytes, `manifest ${digest}`), mediaType);
  for (const content of requiredContentOf(manifest)) {
    for await (const _ of await registry.getBlob(repository, content.digest));
  }
}
