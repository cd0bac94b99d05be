import type { Digest } from '../../spec/index.ts';
import type { PruneGraph } from './graph.ts';

/**
 * Orders deletions so that after each of them every remaining manifest is complete: an index comes before its
 * manifests, and a manifest before its referrers and companions.
 */
export function deletionOrder(graph: PruneGraph, deleted: ReadonlySet<Digest>): readonly Digest[] {
  const needed = new Map<Digest, number>();
  const related = new Map<Digest, number>();
  for (const digest of deleted) {
    for (const child of childrenOf(graph, digest)) increment(needed, child, 1);
    for (const dependent of dependentsOf(graph, digest)) increment(related, dependent, 1);
  }
  const order = new Set<Digest>();
  // A manifest can refer to its index as its subject. Then the order of the children counts.
  const waiting = new Set<Digest>();
  const ready: Digest[] = [];
  const check = (digest: Digest): void => {
    if (!deleted.has(digest) || order.has(digest) || (needed.get(digest) ?? 0) > 0) return;
    if ((related.get(digest) ?? 0) > 0) waiting.add(digest);
    else ready.push(digest);
  };
  for (const digest of [...deleted].toReversed()) check(digest);
  for (;;) {
    const next = ready.pop() ?? firstOf(waiting);
    if (next === undefined) return [...order];
    waiting.delete(next);
    if (order.has(next)) continue;
    order.add(next);
    for (const dependent of dependentsOf(graph, next)) {
      increment(related, dependent, -1);
      check(dependent);
    }
    for (const child of childrenOf(graph, next)) {
      increment(needed, child, -1);
      check(child);
    }
  }
}

function increment(counts: Map<Digest, number>, digest: Digest, by: number): void {
  counts.set(digest, (counts.get(digest) ?? 0) + by);
}

function firstOf<T>(set: ReadonlySet<T>): T | undefined {
  for (const item of set) return item;
  return undefined;
}

function childrenOf(graph: PruneGraph, digest: Digest): readonly Digest[] {
  return graph.nodes.get(digest)?.children ?? [];
}

/** The referrers and companions of a manifest. */
function* dependentsOf(graph: PruneGraph, digest: Digest): Generator<Digest, void, undefined> {
  yield* graph.referrersOf(digest);
  for (const tag of graph.companionsOf(digest)) {
    const target = graph.tags.get(tag);
    if (target !== undefined && target !== digest) yield target;
  }
}
