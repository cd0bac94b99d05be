import {
  annotationContainerdName,
  annotationRefName,
  encodeJson,
  isRecord,
  mediaTypeImageIndex,
  OciError,
  parseDescriptor,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import type { RefNames } from './ref-names.ts';

/** An entry for a manifest in `index.json`. */
export interface IndexEntry {
  readonly descriptor: Descriptor;
  /** The annotation `org.opencontainers.image.ref.name`, else the name that containerd writes. */
  readonly refName: string | undefined;
  /** The JSON object in the file, including unknown members. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** The content of `index.json` (image-spec, image-layout.md, "index.json file"). It is immutable. */
export interface IndexDocument {
  readonly entries: readonly IndexEntry[];
  /** All members of the file except `manifests`. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export const emptyIndexDocument: IndexDocument = {
  entries: [],
  raw: { schemaVersion: 2, mediaType: mediaTypeImageIndex },
};

/** @throws OciError `MANIFEST_INVALID` */
export function parseIndexDocument(bytes: Uint8Array, path: string): IndexDocument {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The message of the parser contains a part of the file, which is untrusted.
    throw new OciError('MANIFEST_INVALID', `${path} is not JSON`);
  }
  if (!isRecord(value)) throw new OciError('MANIFEST_INVALID', `${path} is not a JSON object`);
  const { manifests, ...raw } = value;
  if (value['schemaVersion'] !== 2) throw new OciError('MANIFEST_INVALID', `${path} does not have schemaVersion 2`);
  if (manifests !== undefined && manifests !== null && !Array.isArray(manifests))
    throw new OciError('MANIFEST_INVALID', `"manifests" in ${path} is not a list`);
  return {
    raw,
    entries: (manifests ?? []).map((item: unknown, index: number) => parseEntry(item, `${path}: manifests[${index}]`)),
  };
}

export function encodeIndexDocument(document: IndexDocument): Uint8Array {
  return encodeJson({ ...document.raw, manifests: document.entries.map((entry) => entry.raw) });
}

/** The entry of a tag. The last of several entries with the same name counts, as in other tools. */
export function taggedEntry(document: IndexDocument, names: RefNames, tag: string): IndexEntry | undefined {
  return document.entries.findLast((entry) => names.tagOf(entry.refName) === tag);
}

/** The entries of one repository. */
export function entriesOfRepository(document: IndexDocument, names: RefNames): readonly IndexEntry[] {
  return document.entries.filter((entry) => names.includes(entry.refName));
}

/** Adds an untagged entry for a manifest that has no entry. */
export function withManifest(document: IndexDocument, names: RefNames, descriptor: Descriptor): IndexDocument {
  if (entriesOfRepository(document, names).some((entry) => entry.descriptor.digest === descriptor.digest))
    return document;
  return { ...document, entries: [...document.entries, entryOf(descriptor, names.untagged(descriptor.digest))] };
}

/** Sets a tag. The previous manifest of the tag still has an entry, which is untagged when this was its only tag. */
export function withTag(document: IndexDocument, names: RefNames, descriptor: Descriptor, tag: string): IndexDocument {
  const current = taggedEntry(document, names, tag);
  if (current?.descriptor.digest === descriptor.digest && current.descriptor.size === descriptor.size) return document;
  const cleared = withoutTag(document, names, tag);
  const same = (entry: IndexEntry): boolean =>
    entry.descriptor.digest === descriptor.digest && names.includes(entry.refName);
  const existing = cleared.entries.find(same);
  const refName = names.refName(tag);
  const tagged = existing === undefined ? entryOf(descriptor, refName) : withRefName(existing, refName);
  // The tagged entry replaces an untagged one.
  const entries = cleared.entries.filter((entry) => !(same(entry) && isUntagged(entry, names)));
  return { ...cleared, entries: [...entries, tagged] };
}

/** Removes a tag. Its manifest still has an entry. */
export function withoutTag(document: IndexDocument, names: RefNames, tag: string): IndexDocument {
  const entries: IndexEntry[] = [];
  const untagged: IndexEntry[] = [];
  for (const entry of document.entries) (names.tagOf(entry.refName) === tag ? untagged : entries).push(entry);
  for (const entry of untagged) {
    const { digest } = entry.descriptor;
    const hasEntry = entries.some((other) => other.descriptor.digest === digest && names.includes(other.refName));
    if (!hasEntry) entries.push(withRefName(entry, names.untagged(digest)));
  }
  return { ...document, entries };
}

/** Removes a manifest and all its tags. */
export function withoutManifest(document: IndexDocument, names: RefNames, digest: Digest): IndexDocument {
  return {
    ...document,
    entries: document.entries.filter((entry) => entry.descriptor.digest !== digest || !names.includes(entry.refName)),
  };
}

function isUntagged(entry: IndexEntry, names: RefNames): boolean {
  return entry.refName === undefined || entry.refName === names.untagged(entry.descriptor.digest);
}

function parseEntry(value: unknown, where: string): IndexEntry {
  const descriptor = parseDescriptor(value, where);
  return {
    descriptor,
    refName: descriptor.annotations?.[annotationRefName] ?? descriptor.annotations?.[annotationContainerdName],
    raw: value as Readonly<Record<string, unknown>>,
  };
}

function entryOf(descriptor: Descriptor, refName: string | undefined): IndexEntry {
  const { mediaType, digest, size } = descriptor;
  return withRefName({ descriptor, refName: undefined, raw: { mediaType, digest, size } }, refName);
}

function withRefName(entry: IndexEntry, refName: string | undefined): IndexEntry {
  const { annotations, ...rest } = entry.raw;
  const {
    [annotationRefName]: _,
    [annotationContainerdName]: __,
    ...others
  } = isRecord(annotations) ? annotations : {};
  const next = refName === undefined ? others : { ...others, [annotationRefName]: refName };
  return {
    descriptor: entry.descriptor,
    refName,
    raw: Object.keys(next).length === 0 ? rest : { ...rest, annotations: next },
  };
}
