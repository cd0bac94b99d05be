import {
  annotationCreated,
  annotationTitle,
  emptyJsonBytes,
  OciError,
  optionName,
  printable,
  type Digest,
} from '../../spec/index.ts';
import { changedFileError, hashFile, titleOf, type ArtifactPlan } from '../../transfer/index.ts';
import type { CallOptions } from '../../registry/index.ts';
import type { PlanOptions } from '../format.ts';
import { sifConfigMediaTypeV1, sifLayerMediaTypeV1 } from '../sif.ts';
import { isoDate } from './describe.ts';
import type { SifDescriptor } from './descriptor.ts';
import { dataTypes, primaryPartition, unknownArchitecture } from './names.ts';
import { openImageFile, readOpenImage, type SifImage } from './read-image.ts';
import { refusedImage } from './refusal.ts';

/**
 * Plans the artifact of a SIF image. The creation date is the date of the image unless the options set one. The file is
 * read through one handle, so the checked content is the hashed content.
 *
 * @throws OciError `ARCHIVE_INVALID` for a file that is not a SIF image, or an image that cannot be run;
 *   `INPUT_INVALID`, `FILE_SYSTEM`, `FILE_CHANGED`, `ABORTED`
 */
export async function planImage(path: string, options: PlanOptions): Promise<ArtifactPlan> {
  const { subDir, signal } = options;
  if (subDir !== undefined)
    throw new OciError(
      'INPUT_INVALID',
      `${optionName('subDir')} "${printable(subDir, 300)}" selects a part of a directory, but ${optionName('sourceDir')} "${printable(path, 300)}" ` +
        `is a file: omit ${optionName('subDir')}`,
      { detail: { input: 'subDir' } },
    );
  const title = titleOf(path);
  await using file = await openImageFile(path);
  const image = await readOpenImage(file.handle, file.size, path, signal);
  checkRunnable(image, path);
  const { digest, size } = await hashFile(path, { handle: file.handle, signal });
  if (size !== file.size) throw changedFileError(path);
  const created = options.timestamp ?? isoDate(image.header.createdAt);
  return {
    artifactType: options.artifactType,
    config: { kind: 'bytes', bytes: emptyJsonBytes, mediaType: sifConfigMediaTypeV1, embed: true },
    layers: [
      {
        kind: 'file',
        path,
        mediaType: sifLayerMediaTypeV1,
        annotations: { [annotationTitle]: title },
        expected: { digest, size },
      },
    ],
    annotations: { ...options.annotations, ...(created === undefined ? {} : { [annotationCreated]: created }) },
    notices: [...noticesFor(options)],
  };
}

/**
 * Digest of the content of any file, `sha256:…`.
 *
 * @throws OciError `INPUT_INVALID` unless it is a file; `FILE_SYSTEM`, `ABORTED`
 */
export async function imageHash(path: string, { signal }: CallOptions = {}): Promise<Digest> {
  await using file = await openImageFile(path);
  return (await hashFile(path, { handle: file.handle, signal })).digest;
}

/**
 * Checks that an image can be run: the launch line, and one primary system partition with the architecture of the
 * header, or the root index of an OCI-SIF image.
 *
 * @throws OciError `ARCHIVE_INVALID`
 */
export function checkRunnable(image: SifImage, path: string): void {
  const problem = problemOf(image);
  if (problem !== undefined) throw refusedImage(`"${printable(path, 300)}"`, problem);
}

function problemOf({ header, descriptors }: SifImage): string | undefined {
  // Apptainer runs an image without a launch line. With an invalid launch line, executing it could run any program.
  if (header.launchScript !== '' && !header.launchScript.startsWith('#!'))
    return 'its launch line does not begin with "#!"';
  const primary = descriptors.filter(({ partition }) => partition?.type === primaryPartition);
  const [system] = primary;
  if (system === undefined) {
    const isOci = hasType(descriptors, dataTypes.ociRootIndex) || hasType(descriptors, dataTypes.ociBlob);
    return isOci ? ociProblemOf(descriptors) : 'it has no primary system partition; set one with "siftool setprim"';
  }
  if (primary.length > 1) return `it has ${primary.length} primary system partitions; only one is allowed`;
  if (header.architecture === unknownArchitecture) return 'its header has an unknown architecture';
  if (system.partition?.architecture !== header.architecture)
    return (
      `its header is for ${header.architecture}, but its primary system partition ` +
      `is for ${system.partition?.architecture ?? unknownArchitecture}`
    );
  return undefined;
}

/** An OCI-SIF image has a root index and blobs, and needs no partition and no architecture. */
function ociProblemOf(descriptors: readonly SifDescriptor[]): string | undefined {
  const roots = descriptors.filter(({ dataType }) => dataType === dataTypes.ociRootIndex).length;
  const hasBlobs = hasType(descriptors, dataTypes.ociBlob);
  if (roots > 1) return `it has ${roots} OCI root indexes; only one is allowed`;
  if (roots === 1 && !hasBlobs) return 'it has an OCI root index, but no OCI blobs; pull the image again';
  if (roots === 0 && hasBlobs) return 'it has OCI blobs, but no OCI root index; pull the image again';
  return undefined;
}

function hasType(descriptors: readonly SifDescriptor[], type: number): boolean {
  return descriptors.some(({ dataType }) => dataType === type);
}

function* noticesFor({ exclude = [], compression = 'gzip' }: PlanOptions): Generator<string> {
  if (exclude.length > 0) yield 'exclude patterns have no effect on a SIF image, which is a single file';
  if (compression !== 'gzip') yield 'compression has no effect on a SIF image, which is stored unchanged';
}
