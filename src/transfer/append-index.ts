import type { CallOptions, ReadOnlyStorage, Storage } from '../registry/index.ts';
import {
  inputError,
  maxManifestBytes,
  OciError,
  parseManifest,
  platformKey,
  platformText,
  type Annotations,
  type Descriptor,
  type InputLabel,
} from '../spec/index.ts';
import { sortedChildren } from './image-index.ts';
import { fetchMetadata } from './metadata.ts';
import { pushManifest, orderedDescriptor } from './write-manifest.ts';

/** An index with all its members, also those that are not specified. */
export interface StoredIndex {
  readonly descriptor: Descriptor;
  readonly members: Readonly<Record<string, unknown>>;
  /** The entries, in the order of `children`. */
  readonly entries: readonly unknown[];
  readonly children: readonly Descriptor[];
  readonly annotations: Annotations | undefined;
}

export interface AppendOptions {
  /** Replaces entries of the platforms of the new ones. Otherwise such an entry is an error. @default false */
  readonly replace?: boolean | undefined;
  /** Annotations to set. Others of the index stay. @default none */
  readonly annotations?: Annotations | undefined;
  readonly removeAnnotations?: readonly string[] | undefined;
  /** @default that of the index */
  readonly artifactType?: string | undefined;
  /** The index in messages. */
  readonly name: string;
  readonly label: InputLabel;
}

/** An index with further entries. */
export interface AppendedIndex {
  readonly content: Readonly<Record<string, unknown>> & { readonly annotations?: Annotations | undefined };
  readonly children: readonly Descriptor[];
  readonly artifactType: string | undefined;
}

/** @throws OciError `UNSUPPORTED` for a manifest that is not an index; `MANIFEST_INVALID` */
export async function readStoredIndex(
  storage: ReadOnlyStorage,
  descriptor: Descriptor,
  name: string,
  options: CallOptions,
): Promise<StoredIndex> {
  const bytes = await fetchMetadata(storage, descriptor, maxManifestBytes, options);
  const manifest = parseManifest(bytes, descriptor.mediaType);
  if (manifest.kind !== 'index')
    throw new OciError('UNSUPPORTED', `${name} is a manifest, not an index; name an index, or create one`);
  const members = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
  const entries: unknown = members['manifests'];
  return {
    descriptor,
    members,
    entries: Array.isArray(entries) ? entries : [],
    children: manifest.manifests,
    annotations: manifest.annotations,
  };
}

/**
 * Adds entries to an index. Its other entries and members do not change, and keep their order. An entry with the digest
 * and platform of an existing one is not added again.
 *
 * @throws OciError `INPUT_INVALID` for the platform of another entry, without `replace`
 */
export function appendEntries(
  { members, entries, children, annotations }: StoredIndex,
  added: readonly Descriptor[],
  options: AppendOptions,
): AppendedIndex {
  const existing = children.map((child, index) => ({ child, entry: entries[index] }));
  const fresh = sortedChildren(added).filter((each) => !children.some((child) => isEqual(child, each)));
  const replaced = existing.filter(({ child }) => fresh.some((each) => isSamePlatform(child, each)));
  const [first] = replaced;
  if (first !== undefined && options.replace !== true) throw platformError(first.child, options);
  const kept = existing.filter((each) => !replaced.includes(each));
  const changed: Record<string, string> = { ...annotations, ...options.annotations };
  for (const key of options.removeAnnotations ?? []) delete changed[key];
  const artifactType = options.artifactType ?? (members['artifactType'] as string | undefined);
  return {
    content: {
      ...members,
      artifactType,
      manifests: [...kept.map(({ entry }) => entry), ...fresh.map(orderedDescriptor)],
      annotations: Object.keys(changed).length === 0 ? undefined : changed,
    },
    children: [...kept.map(({ child }) => child), ...fresh],
    artifactType,
  };
}

/** Stores an index under its digest. @throws OciError `SIZE_LIMIT` */
export function pushAppended(
  storage: Storage,
  { descriptor }: StoredIndex,
  { content, artifactType }: AppendedIndex,
  options: CallOptions,
): Promise<Descriptor> {
  return pushManifest(storage, content, descriptor.mediaType, artifactType, options);
}

function platformError({ platform, digest }: Descriptor, { name, label }: AppendOptions): OciError {
  const text = platform === undefined ? '' : platformText(platform);
  return inputError(
    label('append'),
    undefined,
    `${name} already has ${digest} for ${text}; set ${label('replace')} to replace it`,
  );
}

function isEqual(a: Descriptor, b: Descriptor): boolean {
  return a.digest === b.digest && keyOf(a) === keyOf(b);
}

function isSamePlatform(a: Descriptor, b: Descriptor): boolean {
  const key = keyOf(a);
  return key !== undefined && key === keyOf(b);
}

/** Undefined for entries that a client does not select by platform, such as the attestations of buildx. */
function keyOf({ platform }: Descriptor): string | undefined {
  return platform === undefined || platform.os === 'unknown' ? undefined : platformKey(platform);
}
