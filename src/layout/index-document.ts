import {
  annotationContainerdName,
  annotationRefName,
  encodeJson,
  isRecord,
  messageOf,
  mediaTypeImageIndex,
  OciError,
  parseDescriptor,
  parseJson,
  type Descriptor,
} from '../spec/index.ts';

/** An entry for a manifest in `index.json`. */
export class IndexEntry {
  /** Identifies the entry in its document: its digest and name. */
  readonly key: string;
  readonly descriptor: Descriptor;
  /** The annotation `org.opencontainers.image.ref.name`, else the name that containerd writes. */
  readonly refName: string | undefined;
  /** The JSON object in the file, including unknown members. */
  readonly raw: Readonly<Record<string, unknown>>;
  #json: string | undefined;

  constructor(
    descriptor: Descriptor,
    refName: string | undefined,
    raw: IndexEntry['raw'],
    key: string = keyOf(descriptor, refName),
  ) {
    this.key = key;
    this.descriptor = descriptor;
    this.refName = refName;
    this.raw = raw;
  }

  /** The object as JSON. It is computed once, because a large file is written repeatedly. */
  get json(): string {
    return (this.#json ??= new TextDecoder().decode(encodeJson(this.raw)));
  }
}

/** A change of a document. The keys of `removed` that the document does not have are ignored. */
export interface IndexChange {
  readonly removed: readonly string[];
  /** Entries to append. An entry with the same key is removed first. */
  readonly added: readonly IndexEntry[];
}

/** A change that was made, for indexes of the entries. */
export interface AppliedChange {
  readonly removed: readonly IndexEntry[];
  readonly added: readonly IndexEntry[];
}

/** Number of changes that {@link IndexDocument.changesSince} can return. */
const maxLoggedChanges = 1000;
/** Number of entries to encode at a time, so that a large document does not block the event loop. */
const encodeBatch = 200;

const noChange: IndexChange = { removed: [], added: [] };

/**
 * The content of `index.json` (image-spec, image-layout.md, "index.json file"). A change costs as much as its own
 * entries, also in a large document.
 */
export class IndexDocument {
  /** All members of the file except `manifests`. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly #entries: Map<string, IndexEntry>;
  readonly #log: AppliedChange[] = [];
  #version = 0;

  constructor(raw: Readonly<Record<string, unknown>> = emptyMembers, entries: Iterable<IndexEntry> = []) {
    this.raw = raw;
    this.#entries = new Map();
    for (const entry of entries) {
      const key = this.#unusedKey(entry.key);
      const { descriptor, refName, raw: object } = entry;
      this.#entries.set(key, key === entry.key ? entry : new IndexEntry(descriptor, refName, object, key));
    }
  }

  /** Number of changes. */
  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** All entries, in the order of the file. */
  // TypeScript 5.4, which can use the package, has no `MapIterator`.
  entries(): ReturnType<Map<string, IndexEntry>['values']> {
    return this.#entries.values();
  }

  has(entry: IndexEntry): boolean {
    return this.#entries.get(entry.key) === entry;
  }

  apply({ removed, added }: IndexChange): void {
    const removedEntries: IndexEntry[] = [];
    const remove = (key: string): void => {
      const entry = this.#entries.get(key);
      if (entry === undefined) return;
      this.#entries.delete(key);
      removedEntries.push(entry);
    };
    for (const key of removed) remove(key);
    for (const entry of added) {
      remove(entry.key);
      this.#entries.set(entry.key, entry);
    }
    this.#version++;
    this.#log.push({ removed: removedEntries, added });
    if (this.#log.length > 2 * maxLoggedChanges) this.#log.splice(0, maxLoggedChanges);
  }

  /** The changes after a version; undefined when they are no longer known. */
  changesSince(version: number): readonly AppliedChange[] | undefined {
    const count = this.#version - version;
    if (count > this.#log.length) return undefined;
    return count === 0 ? [] : this.#log.slice(-count);
  }

  /** Encodes the current document with a change that is not made yet. */
  encode({ removed, added }: IndexChange = noChange): AsyncGenerator<Uint8Array, void, undefined> {
    const omitted = new Set([...removed, ...added.map((entry) => entry.key)]);
    const entries = [...this.entries()].filter((entry) => !omitted.has(entry.key));
    return encodeMembers(this.raw, [...entries, ...added]);
  }

  /** Two entries of a file can have the same digest and name. */
  #unusedKey(key: string): string {
    let unused = key;
    for (let count = 2; this.#entries.has(unused); count++) unused = `${key} ${count}`;
    return unused;
  }
}

/** The size of the added entries in `index.json`, bytes. */
export function addedBytes({ added }: IndexChange): number {
  return added.reduce((sum, entry) => sum + Buffer.byteLength(entry.json) + 1, 0);
}

async function* encodeMembers(
  raw: IndexDocument['raw'],
  entries: readonly IndexEntry[],
): AsyncGenerator<Uint8Array, void, undefined> {
  const frame = encodeJson({ ...raw, manifests: [] });
  yield frame.subarray(0, -2);
  for (let start = 0; start < entries.length; start += encodeBatch) {
    const batch = entries.slice(start, start + encodeBatch).map((entry) => entry.json);
    yield new TextEncoder().encode(`${start === 0 ? '' : ','}${batch.join(',')}`);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  yield frame.subarray(-2);
}

const emptyMembers = { schemaVersion: 2, mediaType: mediaTypeImageIndex };

/** @throws OciError `MANIFEST_INVALID` */
export function parseIndexDocument(bytes: Uint8Array, path: string): IndexDocument {
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    throw new OciError('MANIFEST_INVALID', `cannot read ${path}: ${messageOf(error)}`);
  }
  if (!isRecord(value)) throw new OciError('MANIFEST_INVALID', `${path} is not a JSON object`);
  const { manifests, ...raw } = value;
  if (value['schemaVersion'] !== 2) throw new OciError('MANIFEST_INVALID', `${path} does not have schemaVersion 2`);
  if (manifests !== undefined && manifests !== null && !Array.isArray(manifests))
    throw new OciError('MANIFEST_INVALID', `"manifests" in ${path} is not a list`);
  const entries = (manifests ?? []).map((item: unknown, index: number) =>
    parseEntry(item, `${path}: manifests[${index}]`),
  );
  return new IndexDocument(raw, entries);
}

/** @throws OciError `MANIFEST_INVALID` */
export function parseEntry(value: unknown, where: string): IndexEntry {
  const descriptor = parseDescriptor(value, where);
  const { annotations } = descriptor;
  const refName = annotations?.[annotationRefName] ?? annotations?.[annotationContainerdName];
  return new IndexEntry(descriptor, refName, value as IndexEntry['raw']);
}

export function entryOf(descriptor: Descriptor, refName: string | undefined): IndexEntry {
  const { mediaType, digest, size } = descriptor;
  return withRefName(new IndexEntry(descriptor, undefined, { mediaType, digest, size }), refName);
}

/** The entry with another name. */
export function withRefName(entry: IndexEntry, refName: string | undefined): IndexEntry {
  const { annotations, ...rest } = entry.raw;
  const {
    [annotationRefName]: _,
    [annotationContainerdName]: __,
    ...others
  } = isRecord(annotations) ? annotations : {};
  const next = refName === undefined ? others : { ...others, [annotationRefName]: refName };
  const raw = Object.keys(next).length === 0 ? rest : { ...rest, annotations: next };
  return new IndexEntry(entry.descriptor, refName, raw);
}

function keyOf({ digest }: Descriptor, refName: string | undefined): string {
  return refName === undefined ? digest : `${digest} ${refName}`;
}
