import { resolve } from 'node:path';
import { forEachConcurrent } from '../concurrency/index.ts';
import { newDirectory } from '../fs/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import type { Storage } from '../registry/index.ts';
import {
  checkMediaType,
  emptyDescriptor,
  isManifestMediaType,
  notManifestError,
  OciError,
  plainDescriptor,
  printable,
  type Descriptor,
} from '../spec/index.ts';
import { isBuildStore } from './build-store.ts';
import { reportContent } from './directory-layer.ts';
import type { ArtifactPlan, IndexPlan } from './plan.ts';
import { storeConfig } from './store-config.ts';
import { storeLayers, type BuildOptions, type BuiltLayer } from './store-layers.ts';
import { pushImageIndex, pushImageManifest } from './write-manifest.ts';

/** An artifact in a store. */
export interface BuiltArtifact {
  /** With artifact type and annotations. */
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layers: readonly BuiltLayer[];
  /** The tags of the plan that contain the digest of the manifest. */
  readonly digestTags: readonly string[];
}

/**
 * Stores the layers, the config and the manifest of a plan, in this order and in one pass over the data. A plan of an
 * index is stored manifest by manifest, then the index.
 *
 * @throws OciError `UNSUPPORTED` for a subject that is not a manifest, and for a directory or a stream in a store that
 *   is not an image layout; `ARTIFACT_TYPE_MISSING`, `MEDIA_TYPE_INVALID`, `INPUT_INVALID`, `FILE_SYSTEM`,
 *   `FILE_CHANGED`, `ARCHIVE_INVALID`, `ABORTED`; errors of the store
 */
export async function build(
  plan: ArtifactPlan | IndexPlan,
  store: Storage,
  options: BuildOptions = {},
): Promise<BuiltArtifact> {
  checkSubject(plan.subject);
  return 'manifests' in plan ? buildIndex(plan, store, options) : buildManifest(plan, store, options);
}

function checkSubject(subject: Descriptor | undefined): void {
  if (subject === undefined || isManifestMediaType(subject.mediaType)) return;
  throw notManifestError(
    subject,
    `the subject ${subject.digest} is a blob (${printable(subject.mediaType, 200)}); an artifact can only refer ` +
      'to a manifest or an index',
  );
}

async function buildManifest(plan: ArtifactPlan, store: Storage, options: BuildOptions): Promise<BuiltArtifact> {
  return buildOnContent(plan, await buildContent(plan, store, options), store, options);
}

/** The content of a manifest in a store. */
export type BuiltContent = Pick<BuiltArtifact, 'config' | 'layers'>;

/**
 * Stores the layers and the config of a plan. A remote store gets them at the same time.
 *
 * @throws OciError as {@link build}
 */
export async function buildContent(plan: ArtifactPlan, store: Storage, options: BuildOptions): Promise<BuiltContent> {
  const { artifactType, subject, imageSpec = '1.1' } = plan;
  if (artifactType !== undefined) checkMediaType(artifactType);
  else if (plan.config.kind === 'empty' && imageSpec === '1.1')
    throw new OciError('ARTIFACT_TYPE_MISSING', 'missing artifact type: a manifest with an empty config must have one');
  if (imageSpec === '1.0' && subject !== undefined)
    throw new OciError('UNSUPPORTED', 'a manifest of image-spec 1.0 cannot have a subject; use version 1.1');
  let layers: readonly BuiltLayer[] = [];
  let config: Descriptor | undefined;
  const storeParts = [
    async (signal: AbortSignal | undefined): Promise<void> => {
      layers = await storeLayers(plan.layers, store, { ...options, signal });
    },
    async (signal: AbortSignal | undefined): Promise<void> => {
      config = await storeConfig(plan, layers, store, { ...options, signal });
    },
  ];
  const needsLayers = plan.config.kind === 'computed' || plan.config.kind === 'image';
  const concurrency = needsLayers || isBuildStore(store) ? 1 : storeParts.length;
  await forEachConcurrent(storeParts, concurrency, (storePart, signal) => storePart(signal), options.signal);
  if (plan.content !== undefined) reportContent(plan.content, options.onEvent);
  return { layers, config: { ...(config ?? emptyDescriptor), annotations: plan.configAnnotations } };
}

/**
 * Stores the manifest of a plan whose content is stored.
 *
 * @throws OciError as {@link build}
 */
export async function buildOnContent(
  plan: ArtifactPlan,
  { config, layers }: BuiltContent,
  store: Storage,
  options: BuildOptions,
): Promise<BuiltArtifact> {
  const { artifactType, subject, annotations, imageSpec = '1.1' } = plan;
  checkSubject(subject);
  const manifest = await pushImageManifest(
    store,
    {
      artifactType,
      imageSpec,
      mediaType: plan.mediaType,
      omitMediaType: plan.omitMediaType,
      config,
      layers: layers.map(({ descriptor }) => descriptor),
      subject: subject && plainDescriptor(subject),
      annotations,
    },
    { signal: options.signal, tags: options.tags, digestTags: plan.digestTags },
  );
  return { manifest, config, layers, digestTags: plan.digestTags?.(manifest.digest) ?? [] };
}

async function buildIndex(plan: IndexPlan, store: Storage, options: BuildOptions): Promise<BuiltArtifact> {
  const entries: Descriptor[] = [];
  const built: BuiltArtifact[] = [];
  for (const [index, { plan: entry, platform, annotations }] of plan.manifests.entries()) {
    // Only the first layer of all manifests is uploaded while it is packed.
    const onPackingStart = index === 0 ? options.onPackingStart : undefined;
    const artifact = await buildManifest(entry, store, { ...options, onPackingStart, tags: undefined });
    entries.push({ ...artifact.manifest, platform, annotations });
    built.push(artifact);
  }
  const { artifactType, omitMediaType, annotations, subject } = plan;
  const manifest = await pushImageIndex(
    store,
    { artifactType, omitMediaType, manifests: entries, annotations, subject: subject && plainDescriptor(subject) },
    { signal: options.signal, tags: options.tags },
  );
  return {
    manifest,
    config: built[0]?.config ?? emptyDescriptor,
    layers: built.flatMap(({ layers }) => layers),
    digestTags: [],
  };
}

/** An artifact in an image layout on disk. */
export interface BuiltLayout extends BuiltArtifact {
  readonly store: LayoutRepository;
}

/**
 * Builds a plan in an image layout. On failure, a directory that this function created is removed.
 *
 * @param path a new or empty directory, or an existing image layout
 * @throws OciError as {@link build}; `ALREADY_EXISTS` when the directory contains other files
 */
export async function buildLayout(
  plan: ArtifactPlan | IndexPlan,
  path: string,
  options: BuildOptions = {},
): Promise<BuiltLayout> {
  await using directory = await newDirectory(resolve(path));
  const store = await LayoutRepository.open(resolve(path), {
    create: options.sync === false && directory.isNew ? 'private' : 'in-empty-folder',
    // The layout does not get the layers that the destination has.
    allowSparse: options.reuse !== undefined,
    sync: options.sync,
    signal: options.signal,
  });
  const built = await build(plan, store, options);
  await store.tidy();
  directory.keep();
  return { ...built, store };
}
