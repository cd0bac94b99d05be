import { printable } from '../../spec/index.ts';
import type { SifDescriptor } from './descriptor.ts';
import { unknownArchitecture } from './names.ts';
import type { SifImage } from './read-image.ts';

const nilId = '00000000-0000-0000-0000-000000000000';
/** The value of a missing date, seconds: 0001-01-01T00:00:00Z. */
const missingDate = -62_135_596_800;
/** Limit of JavaScript dates, seconds. */
const maxDate = 8_640_000_000_000;
/** Maximum length of a name or launch line in the output, characters. */
const maxTextLength = 200;

/** Lines with the header as `siftool header` prints it, and the objects as `siftool list` prints them. */
export function describeImage(image: SifImage): readonly string[] {
  return [...headerLines(image), ...listLines(image.descriptors)];
}

function headerLines({ header }: SifImage): readonly string[] {
  const fields: (readonly [string, string])[] = [];
  const add = (label: string, value: string | number | undefined): void => {
    if (value !== undefined) fields.push([`${label}:`, String(value)]);
  };
  add(
    'Launch Script',
    header.launchScript === '' ? undefined : printable(header.launchScript.replace(/\n$/, ''), maxTextLength),
  );
  add('Version', header.version);
  add('Primary Architecture', header.architecture === unknownArchitecture ? undefined : header.architecture);
  add('ID', header.id === nilId ? undefined : header.id);
  add('Created At', dateText(header.createdAt));
  add('Modified At', dateText(header.modifiedAt));
  add('Descriptors Free', header.descriptorsFree);
  add('Descriptors Total', header.descriptorsTotal);
  add('Descriptors Offset', header.descriptorsOffset);
  add('Descriptors Size', sizeText(header.descriptorsSize));
  add('Data Offset', header.dataOffset);
  add('Data Size', sizeText(header.dataSize));
  const width = Math.max(...fields.map(([label]) => label.length)) + 1;
  return fields.map(([label, value]) => label.padEnd(width) + value);
}

const rule = '-'.repeat(78);

function row(id: string, group: string, link: string, position: string, type: string): string {
  return `${id.padEnd(4)} |${group.padEnd(7)} |${link.padEnd(7)} |${`${position} `.padEnd(25)} |${type}`;
}

function listLines(descriptors: readonly SifDescriptor[]): readonly string[] {
  return [
    rule,
    row('ID', 'GROUP', 'LINK', 'SIF POSITION (start-end)', 'TYPE'),
    rule,
    ...descriptors.map((descriptor) => {
      const { id, group, link, offset, size } = descriptor;
      const linked = link === undefined ? 'NONE' : link.isGroup ? `${String(link.id).padEnd(3)} (G)` : String(link.id);
      return row(
        String(id),
        group === 0 ? 'NONE' : String(group),
        linked,
        `${offset}-${offset + size}`,
        typeText(descriptor),
      );
    }),
  ];
}

function typeText({ typeName, partition, signature, cryptoMessage, sbom }: SifDescriptor): string {
  if (partition !== undefined)
    return `${typeName} (${partition.fileSystem}/${partition.type}/${partition.architecture})`;
  if (signature !== undefined) return `${typeName} (${signature.hash})`;
  if (cryptoMessage !== undefined) return `${typeName} (${cryptoMessage.format}/${cryptoMessage.type})`;
  return sbom === undefined ? typeName : `${typeName} (${sbom.format})`;
}

/**
 * Converts an image to a JSON value: the fields of the header, then the objects with the fields of their types. Dates
 * are RFC 3339; missing dates are omitted.
 */
export function imageJson({ size, header, descriptors }: SifImage): Readonly<Record<string, unknown>> {
  return {
    size,
    'launch-script': header.launchScript,
    version: header.version,
    'primary-architecture': header.architecture,
    id: header.id,
    'created-at': isoDate(header.createdAt),
    'modified-at': isoDate(header.modifiedAt),
    'descriptors-free': header.descriptorsFree,
    'descriptors-total': header.descriptorsTotal,
    'descriptors-offset': header.descriptorsOffset,
    'descriptors-size': header.descriptorsSize,
    'data-offset': header.dataOffset,
    'data-size': header.dataSize,
    descriptors: descriptors.map((descriptor) => ({
      id: descriptor.id,
      type: descriptor.typeName,
      'data-type': descriptor.dataType,
      group: descriptor.group,
      link: descriptor.link === undefined ? undefined : { id: descriptor.link.id, group: descriptor.link.isGroup },
      offset: descriptor.offset,
      size: descriptor.size,
      'size-with-padding': descriptor.sizeWithPadding,
      'created-at': isoDate(descriptor.createdAt),
      'modified-at': isoDate(descriptor.modifiedAt),
      uid: descriptor.uid,
      gid: descriptor.gid,
      name: descriptor.name,
      partition:
        descriptor.partition === undefined
          ? undefined
          : {
              'file-system': descriptor.partition.fileSystem,
              type: descriptor.partition.type,
              architecture: descriptor.partition.architecture,
            },
      signature: descriptor.signature,
      'crypto-message': descriptor.cryptoMessage,
      sbom: descriptor.sbom,
      'blob-digest': descriptor.blobDigest,
    })),
  };
}

/** RFC 3339 in whole seconds; undefined for a missing date, and for one outside the range of JavaScript dates. */
export function isoDate(seconds: number): string | undefined {
  if (seconds === missingDate || Math.abs(seconds) > maxDate) return undefined;
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

function dateText(seconds: number): string | undefined {
  return isoDate(seconds)?.replace('T', ' ').replace('Z', ' +0000 UTC');
}

/** A size in units of 1024, rounded to whole numbers. */
function sizeText(size: number): string {
  if (size < 1024) return `${size} B`;
  let divisor = 1024;
  let unit = 0;
  for (let rest = Math.trunc(size / 1024); rest >= 1024; rest = Math.trunc(rest / 1024)) {
    divisor *= 1024;
    unit++;
  }
  return `${Math.round(size / divisor)} ${'KMGTPE'.charAt(unit)}iB`;
}
