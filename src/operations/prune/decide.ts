import type { Digest } from '../../spec/index.ts';
import { companionOf, type CompanionTag, type PruneGraph, type PruneNode } from './graph.ts';
import type { PruneRules, Selection } from './rules.ts';

/** What a run deletes, and why everything else stays. */
export interface Decision {
  /** The manifests to delete with all their tags, and the reasons. */
  readonly deleted: ReadonlyMap<Digest, string>;
  /** Tags to delete whose manifests stay, and the reasons. */
  readonly untagged: ReadonlyMap<string, string>;
  /** The reasons why manifests stay. */
  readonly kept: ReadonlyMap<Digest, string>;
  /** The reasons why tags stay. */
  readonly keptTags: ReadonlyMap<string, string>;
}

export interface DecideOptions extends Pick<PruneRules, 'keepReferrers'> {
  /** The registry can delete a tag without its manifest. */
  readonly canDeleteTags: boolean;
  /** Manifests that the registry refused to delete, and its reasons. */
  readonly refused: ReadonlyMap<Digest, string>;
  /** Manifests that the run has deleted. The graph still has them, because they select what belongs to them. */
  readonly gone: ReadonlySet<Digest>;
}

/**
 * Decides which manifests are deleted: those that the rules select and those that belong to them, without those that a
 * remaining manifest or tag needs.
 */
export function decide(graph: PruneGraph, selection: Selection, options: DecideOptions): Decision {
  const candidates = candidatesOf(graph, selection, options);
  const kept = keptNodes(graph, selection, candidates, options);
  const deleted = new Map([...candidates].filter(([digest]) => !kept.has(digest)));
  keepChangedLists(graph, deleted, kept);
  const keptTags = new Map(selection.keptTags);
  const untagged = new Map<string, string>();
  const stays = (tag: string, reason: string): void => void keptTags.set(tag, reason);
  for (const [tag, digest] of graph.tags) {
    const node = graph.nodes.get(digest);
    if (node === undefined || deleted.has(digest) || keptTags.has(tag)) continue;
    const reason = selection.tags.get(tag) ?? companionReason(graph, tag, deleted, options);
    const nodeReason = kept.get(digest) ?? '';
    if (reason === undefined) stays(tag, nodeReason);
    else if (options.refused.has(digest)) stays(tag, nodeReason);
    else if (options.canDeleteTags) untagged.set(tag, reason);
    else stays(tag, `${nodeReason}, and the registry cannot delete only a tag`);
  }
  return { deleted, untagged, kept, keptTags };
}

/** The manifests that the rules select, and all manifests that could be deleted with them. */
function candidatesOf(graph: PruneGraph, selection: Selection, options: DecideOptions): Map<Digest, string> {
  const candidates = new Map<Digest, string>();
  const add = (digest: Digest, reason: string): void => {
    const node = graph.nodes.get(digest);
    if (node === undefined || candidates.has(digest) || options.refused.has(digest)) return;
    if (!options.gone.has(digest)) for (const tag of node.tags) if (staysByItself(graph, tag, selection)) return;
    candidates.set(digest, reason);
  };
  for (const digest of options.gone) add(digest, 'it was deleted');
  for (const [tag, reason] of selection.tags) add(graph.tags.get(tag) as Digest, reason);
  for (const { descriptor } of selection.untagged) add(descriptor.digest, 'it has no tag');
  // The loop adds to the map.
  for (const [digest] of candidates) {
    const name = nameOf(graph, digest);
    for (const child of graph.nodes.get(digest)?.children ?? []) add(child, `it belongs to the index ${name}`);
    if (options.keepReferrers === true) continue;
    for (const referrer of graph.referrersOf(digest)) add(referrer, `it is a referrer of ${name}`);
    for (const tag of graph.companionsOf(digest)) {
      const target = graph.tags.get(tag);
      if (target !== undefined) add(target, `its tag belongs to ${name}`);
    }
  }
  return candidates;
}

/** Whether a tag stays for a reason of its own, not because of the manifest to which it belongs. */
function staysByItself(graph: PruneGraph, tag: string, selection: Selection): boolean {
  const companion = companionOf(tag);
  if (companion === undefined) return !selection.tags.has(tag);
  return graph.pushed.has(tag) || graph.subjectOf(companion) === undefined;
}

/** The manifests that stay, and the reasons. */
function keptNodes(
  graph: PruneGraph,
  selection: Selection,
  candidates: ReadonlyMap<Digest, string>,
  options: DecideOptions,
): Map<Digest, string> {
  const kept = new Map<Digest, string>();
  // Whether the subject of a manifest that stays must stay as well: a copy of the manifest includes it.
  const complete = new Map<Digest, boolean>();
  const queue: Digest[] = [];
  const keep = (digest: Digest, reason: string, isComplete: boolean): void => {
    if (!graph.nodes.has(digest) || options.gone.has(digest)) return;
    if (complete.get(digest) === true || complete.get(digest) === isComplete) return;
    complete.set(digest, isComplete);
    if (!kept.has(digest)) kept.set(digest, reason);
    queue.push(digest);
  };
  const follow = (): void => {
    for (let digest = queue.pop(); digest !== undefined; digest = queue.pop())
      keepNeeded(graph, digest, complete.get(digest) === true, options, keep);
  };
  const rest: PruneNode[] = [];
  for (const [digest, node] of graph.nodes) {
    if (candidates.has(digest)) continue;
    const tag = [...node.tags].find((each) => staysByItself(graph, each, selection));
    const refusal = options.refused.get(digest);
    if (tag !== undefined) keep(digest, refusal ?? tagReason(graph, tag, selection, node), true);
    else if (refusal !== undefined) keep(digest, refusal, true);
    else rest.push(node);
  }
  for (const tag of graph.pushed) {
    const companion = companionOf(tag);
    const subject = companion === undefined ? undefined : graph.subjectOf(companion);
    if (subject !== undefined) keep(subject.descriptor.digest, `its companion ${tag} was pushed during the run`, true);
  }
  follow();
  // The reasons of manifests that a tag needs say more than those of the rules.
  for (const node of rest) {
    const { digest } = node.descriptor;
    if (!kept.has(digest))
      keep(digest, selection.keptUntagged.get(node) ?? 'no rule selects it', options.keepReferrers !== true);
  }
  follow();
  return kept;
}

/** Keeps the manifests that a remaining manifest needs, and those that belong to it. */
function keepNeeded(
  graph: PruneGraph,
  digest: Digest,
  isComplete: boolean,
  { keepReferrers }: DecideOptions,
  keep: (digest: Digest, reason: string, isComplete: boolean) => void,
): void {
  const node = graph.nodes.get(digest) as PruneNode;
  const name = nameOf(graph, digest);
  if (!isListOfReferrers(graph, node))
    for (const child of node.children) keep(child, `the index ${name}, which stays, needs it`, isComplete);
  if (isComplete && node.subject !== undefined) keep(node.subject, `its referrer ${name} stays`, true);
  const isReferrerComplete = isComplete && keepReferrers !== true;
  for (const referrer of graph.referrersOf(digest))
    keep(referrer, `it is a referrer of ${name}, which stays`, isReferrerComplete);
  for (const tag of graph.companionsOf(digest)) {
    const target = graph.tags.get(tag);
    if (target === undefined) continue;
    keep(target, `it belongs to ${name}, which stays`, isReferrerComplete);
    if (companionOf(tag)?.isList !== true) continue;
    for (const referrer of graph.nodes.get(target)?.children ?? [])
      keep(referrer, `it is listed as a referrer of ${name}, which stays`, isReferrerComplete);
  }
}

/** Whether an index only lists referrers of manifests of the repository. Then only its subjects need the referrers. */
function isListOfReferrers(graph: PruneGraph, { tags }: PruneNode): boolean {
  if (tags.size === 0) return false;
  for (const tag of tags) {
    const companion = companionOf(tag);
    if (companion?.isList !== true || graph.subjectOf(companion) === undefined) return false;
  }
  return true;
}

function tagReason(graph: PruneGraph, tag: string, { keptTags }: Selection, node: PruneNode): string {
  if (companionOf(tag) !== undefined)
    return graph.pushed.has(tag) ? 'it was pushed during the run' : 'its subject is not in this repository';
  const reason = keptTags.get(tag) ?? 'no rule selects it';
  return node.tags.size === 1 ? reason : `the tag ${tag} stays: ${reason}`;
}

/** A list of referrers stays, with fewer entries, if one of its entries stays. */
function keepChangedLists(graph: PruneGraph, deleted: Map<Digest, string>, kept: Map<Digest, string>): void {
  for (const digest of deleted.keys()) {
    const node = graph.nodes.get(digest) as PruneNode;
    const isList = [...node.tags].some((tag) => companionOf(tag)?.isList === true);
    if (!isList || !node.children.some((child) => kept.has(child))) continue;
    deleted.delete(digest);
    kept.set(digest, 'it lists a referrer that stays');
  }
}

/** The reason to delete a companion tag whose manifest stays. */
function companionReason(
  graph: PruneGraph,
  tag: string,
  deleted: ReadonlyMap<Digest, string>,
  options: DecideOptions,
): string | undefined {
  const companion = companionOf(tag);
  if (companion === undefined || options.keepReferrers === true || graph.pushed.has(tag)) return undefined;
  const subject = graph.subjectOf(companion)?.descriptor.digest;
  if (subject === undefined || !deleted.has(subject) || isNeededList(graph, companion, tag, deleted)) return undefined;
  return `it belongs to ${nameOf(graph, subject)}`;
}

function isNeededList(
  graph: PruneGraph,
  companion: CompanionTag,
  tag: string,
  deleted: ReadonlyMap<Digest, string>,
): boolean {
  if (!companion.isList) return false;
  const list = graph.nodes.get(graph.tags.get(tag) as Digest);
  return list?.children.some((child) => graph.nodes.has(child) && !deleted.has(child)) === true;
}

/** A tag of a manifest, else its digest. */
export function nameOf(graph: PruneGraph, digest: Digest): string {
  const tags = [...(graph.nodes.get(digest)?.tags ?? [])];
  return tags.find((tag) => companionOf(tag) === undefined) ?? digest;
}
