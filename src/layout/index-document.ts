import {
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

/** One manifest in `index.json`. */
export interface IndexEntry {
  readonly descriptor: Descriptor;
  /** The annotation `org.opencontainers.image.ref.name`. */
  readonly refName: string | undefined;
  /** As it stands in the file, with members that are unknown here. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** The content of `index.json` (image-spec, image-layout.md, "index.json file"). Never changed; what changes it makes a new one. */
export interface IndexDocument {
  readonly entries: readonly IndexEntry[];
  /** Everything but `manifests`, as it stands in the file. */
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
    // The parser's message quotes the file, which may be anything.
    throw new OciError('MANIFEST_INVALID', `${path} is not JSON`);
  }
  if (!isRecord(value)) throw new OciError('MANIFEST_INVALID', `${path} is not a JSON object`);
  const { manifests, ...raw } = value;
  if (value['schemaVersion'] !== 2) throw new OciError('MANIFEST_INVALID', `${path} does not have schemaVersion 2`);
  if (manifests !== undefined && manifests !== null && !Array.isArray(manifests))
    throw new OciError('MANIFEST_INVALID', `${path} has "manifests" that are not a list`);
  return {
    raw,
    entries: (manifests ?? []).map((item: unknown, index: number) => parseEntry(item, `${path}: manifests[${index}]`)),
  };
}

export function encodeIndexDocument(document: IndexDocument): Uint8Array {
  return encodeJson({ ...document.raw, manifests: document.entries.map((entry) => entry.raw) });
}

/** The entry that a tag points to. Of several with one name the last counts, as with other tools. */
export function taggedEntry(document: IndexDocument, names: RefNames, tag: string): IndexEntry | undefined {
  return document.entries.findLast((entry) => names.tagOf(entry.refName) === tag);
}

/** The entries of one repository. */
export function entriesIn(document: IndexDocument, names: RefNames): readonly IndexEntry[] {
  return document.entries.filter((entry) => names.includes(entry.refName));
}

/** Adds a manifest without a tag, unless it is there. */
export function withManifest(document: IndexDocument, names: RefNames, descriptor: Descriptor): IndexDocument {
  if (entriesIn(document, names).some((entry) => entry.descriptor.digest === descriptor.digest)) return document;
  return { ...document, entries: [...document.entries, entryOf(descriptor, names.untagged(descriptor.digest))] };
}

/** Points a tag to a manifest. The manifest that it pointed to before stays, without a tag when this was its only one. */
export function withTag(document: IndexDocument, names: RefNames, descriptor: Descriptor, tag: string): IndexDocument {
  const current = taggedEntry(document, names, tag);
  if (current?.descriptor.digest === descriptor.digest && current.descriptor.size === descriptor.size) return document;
  const cleared = withoutTag(document, names, tag);
  const same = (entry: IndexEntry): boolean =>
    entry.descriptor.digest === descriptor.digest && names.includes(entry.refName);
  const model = cleared.entries.find(same);
  const named = model === undefined ? entryOf(descriptor, names.refName(tag)) : renamed(model, names.refName(tag));
  // An entry without a tag is there for its manifest's sake only; the tag does that now.
  const entries = cleared.entries.filter((entry) => !(same(entry) && isUntagged(entry, names)));
  return { ...cleared, entries: [...entries, named] };
}

/** Takes a tag away; its manifest stays. */
export function withoutTag(document: IndexDocument, names: RefNames, tag: string): IndexDocument {
  const entries: IndexEntry[] = [];
  const left: IndexEntry[] = [];
  for (const entry of document.entries) (names.tagOf(entry.refName) === tag ? left : entries).push(entry);
  for (const entry of left) {
    const { digest } = entry.descriptor;
    const present = entries.some((other) => other.descriptor.digest === digest && names.includes(other.refName));
    if (!present) entries.push(renamed(entry, names.untagged(digest)));
  }
  return { ...document, entries };
}

/** Takes a manifest away with all its tags. */
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
    refName: descriptor.annotations?.[annotationRefName],
    raw: value as Readonly<Record<string, unknown>>,
  };
}

function entryOf(descriptor: Descriptor, refName: string | undefined): IndexEntry {
  const { mediaType, digest, size } = descriptor;
  return renamed({ descriptor, refName: undefined, raw: { mediaType, digest, size } }, refName);
}

function renamed(entry: IndexEntry, refName: string | undefined): IndexEntry {
  const { annotations, ...rest } = entry.raw;
  const { [annotationRefName]: _, ...others } = isRecord(annotations) ? annotations : {};
  const next = refName === undefined ? others : { ...others, [annotationRefName]: refName };
  return {
    descriptor: entry.descriptor,
    refName,
    raw: Object.keys(next).length === 0 ? rest : { ...rest, annotations: next },
  };
}
