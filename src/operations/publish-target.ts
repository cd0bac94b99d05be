import { resolve } from 'node:path';
import type { RepositoryConnection } from '../connect/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import type { ReadOnlyGraphTarget, Repository } from '../registry/index.ts';
import {
  formatLocation,
  formatReference,
  isNotFound,
  isOciError,
  messageOf,
  OciError,
  repositoryOf,
  throwIfAborted,
  type Descriptor,
  type Location,
} from '../spec/index.ts';
import {
  build,
  buildLayout,
  defaultConcurrency,
  findTags,
  publishTo,
  StreamingLayerUpload,
  type ArtifactPlan,
  type BuildOptions,
  type BuiltArtifact,
  type BuildStore,
  type ExistingTags,
  type IndexPlan,
  type PublishToOptions,
  type TemporaryStore,
} from '../transfer/index.ts';
import type { Destination } from './destination.ts';
import { withDigestTags, type TargetTags } from './digest-tags.ts';
import { artifactTypeNotice, cacheNotice } from './plan-checks.ts';
import { beginReuse, type Reuse } from './layer-reuse.ts';
import { layoutPath, type PublishSettings } from './publish-options.ts';
import { describeExisting, type Content } from './published-content.ts';
import type { PushStart } from './push-start.ts';

/** The parts of a publish that do not depend on the target. */
export interface PublishRun {
  readonly options: PublishSettings;
  readonly plan: ArtifactPlan | IndexPlan;
  /** Time of the start, milliseconds. */
  readonly started: number;
  readonly reuse?: Reuse | undefined;
  /** Has the artifact instead of a layout in the output directory. */
  readonly discarded?: TemporaryStore | undefined;
}

/** The artifact at a target. */
export interface Published {
  readonly location: Location;
  readonly tags: readonly string[];
  readonly manifest: Descriptor;
  /** False when the target is a layout, and when its main tag was skipped. */
  readonly pushed: boolean;
  /** The content of the tag that was skipped. */
  readonly existing?: Content | undefined;
}

/** A built artifact and the store that has it. */
export interface BuiltInStore extends BuiltArtifact {
  readonly store: BuildStore;
}

export interface OpenTarget extends TargetTags {
  readonly location: Location;
  readonly destination: Destination;
  /** Undefined when nothing is pushed there. */
  readonly start: PushStart | undefined;
}

export async function publishFirst(
  run: PublishRun,
  target: OpenTarget,
  isOnly: boolean,
): Promise<Published & { readonly built: BuiltInStore }> {
  await using reuse = beginReuse(target, isOnly, run.options);
  try {
    return await buildAndPush({ ...run, reuse }, target, isOnly);
  } catch (error) {
    // A blob can disappear after it was found. The destination then refuses the manifest, and the layout cannot send
    // the blob.
    if (reuse === undefined || !reuse.layers.known.values().some(Boolean) || !isNotFound(error)) throw error;
    run.options.onEvent?.({
      kind: 'notice',
      text: `a reused layer is gone, so all layers are sent: ${messageOf(error)}`,
    });
    return await buildAndPush(run, target, isOnly);
  }
}

async function buildAndPush(
  run: PublishRun,
  target: OpenTarget,
  isOnly: boolean,
): Promise<Published & { readonly built: BuiltInStore }> {
  const { options } = run;
  const { location, tags, destination, start } = target;
  const { connection, subject } = destination;
  if (connection === undefined || start === undefined) {
    const storePath = location.kind === 'layout' && isOnly ? location.path : layoutPath(options.outputDir);
    const built = await packageSource(run, storePath, tags, subject);
    const all = withDigestTags(target, built).tags;
    if (location.kind === 'layout' && !isOnly) await publishToLayout(run, built, location.path, all);
    return { location, tags: all, built, manifest: built.manifest, pushed: false };
  }
  const { built, skipped } = await packageAndPush(run, target, subject, connection, start);
  await options.afterPush?.(connection);
  if (skipped === undefined)
    return { location, tags: withDigestTags(target, built).tags, built, manifest: built.manifest, pushed: true };
  const existing = await describeExisting(connection.repository, skipped, options.signal);
  return { location, tags, built, manifest: existing.manifest, pushed: false, existing };
}

/** Pushes an artifact to a further target. @throws OciError that names the targets that have the artifact */
export async function publishAgain(
  run: PublishRun,
  built: BuiltInStore,
  target: OpenTarget,
  done: readonly Published[],
  first: OpenTarget | undefined,
): Promise<Published> {
  const { options } = run;
  const { location, destination, start } = target;
  const { tags } = withDigestTags(target, built);
  const base = { location, tags, manifest: built.manifest };
  const source = completeSource(built, first);
  try {
    if (location.kind === 'layout') {
      await publishToLayout(run, built, location.path, tags, source);
      return { ...base, pushed: false };
    }
    const { connection } = destination;
    if (connection === undefined || start === undefined) return { ...base, pushed: false };
    const { skipped } = await pushBuilt(options, built, connection.repository, {
      name: formatLocation(repositoryOf(location)),
      tags: target.tags,
      movingTags: target.movingTags,
      source,
      start,
    });
    await options.afterPush?.(connection);
    return skipped === undefined
      ? { ...base, pushed: true }
      : { location, tags: target.tags, manifest: skipped, pushed: false };
  } catch (error) {
    throwIfAborted(options.signal);
    const names = done.map(({ location: place, manifest }) =>
      formatLocation({ ...repositoryOf(place), digest: manifest.digest }),
    );
    const known = isOciError(error) ? error : undefined;
    throw new OciError(
      known?.code ?? 'UNKNOWN',
      `cannot publish to ${formatLocation(location)}; ${names.join(', ')} already has the artifact: ${messageOf(error)}`,
      { cause: error, status: known?.status },
    );
  }
}

async function publishToLayout(
  run: PublishRun,
  built: BuiltInStore,
  path: string,
  tags: readonly string[],
  source: ReadOnlyGraphTarget = built.store,
): Promise<void> {
  const { signal } = run.options;
  const layout = await LayoutRepository.open(resolve(path), { create: 'in-empty-folder', signal });
  await publishTo(source, built.manifest, layout, {
    tags,
    name: layout.path,
    progress: { phase: 'copy' },
    signal,
    onEvent: run.options.onEvent,
  });
  await layout.tidy();
}

/** Reads layers that were reused at the first target from there, because the layout does not have them. */
function completeSource({ store, layers }: BuiltInStore, first: OpenTarget | undefined): ReadOnlyGraphTarget {
  const repository = first?.destination.connection?.repository;
  const reused = new Set(layers.filter((layer) => layer.reused).map(({ descriptor }) => descriptor.digest));
  if (repository === undefined || reused.size === 0) return store;
  return {
    resolve: (reference, options) => store.resolve(reference, options),
    exists: (target, options) => store.exists(target, options),
    predecessors: (node, options) => store.predecessors(node, options),
    fetch: async (target, options) => {
      const isHere = !reused.has(target.digest) || (await store.exists(target, options));
      return isHere ? store.fetch(target, options) : repository.fetch(target, options);
    },
  };
}

async function packageSource(
  run: PublishRun,
  storePath: string,
  tags: readonly string[],
  subject: Descriptor | undefined,
  onPackingStart?: BuildOptions['onPackingStart'],
): Promise<BuiltInStore> {
  const { options, plan } = run;
  const { onEvent } = options;
  for (const text of [...(plan.notices ?? []), ...artifactTypeNotice(plan, options), ...cacheNotice(options)])
    onEvent?.({ kind: 'notice', text });
  const settings: BuildOptions = {
    ...options,
    reuse: run.reuse?.layers,
    sync: !(options.isOutputTemporary === true && mayBeLost(options)),
    tags,
    onPackingStart,
    onProgress:
      onEvent && ((done, entries, total) => onEvent({ kind: 'progress', phase: 'package', done, total, entries })),
  };
  if (run.discarded === undefined) return buildLayout({ ...plan, subject }, storePath, settings);
  return { ...(await build({ ...plan, subject }, run.discarded, settings)), store: run.discarded };
}

/** Whether the layout may be lost in a power failure after the publish. A cache may get hard links to its files. */
export function mayBeLost({ push, packingCache, layerCache }: PublishSettings): boolean {
  return push !== false && packingCache === undefined && layerCache === undefined;
}

interface PushOutcome {
  readonly built: BuiltInStore;
  /** The existing manifest of the main tag, if the tag was skipped. */
  readonly skipped: Descriptor | undefined;
}

async function packageAndPush(
  run: PublishRun,
  target: OpenTarget,
  subject: Descriptor | undefined,
  { registry, repository, reference }: RepositoryConnection,
  start: PushStart,
): Promise<PushOutcome> {
  const { options } = run;
  const { tags } = target;
  await using upload = new StreamingLayerUpload(registry, reference.repository, {
    signal: options.signal,
    onEvent: options.onEvent,
    // An existing tag often points to the same content, which must not be uploaded again. A run without tags may also
    // be a repetition.
    shouldUpload: async () => {
      try {
        return tags.length > 0 && (await start.lookup.main) === undefined;
      } catch {
        return false;
      }
    },
  });
  const built = await packageSource(run, layoutPath(options.outputDir), tags, subject, (content) => {
    upload.begin(content);
  });
  const [layer] = built.layers;
  if (layer !== undefined) upload.finish(layer.descriptor);
  const { skipped } = await pushBuilt(options, built, repository, {
    name: formatReference({ registry: reference.registry, repository: reference.repository }),
    tags,
    movingTags: target.movingTags,
    start,
    known: run.reuse?.layers.known,
    hasUploaded: (blob) => upload.hasUploaded(blob),
  });
  return { built, skipped };
}

interface PushedTo extends TargetTags, Pick<PublishToOptions, 'name' | 'known' | 'hasUploaded'> {
  /** @default the layout */
  readonly source?: ReadOnlyGraphTarget | undefined;
  readonly start: PushStart;
}

async function pushBuilt(
  { ifTagExists, concurrency = defaultConcurrency, signal, onEvent }: PublishSettings,
  built: BuiltInStore,
  repository: Repository,
  { start, ...target }: PushedTo,
): Promise<{ readonly skipped?: Descriptor | undefined }> {
  const layers = built.layers.map(({ descriptor }) => descriptor);
  const { tags, movingTags } = withDigestTags(target, built);
  // The other tags were looked up during packaging.
  const added = tags.filter((tag) => !target.tags.includes(tag));
  const all = async (): Promise<ExistingTags> => {
    const found = added.length === 0 ? [] : await findTags(repository, added, { ifTagExists, signal });
    return new Map([...(await start.lookup.all()), ...found]);
  };
  onEvent?.({ kind: 'phase', phase: 'push' });
  return publishTo(target.source ?? built.store, built.manifest, repository, {
    ...target,
    tags,
    movingTags,
    existing: { ...start.lookup, all, layers },
    ifTagExists,
    concurrency,
    progress: { phase: 'push', total: layers.reduce((sum, { size }) => sum + size, 0) },
    isCounted: ({ digest }) => layers.some((layer) => layer.digest === digest),
    signal,
    onEvent,
  });
}
