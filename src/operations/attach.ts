import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { anySignal } from '../concurrency/index.ts';
import { manifestLocation, openLocation, type ConnectOptions } from '../connect/index.ts';
import { directoryLayer, expandFilePatterns } from '../formats/index.ts';
import { kindOfTarget } from '../fs/index.ts';
import type { CallOptions, Repository } from '../registry/index.ts';
import {
  asLocation,
  checkNumbers,
  annotationCreated,
  annotationTitle,
  checkTag,
  formatLocation,
  inputError,
  isOciError,
  mediaTypeOctetStream,
  plainLabel,
  printable,
  referenceOf,
  repositoryOf,
  resultAt,
  type Annotations,
  type AttachResult,
  type Descriptor,
  type EventOptions,
  type InputLabel,
  type Location,
} from '../spec/index.ts';
import {
  buildContent,
  buildOnContent,
  describedFile,
  describeFile,
  publishTo,
  TemporaryStore,
  titleOf,
  writeTagsTo,
  type ArtifactPlan,
  type BuildOptions,
  type BuiltArtifact,
  type LayerPlan,
} from '../transfer/index.ts';
import { platformManifests } from './platform-manifests.ts';
import { observed } from './observed.ts';

/** A file or directory to attach. */
export interface AttachedFile {
  /** A path, or a pattern of files; `-` for standard input. */
  readonly path: string;
  /** @default application/octet-stream; for a directory the type of a tar with gzip */
  readonly mediaType?: string | undefined;
}

/** Options of {@link attach}. */
export interface AttachOptions extends CallOptions, EventOptions {
  /** The manifest that the files are attached to. A text is read as by {@link parseLocation}. */
  readonly subject: Location | string;
  /** Each becomes a layer. @default none; only the annotations are attached */
  readonly files?: readonly AttachedFile[] | undefined;
  readonly artifactType: string;
  /** Required without files. @default only the creation date, which is the current time */
  readonly annotations?: Annotations | undefined;
  /** Bare tags of the attached artifact. @default none; it is found by its subject */
  readonly tags?: readonly string[] | undefined;
  /** Attaches to each manifest of an index instead of the index, except attestations of BuildKit. @default false */
  readonly eachPlatform?: boolean | undefined;
  /** Maximum number of files that are uploaded at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  readonly connection?: ConnectOptions | undefined;
  /** Names options in error messages. @default their names */
  readonly label?: InputLabel | undefined;
}

/** {@link AttachOptions} with a parsed subject. */
export interface AttachSettings extends AttachOptions {
  readonly subject: Location;
}

/** Number of connections that are opened at once: for the subject, the config and a file. */
const connectionsOfAttach = 3;

/** Reads a layer from standard input. */
const stdin = '-';

/**
 * Publishes files, directories or only annotations as an artifact that refers to a subject. Files are hashed before the
 * first request to the registry. Directories and standard input are stored in a temporary directory before they are
 * uploaded.
 *
 * @throws OciError `INPUT_INVALID` for files that cannot be attached or that change, without files and annotations, and
 *   for `eachPlatform` without an index; `MANIFEST_UNKNOWN` for a missing subject; `TAG_INVALID`
 */
export async function attach(given: AttachOptions): Promise<AttachResult> {
  checkNumbers(given, { concurrency: 1 });
  const options = { ...observed(given), subject: asLocation(given.subject) };
  const { artifactType, tags = [], signal } = options;
  checkOptions(options);
  const layers = await describeFiles(options);
  const pushTo = options.subject.kind === 'registry' ? options.subject.repository : undefined;
  await using opened = await openLocation(options.subject, {
    ...options.connection,
    pushTo,
    create: false,
    prepare: connectionsOfAttach,
    signal,
  });
  const { repository } = opened;
  const location = await manifestLocation(repository, options.subject, { signal });
  const created = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const plan = {
    artifactType,
    config: { kind: 'empty' },
    layers,
    annotations: { [annotationCreated]: created, ...options.annotations },
  } as const;
  const built = await attachTo(plan, repository, location, options);
  const attached = built.map(({ manifest, subject }) => ({
    ...resultAt(location, manifest, tags),
    subject: formatLocation({ ...repositoryOf(location), digest: subject.digest }),
  }));
  const [main] = attached;
  if (main === undefined) throw new TypeError('an attached artifact has a subject');
  return { ...main, layers: built[0]?.layers.map(({ descriptor }) => descriptor) ?? [], attached };
}

/** @throws OciError `INPUT_INVALID`, `TAG_INVALID` */
function checkOptions(options: AttachSettings): void {
  const { files = [], annotations = {}, tags = [], eachPlatform, subject, label = plainLabel } = options;
  for (const tag of tags) checkTag(tag);
  if (files.length === 0 && Object.keys(annotations).every((key) => key === annotationCreated))
    throw inputError(label('files'), undefined, `it is missing; give at least one file, or ${label('annotations')}`);
  if (eachPlatform === true && tags.length > 0)
    throw inputError(
      label('tags'),
      undefined,
      `a tag names one artifact, and ${label('each-platform')} attaches several; omit one of them`,
    );
  if (subject.digest === undefined && tags.includes(subject.tag ?? ''))
    throw inputError(label('tags'), subject.tag, 'is the tag of the subject; choose another tag');
}

/**
 * Stores the artifacts, one for each subject. The content is stored and uploaded once, and at the same time as the
 * lookup of the subject.
 */
async function attachTo(
  plan: ArtifactPlan,
  repository: Repository,
  location: Location,
  options: AttachSettings,
): Promise<readonly (BuiltArtifact & { readonly subject: Descriptor })[]> {
  const { tags = [], concurrency, onEvent } = options;
  const name = formatLocation(repositoryOf(location));
  // The digest of packed content and of standard input is known only after it was read.
  await using staging = plan.layers.every(({ kind }) => kind === 'file') ? undefined : TemporaryStore.below(tmpdir());
  const store = staging ?? repository;
  const onFile: BuildOptions['onFile'] = ({ digest, size }, state) => {
    if (staging === undefined) onEvent?.({ kind: 'blob', digest, size, state });
  };
  const stop = new AbortController();
  const storing = withFilesLabel(options, () =>
    buildContent(plan, store, { concurrency, signal: anySignal(stop.signal, options.signal), onEvent, onFile }),
  );
  storing.catch(() => undefined);
  let subjects: readonly Descriptor[];
  try {
    subjects = await subjectsOf(repository, location, options);
  } catch (error) {
    stop.abort(error);
    await storing.catch(() => undefined);
    throw error;
  }
  const content = await storing;
  const attached: (BuiltArtifact & { readonly subject: Descriptor })[] = [];
  const { signal } = options;
  for (const subject of subjects) {
    const built = await buildOnContent({ ...plan, subject }, content, store, { signal });
    if (staging !== undefined)
      await publishTo(staging, built.manifest, repository, {
        tags: [],
        name,
        concurrency,
        progress: { phase: 'push' },
        signal,
        onEvent,
      });
    await writeTagsTo(repository, built.manifest, tags, { name, signal, onEvent });
    attached.push({ ...built, subject });
  }
  return attached;
}

async function subjectsOf(
  repository: Repository,
  location: Location,
  options: AttachSettings,
): Promise<readonly Descriptor[]> {
  const root = await repository.resolve(referenceOf(location), { signal: options.signal });
  return options.eachPlatform === true ? platformManifests(repository, root, options) : [root];
}

async function describeFiles(options: AttachOptions): Promise<readonly LayerPlan[]> {
  const { files = [], label = plainLabel, signal } = options;
  const layers: LayerPlan[] = [];
  const pathByTitle = new Map<string, string>();
  for (const { path, mediaType } of await expandFilePatterns(files, label('files'), { signal })) {
    const layer = await withFilesLabel(options, () => layerOf(path, mediaType, options));
    const title = layer.annotations?.[annotationTitle] ?? '';
    const other = pathByTitle.get(title);
    if (other !== undefined) {
      const problem = `has the same name as ${printable(other, 200)}; rename one, or a pull loses a file`;
      throw inputError(label('files'), path, problem);
    }
    pathByTitle.set(title, path);
    layers.push(layer);
  }
  return layers;
}

async function layerOf(
  path: string,
  mediaType: string | undefined,
  { signal }: AttachOptions,
): Promise<Exclude<LayerPlan, { readonly kind: 'descriptor' }>> {
  if (path === stdin) {
    const annotations = { [annotationTitle]: 'stdin' };
    return { kind: 'stream', content: process.stdin, mediaType: mediaType ?? mediaTypeOctetStream, annotations };
  }
  if ((await kindOfTarget(path)) === 'directory') return directoryLayer(path, titleOf(resolve(path)), mediaType, {});
  return describedFile(path, await describeFile(path, mediaType ?? mediaTypeOctetStream, { signal }));
}

/** Runs `work`, and adds the name of the option to errors of a file. */
async function withFilesLabel<T>({ label = plainLabel }: AttachOptions, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isOciError(error, 'INPUT_INVALID', 'FILE_SYSTEM', 'FILE_CHANGED'))
      throw inputError(label('files'), undefined, error.message);
    throw error;
  }
}
