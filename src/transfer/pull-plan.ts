import { checkName, maxDepth, NameCollisions } from '../archive/index.ts';
import { byteStringOf, textOf } from '../fs/index.ts';
import {
  annotationContentUnpack,
  annotationTitle,
  mediaTypeEmptyJson,
  mediaTypeImageLayer,
  mediaTypeImageLayerGzip,
  mediaTypeImageLayerZstd,
  OciError,
  printable,
  type Descriptor,
} from '../spec/index.ts';

/** A layer and where it goes. */
export interface PlacedLayer {
  readonly index: number;
  readonly layer: Descriptor;
  /** Below the output directory: of the file, or of the directory to unpack into; none is the output directory itself. */
  readonly segments: readonly string[];
  readonly unpack: boolean;
}

export interface PullPlan {
  readonly placed: readonly PlacedLayer[];
  /** Layers that are neither named nor an archive that stands alone. */
  readonly skipped: readonly Descriptor[];
}

const archiveTypes: ReadonlySet<string> = new Set([
  mediaTypeImageLayer,
  mediaTypeImageLayerGzip,
  mediaTypeImageLayerZstd,
  'application/vnd.docker.image.rootfs.diff.tar',
  'application/vnd.docker.image.rootfs.diff.tar.gzip',
  // What Flux gives the content of its artifacts.
  'application/vnd.cncf.flux.content.v1.tar+gzip',
]);

/**
 * Decides, before anything is written, where each layer goes: one with a title becomes the file of that name, or is unpacked into the
 * directory of that name when it is marked so; a single archive without a title is unpacked too.
 *
 * @param titles of layers whose name is told elsewhere than in their annotations, by digest
 * @throws OciError `ARCHIVE_INVALID` for a title that is no plain relative path, and for titles that cannot stand beside each other
 */
export function planPull(
  layers: readonly Descriptor[],
  titles: ReadonlyMap<string, string>,
  platform: NodeJS.Platform = process.platform,
): PullPlan {
  const contentLayers = layers.filter(
    (layer) => layer.mediaType !== mediaTypeEmptyJson || titleOf(layer, titles) !== undefined,
  );
  const placed: PlacedLayer[] = [];
  const skipped: Descriptor[] = [];
  for (const layer of contentLayers) {
    const title = titleOf(layer, titles);
    if (title === undefined) {
      if (contentLayers.length === 1 && archiveTypes.has(layer.mediaType))
        placed.push({ index: 0, layer, segments: [], unpack: true });
      else skipped.push(layer);
      continue;
    }
    const segments = segmentsOfTitle(layer, title, platform);
    const isArchive = archiveTypes.has(layer.mediaType);
    const unpack = layer.annotations?.[annotationContentUnpack] === 'true' || (segments.length === 0 && isArchive);
    if (!unpack && (segments.length === 0 || title.endsWith('/')))
      throw refused(layer, title, 'it names a directory, and the layer is a file');
    placed.push({ index: placed.length, layer, segments, unpack });
  }
  checkTogether(placed, platform);
  return { placed, skipped };
}

function titleOf(layer: Descriptor, titles: ReadonlyMap<string, string>): string | undefined {
  return layer.annotations?.[annotationTitle] ?? titles.get(layer.digest);
}

function segmentsOfTitle(layer: Descriptor, title: string, platform: NodeJS.Platform): readonly string[] {
  const { segments, reason } = checkName(Buffer.from(title), { maxDepth, platform });
  if (reason !== undefined) throw refused(layer, title, reason);
  return segments.map(textOf);
}

/** Two files cannot have one name, and a file cannot lie below a file. */
function checkTogether(placed: readonly PlacedLayer[], platform: NodeJS.Platform): void {
  const paths = new Map<string, PlacedLayer>();
  const collisions = platform === 'win32' || platform === 'darwin' ? new NameCollisions() : undefined;
  for (const one of placed) {
    const path = one.segments.join('/');
    const other = paths.get(path);
    if (other !== undefined && !(other.unpack && one.unpack))
      throw refused(one.layer, path, 'another layer has it too');
    paths.set(path, one);
    collisions?.add(one.segments.map(byteStringOf));
  }
  for (const one of placed) {
    for (let length = 1; length < one.segments.length; length++) {
      const above = paths.get(one.segments.slice(0, length).join('/'));
      if (above?.unpack === false)
        throw refused(
          one.layer,
          one.segments.join('/'),
          `it lies below "${printable(above.segments.join('/'), 200)}", which is a file`,
        );
    }
  }
}

function refused(layer: Descriptor, title: string, reason: string): OciError {
  return new OciError(
    'ARCHIVE_INVALID',
    `the title "${printable(title, 300)}" of the layer ${layer.digest} is refused: ${reason}`,
  );
}
