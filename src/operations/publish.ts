import { join, resolve } from 'node:path';
import { anySignal } from '../concurrency/index.ts';
import type { ConnectOptions, RepositoryConnection } from '../connect/index.ts';
import { planSource, type PlanOptions } from '../formats/index.ts';
import { isWithin } from '../fs/index.ts';
import type { Repository } from '../registry/index.ts';
import {
  annotationContentDigest,
  artifactTypeOf,
  defaultTag,
  emptyDescriptor,
  formatReference,
  isOciError,
  OciError,
  printable,
  resultAt,
  type Descriptor,
  type EventOptions,
  type InputLabel,
  type Location,
  type PublishResult,
} from '../spec/index.ts';
import {
  buildLayout,
  defaultConcurrency,
  findTags,
  publishTo,
  readManifest,
  StreamingLayerUpload,
  type ArtifactPlan,
  type BuildOptions,
  type BuiltLayout,
  type ExistingTags,
  type IfTagExists,
  type LayerCache,
  type PackingCacheOptions,
} from '../transfer/index.ts';
import { openDestination } from './destination.ts';

/** Directory of the image layout below the output directory. */
export const layoutDirectoryName = 'oci-layout';

/** Options of {@link publish}. */
export interface PublishOptions extends Omit<PlanOptions, 'skip'>, EventOptions {
  /** A directory, or a SIF image. */
  readonly sourceDir: string;
  /** A registry, or a directory for an image layout. A layout is written without a push. */
  readonly target: Location;
  /** Bare tags, the main one first. @default the tag of the target, else `latest` */
  readonly tags?: readonly string[] | undefined;
  /** Writes no tags. @default false */
  readonly pushByDigest?: boolean | undefined;
  /**
   * The manifest that the artifact refers to: a digest or a tag in the repository of the target. It is resolved before
   * packaging.
   */
  readonly subject?: string | undefined;
  /** @default overwrite */
  readonly ifTagExists?: IfTagExists | undefined;
  /** False: packages without a push. @default true */
  readonly push?: boolean | undefined;
  /** Maximum number of blobs that are uploaded at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /**
   * The image layout is written to `oci-layout` below this directory. Not used for a layout as target. @default the
   * working directory
   */
  readonly outputDir?: string | undefined;
  /** Local cache of packed layers. @default none */
  readonly packingCache?: PackingCacheOptions | undefined;
  /** Cache for layers that the packing cache does not have. @default none */
  readonly layerCache?: LayerCache | undefined;
  readonly connection?: ConnectOptions | undefined;
  /** Names options in error messages. @default their names */
  readonly label?: InputLabel | undefined;
  /** Runs after the push, over the same connection. When it fails, the publish fails. */
  readonly afterPush?: ((connection: RepositoryConnection) => Promise<void>) | undefined;
}

/**
 * Packages a source into an image layout. For a registry as target, it then pushes the artifact and writes the tags.
 *
 * Missing credentials and a missing subject are errors before packaging. If the main tag is new, a large layer is
 * uploaded while it is packed. Tags are written only after the registry has all content. Nothing is pushed when
 * packaging fails.
 *
 * @throws OciError `INPUT_INVALID`, `FILE_SYSTEM`, `FILE_CHANGED`, `ALREADY_EXISTS` with `ifTagExists: 'fail'`,
 *   `UNAUTHORIZED`, `DATE_INVALID`, `MEDIA_TYPE_INVALID`, `ABORTED`; errors of the registry
 */
export async function publish(options: PublishOptions): Promise<PublishResult> {
  const started = performance.now();
  const { connection = {}, push = true, label = (name: string) => name, signal } = options;
  const tags = tagsOf(options);
  await using destination = await openDestination(options.target, {
    connection,
    push,
    subject: options.subject,
    label,
    signal,
  });
  options.onEvent?.({ kind: 'phase', phase: 'package' });
  if (destination.connection === undefined || !push) {
    const built = await packageSource(options, tags, destination.subject);
    return resultOf(options, tags, built, { pushed: false, started });
  }
  const { built, skipped } = await packageAndPush(options, tags, destination.subject, destination.connection);
  await options.afterPush?.(destination.connection);
  if (skipped === undefined) return resultOf(options, tags, built, { pushed: true, started });
  const existing = await describeExisting(destination.connection.repository, skipped, signal);
  return resultOf(options, tags, built, { pushed: false, started, existing });
}

function tagsOf({ target, tags, pushByDigest }: PublishOptions): readonly string[] {
  return pushByDigest === true ? [] : (tags ?? [target.tag ?? defaultTag]);
}

async function packageSource(
  options: PublishOptions,
  tags: readonly string[],
  subject: Descriptor | undefined,
  onPackingStart?: BuildOptions['onPackingStart'],
): Promise<BuiltLayout> {
  const { target, outputDir, onEvent } = options;
  const plan = await planOf(options);
  for (const text of plan.notices ?? []) onEvent?.({ kind: 'notice', text });
  const storePath = target.kind === 'registry' ? layoutPath(outputDir) : target.path;
  return buildLayout({ ...plan, subject }, storePath, {
    ...options,
    tags,
    onPackingStart,
    onProgress: (done, entries) => onEvent?.({ kind: 'progress', phase: 'package', done, entries }),
  });
}

async function planOf(options: PublishOptions): Promise<ArtifactPlan> {
  const { sourceDir, outputDir } = options;
  // An output directory inside the source is not content. Otherwise a second run would package the output of the first
  // run.
  const skip =
    outputDir !== undefined && isWithin(sourceDir, outputDir) && !isWithin(outputDir, sourceDir) ? [outputDir] : [];
  try {
    return await planSource(sourceDir, { ...options, skip });
  } catch (error) {
    if (!isOciError(error, 'ARCHIVE_INVALID')) throw error;
    const reason = error.message.replace(/^.*? is refused: /s, '');
    throw new OciError(
      'INPUT_INVALID',
      `source-dir "${printable(sourceDir, 300)}" is a file that cannot be published: ${reason}; give a directory, ` +
        'or a SIF image',
      { cause: error },
    );
  }
}

/** The image layout below an output directory. */
export function layoutPath(outputDir = '.'): string {
  return join(resolve(outputDir), layoutDirectoryName);
}

interface PushOutcome {
  readonly built: BuiltLayout;
  /** The existing manifest of the main tag, if the tag was skipped. */
  readonly skipped: Descriptor | undefined;
}

async function packageAndPush(
  options: PublishOptions,
  tags: readonly string[],
  subject: Descriptor | undefined,
  { registry, repository, reference }: RepositoryConnection,
): Promise<PushOutcome> {
  const { ifTagExists, concurrency = defaultConcurrency, onEvent } = options;
  const stop = new AbortController();
  const signal = anySignal(stop.signal, options.signal);
  // The lookup runs during packaging. Its errors are thrown after packaging, so that errors of the source come first.
  const lookup = findTags(repository, tags, { ifTagExists, signal });
  try {
    await using upload = new StreamingLayerUpload(registry, reference.repository, {
      signal: options.signal,
      onEvent,
      shouldUpload: lookup.then(isMainTagNew, () => false),
    });
    const built = await packageSource(options, tags, subject, (content) => {
      upload.begin(content);
    });
    const layers = built.layers.map(({ descriptor }) => descriptor);
    if (layers[0] !== undefined) upload.finish(layers[0]);
    const existing = await lookup;
    onEvent?.({ kind: 'phase', phase: 'push' });
    const { skipped } = await publishTo(built.store, built.manifest, repository, {
      tags,
      existing,
      ifTagExists,
      name: formatReference({ registry: reference.registry, repository: reference.repository }),
      concurrency,
      progress: { phase: 'push', total: layers.reduce((sum, { size }) => sum + size, 0) },
      isCounted: ({ digest }) => layers.some((layer) => layer.digest === digest),
      hasUploaded: (blob) => upload.hasUploaded(blob),
      signal: options.signal,
      onEvent,
    });
    return { built, skipped };
  } finally {
    stop.abort();
  }
}

/**
 * Whether the main tag is new. An existing tag often points to the same content, which must not be uploaded again. A
 * run without tags may also be a repetition.
 */
function isMainTagNew(existing: ExistingTags): boolean {
  const [main] = existing;
  return main !== undefined && main[1] === undefined;
}

/** The fields of a result that describe the content. */
type Content = Pick<
  PublishResult,
  'layerDigest' | 'layerSize' | 'contentDigest' | 'contentSize' | 'config' | 'layers'
> & { readonly manifest: Descriptor };

async function describeExisting(
  repository: Repository,
  descriptor: Descriptor,
  signal: AbortSignal | undefined,
): Promise<Content> {
  const manifest = await readManifest(repository, descriptor, { signal });
  const layers = manifest.kind === 'manifest' ? manifest.layers : [];
  const [layer] = layers;
  return {
    manifest: { ...descriptor, artifactType: artifactTypeOf(manifest) },
    layerDigest: layer?.digest ?? '',
    layerSize: layer?.size ?? 0,
    contentDigest: layer?.annotations?.[annotationContentDigest] ?? '',
    contentSize: 0,
    config: manifest.kind === 'manifest' ? manifest.config : emptyDescriptor,
    layers,
  };
}

function describeBuilt({ manifest, config, layers }: BuiltLayout): Content {
  const [main] = layers;
  return {
    manifest,
    layerDigest: main?.descriptor.digest ?? '',
    layerSize: main?.descriptor.size ?? 0,
    contentDigest: main?.contentDigest ?? '',
    contentSize: main?.contentSize ?? 0,
    config,
    layers: layers.map(({ descriptor }) => descriptor),
  };
}

function resultOf(
  options: PublishOptions,
  tags: readonly string[],
  built: BuiltLayout,
  outcome: { readonly pushed: boolean; readonly started: number; readonly existing?: Content },
): PublishResult {
  const { manifest, ...content } = outcome.existing ?? describeBuilt(built);
  return {
    ...resultAt(options.target, manifest, tags),
    ...content,
    storePath: built.store.path,
    pushed: outcome.pushed,
    reused: built.layers.some(({ reused }) => reused),
    files: built.layers.reduce((sum, { files }) => sum + files, 0),
    excluded: built.layers.reduce((sum, { excluded }) => sum + excluded, 0),
    durationMs: Math.round(performance.now() - outcome.started),
  };
}
