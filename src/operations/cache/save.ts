import { dirname } from 'node:path';
import { encodingName } from '../../archive/index.ts';
import type { Repository } from '../../registry/index.ts';
import {
  annotationCreated,
  annotationEncoder,
  isNotFound,
  isOciError,
  maxManifestBytes,
  OciError,
  throwIfAborted,
  type Descriptor,
  type Digest,
  type EventOptions,
} from '../../spec/index.ts';
import {
  buildLayout,
  fetchMetadata,
  LayerReuse,
  LayerUploads,
  publishTo,
  writeTagsTo,
  type ArtifactPlan,
  type LayerPlan,
} from '../../transfer/index.ts';
import {
  annotationCacheKey,
  annotationCacheRoot,
  encodeRoots,
  encodeTimes,
  mediaTypeCache,
  mediaTypeCacheConfig,
  mediaTypeCacheTimes,
} from './format.ts';
import { entryTag, listTag } from './keys.ts';
import type { CachePaths, PlacedRoot } from './paths.ts';
import type { RestoredLayers } from './restored-layers.ts';
import { CacheTree, layerSizeFor, walkOptions, type CachePart } from './tree.ts';

/**
 * The encoder of new layers. Level 2 needs less processor time than level 3, zstd's default, and its result is 5 to 7 %
 * larger for packages and programs.
 */
const compression = 'zstd';
const level = 2;
/** Maximum number of files and directories that the patterns of an entry may name. */
const maxRoots = 300;

export interface SaveOptions extends EventOptions {
  /** Name of the repository in messages. */
  readonly name: string;
  readonly version: string;
  readonly key: string;
  readonly created: Date;
  /** A new directory for the packed layers. */
  readonly storePath: string;
  /** Layers that the repository has, by the states of their entries. */
  readonly restored: RestoredLayers;
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** What a save did. */
export interface SavedCache {
  /** Digest of the entry of the key, also of an existing one. */
  readonly digest: Digest;
  /** False when another job saved the key first. */
  readonly isNew: boolean;
  readonly files: number;
  readonly layers: number;
  /** Number of layers that the repository had. */
  readonly unchangedLayers: number;
  /** Bytes of the packed layers that were transferred. */
  readonly sentBytes: number;
}

/** The digest of the entry of a key; undefined without an entry. */
async function digestOfEntry(
  repository: Repository,
  { version, key, signal }: Pick<SaveOptions, 'version' | 'key' | 'signal'>,
): Promise<Digest | undefined> {
  try {
    return (await repository.resolve(entryTag(version, key), { signal })).digest;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Saves the files and directories that patterns name as the entry of a key. An existing entry is not replaced. The tags
 * are written last, so that a save that fails leaves no entry.
 *
 * @throws OciError `NOT_FOUND` when the patterns name nothing, `SIZE_LIMIT` when they name too many paths; as `publish`
 */
export async function saveEntry(repository: Repository, paths: CachePaths, options: SaveOptions): Promise<SavedCache> {
  const { signal } = options;
  const nothing = { isNew: false, files: 0, layers: 0, unchangedLayers: 0, sentBytes: 0 };
  const existing = await digestOfEntry(repository, options);
  if (existing !== undefined) return { ...nothing, digest: existing };
  const planned = await planEntry(paths, options);
  const { files, reused } = planned;
  try {
    const { manifest, rootBytes, ...pushed } = await push(repository, planned, options);
    const digest = await writeEntryTags(repository, manifest, rootBytes, options);
    return digest === manifest.digest ? { digest, isNew: true, files, ...pushed } : { ...nothing, digest, files };
  } catch (error) {
    // The entry whose layers are reused may have been removed since it was restored.
    if (reused.size === 0 || !isOciError(error, 'BLOB_UNKNOWN', 'MANIFEST_BLOB_UNKNOWN', 'MANIFEST_INVALID'))
      throw error;
    throwIfAborted(signal);
    return await saveEntry(repository, paths, { ...options, restored: new Map(), storePath: `${options.storePath}-2` });
  }
}

interface PlannedEntry {
  readonly plan: ArtifactPlan;
  readonly files: number;
  /** Layers whose files did not change since they were restored. */
  readonly reused: ReadonlySet<Digest>;
}

async function planEntry(paths: CachePaths, options: SaveOptions): Promise<PlannedEntry> {
  const { key, created, restored, signal } = options;
  const roots = await paths.find(signal);
  checkRoots(roots);
  const walks = roots.map((root) => ({
    ...walkOptions(root, paths.exclusionsIn(root.directory)),
    // The layout is in a directory that only this save uses.
    skip: [dirname(options.storePath)],
    signal,
  }));
  const trees: CacheTree[] = [];
  for (const walk of walks) trees.push(await CacheTree.read(walk));
  const size = layerSizeFor(trees);
  const reused = new Set<Digest>();
  const layerOf = (part: CachePart): LayerPlan => {
    const { root, entries } = part;
    const own = { [annotationCacheRoot]: String(root) };
    const existing = unchangedLayer(part, restored);
    if (existing !== undefined) {
      reused.add(existing.digest);
      return { kind: 'descriptor', descriptor: { ...existing, annotations: { ...existing.annotations, ...own } } };
    }
    return {
      kind: 'directory',
      pack: {
        ...walks[root],
        sourceDir: roots[root]?.directory ?? '',
        // The directory of the root is not one of them.
        entries,
        compression,
        compressionLevel: level,
      },
      annotations: { ...own, [annotationEncoder]: encodingName({ compression, level }) },
    };
  };
  const plan: ArtifactPlan = {
    artifactType: mediaTypeCache,
    config: { kind: 'bytes', bytes: encodeRoots(roots), mediaType: mediaTypeCacheConfig },
    layers: [
      ...trees.flatMap((tree, root) => tree.parts(root, size)).map(layerOf),
      { kind: 'bytes', bytes: encodeTimes(trees.map(({ times }) => times)), mediaType: mediaTypeCacheTimes },
    ],
    annotations: { [annotationCacheKey]: key, [annotationCreated]: created.toISOString() },
    // The files of a cache are not published, and its warnings about links concern other readers.
    content: { excluded: 0, warnings: [], credentialFiles: [] },
  };
  return { plan, files: trees.reduce((sum, { files }) => sum + files, 0), reused };
}

/** The restored layer of a part none of whose entries has changed. */
function unchangedLayer({ state, entries }: CachePart, restored: RestoredLayers): Descriptor | undefined {
  const found = restored.get(state);
  if (found === undefined) return undefined;
  const { layer, sinceNs, untilNs } = found;
  // The time of a directory also changes with entries of other layers.
  const isChanged = entries.some(
    ({ kind, ctimeNs = 0n }) => kind !== 'directory' && (ctimeNs < sinceNs || ctimeNs > untilNs),
  );
  return isChanged ? undefined : layer;
}

function checkRoots(roots: readonly PlacedRoot[]): void {
  if (roots.length === 0)
    throw new OciError(
      'NOT_FOUND',
      'there is nothing to save: none of the paths exists; check the input "path", or save after the step that writes them',
    );
  if (roots.length > maxRoots)
    throw new OciError(
      'SIZE_LIMIT',
      `the paths name ${roots.length} files and directories, more than the limit of ${maxRoots}; name the directories ` +
        'that contain them',
    );
}

/** An entry in the repository, without its tags. */
interface PushedEntry extends Pick<SavedCache, 'layers' | 'unchangedLayers' | 'sentBytes'> {
  readonly manifest: Descriptor;
  readonly rootBytes: Uint8Array;
}

/**
 * Writes the tags of an entry, unless another job has saved the key. A registry cannot write a tag only if it is new.
 * So the tag is looked up immediately before it is written, and again afterwards: of two jobs that write it between
 * these lookups, the later one wins.
 *
 * @returns the digest of the entry of the key
 */
async function writeEntryTags(
  repository: Repository,
  manifest: Descriptor,
  rootBytes: Uint8Array,
  options: SaveOptions,
): Promise<Digest> {
  const { name, version, key, created, signal } = options;
  for (const tag of [listTag(version, key, created), entryTag(version, key)]) {
    const existing = await digestOfEntry(repository, options);
    if (existing !== undefined) return existing;
    try {
      await writeTagsTo(repository, manifest, [tag], { name, rootBytes, signal });
    } catch (error) {
      // A registry with immutable tags refuses the second of two writes.
      throwIfAborted(signal);
      if ((await digestOfEntry(repository, options).catch(() => undefined)) === undefined) throw error;
      break;
    }
  }
  return (await digestOfEntry(repository, options)) ?? manifest.digest;
}

async function push(
  repository: Repository,
  { plan, reused }: PlannedEntry,
  options: SaveOptions,
): Promise<PushedEntry> {
  const { name, concurrency, signal, onEvent } = options;
  const onProgress = (done: number, entries: number): void =>
    onEvent?.({ kind: 'progress', phase: 'package', done, entries });
  // A layer with other times of its files still has equal content.
  const others = [...options.restored.values()].map(({ layer }) => layer).filter(({ digest }) => !reused.has(digest));
  const reuse = new LayerReuse(Promise.resolve([{ layers: others }]), repository, { signal });
  await using uploads = new LayerUploads(repository, { concurrency, signal });
  const { store, manifest, layers } = await buildLayout(plan, options.storePath, {
    reuse,
    onLayer: (layer, source) => uploads.add(layer, source),
    // The layout is temporary.
    sync: false,
    signal,
    onEvent,
    onProgress,
  });
  const known = new Map([...reuse.known, ...[...reused].map((digest) => [digest, true] as const)]);
  const { copiedBytes } = await publishTo(store, manifest, repository, {
    name,
    tags: [],
    known,
    hasUploaded: (blob) => uploads.hasUploaded(blob),
    concurrency,
    progress: { phase: 'push' },
    isCounted: ({ digest }) => known.get(digest) !== true,
    signal,
    onEvent,
  });
  return {
    layers: layers.length,
    unchangedLayers: layers.filter((layer) => layer.reused || reused.has(layer.descriptor.digest)).length,
    sentBytes: copiedBytes,
    manifest,
    rootBytes: await fetchMetadata(store, manifest, maxManifestBytes, { signal }),
  };
}
