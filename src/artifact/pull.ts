import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unpackLayer } from '../bundle/index.ts';
import { fileSystemError, forEachConcurrent, PendingFile, safeJoin } from '../io/index.ts';
import type { CallOptions, ReadOnlyTarget } from '../registry/index.ts';
import {
  annotationContentUnpack,
  annotationTitle,
  artifactTypeOf,
  mediaTypeImageLayer,
  mediaTypeImageLayerGzip,
  mediaTypeImageLayerZstd,
  OciError,
  parseManifest,
  printable,
  type Annotations,
  type Descriptor,
  type ImageManifest,
} from '../spec/index.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';
import { mergeInto, stage, type Staging } from './stage.ts';

export interface PullOptions extends CallOptions {
  /** Layers downloaded at a time. @default 3 */
  readonly concurrency?: number | undefined;
  /** Keep the modes in archives as they are instead of applying the umask. @default false */
  readonly preservePermissions?: boolean | undefined;
  /** Bytes of layers read so far. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface PullResult {
  /** What the reference resolved to. */
  readonly descriptor: Descriptor;
  readonly artifactType: string | undefined;
  readonly annotations: Annotations;
  /** Layers that were written, in the manifest's order. */
  readonly layers: readonly Descriptor[];
}

const defaultConcurrency = 3;

/**
 * Fetches an artifact and writes its content below `outputDir`: layers marked `io.deis.oras.content.unpack` are unpacked, other layers
 * with a title become files of that name, and a single archive layer without a title (as Flux writes it) is unpacked too.
 * All is verified and unpacked beside `outputDir` first. A directory that is new or empty then appears by one rename; in one that has
 * content, each file is replaced atomically.
 *
 * @throws OciError `MANIFEST_UNKNOWN`, `DIGEST_MISMATCH`, `SIZE_MISMATCH`, `ARCHIVE_INVALID`, `FILE_SYSTEM`; `outputDir` is as it was then
 */
export async function pull(source: ReadOnlyTarget, reference: string, outputDir: string, options: PullOptions = {}): Promise<PullResult> {
  const root = await source.resolve(reference, options);
  const manifest = parseManifest(await fetchMetadata(source, root, defaultMaxMetadataBytes, options), root.mediaType);
  if (manifest.kind !== 'manifest') {
    throw new OciError('UNSUPPORTED', `${printable(reference, 200)} is an ${manifest.kind} (${root.mediaType}), not an artifact with layers; name one of its manifests by digest`);
  }
  const layers = placedLayers(manifest);
  const total = layers.reduce((sum, { layer }) => sum + layer.size, 0);
  let done = 0;
  const count = (bytes: number): void => {
    done += bytes;
    options.onProgress?.(done, total);
  };
  await using staging = await stage(outputDir);
  await forEachConcurrent(
    layers,
    options.concurrency ?? defaultConcurrency,
    async (placed, signal) => fetchLayer(source, placed, staging, count, { ...options, signal }),
    options.signal,
  );
  // In the manifest's order, whichever came first: where two layers hold the same name, the later one counts.
  for (const placed of layers) await placeLayer(placed, staging);
  await staging.commit();
  return { descriptor: root, artifactType: artifactTypeOf(manifest), annotations: manifest.annotations ?? {}, layers: layers.map(({ layer }) => layer) };
}

interface PlacedLayer {
  readonly index: number;
  readonly layer: Descriptor;
  /** Path below the output directory: of the file, or of the directory to unpack into. */
  readonly path: string;
  readonly unpack: boolean;
}

/** Decides, before anything is written, where each layer goes. */
function placedLayers(manifest: ImageManifest): readonly PlacedLayer[] {
  const placed: PlacedLayer[] = [];
  const taken = new Set<string>();
  for (const layer of manifest.layers) {
    const title = layer.annotations?.[annotationTitle];
    const only = manifest.layers.length === 1;
    if (title === undefined && !(only && isArchive(layer))) continue;
    const unpack = title === undefined || layer.annotations?.[annotationContentUnpack] === 'true' || (title === '.' && isArchive(layer));
    if (!unpack && (title === '.' || title.endsWith('/'))) {
      throw new OciError('ARCHIVE_INVALID', `layer ${layer.digest} is a file with the title "${printable(title, 200)}", which names a directory`);
    }
    const path = title ?? '.';
    if (!unpack && taken.has(path)) throw new OciError('ARCHIVE_INVALID', `two layers have the title "${printable(path, 200)}"`);
    taken.add(path);
    placed.push({ index: placed.length, layer, path, unpack });
  }
  return placed;
}

/** Downloads a layer, verified and unpacked, into the workspace. */
async function fetchLayer(source: ReadOnlyTarget, placed: PlacedLayer, staging: Staging, count: (bytes: number) => void, options: PullOptions): Promise<void> {
  const { layer } = placed;
  await using reader = await source.fetch(layer, options);
  const content = counted(reader, count);
  const arrived = arrival(placed, staging);
  if (placed.unpack) {
    await using unpacked = await unpackLayer(content, arrived, { preservePermissions: options.preservePermissions, signal: options.signal });
    await rename(unpacked.directory, arrived);
    unpacked.keep();
    return;
  }
  await using file = await PendingFile.create(staging.workspace, '.pull');
  for await (const chunk of content) await file.write(chunk);
  await file.commit(arrived);
}

async function placeLayer(placed: PlacedLayer, staging: Staging): Promise<void> {
  const target = safeJoin(staging.directory, placed.path);
  try {
    await mkdir(placed.unpack ? target : dirname(target), { recursive: true });
    if (placed.unpack) await mergeInto(arrival(placed, staging), target);
    else await rename(arrival(placed, staging), target);
  } catch (error) {
    throw fileSystemError(error, `place layer ${placed.layer.digest} at "${placed.path}"`);
  }
}

function arrival(placed: PlacedLayer, staging: Staging): string {
  return join(staging.workspace, `layer-${placed.index}`);
}

async function* counted(content: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of content) {
    count(chunk.byteLength);
    yield chunk;
  }
}

const archiveTypes: ReadonlySet<string> = new Set([
  mediaTypeImageLayer,
  mediaTypeImageLayerGzip,
  mediaTypeImageLayerZstd,
  // What Flux gives the content of its artifacts.
  'application/vnd.cncf.flux.content.v1.tar+gzip',
]);

function isArchive(layer: Descriptor): boolean {
  return archiveTypes.has(layer.mediaType);
}
