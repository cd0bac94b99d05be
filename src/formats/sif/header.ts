import { Fields, invalid } from './fields.ts';
import { architectureName } from './names.ts';

/** Bytes of the global header, with which an image begins. */
export const headerBytes = 128;
/** Bytes of one descriptor. */
export const descriptorBytes = 585;

const magic = 'SIF_MAGIC\0';
/** The one version of the format there is. */
export const formatVersion = '01';

/**
 * Descriptors that an image may have room for. Apptainer makes images with 48; one with a blob for each layer of a large OCI image has
 * some hundreds.
 */
export const maxDescriptors = 65_536;

/** The global header of a SIF image. Offsets and sizes are in bytes, dates in seconds since 1970. */
export interface SifHeader {
  /** What makes the file run when it is executed, `#!/usr/bin/env run-singularity` and a line feed; empty when there is none. */
  readonly launchScript: string;
  /** `01` */
  readonly version: string;
  /** Of the primary partition, in Go's words (`amd64`); `unknown` when there is none. */
  readonly architecture: string;
  /** A UUID; all zeros in an image that was made reproducibly. */
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

/**
 * Reads the global header, and checks it against the size of the file.
 *
 * @param bytes the file's first {@link headerBytes}, or all it has when it is shorter
 * @param fileSize bytes
 * @throws OciError `ARCHIVE_INVALID`
 */
export function parseHeader(bytes: Uint8Array, fileSize: number): SifHeader {
  if (bytes.byteLength < headerBytes) throw invalid(`it has ${bytes.byteLength} bytes, fewer than its header needs`);
  const fields = new Fields(bytes, 'its header');
  const launchScript = fields.text(32);
  if (fields.bytes(10).toString('latin1') !== magic) throw invalid('the magic "SIF_MAGIC" is not where it must be');
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
    throw invalid(`its header says ${descriptorsTotal} descriptors; ${maxDescriptors} at most are read`);
  if (descriptorsFree > descriptorsTotal)
    throw invalid(`its header says that ${descriptorsFree} of ${descriptorsTotal} descriptors are free`);
  if (descriptorsSize < descriptorsTotal * descriptorBytes)
    throw invalid(`its header gives ${descriptorsTotal} descriptors ${descriptorsSize} bytes, fewer than they need`);
  if (descriptorsOffset < headerBytes) throw invalid('its descriptors would lie within its header');
  // Sums of two safe integers are exact enough to compare with a third.
  if (descriptorsOffset + descriptorsSize > fileSize)
    throw invalid(
      `its descriptors end at byte ${descriptorsOffset + descriptorsSize}, and the file has ${fileSize}; it may have been cut`,
    );
  if (dataOffset < headerBytes || dataOffset + dataSize > fileSize)
    throw invalid(
      `its data goes from byte ${dataOffset} to ${dataOffset + dataSize}, and the file has ${fileSize}; it may have been cut`,
    );
}

function uuidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
