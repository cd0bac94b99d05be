import { chmod, stat } from 'node:fs/promises';
import { ArtifactCache, type CacheOptions } from '../artifact-cache/index.ts';
import { connectRepository, type ConnectOptions } from '../connect/index.ts';
import { fileSystemError } from '../fs/index.ts';
import {
  imageLayerOf,
  imageMode,
  isSifLayer,
  readSifImage,
  sif,
  sifLayerMediaTypeV1,
  parseSifReference,
  type SifReference,
} from '../formats/index.ts';
import type { ReadOnlyTarget } from '../registry/index.ts';
import {
  digestAlgorithm,
  formatReference,
  OciError,
  plainDescriptor,
  printable,
  throwIfAborted,
  type Descriptor,
  type Digest,
  type Platform,
} from '../spec/index.ts';
import { build } from '../transfer/index.ts';
import { checkTarget, temporaryImage, writeImage } from './image-file.ts';
import { notAnImage, resolveManifest, type ResolveManifestOptions } from './resolve-manifest.ts';

/** Options for the connection and the progress of a transfer. */
export interface SifOptions extends ConnectOptions {
  readonly signal?: AbortSignal | undefined;
  /** Platform of the image to download of an index. @default the platform of this machine */
  readonly platform?: Platform | undefined;
  /** Called with the bytes of the image transferred so far, and its size. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Options of {@link downloadImage}. */
export interface DownloadOptions extends SifOptions {
  /**
   * Directory of the incomplete file, if it is on the file system of the target. @default the directory of the target
   */
  readonly tmpDir?: string | undefined;
}

/** A SIF image in a registry. */
export interface RemoteImage {
  readonly manifest: Descriptor;
  /** The image file: its digest, its size, and the annotations that it was pushed with. */
  readonly layer: Descriptor;
}

/** The result of {@link downloadImage}. */
export interface DownloadedImage extends RemoteImage {
  readonly reference: SifReference;
  readonly path: string;
}

/** The result of {@link uploadImage}. */
export interface UploadedImage extends RemoteImage {
  readonly reference: SifReference;
  /** Whether the registry already had the image. Then it was not uploaded again. */
  readonly alreadyThere: boolean;
}

/** A cache of artifacts of any kind. */
export type SifCache = ArtifactCache;

/** Opens or creates the cache for `pull` and `pullToFile`. @throws OciError as `ArtifactCache.open` */
export function openSifCache(directory: string, options?: CacheOptions): Promise<SifCache> {
  return ArtifactCache.open(directory, options);
}

/**
 * Uploads a SIF image as an artifact with one layer. The same image always has the same manifest, because the creation
 * date is in its header. The file is read twice, in chunks: for its digest, and for the upload.
 *
 * @param ref `[oras://]registry/repository[:tag]`; without a tag it is `latest`
 * @throws OciError `ARCHIVE_INVALID` for a file that is not a SIF image that can be run; `INPUT_INVALID`,
 *   `FILE_SYSTEM`, `FILE_CHANGED`; `REFERENCE_INVALID`, also for a reference with a digest; errors of the registry
 */
export async function uploadImage(path: string, ref: string, options: SifOptions = {}): Promise<UploadedImage> {
  const { signal, onProgress } = options;
  throwIfAborted(signal);
  const reference = parseSifReference(ref);
  const { tag } = reference;
  if (reference.digest !== undefined || tag === undefined)
    throw new OciError(
      'REFERENCE_INVALID',
      'cannot push an image to a digest, because the content determines it; write registry/repository:tag',
    );
  const plan = await sif.plan({ path }, { signal });
  await using connection = await connectRepository(reference, options);
  let alreadyThere = false;
  const total = plan.layers.reduce((sum, layer) => sum + (layer.kind === 'file' ? (layer.expected?.size ?? 0) : 0), 0);
  const { manifest, layers } = await build(plan, connection.repository, {
    tags: [tag],
    signal,
    onProgress: (done) => onProgress?.(done, total),
    onFile: (_, state) => {
      alreadyThere = state === 'exists';
    },
  });
  const [layer] = layers;
  if (layer === undefined) throw new TypeError('the plan of an image has a layer');
  return { reference, manifest: plainDescriptor(manifest), layer: layer.descriptor, alreadyThere };
}

/**
 * Downloads a SIF image to a file. The file appears complete and executable, or not at all; an existing file is
 * replaced.
 *
 * @param ref `[oras://]registry/repository[:tag][@digest]`; without tag and digest it is the tag `latest`
 * @throws OciError `UNSUPPORTED` for a manifest that is not a SIF image's, `ARCHIVE_INVALID` when the content is not a
 *   SIF image, `DIGEST_MISMATCH`, `SIZE_MISMATCH`, `INPUT_INVALID`, `FILE_SYSTEM`; `REFERENCE_INVALID`; errors of the
 *   registry
 */
export async function downloadImage(
  path: string,
  ref: string,
  options: DownloadOptions = {},
): Promise<DownloadedImage> {
  return pullImageToFile(undefined, path, ref, options.tmpDir, options);
}

/**
 * Pulls a SIF image into the cache, or to a new temporary file without a cache.
 *
 * @param cache optional
 * @param ref `[oras://]registry/repository[:tag][@digest]`; without tag and digest it is the tag `latest`
 * @param tmpDir directory of the temporary file. @default the system's directory for temporary files
 * @returns path of the image. A file in the cache is executable, belongs to the cache and must not be changed; a
 *   temporary file belongs to the caller
 * @throws OciError as {@link downloadImage}
 */
export async function pull(
  cache: SifCache | undefined,
  ref: string,
  tmpDir?: string,
  options: SifOptions = {},
): Promise<string> {
  if (cache === undefined) return (await downloadImage(temporaryImage(tmpDir), ref, options)).path;
  const { signal, platform, onProgress } = options;
  throwIfAborted(signal);
  const reference = parseSifReference(ref);
  await using connection = await connectRepository(reference, options);
  const source = cache.repository(connection.registry, reference);
  const { layer } = await resolveImage(source, reference, { platform, signal });
  const path = await source.blobPath(layer, { signal, onProgress });
  await readSifImage(path, { signal });
  await makeExecutable(path);
  return path;
}

/**
 * Pulls a SIF image to a file, through the cache if there is one. The file appears complete and executable, or not at
 * all; an existing file is replaced.
 *
 * @param cache optional
 * @param tmpDir directory of the incomplete file, if it is on the file system of `to`. @default the directory of `to`
 * @returns `to`
 * @throws OciError as {@link downloadImage}
 */
export async function pullToFile(
  cache: SifCache | undefined,
  to: string,
  ref: string,
  tmpDir?: string,
  options: SifOptions = {},
): Promise<string> {
  return (await pullImageToFile(cache, to, ref, tmpDir, options)).path;
}

/** {@link pullToFile}, which also returns the descriptors of the image. */
export async function pullImageToFile(
  cache: SifCache | undefined,
  to: string,
  ref: string,
  tmpDir?: string,
  options: SifOptions = {},
): Promise<DownloadedImage> {
  const { signal, platform, onProgress } = options;
  throwIfAborted(signal);
  const reference = parseSifReference(ref);
  await checkTarget(to);
  await using connection = await connectRepository(reference, options);
  const cached = cache?.repository(connection.registry, reference);
  const image = await resolveImage(cached ?? connection.repository, reference, { platform, signal });
  const { layer } = image;
  // With a cache, progress is reported for the download, not for the write of the file.
  if (cached !== undefined)
    await writeImage(to, layer, () => cached.fetch(layer, { signal, onProgress }), { tmpDir, signal });
  else
    await writeImage(to, layer, () => connection.repository.fetch(layer, { signal }), { tmpDir, signal, onProgress });
  return { ...image, reference, path: to };
}

/**
 * Digest of the first SIF layer of a manifest, also among other layers. The layer is not downloaded.
 *
 * @throws OciError `UNSUPPORTED` for a sha512 digest, and when there is no SIF layer; `REFERENCE_INVALID`; errors of
 *   the registry
 */
export async function imageSha(uri: string, options: SifOptions = {}): Promise<Digest> {
  const { platform, signal } = options;
  throwIfAborted(signal);
  const reference = parseSifReference(uri);
  await using connection = await connectRepository(reference, options);
  const { manifest } = await resolveManifest(connection.repository, reference, { platform, signal });
  const layer = manifest.layers.find(({ mediaType }) => isSifLayer(mediaType));
  if (layer === undefined) throw notAnImage(reference, 'it does not have a SIF layer');
  const algorithm = digestAlgorithm(layer.digest);
  if (algorithm === 'sha256') return layer.digest;
  throw new OciError(
    'UNSUPPORTED',
    `the SIF image ${formatReference(reference)} has a ${algorithm} digest; only sha256 is supported`,
  );
}

/**
 * Finds the image of a reference: a manifest with one layer that is a SIF image by its media type, the current one or
 * the one of the prototype. The config is ignored, because its type has changed over time.
 */
async function resolveImage(
  source: ReadOnlyTarget,
  reference: SifReference,
  options: ResolveManifestOptions,
): Promise<RemoteImage> {
  const { descriptor, manifest } = await resolveManifest(source, reference, options);
  const layer = imageLayerOf(manifest.layers);
  if (layer !== undefined) return { manifest: descriptor, layer };
  const [other] = manifest.layers;
  if (other === undefined || manifest.layers.length > 1)
    throw notAnImage(reference, `it has ${manifest.layers.length} layers; a SIF image has one`);
  if (isSifLayer(other.mediaType)) throw notAnImage(reference, 'its layer is a packed directory');
  throw notAnImage(reference, `its layer is of type "${printable(other.mediaType, 200)}", not ${sifLayerMediaTypeV1}`);
}

async function makeExecutable(path: string): Promise<void> {
  try {
    // The cache may belong to another user and be read-only.
    if (((await stat(path)).mode & 0o111) !== 0o111) await chmod(path, imageMode);
  } catch (error) {
    throw fileSystemError(error, `make ${path} executable`);
  }
}
