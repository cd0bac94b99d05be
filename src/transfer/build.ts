import { resolve } from 'node:path';
import { decompress } from '../archive/index.ts';
import { forEachConcurrent } from '../concurrency/index.ts';
import { newDirectory } from '../fs/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import { pushContent, pushUnlessExists, type CallOptions, type Storage } from '../registry/index.ts';
import { once, type Body } from '../streams/index.ts';
import {
  annotationCreated,
  annotationTitle,
  checkMediaType,
  descriptorOf,
  Digester,
  emptyDescriptor,
  emptyJsonBytes,
  encodeJson,
  isManifestMediaType,
  notManifestError,
  mediaTypeImageConfig,
  OciError,
  plainDescriptor,
  printable,
  type Descriptor,
  type Digest,
  type Platform,
} from '../spec/index.ts';
import { reportContent, storeDirectory, type DirectoryLayerOptions } from './directory-layer.ts';
import { fileBody, fileSize, hashFile, readFileContent } from './file-layer.ts';
import type { ArtifactPlan, ConfigPlan, FileLayer, IndexPlan, LayerDigests, LayerPlan, StreamLayer } from './plan.ts';
import { ReadProgress } from './read-progress.ts';
import { orderedPlatform, pushImageIndex, pushImageManifest } from './write-manifest.ts';

export interface BuildOptions extends DirectoryLayerOptions {
  /** Maximum number of files that are stored at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /** Tags to write with the manifest. @default none */
  readonly tags?: readonly string[] | undefined;
  /** Called for each file of the plan after it was stored or found. Files with equal content are one blob. */
  readonly onFile?: ((blob: Descriptor, state: 'uploaded' | 'exists') => void) | undefined;
  /** See `LayoutOptions.sync`, for {@link buildLayout}. @default true */
  readonly sync?: boolean | undefined;
}

export interface BuiltLayer {
  readonly descriptor: Descriptor;
  /** Digest and size, in bytes, of the uncompressed content. */
  readonly contentDigest: Digest;
  readonly contentSize: number;
  /** Number of files in the layer. */
  readonly files: number;
  /** Number of entries that patterns excluded. */
  readonly excluded: number;
  /** The layer came from a cache. */
  readonly reused: boolean;
}

/** An artifact in a store. */
export interface BuiltArtifact {
  /** With artifact type and annotations. */
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layers: readonly BuiltLayer[];
  /** The tags of the plan that contain the digest of the manifest. */
  readonly digestTags: readonly string[];
}

/** The number of blobs that are stored or copied at the same time by default. */
export const defaultConcurrency = 4;

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
  const concurrency = needsLayers || store instanceof LayoutRepository ? 1 : storeParts.length;
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

async function storeLayers(
  layers: readonly LayerPlan[],
  store: Storage,
  options: BuildOptions,
): Promise<readonly BuiltLayer[]> {
  const built: BuiltLayer[] = [];
  const bodies = new Map<Digest, { readonly blob: Descriptor; readonly body: Body }>();
  let entries = 0;
  const progress = new ReadProgress((done) => options.onProgress?.(done, entries));
  for (const [index, layer] of layers.entries()) {
    const onPackingStart = index === 0 ? options.onPackingStart : undefined;
    const ingest = async (content: AsyncIterable<Uint8Array>): Promise<void> => {
      const { mediaType, annotations } = layer as StreamLayer | FileLayer;
      const counted = progress.chunks(`layer ${index}`, content);
      const stored = await requireLayout(store, 'a stream').ingest(counted, checkMediaType(mediaType), {
        signal: options.signal,
        onStart: onPackingStart,
      });
      built.push(plainLayer({ ...stored, annotations }));
    };
    switch (layer.kind) {
      case 'directory': {
        const before = entries;
        const { descriptor, content, reused } = await storeDirectory(layer, requireLayout(store, 'a directory'), {
          ...options,
          onPackingStart,
          onProgress: (bytes, count) => {
            entries = before + count;
            progress.advance(`layer ${index}`, bytes);
          },
        });
        const { contentDigest, contentSize, files, excluded } = content;
        built.push({ descriptor, contentDigest, contentSize, files, excluded, reused });
        break;
      }
      case 'stream':
        await ingest(layer.content);
        break;
      case 'file': {
        entries++;
        // A layout hashes a new file while it copies it. Another store needs the digest before it gets the content.
        const { path, mediaType, annotations } = layer;
        if (layer.expected === undefined && store instanceof LayoutRepository) {
          const reused = await reusedFile(layer, store, options);
          if (reused === undefined) await ingest(readFileContent(path));
          else {
            progress.advance(`layer ${index}`, reused.size);
            built.push({ ...plainLayer(reused), reused: true });
          }
          break;
        }
        const { digest, size } = layer.expected ?? (await hashFile(path, { signal: options.signal }));
        const blob = { mediaType: checkMediaType(mediaType), digest, size, annotations };
        bodies.set(digest, {
          blob,
          body: fileBody(path, blob, (done) => {
            progress.advance(digest, done);
          }),
        });
        built.push(plainLayer(blob));
        break;
      }
      case 'bytes': {
        const { bytes, mediaType, annotations } = layer;
        const blob = { ...descriptorOf(checkMediaType(mediaType), bytes), annotations };
        bodies.set(blob.digest, { blob, body: () => once(bytes) });
        const data = layer.embed === true ? Buffer.from(bytes).toString('base64') : undefined;
        built.push(plainLayer({ ...blob, data }));
        break;
      }
      case 'descriptor':
        built.push(plainLayer(layer.descriptor));
        break;
    }
  }
  await forEachConcurrent(
    bodies.values(),
    options.concurrency ?? defaultConcurrency,
    async ({ blob, body }, signal) => {
      const exists = await storeBlob(store, blob, body, { signal });
      options.onFile?.(blob, exists ? 'exists' : 'uploaded');
    },
    options.signal,
  );
  return built;
}

/** The descriptor of an unchanged file that an earlier artifact has; the file is then not copied. */
async function reusedFile(
  { path, mediaType, annotations }: FileLayer,
  store: LayoutRepository,
  { reuse, signal }: BuildOptions,
): Promise<Descriptor | undefined> {
  const key = { title: annotations?.[annotationTitle], mediaType, encoder: undefined };
  if (reuse === undefined || !(await reuse.mayHave(key, store, await fileSize(path)))) return undefined;
  const { digest } = await hashFile(path, { signal });
  const layer = await reuse.take(key, digest);
  return layer === undefined ? undefined : { mediaType, ...layer, annotations };
}

function requireLayout(store: Storage, what: string): LayoutRepository {
  if (store instanceof LayoutRepository) return store;
  throw new OciError('UNSUPPORTED', `cannot store ${what}: the store is not an image layout; use buildLayout`);
}

function plainLayer(descriptor: Descriptor): BuiltLayer {
  const { digest, size } = descriptor;
  return { descriptor, contentDigest: digest, contentSize: size, files: 1, excluded: 0, reused: false };
}

/** @returns whether the store had the blob */
async function storeBlob(store: Storage, blob: Descriptor, body: Body, options: CallOptions): Promise<boolean> {
  const plain = plainDescriptor(blob);
  // A layout only compares sizes. A push also repairs a damaged file.
  if (store instanceof LayoutRepository) {
    const exists = await store.exists(plain, options);
    await store.push(plain, body, { ...options, isAbsent: !exists });
    return exists;
  }
  return (await pushUnlessExists(store, plain, body, options)) !== 'pushed';
}

async function storeConfig(
  plan: ArtifactPlan,
  layers: readonly BuiltLayer[],
  store: Storage,
  options: BuildOptions,
): Promise<Descriptor> {
  const { signal } = options;
  const { config } = plan;
  // A manifest without layers also refers to the empty descriptor.
  if (config.kind === 'empty' || plan.layers.length === 0)
    await pushContent(store, emptyDescriptor, emptyJsonBytes, { signal });
  switch (config.kind) {
    case 'empty':
      return emptyDescriptor;
    case 'bytes': {
      const { bytes, mediaType } = config;
      const descriptor = descriptorOf(checkMediaType(mediaType), bytes);
      await pushContent(store, descriptor, bytes, { signal });
      return config.embed === true ? { ...descriptor, data: Buffer.from(bytes).toString('base64') } : descriptor;
    }
    case 'file': {
      const { path, mediaType } = config;
      const descriptor = { mediaType: checkMediaType(mediaType), ...(await hashFile(path, { signal })) };
      await storeBlob(store, descriptor, fileBody(path, descriptor), { signal });
      return descriptor;
    }
    case 'platform': {
      const bytes = encodeJson(orderedPlatform(requirePlatform(plan)));
      const descriptor = descriptorOf(mediaTypeImageConfig, bytes);
      await pushContent(store, descriptor, bytes, { signal });
      return descriptor;
    }
    case 'computed':
    case 'image': {
      const digests: LayerDigests[] = [];
      for (const layer of layers)
        digests.push({ digest: layer.descriptor.digest, diffId: await diffId(layer, store, options) });
      const bytes = config.kind === 'computed' ? config.encode(digests) : imageConfig(plan, config, digests);
      const descriptor = descriptorOf(checkMediaType(config.mediaType ?? mediaTypeImageConfig), bytes);
      await pushContent(store, descriptor, bytes, { signal });
      return descriptor;
    }
  }
}

/** image-spec, config.md. */
function imageConfig(
  plan: ArtifactPlan,
  { omitPlatform, history }: Extract<ConfigPlan, { readonly kind: 'image' }>,
  layers: readonly LayerDigests[],
): Uint8Array {
  const platform = omitPlatform === true ? { architecture: '', os: '' } : requirePlatform(plan);
  const { annotations, labels = {} } = plan;
  return encodeJson({
    created: annotations?.[annotationCreated],
    ...orderedPlatform(platform),
    config: Object.keys(labels).length === 0 ? {} : { Labels: labels },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId: digest }) => digest) },
    history,
  });
}

function requirePlatform({ platform }: ArtifactPlan): Platform {
  if (platform !== undefined) return platform;
  throw new OciError(
    'INPUT_INVALID',
    'cannot write an image config without a platform; set one, for example linux/amd64',
  );
}

/** The digest of the uncompressed layer (image-spec, config.md, "Layer DiffID"). */
async function diffId(layer: BuiltLayer, store: Storage, { signal }: BuildOptions): Promise<Digest> {
  const { descriptor, contentDigest } = layer;
  const isCompressed = /[.+](?:gzip|zstd)$/.test(descriptor.mediaType);
  if (!isCompressed || contentDigest !== descriptor.digest) return contentDigest;
  const digester = new Digester();
  const reader = await store.fetch(descriptor, { signal });
  try {
    for await (const chunk of decompress(reader, { what: `the layer ${descriptor.digest}`, signal }))
      digester.update(chunk);
  } finally {
    await reader.close();
  }
  return digester.digest();
}
