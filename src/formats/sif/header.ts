import { Fields, invalid } from './fields.ts';
import { architectureName } from './names.ts';

/** Size of the global header at the start of an image, bytes. */
export const headerBytes = 128;
/** Size of one descriptor, bytes. */
export const descriptorBytes = 585;

const magic = 'SIF_MAGIC\0';
/** The magic number follows the launch script. */
const magicOffset = 32;
/** The only version of the format. */
const formatVersion = '01';

/**
 * Maximum number of descriptors. Apptainer writes images with 48 descriptors. An image with a blob for each layer of a
 * large OCI image has some hundreds.
 */
export const maxDescriptors = 65_536;

/** The global header of a SIF image. Offsets and sizes are in bytes, dates in seconds since 1970. */
export interface SifHeader {
  /**
   * The line that runs the file when it is executed, `#!/usr/bin/env run-singularity` and a line feed; may be empty.
   */
  readonly launchScript: string;
  /** `01` */
  readonly version: string;
  /** Architecture of the primary partition, as Go names it (`amd64`); `unknown` without a known architecture. */
  readonly architecture: string;
  /** A UUID; all zeros in a reproducible image. */
  readonly id: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly descriptorsFree: number;
  readonly descriptorsTotal: number;
  readonly descriptorsOffset: number;
  readonly descriptorsSize: number;
  readonly dataOffset: number;
  readonly dataSize: number;
}

/** Whether a file that begins with these bytes is a SIF image. */
export function hasMagic(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).toString('latin1', magicOffset, magicOffset + magic.length) === magic;
}

/**
 * Reads the global header, and checks it against the size of the file.
 *
 * @param bytes the first {@link headerBytes} of the file, or all bytes of a shorter file
 * @param fileSize bytes
 * @throws OciError `ARCHIVE_INVALID`
 */
export function parseHeader(bytes: Uint8Array, fileSize: number): SifHeader {
  if (bytes.byteLength < headerBytes) throw invalid(`it has ${bytes.byteLength} bytes, fewer than its header needs`);
  const fields = new Fields(bytes, 'its header');
  const launchScript = fields.text(32);
  if (fields.bytes(10).toString('latin1') !== magic) throw invalid('it does not have the magic number "SIF_MAGIC"');
  const version = fields.bytes(3);
  if (version.toString('latin1') !== `${formatVersion}\0`) throw invalid(`its format version is not ${formatVersion}`);
  const header = {
    launchScript,
    version: formatVersion,
    architecture: architectureName(fields.bytes(3)),
    id: uuidText(fields.bytes(16)),
    createdAt: fields.int64('a creation date'),
    modifiedAt: fields.int64('a modification date'),
    descriptorsFree: fields.count('a number of free descriptors'),
    descriptorsTotal: fields.count('a number of descriptors'),
    descriptorsOffset: fields.count('a descriptor offset'),
    descriptorsSize: fields.count('a size of descriptors'),
    dataOffset: fields.count('a data offset'),
    dataSize: fields.count('a data size'),
  };
  checkExtents(header, fileSize);
  return header;
}

function checkExtents(header: SifHeader, fileSize: number): void {
  const { descriptorsFree, descriptorsTotal, descriptorsOffset, descriptorsSize, dataOffset, dataSize } = header;
  if (descriptorsTotal > maxDescriptors)
    throw invalid(`its header declares ${descriptorsTotal} descriptors; at most ${maxDescriptors} are supported`);
  if (descriptorsFree > descriptorsTotal)
    throw invalid(`its header declares ${descriptorsFree} of ${descriptorsTotal} descriptors as free`);
  if (descriptorsSize < descriptorsTotal * descriptorBytes)
    throw invalid(`its header declares ${descriptorsSize} bytes for ${descriptorsTotal} descriptors, which is too few`);
  if (descriptorsOffset < headerBytes) throw invalid('its descriptors overlap its header');
  // Sums of two safe integers are exact enough to compare with a third.
  if (descriptorsOffset + descriptorsSize > fileSize)
    throw invalid(
      `its descriptors end at byte ${descriptorsOffset + descriptorsSize}, but the file has ${fileSize}; it may be ` +
        'truncated',
    );
  if (dataOffset < headerBytes || dataOffset + dataSize > fileSize)
    throw invalid(
      `its data goes from byte ${dataOffset} to ${dataOffset + dataSize}, but the file has ${fileSize}; it may be ` +
        'truncated',
    );
}

function uuidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
