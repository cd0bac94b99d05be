import { Fields, invalid } from './fields.ts';
import {
  architectureName,
  dataTypeName,
  dataTypes,
  fileSystemName,
  hashName,
  messageFormatName,
  messageTypeName,
  partitionName,
  sbomName,
} from './names.ts';

/** A reference of a descriptor to another object. */
export interface SifLink {
  readonly id: number;
  /** Whether `id` is the number of a group of objects. */
  readonly isGroup: boolean;
}

/** One object of a SIF image. Offsets and sizes are in bytes, dates in seconds since 1970. */
export interface SifDescriptor {
  /** The number of the type. `typeName` is its name, `Unknown` for an unknown number. */
  readonly dataType: number;
  readonly typeName: string;
  readonly id: number;
  /** 0 without a group. */
  readonly group: number;
  readonly link?: SifLink | undefined;
  readonly offset: number;
  readonly size: number;
  /** With the padding before the object. */
  readonly sizeWithPadding: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Only for old images; unused. */
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly partition?: SifPartition | undefined;
  readonly signature?: SifSignature | undefined;
  readonly cryptoMessage?: SifCryptoMessage | undefined;
  readonly sbom?: SifSbom | undefined;
  /** The stored digest of an OCI blob. */
  readonly blobDigest?: string | undefined;
}

/** The fields of a partition. */
export interface SifPartition {
  /** `Squashfs`, `Ext3`, … */
  readonly fileSystem: string;
  /** `*System` (the primary one), `System`, `Data`, `Overlay`. */
  readonly type: string;
  readonly architecture: string;
}

/** The fields of a signature. */
export interface SifSignature {
  /** `SHA-256`, `SHA-384`, … */
  readonly hash: string;
  /** Fingerprint of the signing key, 40 upper-case hex digits; undefined without one. */
  readonly entity?: string | undefined;
}

/** The fields of a cryptographic message. */
export interface SifCryptoMessage {
  /** `OpenPGP`, `PEM` */
  readonly format: string;
  /** `Clear Signature`, `RSA-OAEP` */
  readonly type: string;
}

/** The fields of an SBOM. */
export interface SifSbom {
  /** `spdx-json`, `cyclonedx-xml`, … */
  readonly format: string;
}

/** Mask that marks the number of a group. */
const groupMask = 0xf000_0000;
const nameBytes = 128;
const extraBytes = 384;
const fingerprintBytes = 20;

/**
 * Reads one descriptor, and checks it against the size of the file.
 *
 * @param index in the list, from 0, for errors
 * @param fileSize bytes
 * @returns undefined for an unused descriptor
 * @throws OciError `ARCHIVE_INVALID`
 */
export function parseDescriptor(bytes: Uint8Array, index: number, fileSize: number): SifDescriptor | undefined {
  const what = `its descriptor ${index}`;
  const fields = new Fields(bytes, what);
  const dataType = fields.int32();
  if (!fields.bool()) return undefined;
  const id = fields.uint32();
  const group = fields.uint32();
  const link = fields.uint32();
  const descriptor = {
    dataType,
    typeName: dataTypeName(dataType),
    id,
    group: withoutMask(group),
    link: linkOf(link),
    offset: fields.count('an offset'),
    size: fields.count('a size'),
    sizeWithPadding: fields.count('a size with padding'),
    createdAt: fields.int64('a creation date'),
    modifiedAt: fields.int64('a modification date'),
    uid: fields.int64('a user'),
    gid: fields.int64('a group'),
    name: fields.text(nameBytes),
  };
  const end = descriptor.offset + descriptor.size;
  if (end > fileSize)
    throw invalid(
      `${what} points to bytes ${descriptor.offset} to ${end}, but the file has ${fileSize}; it may be truncated`,
    );
  return { ...descriptor, ...extra(dataType, new Fields(fields.bytes(extraBytes), what)) };
}

type Extra = Pick<SifDescriptor, 'partition' | 'signature' | 'cryptoMessage' | 'sbom' | 'blobDigest'>;

function extra(dataType: number, fields: Fields): Extra {
  switch (dataType) {
    case dataTypes.partition:
      return {
        partition: {
          fileSystem: fileSystemName(fields.int32()),
          type: partitionName(fields.int32()),
          architecture: architectureName(fields.bytes(3)),
        },
      };
    case dataTypes.signature:
      return { signature: { hash: hashName(fields.int32()), entity: fingerprint(fields.bytes(fingerprintBytes)) } };
    case dataTypes.cryptoMessage:
      return { cryptoMessage: { format: messageFormatName(fields.int32()), type: messageTypeName(fields.int32()) } };
    case dataTypes.sbom:
      return { sbom: { format: sbomName(fields.int32()) } };
    case dataTypes.ociRootIndex:
    case dataTypes.ociBlob:
      return { blobDigest: fields.text(extraBytes) };
    default:
      return {};
  }
}

function fingerprint(bytes: Buffer): string | undefined {
  return bytes.every((byte) => byte === 0) ? undefined : bytes.toString('hex').toUpperCase();
}

function linkOf(number: number): SifLink | undefined {
  const id = withoutMask(number);
  return id === 0 ? undefined : { id, isGroup: number - id === groupMask };
}

function withoutMask(number: number): number {
  return (number & ~groupMask) >>> 0;
}
