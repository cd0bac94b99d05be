import { forEachConcurrent } from '../../concurrency/index.ts';
import type { CallOptions } from '../../registry/index.ts';
import { isNotFound, type Digest } from '../../spec/index.ts';
import { companionOf } from './graph.ts';
import type { GraphReader } from './read-graph.ts';
import type { PruneStore } from './store.ts';

/** Number of tags on a page of most registries. */
const pageSize = 100;
/** Average number of requests that a deletion may add to find tags that other clients moved. */
const requestsPerDeletion = 4;

/**
 * Reads the tags again before a deletion, to find what other clients pushed after the plan.
 *
 * - The tags of the manifest are read before each deletion.
 * - The names of all tags, and the manifests of the tags that stay, are read before a deletion if this takes at most
 *   {@link requestsPerDeletion} requests, and otherwise before every n-th deletion, so that the number of requests
 * grows   only with the number of deletions.
 */
export class Recheck {
  readonly #store: PruneStore;
  readonly #reader: GraphReader;
  readonly #options: CallOptions & { readonly concurrency: number };
  #sinceNames = Infinity;
  #sinceTags = Infinity;
  #namesCost = 0;
  #tagsCost = 0;

  constructor(store: PruneStore, reader: GraphReader, options: CallOptions & { readonly concurrency: number }) {
    this.#store = store;
    this.#reader = reader;
    this.#options = options;
  }

  /**
   * Reads the tags again before the deletion of a manifest.
   *
   * @param gone the manifests that the run has deleted. A manifest that another client pushed again is removed from it.
   * @returns whether the graph has changed
   */
  async before(digest: Digest, gone: Set<Digest>): Promise<boolean> {
    const { graph } = this.#reader;
    let changed = false;
    if (this.#sinceNames++ >= this.#namesCost / requestsPerDeletion) {
      this.#sinceNames = 1;
      changed = await this.#readNames(gone);
    }
    if (this.#store.tagsOf !== undefined) changed = (await this.#readOwn(digest, gone)) || changed;
    else {
      const isDue = this.#sinceTags++ >= this.#tagsCost / requestsPerDeletion;
      const tags = isDue ? this.#remainingTags(gone) : [...(graph.nodes.get(digest)?.tags ?? [])];
      if (isDue) [this.#sinceTags, this.#tagsCost] = [1, tags.length];
      changed = (await this.#readTags(tags, gone)) || changed;
    }
    if (changed) await this.#reader.follow();
    return changed;
  }

  /** Whether a tag still points to its manifest. If not, the graph has changed. */
  async isCurrent(tag: string, gone: Set<Digest>): Promise<boolean> {
    if (!(await this.#readTags([tag], gone))) return true;
    await this.#reader.follow();
    return false;
  }

  #remainingTags(gone: ReadonlySet<Digest>): string[] {
    return [...this.#reader.graph.tags].flatMap(([tag, digest]) => (gone.has(digest) ? [] : [tag]));
  }

  async #readNames(gone: Set<Digest>): Promise<boolean> {
    const { graph } = this.#reader;
    const { signal } = this.#options;
    const suspects: string[] = [];
    let count = 0;
    try {
      for await (const tag of this.#store.repository.tags({ signal })) {
        count++;
        const digest = graph.tags.get(tag);
        if (digest === undefined || gone.has(digest)) suspects.push(tag);
      }
    } catch (error) {
      // Some registries report a repository without tags in this way. The run may have deleted the last one.
      if (!isNotFound(error)) throw error;
    }
    this.#namesCost = Math.ceil(count / pageSize);
    return this.#readTags(suspects, gone);
  }

  async #readOwn(digest: Digest, gone: Set<Digest>): Promise<boolean> {
    const current = (await this.#store.tagsOf?.(digest, { signal: this.#options.signal })) ?? [];
    const known = this.#reader.graph.nodes.get(digest)?.tags ?? new Set();
    const moved = [...known].filter((tag) => !current.includes(tag));
    return this.#readTags([...moved, ...current.filter((tag) => !known.has(tag))], gone);
  }

  /** @returns whether a tag points to another manifest than before */
  async #readTags(tags: readonly string[], gone: Set<Digest>): Promise<boolean> {
    const { graph } = this.#reader;
    const { signal, concurrency } = this.#options;
    let changed = false;
    await forEachConcurrent(
      tags,
      concurrency,
      async (tag, inner) => {
        const before = graph.tags.get(tag);
        const now = await this.#resolve(tag, inner);
        if (now === before && (now === undefined || !gone.has(now))) return;
        // The tag of a deleted manifest does not exist any more.
        if (now === undefined && before !== undefined && gone.has(before)) return;
        changed = true;
        await this.#update(tag, now, gone);
      },
      signal,
    );
    return changed;
  }

  async #update(tag: string, now: Digest | undefined, gone: Set<Digest>): Promise<void> {
    const { graph } = this.#reader;
    const before = graph.nodes.get(graph.tags.get(tag) as Digest);
    if (now === undefined) {
      graph.removeTag(tag);
      return;
    }
    gone.delete(now);
    const read = await this.#reader.readTag(tag);
    const entries = read === undefined ? [] : (graph.nodes.get(read)?.children ?? []);
    // The deletion of a referrer removes it from its list.
    const isShortened =
      companionOf(tag)?.isList === true &&
      before !== undefined &&
      entries.every((each) => before.children.includes(each));
    if (!isShortened) graph.pushed.add(tag);
  }

  async #resolve(tag: string, signal: AbortSignal): Promise<Digest | undefined> {
    try {
      return (await this.#store.repository.resolve(tag, { signal })).digest;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}
