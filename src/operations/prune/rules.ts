import { inputError, optionName, type InputLabel } from '../../spec/index.ts';
import { tagMatcher } from '../matching-tags.ts';
import { companionOf, type PruneGraph, type PruneNode } from './graph.ts';

/** Rules of {@link prune}. A manifest is deleted if a rule selects all its tags, and no rule and no manifest keeps it. */
export interface PruneRules {
  /**
   * Keeps the newest artifacts among those that the other rules select. Several tags of a manifest count once.
   *
   * @default none
   */
  readonly keepLatest?: number | undefined;
  /** Keeps these tags: patterns with `*` and `?`. @default none */
  readonly keepTags?: readonly string[] | undefined;
  /**
   * Selects these tags: patterns with `*` and `?`.
   *
   * @default all tags with `keepLatest`, or with `olderThanMs` without `untagged`; else none
   */
  readonly deleteTags?: readonly string[] | undefined;
  /** Keeps what is younger, or of unknown age, milliseconds. @default no limit */
  readonly olderThanMs?: number | undefined;
  /** Selects manifests without a tag. @default false */
  readonly untagged?: boolean | undefined;
  /** Does not delete the referrers and the companion tags of deleted manifests. @default false */
  readonly keepReferrers?: boolean | undefined;
}

/** Age below which a manifest without a tag is kept, milliseconds: a client may be about to push its index. */
export const untaggedGraceMs = 60 * 60_000;

/**
 * Checks that the rules select something, and not everything.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function checkRules(rules: PruneRules, label: InputLabel): void {
  const { keepLatest, keepTags = [], deleteTags = [], olderThanMs, untagged } = rules;
  if (deleteTags.length === 0 && keepLatest === undefined && olderThanMs === undefined && untagged !== true)
    throw inputError(
      label('delete-tags'),
      undefined,
      `no rule selects anything; give ${label('delete-tags')}, ${label('keep-latest')}, ${label('older-than')} or ` +
        label('untagged'),
    );
  const everything = deleteTags.find((pattern) => /^\*+$/.test(pattern));
  const isLimited = (keepLatest ?? 0) > 0 || keepTags.length > 0 || olderThanMs !== undefined;
  if (isLimited || (everything === undefined && (deleteTags.length > 0 || keepLatest === undefined))) return;
  throw inputError(
    label(everything === undefined ? 'keep-latest' : 'delete-tags'),
    everything ?? '0',
    `selects every tag; add ${label('keep-tags')}, ${label('keep-latest')} or ${label('older-than')}, or delete the ` +
      'repository instead',
  );
}

/** When a manifest was created or stored, and where the date comes from. */
export interface Age {
  readonly ms: number;
  readonly source: 'created' | 'stored' | 'first seen';
}

/** Creation dates before 1981 are the constants of reproducible builds. */
const firstDateMs = Date.UTC(1981, 0);

/** @param firstSeen milliseconds since 1970 */
export function ageOf(node: PruneNode, firstSeen: number | undefined): Age | undefined {
  if (node.createdMs !== undefined && node.createdMs >= firstDateMs) return { ms: node.createdMs, source: 'created' };
  if (node.storedMs !== undefined) return { ms: node.storedMs, source: 'stored' };
  return firstSeen === undefined ? undefined : { ms: firstSeen, source: 'first seen' };
}

/** What the rules select, before references between manifests count. */
export interface Selection {
  /** The selected tags, with the reason. */
  readonly tags: ReadonlyMap<string, string>;
  /** The reasons why other tags stay. */
  readonly keptTags: ReadonlyMap<string, string>;
  /** The selected manifests without a tag. */
  readonly untagged: ReadonlySet<PruneNode>;
  /** The reasons why other manifests without a tag stay. */
  readonly keptUntagged: ReadonlyMap<PruneNode, string>;
}

export interface SelectOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly firstSeen: (node: PruneNode) => number | undefined;
  readonly graceMs: number;
}

/** Applies the rules to the tags and to the manifests without a tag. */
export function select(graph: PruneGraph, rules: PruneRules, options: SelectOptions): Selection {
  const keptTags = new Map<string, string>();
  const matching = matchingTags(graph, rules, keptTags);
  const dated = [...matching].map(([node, tags]) => ({ node, tags, age: ageOf(node, options.firstSeen(node)) }));
  const newest = newestOf(dated, rules.keepLatest ?? 0);
  const selected = new Map<string, string>();
  for (const each of dated) {
    const reason = newestReason(each, newest, rules.keepLatest) ?? ageReason(each.age, rules.olderThanMs, options.now);
    for (const tag of each.tags) {
      if (reason === undefined) selected.set(tag, selectionReason(each.age, rules, options.now));
      else keptTags.set(tag, reason);
    }
  }
  return { tags: selected, keptTags, ...selectUntagged(graph, rules, options) };
}

/** The tags that patterns select, by manifest. */
function matchingTags(
  graph: PruneGraph,
  rules: PruneRules,
  keptTags: Map<string, string>,
): ReadonlyMap<PruneNode, readonly string[]> {
  const { keepTags = [], deleteTags = [], keepLatest, olderThanMs, untagged } = rules;
  const isAll =
    deleteTags.length === 0 && (keepLatest !== undefined || (olderThanMs !== undefined && untagged !== true));
  const keeps = keepTags.map((pattern) => ({ pattern, matches: tagMatcher(pattern) }));
  const deletes = deleteTags.map(tagMatcher);
  const matching = new Map<PruneNode, string[]>();
  for (const [tag, digest] of graph.tags) {
    const node = graph.nodes.get(digest);
    if (node === undefined || companionOf(tag) !== undefined) continue;
    const keep = keeps.find(({ matches }) => matches(tag));
    if (graph.pushed.has(tag)) keptTags.set(tag, 'it was pushed during the run');
    else if (keep !== undefined) keptTags.set(tag, `it matches ${keep.pattern} of ${optionName('keepTags')}`);
    else if (isAll || deletes.some((matches) => matches(tag))) matching.set(node, [...(matching.get(node) ?? []), tag]);
    else keptTags.set(tag, 'no rule selects it');
  }
  return matching;
}

interface Dated {
  readonly node: PruneNode;
  readonly age: Age | undefined;
}

/** The newest of the manifests, and all with the same date as the last of them. */
function newestOf(dated: readonly Dated[], count: number): ReadonlySet<PruneNode> {
  const known = dated.flatMap(({ node, age }) => (age === undefined ? [] : [{ node, ms: age.ms }]));
  known.sort((a, b) => b.ms - a.ms);
  const last = known[Math.min(count, known.length) - 1]?.ms ?? Infinity;
  return new Set(known.filter(({ ms }) => ms >= last).map(({ node }) => node));
}

function newestReason(
  { node, age }: Dated,
  newest: ReadonlySet<PruneNode>,
  keepLatest: number | undefined,
): string | undefined {
  if (keepLatest === undefined || keepLatest === 0) return undefined;
  if (age === undefined) return unknownAge;
  return newest.has(node) ? `it is one of the newest ${keepLatest}` : undefined;
}

const unknownAge = 'its age is unknown';

function ageReason(age: Age | undefined, olderThanMs: number | undefined, now: number): string | undefined {
  if (olderThanMs === undefined) return undefined;
  if (age === undefined) return unknownAge;
  return now - age.ms >= olderThanMs ? undefined : `it is not old enough (${dateText(age)})`;
}

function selectionReason(
  age: Age | undefined,
  { deleteTags = [], keepLatest, olderThanMs }: PruneRules,
  now: number,
): string {
  const reasons = [
    ...(deleteTags.length > 0 ? [`it matches ${optionName('deleteTags')}`] : []),
    ...(keepLatest !== undefined && keepLatest > 0 ? [`it is not one of the newest ${keepLatest}`] : []),
    ...(olderThanMs !== undefined && age !== undefined && age.ms <= now ? [`it is old enough (${dateText(age)})`] : []),
  ];
  return reasons.length === 0 ? `${optionName('keepLatest')} is 0` : reasons.join(', ');
}

function dateText({ ms, source }: Age): string {
  return `${source} ${new Date(ms).toISOString().slice(0, 10)}`;
}

function selectUntagged(
  graph: PruneGraph,
  { untagged, olderThanMs }: PruneRules,
  { now, firstSeen, graceMs }: SelectOptions,
): Pick<Selection, 'untagged' | 'keptUntagged'> {
  const selected = new Set<PruneNode>();
  const kept = new Map<PruneNode, string>();
  const minStoredMs = Math.min(graceMs, olderThanMs ?? graceMs);
  for (const node of graph.nodes.values()) {
    if (node.tags.size > 0) continue;
    const age = ageOf(node, firstSeen(node));
    const reason =
      untagged !== true
        ? 'no rule selects it'
        : node.storedMs !== undefined && now - node.storedMs < minStoredMs
          ? 'it was stored recently, and a push may need it'
          : ageReason(age, olderThanMs, now);
    if (reason === undefined) selected.add(node);
    else kept.set(node, reason);
  }
  return { untagged: selected, keptUntagged: kept };
}
