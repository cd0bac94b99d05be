import type { CallOptions } from '../../registry/index.ts';
import { isNotFound, throwIfAborted, type Digest, type EventOptions } from '../../spec/index.ts';
import { decide, type Decision } from './decide.ts';
import type { PruneGraph } from './graph.ts';
import { deletionOrder } from './order.ts';
import type { GraphReader } from './read-graph.ts';
import { Recheck } from './recheck.ts';
import { shortenLists } from './referrer-lists.ts';
import { manifestItem, tagItem, type PruneItem } from './result.ts';
import { select, type PruneRules, type SelectOptions } from './rules.ts';
import type { PruneStore } from './store.ts';

export interface PruneRunOptions extends CallOptions, EventOptions {
  readonly rules: PruneRules;
  readonly selection: SelectOptions;
  readonly concurrency: number;
}

/** The deletions of one run. */
export class PruneRun {
  readonly deleted: PruneItem[] = [];
  readonly #store: PruneStore;
  readonly #reader: GraphReader;
  readonly #options: PruneRunOptions;
  readonly #gone = new Set<Digest>();
  readonly #refused = new Map<Digest, string>();
  #decision: Decision;

  constructor(store: PruneStore, reader: GraphReader, options: PruneRunOptions) {
    this.#store = store;
    this.#reader = reader;
    this.#options = options;
    this.#decision = this.#decide();
    this.#keepLastTagged();
  }

  /** Keeps the newest manifest with a tag, if the store does not delete the last one. */
  #keepLastTagged(): void {
    const { lastTagReason } = this.#store;
    const { deleted, kept } = this.#decision;
    const tagged = (digest: Digest): boolean => (this.#graph.nodes.get(digest)?.tags.size ?? 0) > 0;
    if (lastTagReason === undefined || kept.keys().some(tagged)) return;
    const storedMs = (digest: Digest): number => this.#graph.nodes.get(digest)?.storedMs ?? 0;
    const [newest] = deleted
      .keys()
      .filter(tagged)
      .toArray()
      .sort((a, b) => storedMs(b) - storedMs(a));
    if (newest === undefined) return;
    this.#refused.set(newest, lastTagReason);
    this.#decision = this.#decide();
  }

  /** What the run deletes, and why everything else stays. It changes when other clients push. */
  get decision(): Decision {
    return this.#decision;
  }

  /** The planned deletions in their order. */
  plan(): readonly PruneItem[] {
    const { deleted, untagged } = this.#decision;
    const order = deletionOrder(this.#graph, new Set(deleted.keys()));
    return [
      ...order.map((digest) => manifestItem(this.#graph, digest, deleted.get(digest) ?? '')),
      ...[...untagged].map(([tag, reason]) => tagItem(this.#graph, tag, reason)),
    ];
  }

  /** Deletes. @throws OciError errors of the registry; {@link deleted} has what was deleted before */
  async execute(): Promise<void> {
    const { signal, concurrency } = this.#options;
    const recheck = new Recheck(this.#store, this.#reader, { signal, concurrency });
    const { deleted, untagged } = this.#decision;
    try {
      for (const digest of deletionOrder(this.#graph, new Set(deleted.keys())))
        await this.#deleteManifest(digest, recheck);
      for (const tag of untagged.keys()) await this.#deleteTag(tag, recheck);
    } finally {
      this.#decision = this.#decide();
    }
    await shortenLists(this.#store.repository, this.#graph, this.#gone, { signal });
  }

  async #deleteManifest(digest: Digest, recheck: Recheck): Promise<void> {
    const { signal } = this.#options;
    throwIfAborted(signal);
    if (!this.#decision.deleted.has(digest)) return;
    if (await recheck.before(digest, this.#gone)) this.#decision = this.#decide();
    const reason = this.#decision.deleted.get(digest);
    const node = this.#graph.nodes.get(digest);
    if (reason === undefined || node === undefined) return;
    const item = manifestItem(this.#graph, digest, reason);
    const refusal = await this.#store.delete(node.descriptor, { signal });
    if (refusal === undefined) {
      this.#gone.add(digest);
      this.#report(item);
      return;
    }
    this.#refused.set(digest, refusal);
    this.#options.onEvent?.({
      kind: 'warning',
      text: `${[...item.tags, digest].join(', ')} was not deleted: ${refusal}`,
    });
    this.#decision = this.#decide();
  }

  async #deleteTag(tag: string, recheck: Recheck): Promise<void> {
    const { signal } = this.#options;
    throwIfAborted(signal);
    if (!(await recheck.isCurrent(tag, this.#gone))) this.#decision = this.#decide();
    const reason = this.#decision.untagged.get(tag);
    if (reason === undefined) return;
    const item = tagItem(this.#graph, tag, reason);
    try {
      await this.#store.repository.untag(tag, { signal });
    } catch (error) {
      // Another client has deleted it.
      if (!isNotFound(error)) throw error;
    }
    this.#graph.removeTag(tag);
    this.#report(item);
  }

  #report(item: PruneItem): void {
    this.deleted.push(item);
    const name = item.tags.length === 0 ? item.digest : `${item.tags.join(', ')} (${item.digest})`;
    const what = item.kind === 'tag' ? 'deleted the tag' : 'deleted';
    this.#options.onEvent?.({ kind: 'line', text: `${what} ${name}: ${item.reason}` });
  }

  get #graph(): PruneGraph {
    return this.#reader.graph;
  }

  #decide(): Decision {
    const { rules, selection } = this.#options;
    return decide(this.#graph, select(this.#graph, rules, selection), {
      keepReferrers: rules.keepReferrers,
      canDeleteTags: this.#store.canDeleteTags,
      refused: this.#refused,
      gone: this.#gone,
    });
  }
}
