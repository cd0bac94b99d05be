import { checkName, maxDepth, NameCollisions } from '../archive/index.ts';
import { byteStringOf, textOf } from '../fs/index.ts';
import {
  annotationContentUnpack,
  annotationFileMode,
  annotationModelFilePath,
  annotationTitle,
  annotationArchiveUnpack,
  mediaTypeEmptyJson,
  mediaTypeImageLayer,
  mediaTypeImageLayerGzip,
  mediaTypeImageLayerZstd,
  OciError,
  printable,
  type Descriptor,
} from '../spec/index.ts';

/** The file of a layer that has no title, or that needs a change after the download. */
export interface FileLayout {
  /** Name for a layer without a title: a plain relative path. */
  readonly name: string;
  /** Checks or changes the file after its download and verification. An error refuses the file. */
  readonly finish?: ((path: string, layer: Descriptor, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/** A layer and its path in the output directory. */
export interface LayerPlacement {
  readonly index: number;
  readonly layer: Descriptor;
  /**
   * Path below the output directory of the file, or of the directory to unpack into; empty for the output directory
   * itself.
   */
  readonly segments: readonly string[];
  readonly unpack: boolean;
  /** The archive to unpack is a zip. @default a tar */
  readonly isZip?: boolean | undefined;
  /** The layer changes the content of the layers before it: those of an image. @default false */
  readonly isChange?: boolean | undefined;
  /** Permission bits of the file. @default 0644 */
  readonly mode?: number | undefined;
}

export interface PullPlan {
  readonly placements: readonly LayerPlacement[];
  /** Layers without a name, except a single archive. */
  readonly skipped: readonly Descriptor[];
  /** Annotations that were ignored, as sentences. */
  readonly warnings: readonly string[];
}

const archiveTypes: ReadonlySet<string> = new Set([
  mediaTypeImageLayer,
  mediaTypeImageLayerGzip,
  mediaTypeImageLayerZstd,
  'application/vnd.docker.image.rootfs.diff.tar',
  'application/vnd.docker.image.rootfs.diff.tar.gzip',
  // Flux's type for the content of its artifacts.
  'application/vnd.cncf.flux.content.v1.tar+gzip',
]);

/** Archives of ModelPack, KitOps and Docker models. Their entries have paths from the root of the model. */
const modelArchive = /^application\/vnd\.(?:cncf\.model|kitops\.modelkit)\.[a-z.]+\.v1\.tar(?:\+gzip|\+zstd)?$/;
const dockerModelArchives: ReadonlySet<string> = new Set([
  'application/vnd.docker.ai.dir.tar',
  'application/vnd.docker.ai.vllm.config.tar',
]);
const compressedModelFile = /^application\/vnd\.(?:cncf\.model|kitops\.modelkit)\.[a-z.]+\.v1\.raw\+(?:gzip|zstd)$/;

/**
 * Selects the path of each layer before the first write. A layer with a title becomes a file of that name, or is
 * unpacked into a directory of that name when it is marked for this. Without a title, the path of a model's file is its
 * name, and a model's archive is unpacked into the output directory, like a single archive.
 *
 * @param layouts names for layers without a title
 * @throws OciError `ARCHIVE_INVALID` for a title that is not a plain relative path, and for titles that conflict;
 *   `UNSUPPORTED` for a compressed file of a model
 */
export function planPull(
  layers: readonly Descriptor[],
  layouts: ReadonlyMap<Descriptor, FileLayout>,
  platform: NodeJS.Platform = process.platform,
): PullPlan {
  const contentLayers = layers.filter(
    (layer) => layer.mediaType !== mediaTypeEmptyJson || titleOf(layer, layouts) !== undefined,
  );
  const placements: LayerPlacement[] = [];
  const skipped: Descriptor[] = [];
  const warnings: string[] = [];
  for (const layer of contentLayers) {
    const isModelArchive = modelArchive.test(layer.mediaType) || dockerModelArchives.has(layer.mediaType);
    if (isModelArchive && layer.annotations?.[annotationTitle] === undefined) {
      placements.push({ index: placements.length, layer, segments: [], unpack: true });
      continue;
    }
    const title = titleOf(layer, layouts);
    if (title === undefined) {
      if (contentLayers.length === 1 && archiveTypes.has(layer.mediaType))
        placements.push({ index: 0, layer, segments: [], unpack: true });
      else skipped.push(layer);
      continue;
    }
    if (compressedModelFile.test(layer.mediaType) && title === layer.annotations?.[annotationModelFilePath])
      throw new OciError(
        'UNSUPPORTED',
        `the layer ${layer.digest} (${layer.mediaType}) is a compressed file of a model, which cannot be unpacked; ` +
          'select other layers',
        { detail: { option: 'layers' } },
      );
    const segments = segmentsOfTitle(layer, title, platform);
    if (layer.annotations?.[annotationArchiveUnpack] === 'zip') {
      // The zip would be a file in this directory.
      placements.push({ index: placements.length, layer, segments: segments.slice(0, -1), unpack: true, isZip: true });
      continue;
    }
    const isArchive = archiveTypes.has(layer.mediaType);
    const isMarked =
      layer.annotations?.[annotationContentUnpack] === 'true' || layer.annotations?.[annotationArchiveUnpack] === 'tar';
    const unpack = isMarked || (segments.length === 0 && isArchive);
    if (!unpack && (segments.length === 0 || title.endsWith('/')))
      throw titleError(layer, title, 'it names a directory, but the layer is a file');
    const mode = unpack ? undefined : fileModeOf(layer, platform, warnings);
    placements.push({ index: placements.length, layer, segments, unpack, mode });
  }
  checkConflicts(placements, platform);
  return { placements, skipped, warnings };
}

/** The permission bits in the annotation for the mode. Special bits such as set-user-ID are dropped. */
function fileModeOf(layer: Descriptor, platform: NodeJS.Platform, warnings: string[]): number | undefined {
  const text = layer.annotations?.[annotationFileMode];
  // Windows has no permission bits. A mode without write permission would make the file read-only there.
  if (text === undefined || platform === 'win32') return undefined;
  if (/^[0-7]{3,4}$/.test(text)) return Number.parseInt(text, 8) & 0o777;
  warnings.push(
    `the annotation ${annotationFileMode} of the layer ${layer.digest} is ignored: "${printable(text, 100)}" is not ` +
      'a mode of four octal digits such as 0755',
  );
  return undefined;
}

/** The title of a layer, else the path of a model's file, else its name from a layout. */
export function titleOf(layer: Descriptor, layouts: ReadonlyMap<Descriptor, FileLayout>): string | undefined {
  const { [annotationTitle]: title, [annotationModelFilePath]: path } = layer.annotations ?? {};
  return title ?? path ?? layouts.get(layer)?.name;
}

function segmentsOfTitle(layer: Descriptor, title: string, platform: NodeJS.Platform): readonly string[] {
  const { segments, reason } = checkName(Buffer.from(title), { maxDepth, platform });
  if (reason !== undefined) throw titleError(layer, title, reason);
  return segments.map(textOf);
}

/** Two files cannot have the same name, and a file cannot be below a file. */
function checkConflicts(placements: readonly LayerPlacement[], platform: NodeJS.Platform): void {
  const paths = new Map<string, LayerPlacement>();
  const collisions = platform === 'win32' || platform === 'darwin' ? new NameCollisions() : undefined;
  for (const placement of placements) {
    const path = placement.segments.join('/');
    const other = paths.get(path);
    if (other !== undefined && !(other.unpack && placement.unpack))
      throw titleError(placement.layer, path, 'another layer has the same title');
    paths.set(path, placement);
    collisions?.add(placement.segments.map(byteStringOf));
  }
  for (const placement of placements) {
    for (let length = 1; length < placement.segments.length; length++) {
      const ancestor = paths.get(placement.segments.slice(0, length).join('/'));
      if (ancestor?.unpack === false)
        throw titleError(
          placement.layer,
          placement.segments.join('/'),
          `it is below "${printable(ancestor.segments.join('/'), 200)}", which is a file`,
        );
    }
  }
}

function titleError(layer: Descriptor, title: string, reason: string): OciError {
  const noun = layer.annotations?.[annotationTitle] === undefined ? 'path' : 'title';
  return new OciError(
    'ARCHIVE_INVALID',
    `the ${noun} "${printable(title, 300)}" of the layer ${layer.digest} is refused: ${reason}`,
  );
}
