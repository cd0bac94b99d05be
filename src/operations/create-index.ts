import { resolve as absolutePath } from 'node:path';
import { forEachConcurrent } from '../concurrency/index.ts';
import { openLocation, type ConnectOptions, type OpenLocation } from '../connect/index.ts';
import { newDirectory } from '../fs/index.ts';
import type { CallOptions, Repository } from '../registry/index.ts';
import {
  asLocation,
  checkNumbers,
  defaultTag,
  formatLocation,
  inputError,
  type OciError,
  plainDescriptor,
  plainLabel,
  platformKey,
  platformText,
  repositoryOf,
  resultAt,
  sameRepository,
  type Annotations,
  type Descriptor,
  type Digest,
  type EventOptions,
  type IndexResult,
  type InputLabel,
  type Location,
  type OperationEvent,
  type Platform,
} from '../spec/index.ts';
import { assembleIndex, defaultConcurrency, publishTo, sortedChildren, writeTagsTo } from '../transfer/index.ts';
import { IndexAppend } from './append-index.ts';
import type { Verification, VerifiedArtifact } from '../verification/index.ts';
import { findChildren } from './find-children.ts';
import { matchingTags } from './matching-tags.ts';
import { readSemanticVersion, versionTagsAt, withVersionTags } from './semver-tags.ts';
import { SourceRepositories } from './source-repositories.ts';
import { verifierOf } from './verify-location.ts';
import { observed } from './observed.ts';

/** A manifest of an index. `platform` replaces the platform of the manifest. */
export type IndexSource = { readonly platform?: Platform | undefined } & (
  | { readonly kind: 'location'; readonly location: Location | string }
  /** In the repository of the target. */
  | { readonly kind: 'digest'; readonly digest: Digest }
  /** In the repository of the target: a tag, or a pattern with `*` and `?`. */
  | { readonly kind: 'tags'; readonly pattern: string }
);

/** Options of {@link createIndex}. */
export interface IndexOptions extends CallOptions, EventOptions {
  /** A text is read as by {@link parseLocation}. */
  readonly target: Location | string;
  readonly sources: readonly IndexSource[];
  /** Bare tags, the main one first. @default the tag of the target, else `latest` */
  readonly tags?: readonly string[] | undefined;
  /** The version of the index, for `semverTags`. */
  readonly version?: string | undefined;
  /**
   * Writes the tags of the version: `1.2.3`, which is the main tag unless the target has one, and `1.2`, `1` and
   * `latest` unless the repository has a higher version. A pre-release gets only its own tag. @default false
   */
  readonly semverTags?: boolean | undefined;
  /** Minimum number of manifests; fewer are an error. @default no minimum */
  readonly expect?: number | undefined;
  /**
   * Adds the manifests to the index that the main tag points to. Its other entries, annotations and members do not
   * change. @default false
   */
  readonly append?: boolean | undefined;
  /** With `append`: replaces the entries of the platforms of the manifests. Otherwise these are an error. */
  readonly replace?: boolean | undefined;
  readonly annotations?: Annotations | undefined;
  /** With `append`: annotations of the existing index to remove. */
  readonly removeAnnotations?: readonly string[] | undefined;
  readonly artifactType?: string | undefined;
  /** Signatures that each source must have. Without them, nothing is written. @default none */
  readonly verify?: Verification | undefined;
  /** Adds the entries of an index with their annotations, in place of the index. @default false */
  readonly flatten?: boolean | undefined;
  /** Maximum number of manifests and blobs that are processed at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /** Connection to the registry of the target. */
  readonly connection?: ConnectOptions | undefined;
  /** Names options in error messages. @default their names */
  readonly label?: InputLabel | undefined;
}

/** {@link IndexOptions} with a parsed target. */
export interface IndexSettings extends IndexOptions {
  readonly target: Location;
}

/**
 * Makes an image index of existing manifests. Manifests of other repositories are copied to the repository of the
 * target first, or mounted within a registry.
 *
 * @throws OciError `INPUT_INVALID` for fewer manifests than expected and for a pattern without a match; `NOT_FOUND`;
 *   errors of the registries
 */
export async function createIndex(given: IndexOptions): Promise<IndexResult> {
  checkNumbers(given, { concurrency: 1, expect: 0 });
  const options = { ...observed(given), target: asLocation(given.target) };
  const { target, artifactType, annotations, signal, onEvent } = options;
  if (options.semverTags === true) readSemanticVersion(options.version, options.label);
  await using newLayout = target.kind === 'layout' ? await newDirectory(absolutePath(target.path)) : undefined;
  await using destination = await openLocation(target, { ...options.connection, signal });
  const tags = await tagsOf(options, destination.repository);
  if (options.append === true) {
    const append = await IndexAppend.begin(destination.repository, tags, options);
    const added = await collectChildren(destination, tags, options, (found) => {
      append.check(found);
    });
    const { index, children } = await append.write(added.children);
    return { ...resultAt(target, index, tags), children, verifiedBy: added.verifiedBy };
  }
  const { children, verifiedBy } = await collectChildren(destination, tags, options);
  for (const text of ambiguousPlatforms(children)) onEvent?.({ kind: 'warning', text });
  const index = await assembleIndex(destination.repository, children, { artifactType, annotations, signal });
  await writeTagsTo(destination.repository, index, tags, {
    name: formatLocation(repositoryOf(target)),
    signal,
    onEvent,
  });
  newLayout?.keep();
  return { ...resultAt(target, index, tags), children, verifiedBy };
}

/** The tags to write, the main one first. @throws OciError `INPUT_INVALID`; errors of the repository */
export async function tagsOf(
  options: Pick<IndexSettings, 'target' | 'tags' | 'semverTags' | 'version' | 'label' | 'signal' | 'onEvent'>,
  repository: Repository,
): Promise<readonly string[]> {
  const { target, semverTags, version, label } = options;
  if (semverTags !== true) return options.tags ?? [target.tag ?? defaultTag];
  const versionTags = await versionTagsAt(target, repository, readSemanticVersion(version, label), options);
  return withVersionTags(options.tags ?? [], target.tag, versionTags).tags;
}

interface LocatedChild {
  readonly location: Location;
  /** The descriptor in the index. */
  readonly child: Descriptor;
}

/** Finds all manifests before the first write, so that a missing manifest leaves the target unchanged. */
async function collectChildren(
  destination: OpenLocation,
  tags: readonly string[],
  options: IndexSettings,
  check?: (children: readonly Descriptor[]) => void,
): Promise<Pick<IndexResult, 'children' | 'verifiedBy'>> {
  const { connection = {}, concurrency = defaultConcurrency, signal, label = plainLabel } = options;
  const located: LocatedChild[] = [];
  const verified: VerifiedArtifact[] = [];
  await using repositories = new SourceRepositories(destination, connection, signal);
  const { flatten = false } = options;
  const verifier = verifierOf(options.verify);
  await forEachConcurrent(
    await locationsOf(destination.repository, tags, options),
    concurrency,
    async ({ location, platform }, signal) => {
      const found = await findChildren(location, repositories, { flatten, platform, verifier, signal });
      if (found.verified !== undefined) verified.push(found.verified);
      for (const child of found.children) located.push({ location, child });
    },
    signal,
  );
  const children = sortedChildren(located.map(({ child }) => child));
  if (options.expect !== undefined && children.length < options.expect)
    throw tooFewManifests(options.expect, children.length, located.length, label);
  check?.(children);
  for (const each of located) await copyChild(each, destination, repositories, options);
  return { children, verifiedBy: verified.flatMap(({ verifiedBy }) => verifiedBy) };
}

function tooFewManifests(expected: number, distinct: number, references: number, label: InputLabel): OciError {
  const duplicates = references > distinct ? ` (of ${references} references, some are equal)` : '';
  return inputError(
    label('expect'),
    String(expected),
    `is more than the ${distinct} distinct manifests that were found${duplicates}; make sure every job pushed and ` +
      'passed its own reference, or give each reference its platform as reference=os/arch',
  );
}

interface ChildLocation {
  readonly location: Location;
  readonly platform: Platform | undefined;
}

/** The locations of the sources; patterns of tags are resolved. @throws OciError `INPUT_INVALID` */
export async function locationsOf(
  repository: Repository,
  tags: readonly string[],
  { target, sources, signal, label = plainLabel }: Pick<IndexSettings, 'target' | 'sources' | 'signal' | 'label'>,
): Promise<readonly ChildLocation[]> {
  const base = repositoryOf(target);
  const locations: ChildLocation[] = [];
  for (const source of sources) {
    const { platform } = source;
    switch (source.kind) {
      case 'location':
        locations.push({ location: asLocation(source.location), platform });
        break;
      case 'digest':
        locations.push({ location: { ...base, digest: source.digest }, platform });
        break;
      case 'tags':
        for (const tag of await matchingTags(repository, source.pattern, { tags, label, signal }))
          locations.push({ location: { ...base, tag }, platform });
        break;
    }
  }
  return locations;
}

/** Copies a manifest with all its content, unless it is in the repository of the target. */
async function copyChild(
  { location, child }: LocatedChild,
  destination: OpenLocation,
  repositories: SourceRepositories,
  { concurrency = defaultConcurrency, signal, onEvent }: IndexSettings,
): Promise<void> {
  if (sameRepository(location, destination.location)) return;
  await publishTo(await repositories.open(location), plainDescriptor(child), destination.repository, {
    tags: [],
    name: formatLocation(repositoryOf(destination.location)),
    concurrency,
    mountFrom: repositories.mountFrom(location),
    progress: { phase: 'copy' },
    signal,
    onEvent: (event) => {
      if (isTransfer(event)) onEvent?.(event);
    },
  });
}

/** Only new content is reported, because most content of a child already exists. */
function isTransfer(event: OperationEvent): boolean {
  return event.kind === 'blob' && event.state !== 'exists';
}

/** Warns about platforms that occur more than once, because clients select the first match. */
function ambiguousPlatforms(children: readonly Descriptor[]): readonly string[] {
  const seen = new Map<string, Descriptor>();
  const texts: string[] = [];
  for (const child of children) {
    if (child.platform === undefined) continue;
    const key = platformKey(child.platform);
    const other = seen.get(key);
    if (other === undefined) seen.set(key, child);
    else
      texts.push(
        `${other.digest} and ${child.digest} are both for ${platformText(child.platform)}; clients select the first`,
      );
  }
  return texts;
}
