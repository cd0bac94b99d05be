import * as fc from 'fast-check';
import type { PruneRules } from '../../../src/operations/index.ts';
import { pushContent, type Repository } from '../../../src/registry/index.ts';
import {
  descriptorOf,
  digestHex,
  emptyDescriptor,
  encodeJson,
  isNotFound,
  mediaTypeImageIndex,
  mediaTypeImageLayerGzip,
  mediaTypeImageManifest,
  type Descriptor,
  type Digest,
} from '../../../src/spec/index.ts';

/** The time of the runs, milliseconds since 1970. */
export const now: number = Date.UTC(2026, 5, 1);
const dayMs = 86_400_000;

export interface RandomManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly children: readonly Digest[];
  readonly subject: Digest | undefined;
  readonly created: number | undefined;
}

/** A repository with random references and tags. */
export interface RandomRepository {
  readonly blobs: readonly { readonly descriptor: Descriptor; readonly bytes: Uint8Array }[];
  /** Each after the manifests to which it refers. */
  readonly manifests: readonly RandomManifest[];
  readonly tags: ReadonlyMap<string, Digest>;
  readonly rules: PruneRules;
}

interface Step {
  readonly isIndex: boolean;
  readonly picks: readonly number[];
  readonly subject: number | undefined;
  readonly days: number | undefined;
  /** Prefixes of its tags. */
  readonly tags: readonly ('v' | 'pr-' | 'build-')[];
  /** A tag of cosign that points to it: the manifest to which the tag belongs. */
  readonly companion: readonly [number, '.sig' | '.att' | '.sbom'] | undefined;
}

function sometimes<T>(arbitrary: fc.Arbitrary<T>, none: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: none, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const prefixes = fc.constantFrom('v' as const, 'pr-' as const, 'pr-' as const, 'build-' as const);

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record<Step>({
    isIndex: fc.boolean(),
    picks: fc.array(fc.nat(1000), { maxLength: 3 }),
    subject: sometimes(fc.nat(1000), 4),
    days: fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 12, arbitrary: fc.nat(60) }),
    tags: fc.oneof(
      { weight: 5, arbitrary: fc.constant([]) },
      { weight: 4, arbitrary: fc.tuple(prefixes) },
      { weight: 1, arbitrary: fc.tuple(prefixes, prefixes) },
    ),
    companion: sometimes(
      fc.tuple(fc.nat(1000), fc.constantFrom('.sig' as const, '.att' as const, '.sbom' as const)),
      6,
    ),
  }),
  { minLength: 2, maxLength: 16, size: 'max' },
);

const rules: fc.Arbitrary<PruneRules> = fc
  .record({
    deleteTags: fc.subarray(['pr-*', 'build-*', 'v?', 'v1*']),
    keepTags: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray(['v*', '*-7', 'build-1?']) },
    ),
    keepLatest: sometimes(fc.nat(3), 2),
    olderThanMs: sometimes(
      fc.nat(40).map((days) => days * dayMs),
      2,
    ),
    keepReferrers: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  })
  .filter(
    ({ deleteTags, keepLatest, olderThanMs, keepTags }) =>
      deleteTags.length > 0 ||
      (keepLatest ?? 0) > 0 ||
      olderThanMs !== undefined ||
      (keepLatest === 0 && keepTags.length > 0),
  );

export const randomRepositories: fc.Arbitrary<RandomRepository> = fc
  .tuple(steps, rules)
  .map(([list, chosen]) => build(list, chosen));

function build(list: readonly Step[], chosen: PruneRules): RandomRepository {
  const config = { descriptor: emptyDescriptor, bytes: Buffer.from('{}') };
  const layers = [0, 1, 2, 3].map((index) => {
    const bytes = Buffer.from(`layer ${index}`);
    return { descriptor: descriptorOf(mediaTypeImageLayerGzip, bytes), bytes };
  });
  const manifests: RandomManifest[] = [];
  const tags = new Map<string, Digest>();
  // Mostly one of the last manifests, so that a repository has several artifacts.
  const pick = (number: number): RandomManifest | undefined =>
    manifests.at(-1 - (number % Math.max(1, Math.min(number % 5 === 0 ? 16 : 4, manifests.length))));
  for (const [index, step] of list.entries()) {
    const children = step.isIndex ? step.picks.flatMap((number) => pick(number)?.descriptor ?? []) : [];
    const subject = step.subject === undefined ? undefined : pick(step.subject)?.descriptor;
    const created = step.days === undefined ? undefined : now - step.days * dayMs;
    const annotations = {
      index: String(index),
      ...(created === undefined ? {} : { 'org.opencontainers.image.created': new Date(created).toISOString() }),
    };
    const mediaType = step.isIndex ? mediaTypeImageIndex : mediaTypeImageManifest;
    const content = step.isIndex
      ? { manifests: children }
      : { config: emptyDescriptor, layers: step.picks.map((number) => layers[number % 4]?.descriptor) };
    const bytes = encodeJson({
      schemaVersion: 2,
      mediaType,
      artifactType: 'application/vnd.example',
      ...content,
      subject,
      annotations,
    });
    const descriptor = descriptorOf(mediaType, bytes);
    manifests.push({
      descriptor,
      bytes,
      children: children.map(({ digest }) => digest),
      subject: subject?.digest,
      created,
    });
    for (const prefix of step.tags) tags.set(`${prefix}${index}`, descriptor.digest);
    const owner = step.companion === undefined ? undefined : manifests[step.companion[0] % manifests.length];
    if (owner !== undefined && step.companion !== undefined)
      tags.set(`sha256-${digestHex(owner.descriptor.digest)}${step.companion[1]}`, descriptor.digest);
  }
  return { blobs: [config, ...layers], manifests, tags, rules: chosen };
}

/** Pushes a random repository. */
export async function store({ blobs, manifests, tags }: RandomRepository, target: Repository): Promise<void> {
  for (const { descriptor, bytes } of blobs) await pushContent(target, descriptor, bytes);
  for (const { descriptor, bytes } of manifests) {
    const own = [...tags].filter(([, digest]) => digest === descriptor.digest).map(([tag]) => tag);
    await pushContent(target, descriptor, bytes, { tags: own });
  }
}

/** Pushes the lists of referrers, which clients write for a registry without the referrers API. */
export async function storeLists({ manifests }: RandomRepository, target: Repository): Promise<void> {
  for (const subject of new Set(manifests.flatMap(({ subject }) => subject ?? []))) {
    const referrers = manifests.filter((manifest) => manifest.subject === subject).map(({ descriptor }) => descriptor);
    const bytes = encodeJson({ schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests: referrers });
    const tag = `sha256-${digestHex(subject)}`;
    await pushContent(target, descriptorOf(mediaTypeImageIndex, bytes), bytes, { tags: [tag] });
  }
}

/** What a run must do. Computed without the code under test, by following every reference again and again. */
export interface Expected {
  /** Tags of users that must not change. */
  readonly keptTags: ReadonlySet<string>;
  readonly deletedTags: ReadonlySet<string>;
  readonly kept: ReadonlySet<Digest>;
  readonly deleted: ReadonlySet<Digest>;
}

export interface ExpectOptions {
  readonly canDeleteTags: boolean;
  /** The store lists manifests without a tag, so that those that no rule selects stay. */
  readonly listsAll: boolean;
  /** The tag of a list of referrers shows the manifest to which it belongs. */
  readonly hasLists?: boolean;
}

export function expectedOf(random: RandomRepository, { canDeleteTags, listsAll, hasLists }: ExpectOptions): Expected {
  const { manifests, tags } = random;
  const keepReferrers = random.rules.keepReferrers === true;
  const byDigest = new Map(manifests.map((manifest) => [manifest.descriptor.digest, manifest]));
  const userTags = [...tags.keys()].filter((tag) => !tag.startsWith('sha256-'));
  const selected = selectedTags(random, userTags);
  const tagsOf = (digest: Digest): string[] => userTags.filter((tag) => tags.get(tag) === digest);
  const belonging = (digest: Digest): Digest[] => [
    ...manifests.filter(({ subject }) => subject === digest).map(({ descriptor }) => descriptor.digest),
    ...[...tags].filter(([tag]) => tag.startsWith(`sha256-${digestHex(digest)}.`)).map(([, target]) => target),
  ];
  // What a store without a list of manifests does not show cannot be reached from a tag.
  const hasList = new Set(hasLists === true ? manifests.map(({ subject }) => subject) : []);
  const owners = manifests.filter(
    ({ descriptor: { digest } }) =>
      hasList.has(digest) || [...tags.keys()].some((tag) => tag.startsWith(`sha256-${digestHex(digest)}.`)),
  );
  const visible = closure([...tags.values(), ...owners.map(({ descriptor }) => descriptor.digest)], (digest) => {
    const manifest = byDigest.get(digest);
    return [
      ...(manifest?.children ?? []),
      ...(manifest?.subject === undefined ? [] : [manifest.subject]),
      ...belonging(digest),
    ];
  });
  const free = (digest: Digest): boolean => tagsOf(digest).every((tag) => selected.has(tag));
  const roots = userTags.flatMap((tag) => (selected.has(tag) ? [tags.get(tag) as Digest] : [])).filter(free);
  const reachable = closure(roots, (digest) =>
    [...(byDigest.get(digest)?.children ?? []), ...(keepReferrers ? [] : belonging(digest))].filter(free),
  );
  const named = userTags.filter((tag) => !selected.has(tag)).map((tag) => tags.get(tag) as Digest);
  // A manifest that stays only because referrers are kept may lose its subject.
  const rest = [...byDigest.keys()].filter((digest) => !reachable.has(digest) && (listsAll || visible.has(digest)));
  const needs = (digest: Digest): Digest[] => [
    ...(byDigest.get(digest)?.children ?? []),
    ...((byDigest.get(digest)?.subject ?? '') === '' ? [] : [byDigest.get(digest)?.subject as Digest]),
  ];
  const kept = keepReferrers
    ? closure([...closure(named, needs), ...rest], (digest) => [
        ...(byDigest.get(digest)?.children ?? []),
        ...belonging(digest),
      ])
    : closure([...named, ...rest], (digest) => [...needs(digest), ...belonging(digest)]);
  const deleted = new Set([...reachable].filter((digest) => !kept.has(digest)));
  const deletedTags = new Set(
    userTags.filter((tag) => selected.has(tag) && (canDeleteTags || deleted.has(tags.get(tag) as Digest))),
  );
  return { kept, deleted, deletedTags, keptTags: new Set(userTags.filter((tag) => !deletedTags.has(tag))) };
}

function closure(from: readonly Digest[], next: (digest: Digest) => readonly Digest[]): Set<Digest> {
  const found = new Set(from);
  for (const digest of found) for (const each of next(digest)) found.add(each);
  return found;
}

function selectedTags({ manifests, tags, rules }: RandomRepository, userTags: readonly string[]): ReadonlySet<string> {
  const { deleteTags = [], keepTags = [], keepLatest, olderThanMs } = rules;
  const matches = (tag: string, patterns: readonly string[]): boolean =>
    patterns.some((pattern) => new RegExp(`^${pattern.replaceAll('?', '[^]').replaceAll('*', '[^]*')}$`).test(tag));
  const created = (tag: string): number | undefined =>
    manifests.find(({ descriptor }) => descriptor.digest === tags.get(tag))?.created;
  const matching = userTags.filter(
    (tag) => !matches(tag, keepTags) && (deleteTags.length === 0 || matches(tag, deleteTags)),
  );
  const digests = [...new Set(matching.map((tag) => tags.get(tag)))];
  const isNewest = (tag: string): boolean => {
    if (keepLatest === undefined || keepLatest === 0) return false;
    const own = created(tag);
    if (own === undefined) return true;
    const newer = digests.filter((digest) => {
      const other = manifests.find(({ descriptor }) => descriptor.digest === digest)?.created;
      return other !== undefined && other > own;
    });
    return newer.length < keepLatest;
  };
  const isYoung = (tag: string): boolean =>
    olderThanMs !== undefined && !(now - (created(tag) ?? Infinity) >= olderThanMs);
  return new Set(matching.filter((tag) => !isNewest(tag) && !isYoung(tag)));
}

/** The problems of a repository after a run. */
export async function problemsOf(
  random: RandomRepository,
  expected: Expected,
  target: Repository,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const resolve = async (reference: string): Promise<Digest | undefined> => {
    try {
      return (await target.resolve(reference)).digest;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
  for (const digest of expected.kept) if ((await resolve(digest)) === undefined) problems.push(`${digest} must stay`);
  for (const digest of expected.deleted)
    if ((await resolve(digest)) !== undefined) problems.push(`${digest} must be deleted`);
  for (const tag of expected.keptTags)
    if ((await resolve(tag)) !== random.tags.get(tag)) problems.push(`the tag ${tag} must stay`);
  for (const tag of expected.deletedTags)
    if ((await resolve(tag)) !== undefined) problems.push(`the tag ${tag} must be deleted`);
  return problems;
}
