import { resolve } from 'node:path';
import { forEachConcurrent } from '../concurrency/index.ts';
import { newDirectory } from '../fs/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import { pushContent, type CallOptions, type Storage } from '../registry/index.ts';
import { once, type Body } from '../streams/index.ts';
import {
  annotationCreated,
  checkMediaType,
  descriptorOf,
  emptyDescriptor,
  emptyJsonBytes,
  encodeJson,
  isManifestMediaType,
  mediaTypeImageConfig,
  OciError,
  plainDescriptor,
  printable,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { storeDirectory, type DirectoryLayerOptions } from './directory-layer.ts';
import { describeFile, fileBody } from './file-layer.ts';
import type { ArtifactPlan, LayerPlan } from './plan.ts';
import { ReadProgress } from './read-progress.ts';
import { pushImageManifest } from './write-manifest.ts';

export interface BuildOptions extends DirectoryLayerOptions {
  /** Maximum number of files that are stored at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /** Tags to write with the manifest. @default none */
  readonly tags?: readonly string[] | undefined;
  /** Called for each file of the plan after it was stored or found. Files with equal content are one blob. */
  readonly onFile?: ((blob: Descriptor, state: 'uploaded' | 'exists') => void) | undefined;
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
}

/** The number of blobs that are stored or copied at the same time by default. */
export const defaultConcurrency = 4;

/**
 * Stores the layers, the config and the manifest of a plan, in this order and in one pass over the data.
 *
 * @throws OciError `UNSUPPORTED` for a subject that is not a manifest, and for a directory layer in a store that is not
 *   an image layout; `ARTIFACT_TYPE_MISSING`, `MEDIA_TYPE_INVALID`, `INPUT_INVALID`, `FILE_SYSTEM`, `FILE_CHANGED`,
 *   `ARCHIVE_INVALID`, `ABORTED`; errors of the store
 */
export async function build(plan: ArtifactPlan, store: Storage, options: BuildOptions = {}): Promise<BuiltArtifact> {
  const { signal } = options;
  const { artifactType, subject, annotations } = plan;
  if (subject !== undefined && !isManifestMediaType(subject.mediaType))
    throw new OciError(
      'UNSUPPORTED',
      `the subject ${subject.digest} is a blob (${printable(subject.mediaType, 200)}); an artifact can only refer ` +
        'to a manifest or an index',
    );
  if (artifactType !== undefined) checkMediaType(artifactType);
  else if (plan.config.kind === 'empty')
    throw new OciError('ARTIFACT_TYPE_MISSING', 'missing artifact type: a manifest with an empty config must have one');
  const layers = await storeLayers(plan.layers, store, options);
  const config = await storeConfig(plan, layers, store, options);
  const manifest = await pushImageManifest(
    store,
    {
      artifactType,
      config,
      layers: layers.map(({ descriptor }) => descriptor),
      subject: subject && plainDescriptor(subject),
      annotations,
    },
    { signal, tags: options.tags },
  );
  return { manifest, config, layers };
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
export async function buildLayout(plan: ArtifactPlan, path: string, options: BuildOptions = {}): Promise<BuiltLayout> {
  await using directory = await newDirectory(resolve(path));
  const store = await LayoutRepository.open(resolve(path), { create: 'in-empty-folder', signal: options.signal });
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
    switch (layer.kind) {
      case 'directory': {
        if (!(store instanceof LayoutRepository))
          throw new OciError(
            'UNSUPPORTED',
            'cannot pack a directory: the store is not an image layout; use buildLayout',
          );
        const before = entries;
        const { descriptor, content, reused } = await storeDirectory(layer, store, {
          ...options,
          onPackingStart: index === 0 ? options.onPackingStart : undefined,
          onProgress: (bytes, count) => {
            entries = before + count;
            progress.advance(`directory ${index}`, bytes);
          },
        });
        const { contentDigest, contentSize, files, excluded } = content;
        built.push({ descriptor, contentDigest, contentSize, files, excluded, reused });
        break;
      }
      case 'file': {
        const { descriptor: blob } = layer;
        entries++;
        bodies.set(blob.digest, {
          blob,
          body: fileBody(layer.path, blob, (done) => {
            progress.advance(blob.digest, done);
          }),
        });
        built.push(plainLayer(blob));
        break;
      }
      case 'bytes': {
        const { bytes, mediaType, annotations } = layer;
        const blob = { ...descriptorOf(mediaType, bytes), annotations };
        bodies.set(blob.digest, { blob, body: () => once(bytes) });
        built.push(plainLayer(blob));
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

function plainLayer(descriptor: Descriptor): BuiltLayer {
  const { digest, size } = descriptor;
  return { descriptor, contentDigest: digest, contentSize: size, files: 1, excluded: 0, reused: false };
}

/** @returns whether the store had the blob */
async function storeBlob(store: Storage, blob: Descriptor, body: Body, options: CallOptions): Promise<boolean> {
  const exists = await store.exists(blob, options);
  // A layout only compares sizes. A push also repairs a damaged file.
  if (!exists || store instanceof LayoutRepository) await store.push(plainDescriptor(blob), body, options);
  return exists;
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
  if (config.kind === 'empty' || layers.length === 0)
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
      const descriptor = plainDescriptor(await describeFile(config.path, config.mediaType, { signal }));
      await storeBlob(store, descriptor, fileBody(config.path, descriptor), { signal });
      return descriptor;
    }
    case 'image': {
      const bytes = imageConfig(plan, layers);
      const descriptor = descriptorOf(mediaTypeImageConfig, bytes);
      await pushContent(store, descriptor, bytes, { signal });
      return descriptor;
    }
  }
}

/** image-spec, config.md. */
function imageConfig({ platform, annotations }: ArtifactPlan, layers: readonly BuiltLayer[]): Uint8Array {
  if (platform === undefined)
    throw new OciError(
      'INPUT_INVALID',
      'cannot write an image config without a platform; set one, for example linux/amd64',
    );
  return encodeJson({
    created: annotations?.[annotationCreated],
    architecture: platform.architecture,
    os: platform.os,
    'os.version': platform['os.version'],
    'os.features': platform['os.features'],
    variant: platform.variant,
    config: {},
    rootfs: { type: 'layers', diff_ids: layers.map(({ contentDigest }) => contentDigest) },
  });
}
