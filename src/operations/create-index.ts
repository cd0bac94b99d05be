import { resolve as absolute } from 'node:path';
import { assembleIndex, copyGraph, describeChild, sortedChildren, tagN } from '../transfer/index.ts';
import { openLocation, type ConnectOptions, type OpenLocation } from '../connect/index.ts';
import {
  formatLocation,
  repositoryOf,
  sameRepository,
  type Location,
  type OperationEvent,
  type IndexResult,
  resultAt,
  type Digest,
  type Annotations,
  referenceOf,
  withDefaultTag,
  inputError,
  type InputLabel,
} from '../spec/index.ts';
import { forEachConcurrent } from '../concurrency/index.ts';
import type { Repository } from '../registry/index.ts';
import {
  isNotFound,
  OciError,
  plainDescriptor,
  platformText,
  printable,
  type Descriptor,
  type Platform,
} from '../spec/index.ts';
import { SourceRepositories } from './source-repositories.ts';
import { matchingTags } from './matching-tags.ts';
import { newDirectory } from './new-directory.ts';

/** Where a manifest of an index comes from. A platform that was written beats what the manifest says of itself. */
export type IndexSource = { readonly platform: Platform | undefined } & (
  | { readonly kind: 'endpoint'; readonly endpoint: Location }
  /** In the target's repository. */
  | { readonly kind: 'digest'; readonly digest: Digest }
  /** Tags of the target's repository: a tag, or a pattern with `*` and `?`. */
  | { readonly kind: 'tags'; readonly pattern: string }
);

/** What an index is to be made of, and where it goes. */
export interface IndexPlan {
  readonly target: Location;
  readonly sources: readonly IndexSource[];
  /** Bare tags, the main one first. */
  readonly tags: readonly string[];
  /** Fewer manifests than this are an error. */
  readonly expect: number | undefined;
  /** With the creation date. */
  readonly annotations: Annotations;
  readonly artifactType: string | undefined;
  readonly concurrency: number;
}

export interface AssembleOptions extends IndexPlan {
  readonly connection: ConnectOptions;
  /** How complaints name an input. */
  readonly label: InputLabel;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: OperationEvent) => void) | undefined;
}

/** A manifest to list: where it lies, and the platform that was written with it. */
interface Wanted {
  readonly place: Location;
  readonly platform: Platform | undefined;
}

/**
 * Makes an index of manifests that jobs have pushed. What lies in another repository is copied into the target's first, or mounted
 * where the registry is the same.
 *
 * @throws OciError `INPUT_INVALID` for fewer manifests than expected and for a pattern that no tag matches; what a registry answers
 */
export async function assemble(options: AssembleOptions): Promise<IndexResult> {
  const { target, artifactType, annotations, signal, onEvent } = options;
  await using made = target.kind === 'layout' ? await newDirectory(absolute(target.path)) : undefined;
  await using home = await openLocation(target, { ...options.connection, signal });
  const children = await collectChildren(home, options);
  for (const text of ambiguous(children)) onEvent?.({ kind: 'warning', text });
  const index = await assembleIndex(home.repository, children, { artifactType, annotations, signal });
  await tagN(home.repository, index.digest, options.tags, { signal });
  for (const tag of options.tags) onEvent?.({ kind: 'tag', tag, state: 'written' });
  made?.keep();
  return { ...resultAt(target, index, options.tags), children };
}

/** A manifest that was found. */
interface Found {
  readonly place: Location;
  /** As the index lists it. */
  readonly child: Descriptor;
}

/** Looks at everything first, so that nothing is written when something is missing. */
async function collectChildren(home: OpenLocation, options: AssembleOptions): Promise<readonly Descriptor[]> {
  const found: Found[] = [];
  await using neighbours = new SourceRepositories(home.location, options.connection, options.signal);
  await forEachConcurrent(
    await wantedOf(home.repository, options),
    options.concurrency,
    async (wanted, signal) => {
      found.push(await find(wanted, home, neighbours, signal));
    },
    options.signal,
  );
  const children = sortedChildren(found.map(({ child }) => child));
  if (options.expect !== undefined && children.length < options.expect)
    throw tooFew(options.expect, children.length, found.length, options.label);
  for (const each of found) await bring(each, home, neighbours, options);
  return children;
}

function tooFew(expected: number, distinct: number, found: number, label: InputLabel): OciError {
  const repeated = found > distinct ? ` (${found} were named, some of them the same)` : '';
  return inputError(
    label('expect'),
    String(expected),
    `is more than the ${distinct} distinct manifests that were found${repeated}; see that every job pushed and handed on its own, or give each its platform as reference=os/arch`,
  );
}

async function wantedOf(repository: Repository, options: AssembleOptions): Promise<readonly Wanted[]> {
  const home = repositoryOf(options.target);
  const wanted: Wanted[] = [];
  for (const source of options.sources) {
    const { platform } = source;
    switch (source.kind) {
      case 'endpoint':
        wanted.push({ place: withDefaultTag(source.endpoint), platform });
        break;
      case 'digest':
        wanted.push({ place: { ...home, digest: source.digest }, platform });
        break;
      case 'tags':
        for (const tag of await matchingTags(repository, source.pattern, options))
          wanted.push({ place: { ...home, tag }, platform });
        break;
    }
  }
  return wanted;
}

async function find(
  { place, platform }: Wanted,
  home: OpenLocation,
  neighbours: SourceRepositories,
  signal: AbortSignal,
): Promise<Found> {
  try {
    const source = sameRepository(place, home.location) ? home.repository : (await neighbours.open(place)).repository;
    const root = await source.resolve(referenceOf(place), { signal });
    return { place, child: await describeChild(source, root, { platform, signal }) };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    // Of many it says which one, in a message of its own.
    throw new OciError('NOT_FOUND', `${printable(formatLocation(place), 300)} cannot be listed: ${error.message}`, {
      cause: error,
      detail: error.detail,
    });
  }
}

/** Sees to it that the target's repository has a manifest with all that it points to. */
async function bring(
  { place, child }: Found,
  home: OpenLocation,
  neighbours: SourceRepositories,
  { concurrency, signal, onEvent }: AssembleOptions,
): Promise<void> {
  if (sameRepository(place, home.location)) return;
  const { repository } = await neighbours.open(place);
  await copyGraph(repository, home.repository, plainDescriptor(child), {
    concurrency,
    signal,
    mountFrom: neighbours.mountFrom(place),
    postCopy: (node) => onEvent?.({ kind: 'blob', digest: node.digest, size: node.size, state: 'uploaded' }),
    onMounted: (node) => onEvent?.({ kind: 'blob', digest: node.digest, size: node.size, state: 'mounted' }),
  });
}

/** Whoever pulls by platform gets the first that fits, so that a second one is hardly meant. */
function ambiguous(children: readonly Descriptor[]): readonly string[] {
  const seen = new Map<string, Descriptor>();
  const texts: string[] = [];
  for (const child of children) {
    if (child.platform === undefined) continue;
    const key = `${platformText(child.platform)} ${(child.platform['os.features'] ?? []).join(',')}`;
    const other = seen.get(key);
    if (other === undefined) seen.set(key, child);
    else
      texts.push(
        `${other.digest} and ${child.digest} are both for ${platformText(child.platform)}; whoever pulls that platform gets the first alone`,
      );
  }
  return texts;
}
