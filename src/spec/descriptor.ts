import type { Annotations } from './annotations.ts';
import { digestOf, parseDigest, type Digest, type DigestAlgorithm } from './digest.ts';
import { OciError } from './error.ts';
import { mediaTypeEmptyJson } from './media-types.ts';
import type { Platform } from './platform.ts';
import { printable } from './printable.ts';

/** Describes content (image-spec, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** Other locations of the content. This library never contacts them. */
  readonly urls?: readonly string[] | undefined;
  readonly annotations?: Annotations | undefined;
  /** The content as base64. It is used only when its size and digest match. */
  readonly data?: string | undefined;
  readonly platform?: Platform | undefined;
  readonly artifactType?: string | undefined;
}

/** The descriptor of bytes. */
export function descriptorOf(mediaType: string, bytes: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Descriptor {
  return { mediaType, digest: digestOf(bytes, algorithm), size: bytes.byteLength };
}

/** The content of {@link emptyDescriptor}: the bytes `{}`. */
export const emptyJsonBytes: Uint8Array = new Uint8Array([0x7b, 0x7d]);

/** The empty descriptor with its content (image-spec, manifest.md, "Guidance for an Empty Descriptor"). */
export const emptyDescriptor: Descriptor = {
  mediaType: mediaTypeEmptyJson,
  // Not computed, because Node's module of hashes takes 5 ms to load, and not every command needs it.
  digest: parseDigest('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'),
  size: emptyJsonBytes.byteLength,
  data: 'e30=',
};

/** Only the media type, digest and size of a descriptor. */
export function plainDescriptor(descriptor: Descriptor): Descriptor {
  return { mediaType: descriptor.mediaType, digest: descriptor.digest, size: descriptor.size };
}

/** Options for the parser of descriptors. */
export interface ParseDescriptorOptions {
  /** The size of a descriptor without a valid size, bytes. @default such a descriptor is an error */
  readonly defaultSize?: number | undefined;
}

/**
 * Parses a descriptor of untrusted JSON.
 *
 * @param where names the descriptor in error messages, for example `layers[2]`
 * @throws OciError `MANIFEST_INVALID`
 */
export function parseDescriptor(value: unknown, where: string, options: ParseDescriptorOptions = {}): Descriptor {
  if (!isRecord(value)) throw invalid(where, 'is not an object');
  const { mediaType, digest } = value;
  if (typeof mediaType !== 'string' || mediaType === '') throw invalid(where, 'has no mediaType');
  if (typeof digest !== 'string') throw invalid(where, 'has no digest');
  const size = isSize(value['size']) ? value['size'] : options.defaultSize;
  if (size === undefined) {
    const text = printable(String(value['size']), 40);
    throw invalid(where, `has the size ${text}, not a whole number from 0 to 2^53-1`);
  }
  return {
    mediaType,
    digest: checkDigest(digest, where),
    size,
    urls: optionalStrings(value['urls'], `${where}.urls`),
    annotations: parseAnnotations(value['annotations'], where),
    data: optionalString(value['data'], `${where}.data`),
    platform: parsePlatform(value['platform'], where),
    artifactType: optionalString(value['artifactType'], `${where}.artifactType`),
  };
}

/** Parses annotations of untrusted JSON. @throws OciError `MANIFEST_INVALID` unless all values are strings */
export function parseAnnotations(value: unknown, where: string): Annotations | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw invalid(where, 'has annotations that are not an object');
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string')
      throw invalid(where, `has the annotation "${printable(key, 200)}" with a value that is not a string`);
  }
  return value as Annotations;
}

/** Parses a platform of untrusted JSON. @throws OciError `MANIFEST_INVALID` */
function parsePlatform(value: unknown, where: string): Platform | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw invalid(where, 'has a platform that is not an object');
  const { architecture, os } = value;
  if (typeof architecture !== 'string' || typeof os !== 'string')
    throw invalid(where, 'has a platform without architecture or os');
  return {
    architecture,
    os,
    'os.version': optionalString(value['os.version'], `${where}.platform`),
    'os.features': optionalStrings(value['os.features'], `${where}.platform`),
    variant: optionalString(value['variant'], `${where}.platform`),
  };
}

/** Checks an optional string of untrusted JSON. @throws OciError `MANIFEST_INVALID` */
export function optionalString(value: unknown, where: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(where, 'is not a string');
  return value;
}

/** Whether a value is an object, and not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function optionalStrings(value: unknown, where: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw invalid(where, 'is not a list of strings');
  return value;
}

function checkDigest(text: string, where: string): Digest {
  try {
    return parseDigest(text);
  } catch (cause) {
    throw new OciError(
      'MANIFEST_INVALID',
      `${where} has the invalid digest "${printable(text, 160)}"; use sha256 or sha512 in lower-case hex`,
      { cause },
    );
  }
}

function invalid(where: string, problem: string): OciError {
  return new OciError('MANIFEST_INVALID', `${where} ${problem}`);
}
