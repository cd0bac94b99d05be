import { manifestLocation, openLocation, type ConnectOptions } from '../connect/index.ts';
import { pushContent, type CallOptions, type Repository } from '../registry/index.ts';
import {
  asLocation,
  checkNumbers,
  checkTag,
  formatLocation,
  inputError,
  isDockerMediaType,
  isNotFound,
  messageOf,
  parseManifest,
  plainLabel,
  referenceOf,
  repositoryOf,
  resultAt,
  throwIfAborted,
  type AnnotateResult,
  type Annotations,
  type EventOptions,
  type InputLabel,
  type Location,
} from '../spec/index.ts';
import {
  cosignTags,
  defaultConcurrency,
  editAnnotations,
  listReferrers,
  writeTagsTo,
  type EditedManifest,
} from '../transfer/index.ts';
import { observed } from './observed.ts';

/** Options of {@link annotate}. */
export interface AnnotateOptions extends CallOptions, EventOptions {
  /** The manifest or index to edit. @default the tag `latest`, or the only manifest of a layout */
  /** A text is read as by {@link parseLocation}. */
  readonly reference: Location | string;
  /** Annotations to add or replace. @default none */
  readonly set?: Annotations | undefined;
  /** Keys of annotations to remove. @default none */
  readonly remove?: readonly string[] | undefined;
  /** Also edits every manifest of an index, and of the indexes in it. @default false */
  readonly eachPlatform?: boolean | undefined;
  /** Bare tags to point to the result. @default none; the result is found by its digest */
  readonly tags?: readonly string[] | undefined;
  /** Points the tag of the reference to the result. @default false */
  readonly moveTag?: boolean | undefined;
  /** Maximum number of manifests that are read at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  readonly connection?: ConnectOptions | undefined;
  /** Names options in error messages. @default their names */
  readonly label?: InputLabel | undefined;
}

/**
 * Stores a manifest or index with other annotations. Everything else in its JSON keeps its bytes. The result has a new
 * digest, and the previous manifest does not change. All manifests are read and edited before the first write.
 *
 * @throws OciError `INPUT_INVALID` without a change, for a key that is set and removed, and for `moveTag` without a
 *   tag; `MANIFEST_UNKNOWN`, `UNSUPPORTED` for a blob, `SIZE_LIMIT`, `TAG_INVALID`; errors of the registry
 */
export async function annotate(given: AnnotateOptions): Promise<AnnotateResult> {
  checkNumbers(given, { concurrency: 1 });
  const options = { ...observed(given), reference: asLocation(given.reference) };
  const { reference, signal, onEvent, concurrency = defaultConcurrency } = options;
  const edit = { set: options.set ?? {}, remove: options.remove ?? [] };
  checkEdit(options);
  for (const tag of options.tags ?? []) checkTag(tag);
  await using opened = await openLocation(reference, { ...options.connection, create: false, signal });
  const { repository } = opened;
  const location = await manifestLocation(repository, reference, { signal });
  const tags = tagsOf(location, options);
  const root = await repository.resolve(referenceOf(location), { signal });
  const edited = await editAnnotations(repository, root, edit, {
    children: options.eachPlatform,
    concurrency,
    signal,
  });
  const result = edited.at(-1);
  if (result === undefined) throw new TypeError('an edit has a root');
  const changed = edited.filter(({ previous, descriptor }) => previous.digest !== descriptor.digest);
  for (const { descriptor, bytes } of changed) await pushContent(repository, descriptor, bytes, { signal });
  await writeTagsTo(repository, result.descriptor, tags, {
    name: formatLocation(repositoryOf(location)),
    rootBytes: result.bytes,
    signal,
    onEvent,
  });
  if (changed.length === 0)
    onEvent?.({ kind: 'notice', text: `${root.digest} already has these annotations; nothing changed` });
  for (const each of changed) await reportConsequences(repository, each, options);
  const { annotations } = parseManifest(result.bytes, result.descriptor.mediaType);
  return {
    ...resultAt(location, { ...result.descriptor, annotations }, tags),
    previousDigest: root.digest,
    children: edited.slice(0, -1).map(({ previous, descriptor }) => ({
      previousDigest: previous.digest,
      digest: descriptor.digest,
    })),
  };
}

/** {@link AnnotateOptions} with a parsed reference. */
interface AnnotateSettings extends AnnotateOptions {
  readonly reference: Location;
}

/** @throws OciError `INPUT_INVALID` */
function checkEdit({ reference, set = {}, remove = [], moveTag, label = plainLabel }: AnnotateSettings): void {
  if (Object.keys(set).length === 0 && remove.length === 0)
    throw inputError(label('set'), undefined, `it is missing; give key=value, or ${label('remove')}`);
  const both = remove.find((key) => Object.hasOwn(set, key));
  if (both !== undefined) throw inputError(label('remove'), both, 'is also set; either set or remove a key');
  if (
    moveTag === true &&
    reference.kind === 'registry' &&
    reference.tag === undefined &&
    reference.digest !== undefined
  )
    throw noTagToMove(label);
}

function noTagToMove(label: InputLabel): Error {
  return inputError(label('move-tag'), undefined, `the reference has no tag; add the tag, or use ${label('tags')}`);
}

/** Bare tags to write, that of the reference first. */
function tagsOf(location: Location, { tags = [], moveTag, label = plainLabel }: AnnotateOptions): readonly string[] {
  if (moveTag !== true) return tags;
  if (location.tag === undefined) throw noTagToMove(label);
  return [...new Set([location.tag, ...tags])];
}

/** Reports signatures and other referrers that do not apply to the new digest. */
async function reportConsequences(
  repository: Repository,
  { previous, descriptor, manifest }: EditedManifest,
  { signal, onEvent }: AnnotateOptions,
): Promise<void> {
  const notice = (text: string): void => onEvent?.({ kind: 'notice', text });
  if (isDockerMediaType(descriptor.mediaType))
    notice(
      `${descriptor.digest} has a media type of Docker, which does not define annotations; some tools ignore them`,
    );
  if (manifest.subject !== undefined)
    notice(
      `${descriptor.digest} is a further referrer of ${manifest.subject.digest}; delete ${previous.digest} if it ` +
        'replaces that one',
    );
  try {
    const count = (await listReferrers(repository, previous, { signal })).length;
    const tagged = await existingTags(repository, cosignTags(previous.digest), signal);
    if (count + tagged.length > 0)
      notice(
        `${names(count, tagged)} of ${previous.digest} do not apply to ${descriptor.digest}; sign it, and attach to ` +
          'it again',
      );
  } catch (error) {
    throwIfAborted(signal);
    notice(`cannot find out whether ${previous.digest} has signatures or other referrers: ${messageOf(error)}`);
  }
}

function names(referrers: number, tags: readonly string[]): string {
  const attached = referrers === 0 ? [] : [`${referrers} referrers, such as signatures,`];
  return [...attached, ...tags.map((tag) => `the cosign tag ${tag}`)].join(' and ');
}

async function existingTags(
  repository: Repository,
  tags: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const existing: string[] = [];
  for (const tag of tags) {
    try {
      await repository.resolve(tag, { signal });
      existing.push(tag);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return existing;
}
