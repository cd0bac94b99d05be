import { selectFormat, type ArtifactNames, type Source } from '../formats/index.ts';
import {
  defaultTag,
  inputError,
  isTag,
  plainLabel,
  resultAt,
  tagOfVersion,
  type Location,
  type PublishResult,
} from '../spec/index.ts';
import type { BuiltLayout } from '../transfer/index.ts';
import { openDestination } from './destination.ts';
import type { PublishOptions } from './publish-options.ts';
import {
  describeBuilt,
  publishAgain,
  publishFirst,
  type OpenTarget,
  type Published,
  type PublishRun,
} from './publish-target.ts';

/**
 * Packages a source into an image layout. For a registry as target, it then pushes the artifact and writes the tags.
 * Further targets get the same artifact, one after the other.
 *
 * Missing credentials and a missing subject are errors before packaging. If the main tag is new, a large layer is
 * uploaded to the first target while it is packed. Tags are written only after the registry has all content. Nothing is
 * pushed when packaging fails.
 *
 * @throws OciError `INPUT_INVALID`, `FILE_SYSTEM`, `FILE_CHANGED`, `ALREADY_EXISTS` with `ifTagExists: 'fail'`,
 *   `UNAUTHORIZED`, `DATE_INVALID`, `MEDIA_TYPE_INVALID`, `ABORTED`; errors of the registry. An error of a further
 *   target names the targets that have the artifact.
 */
export async function publish(options: PublishOptions): Promise<PublishResult> {
  const started = performance.now();
  const { connection = {}, push = true, label = plainLabel, signal } = options;
  const source: Source = { path: options.sourceDir, files: options.files };
  const format = await selectFormat(source, options.format);
  const names = (await format.names?.(source, options)) ?? {};
  const targets: OpenTarget[] = [];
  try {
    for (const each of [options.target, ...(options.furtherTargets ?? [])]) {
      const location = withRepositoryName(each, names);
      // A subject must be the same manifest in each target.
      const subject = targets[0]?.destination.subject?.digest ?? options.subject;
      const destination = await openDestination(location, { connection, push, subject, label, signal });
      targets.push({ location, destination, tags: tagsOf(each, options, names) });
    }
    options.onEvent?.({ kind: 'phase', phase: 'package' });
    const [main, ...others] = targets;
    if (main === undefined) throw new TypeError('a publish has a target');
    const run = { options, source, format, started };
    const published: Published[] = [];
    const { built, ...first } = await publishFirst(run, main, others.length === 0);
    published.push(first);
    for (const target of others) published.push(await publishAgain(run, built, target, published));
    return {
      ...resultOf(run, built, first),
      targets: published.map(({ location, manifest, tags }) => resultAt(location, manifest, tags)),
    };
  } finally {
    // Node 22 has no AsyncDisposableStack.
    for (const { destination } of targets.toReversed()) await destination[Symbol.asyncDispose]();
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

/** The tags of a target, the main one first. `tags` of the options begin with the tag of the first target. */
function tagsOf(target: Location, options: PublishOptions, names: ArtifactNames): readonly string[] {
  if (options.pushByDigest === true) return [];
  const { target: first } = options;
  const listed = options.tags ?? (first.tag === undefined ? [] : [first.tag]);
  const isOther = target !== first && target.tag !== undefined;
  const tags = new Set(isOther ? [target.tag, ...listed.filter((tag) => tag !== first.tag)] : listed);
  return tags.size > 0 ? [...tags] : (names.tags ?? [defaultTagOf(options)]);
}

/**
 * The tag of an artifact for which no tag is given: its version, else `latest`. A version never moves `latest`.
 *
 * @throws OciError `INPUT_INVALID` for a version that is not a tag
 */
export function defaultTagOf({ version, label = plainLabel }: Pick<PublishOptions, 'version' | 'label'>): string {
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

function resultOf({ started }: PublishRun, built: BuiltLayout, published: Published): Omit<PublishResult, 'targets'> {
  const { manifest, ...content } = published.existing ?? describeBuilt(built);
  return {
    ...resultAt(published.location, manifest, published.tags),
    ...content,
    storePath: built.store.path,
    pushed: published.pushed,
    reused: built.layers.some(({ reused }) => reused),
    files: built.layers.reduce((sum, { files }) => sum + files, 0),
    excluded: built.layers.reduce((sum, { excluded }) => sum + excluded, 0),
    durationMs: Math.round(performance.now() - started),
  };
}
