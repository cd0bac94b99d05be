import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { anySignal, monotonicMs } from '../concurrency/index.ts';
import { fileSystemError } from '../fs/index.ts';
import { selectFormat, type ArtifactNames, type Source } from '../formats/index.ts';
import {
  checkNumbers,
  asLocation,
  defaultTag,
  inputError,
  isTag,
  plainLabel,
  resultAt,
  tagOfVersion,
  type Descriptor,
  type Location,
  type PublishResult,
  type SemanticVersion,
} from '../spec/index.ts';
import { CopyError, knownConfig, TemporaryStore } from '../transfer/index.ts';
import { openDestination, type Destination } from './destination.ts';
import { checkReuse } from './layer-reuse.ts';
import { observed } from './observed.ts';
import { checkShard, planOf } from './plan-checks.ts';
import type { PublishOptions, PublishSettings } from './publish-options.ts';
import {
  mayBeLost,
  publishAgain,
  publishFirst,
  type BuiltInStore,
  type OpenTarget,
  type Published,
  type PublishRun,
} from './publish-target.ts';
import { describeBuilt } from './published-content.ts';
import { startPush } from './push-start.ts';
import { existingLayout, readSemanticVersion, versionTagsAt, withVersionTags } from './semver-tags.ts';

/**
 * Packages a source into an image layout. For a registry as target, it then pushes the artifact and writes the tags.
 * Further targets get the same artifact, one after the other.
 *
 * Errors of the source are found before the registry is contacted, and a missing subject before packaging. When the
 * registry does not accept a push without credentials, packaging stops. If the main tag is new, a large layer is
 * uploaded to the first target while it is packed. Tags are written only after the registry has all content. Nothing is
 * pushed when packaging fails.
 *
 * @throws OciError `INPUT_INVALID`, `FILE_SYSTEM`, `FILE_CHANGED`, `ALREADY_EXISTS` with `ifTagExists: 'fail'`,
 *   `UNAUTHORIZED`, `DATE_INVALID`, `MEDIA_TYPE_INVALID`, `ABORTED`; errors of the registry. An error of a further
 *   target names the targets that have the artifact.
 */
export async function publish(given: PublishOptions): Promise<PublishResult> {
  checkNumbers(given, { compressionLevel: 0, concurrency: 1, layerSize: 1 });
  if (given.packingCache !== undefined) checkNumbers(given.packingCache, { maxBytes: 0 });
  const options: PublishSettings = {
    ...observed(given),
    target: asLocation(given.target),
    furtherTargets: given.furtherTargets?.map(asLocation),
    reuseFrom: given.reuseFrom?.map(asLocation),
    pushByDigest: given.shard === undefined ? given.pushByDigest : true,
  };
  const started = monotonicMs();
  const { connection = {}, push = true, label = plainLabel } = options;
  const source: Source = { path: options.sourceDir, files: options.files };
  const format = await selectFormat(source, options.format);
  const names = (await format.names?.(source, options)) ?? {};
  if (options.semverTags === true) versionOf(options, names);
  checkReuse(options);
  checkShard(options);
  const plan = await planOf(source, format, options);
  const config = knownConfig(plan);
  const stop = new AbortController();
  const signal = anySignal(stop.signal, options.signal);
  const discarded = discardedStore(options);
  const run = { options: { ...options, signal }, plan, started, discarded };
  const targets: OpenTarget[] = [];
  const opened: Destination[] = [];
  let refusal: { readonly error: unknown } | undefined;
  try {
    for (const each of [options.target, ...(options.furtherTargets ?? [])]) {
      const location = withRepositoryName(each, names);
      // A subject must be the same manifest in each target.
      const subject = targets[0]?.destination.subject?.digest ?? options.subject;
      const given = givenTags(each, options, names);
      const destination = await openDestination(location, { connection, push, subject, label, signal });
      opened.push(destination);
      const tags = await tagsAt(each, given, location, destination, options, names);
      const { ifTagExists } = options;
      const pushTo = push ? destination.connection : undefined;
      const start = pushTo && startPush(pushTo, destination, { tags: tags.tags, ifTagExists, config, signal });
      start?.access.catch((error: unknown) => {
        refusal ??= { error };
        // A refused push needs no packaging.
        stop.abort(error);
      });
      targets.push({ location, destination, start, ...tags });
    }
    options.onEvent?.({ kind: 'phase', phase: 'package' });
    const [main, ...others] = targets;
    if (main === undefined) throw new TypeError('a publish has a target');
    const published: Published[] = [];
    const { built, ...first } = await explained(main, () => publishFirst(run, main, others.length === 0));
    published.push(first);
    for (const target of others) published.push(await publishAgain(run, built, target, published, main));
    return {
      ...resultOf(run, built, first, main.destination.subject),
      targets: published.map(({ location, manifest, tags }) => resultAt(location, manifest, tags)),
    };
  } catch (error) {
    throw refusal === undefined ? error : refusal.error;
  } finally {
    stop.abort();
    // Node 22 has no AsyncDisposableStack.
    for (const destination of opened.toReversed()) await destination[Symbol.asyncDispose]();
    if (discarded !== undefined) await removeStore(discarded, options);
  }
}

function discardedStore(options: PublishSettings): TemporaryStore | undefined {
  const { discardOutput, outputDir, target } = options;
  if (discardOutput !== true || target.kind === 'layout' || !mayBeLost(options)) return undefined;
  return outputDir === undefined ? TemporaryStore.below(tmpdir()) : new TemporaryStore(resolve(outputDir));
}

/** The artifact may be published, so a failure is only a warning. */
async function removeStore(store: TemporaryStore, { onEvent }: PublishSettings): Promise<void> {
  try {
    await store[Symbol.asyncDispose]();
  } catch (error) {
    onEvent?.({ kind: 'warning', text: fileSystemError(error, `remove ${store.path}`).message });
  }
}

/** Runs `work`, and explains that the registry refused its content because there are no credentials. */
async function explained<T>({ destination }: OpenTarget, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // A refused tag has its own rules. Its error lists the tags that were written.
    const isContent = error instanceof CopyError && error.op !== 'PushReference';
    throw (isContent ? destination.refusalOf?.(error) : undefined) ?? error;
  }
}

/** Adds the name that the source gives to its repository, as `helm push` does. A target with a tag is complete. */
function withRepositoryName(target: Location, { repository: name }: ArtifactNames): Location {
  if (name === undefined || target.kind === 'layout' || target.tag !== undefined) return target;
  const { repository } = target;
  return repository === name || repository.endsWith(`/${name}`)
    ? target
    : { ...target, repository: `${repository}/${name}` };
}

/** The tags of a target, the main one first. @param target as it was given @param given from {@link givenTags} */
async function tagsAt(
  target: Location,
  given: readonly string[],
  location: Location,
  { connection }: Destination,
  options: PublishSettings,
  names: ArtifactNames,
): Promise<Pick<OpenTarget, 'tags' | 'movingTags'>> {
  if (options.pushByDigest === true || options.semverTags !== true) return { tags: given };
  const repository =
    location.kind === 'layout'
      ? await existingLayout(location, options)
      : options.push === false
        ? undefined
        : connection?.repository;
  const version = versionOf(options, names);
  return withVersionTags(
    given,
    target.tag ?? options.target.tag,
    await versionTagsAt(location, repository, version, options),
  );
}

/**
 * The tags that are known without a look at the target, without those of `semverTags`. `tags` of the options begin with
 * the tag of the first target.
 *
 * @throws OciError `INPUT_INVALID` for a version that is not a tag
 */
function givenTags(target: Location, options: PublishSettings, names: ArtifactNames): readonly string[] {
  const { target: first, tags, pushByDigest, semverTags } = options;
  if (pushByDigest === true) return [];
  const listed = tags ?? (first.tag === undefined ? [] : [first.tag]);
  const isOther = target !== first && target.tag !== undefined;
  const given = [...new Set(isOther ? [target.tag, ...listed.filter((tag) => tag !== first.tag)] : listed)];
  return given.length > 0 || semverTags === true ? given : (names.tags ?? [defaultTagOf(options)]);
}

function versionOf({ version, label }: PublishSettings, names: ArtifactNames): SemanticVersion {
  return readSemanticVersion(version ?? names.tags?.[0], label);
}

/**
 * The tag of an artifact for which no tag is given: its version, else `latest`. A version never moves `latest`.
 *
 * @throws OciError `INPUT_INVALID` for a version that is not a tag
 */
export function defaultTagOf({ version, label = plainLabel }: Pick<PublishSettings, 'version' | 'label'>): string {
  if (version === undefined) return defaultTag;
  const tag = tagOfVersion(version);
  if (isTag(tag)) return tag;
  const proposal = tag
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 128);
  throw inputError(
    label('version'),
    version,
    `is not a tag, and no other tag is given; add a tag to ${label('target')} or ${label('tags')}` +
      (proposal === '' ? '' : `, for example ${proposal}`),
  );
}

function resultOf(
  run: PublishRun,
  built: BuiltInStore,
  published: Published,
  subject: Descriptor | undefined,
): Omit<PublishResult, 'targets'> {
  const { started, plan, discarded } = run;
  const { manifest, ...described } = published.existing ?? describeBuilt(built, subject);
  const reused = built.layers.filter((layer) => layer.reused);
  const content = 'manifests' in plan ? undefined : plan.content;
  return {
    ...resultAt(published.location, manifest, published.tags),
    ...described,
    storePath: discarded === undefined ? built.store.path : '',
    pushed: published.pushed,
    reused: reused.length > 0,
    reusedLayers: reused.length,
    reusedSize: reused.reduce((sum, { descriptor }) => sum + descriptor.size, 0),
    files: built.layers.reduce((sum, { files }) => sum + files, 0),
    excluded: content?.excluded ?? built.layers.reduce((sum, { excluded }) => sum + excluded, 0),
    durationMs: Math.round(monotonicMs() - started),
  };
}
