import { OciError } from '../../spec/index.ts';
import { primaryPartition, unknownArchitecture } from './names.ts';
import type { SifImage } from './read-image.ts';

/**
 * Why an image is none that a container runtime could run; undefined when it is one. The format and its version were checked when it was read.
 */
function problemOf({ header, descriptors }: SifImage): string | undefined {
  // An image without a launch line is run by naming it; with one that is no launch line the system would run anything.
  if (header.launchScript !== '' && !header.launchScript.startsWith('#!'))
    return 'its launch line does not begin with "#!"';
  const primary = descriptors.filter(({ partition }) => partition?.type === primaryPartition);
  const [system] = primary;
  if (system === undefined) return 'it has no primary system partition; set one with "siftool setprim"';
  if (primary.length > 1) return `it has ${primary.length} primary system partitions, where one is allowed`;
  if (header.architecture === unknownArchitecture) return 'its header names no known architecture';
  if (system.partition?.architecture !== header.architecture) {
    return `its header is for ${header.architecture}, and its primary system partition for ${system.partition?.architecture ?? unknownArchitecture}`;
  }
  return undefined;
}

/** Checks that an image can be run: launch line, architecture, one primary system partition. @throws OciError `ARCHIVE_INVALID` */
export function checkRunnable(image: SifImage, path: string): void {
  const problem = problemOf(image);
  if (problem !== undefined) throw new OciError('ARCHIVE_INVALID', `"${path}" is refused: ${problem}`);
}
