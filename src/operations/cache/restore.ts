import { lstat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UnpackBudget, UnpackThreads } from '../../archive/index.ts';
import { forEachConcurrent } from '../../concurrency/index.ts';
import { byteStringOf, fileSystemError, readNames, textOf } from '../../fs/index.ts';
import type { Repository } from '../../registry/index.ts';
import { OciError, printable, throwIfAborted, type Descriptor } from '../../spec/index.ts';
import {
  clockTickMs,
  fetchMetadata,
  LayerDownloads,
  moveLayer,
  stage,
  type LayerPlacement,
} from '../../transfer/index.ts';
import type { FoundEntry } from './find.ts';
import { annotationCacheRoot, decodeRoots, decodeTimes, mediaTypeCacheTimes, type FileTimes } from './format.ts';
import type { CachePaths, PlacedRoot } from './paths.ts';
import type { RestoredLayer, RestoredLayers } from './restored-layers.ts';

/** Number of directories that are restored at the same time. */
const concurrentDirectories = 3;
const maxConfigBytes = 4 * 1024 * 1024;
const maxTimesLayerBytes = 64 * 1024 * 1024;

export interface RestoreOptions {
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Called with the bytes of layers that were read so far, and their total. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called with each private directory next to a destination. It is removed at the end. */
  readonly onStaging?: ((directory: string) => void) | undefined;
}

/** The roots of an entry in one directory, and their layers. */
interface Place {
  readonly directory: string;
  readonly roots: readonly PlacedRoot[];
  readonly placements: readonly LayerPlacement[];
  readonly times: FileTimes;
}

/**
 * Restores an entry over existing files. All content is verified and unpacked in private directories first. Only paths
 * that the patterns name are written.
 *
 * @returns the layers, by the states of their entries
 * @throws OciError `MANIFEST_INVALID` for an entry that contains other paths; as `pullArtifact`; `ALREADY_EXISTS` for a
 *   directory in place of a file
 */
export async function restoreEntry(
  repository: Repository,
  { manifest }: FoundEntry,
  paths: CachePaths,
  options: RestoreOptions,
): Promise<RestoredLayers> {
  const { signal } = options;
  const roots = paths.place(decodeRoots(await fetchMetadata(repository, manifest.config, maxConfigBytes, { signal })));
  const timesLayer = manifest.layers.find(({ mediaType }) => mediaType === mediaTypeCacheTimes);
  const times =
    timesLayer === undefined
      ? []
      : decodeTimes(await fetchMetadata(repository, timesLayer, maxTimesLayerBytes, { signal }));
  const layers = manifest.layers.filter((layer) => layer !== timesLayer);
  const places = placesOf(roots, layers, times);
  const progress = totalProgress(options.onProgress, layers);
  const restored = new Map<string, RestoredLayer>();
  const undo: AsyncDisposable[] = [];
  await using threads = new UnpackThreads();
  await threads.prepare(layers.reduce((sum, { size }) => sum + size, 0));
  try {
    const ready: (() => Promise<void>)[] = [];
    await forEachConcurrent(
      places,
      concurrentDirectories,
      async (place, inner) => {
        const staging = await stage(place.directory);
        undo.push(staging);
        options.onStaging?.(staging.workspace);
        const sinceNs = await fileSystemTime(staging.workspace);
        const states = new Map<string, Descriptor>();
        const download = new LayerDownloads(repository, staging, {
          concurrency: Math.max(1, Math.ceil(options.concurrency / Math.min(places.length, concurrentDirectories))),
          preservePermissions: true,
          symlinks: 'any',
          times: place.times,
          state: true,
          layouts: new Map(),
          budget: await UnpackBudget.forDirectory(staging.workspace),
          threads,
          onProgress: progress(),
          onUnpacked: ({ layer }, { state }) => {
            if (state !== undefined) states.set(state, layer);
          },
          signal: inner,
        });
        await download.add(place.placements);
        for (const placement of download.placements) await moveLayer(placement, staging);
        checkNames(place, staging.directory);
        ready.push(async () => {
          await staging.commit();
          const untilNs = await fileSystemTime(staging.workspace);
          for (const [state, layer] of states) restored.set(state, { layer, sinceNs, untilNs });
        });
      },
      signal,
    );
    // An abort after this point would leave some directories restored and others not.
    throwIfAborted(signal);
    for (const commit of ready) await commit();
    // A later change of a file then has a later time.
    await pause(clockTickMs);
  } finally {
    for (const staging of undo) await staging[Symbol.asyncDispose]();
  }
  return restored;
}

function placesOf(
  roots: readonly PlacedRoot[],
  layers: readonly Descriptor[],
  times: readonly FileTimes[],
): readonly Place[] {
  const byDirectory = Map.groupBy(roots.entries(), ([, { directory }]) => directory);
  const indexed = layers.map((layer, index) => ({ index, layer, root: rootOf(layer, roots) }));
  return [...byDirectory].map(([directory, own]) => {
    const indexes = new Set(own.map(([index]) => index));
    const placements = indexed
      .filter(({ root }) => indexes.has(root))
      .map(({ index, layer }) => ({ index, layer, segments: [], unpack: true }));
    return {
      directory,
      roots: own.map(([, root]) => root),
      placements,
      times: new Map(own.flatMap(([index]) => [...(times[index] ?? [])])),
    };
  });
}

function rootOf(layer: Descriptor, roots: readonly PlacedRoot[]): number {
  const text = layer.annotations?.[annotationCacheRoot] ?? '';
  const root = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (roots[root] !== undefined) return root;
  throw new OciError('MANIFEST_INVALID', `the layer ${layer.digest} of the cache entry belongs to no path`);
}

/** A layer must not contain other entries than the paths that were checked. */
function checkNames({ roots }: Place, staged: string): void {
  const allowed = new Set(roots.map(({ entry }) => byteStringOf(entry)));
  for (const name of readNames(byteStringOf(staged))) {
    if (allowed.has(name)) continue;
    throw new OciError(
      'MANIFEST_INVALID',
      `the cache entry contains "${printable(textOf(name), 300)}", which is not one of its paths; nothing was restored`,
    );
  }
}

/** The time of the last change of an entry that is created now, nanoseconds since 1970. */
async function fileSystemTime(directory: string): Promise<bigint> {
  const path = join(directory, 'time');
  try {
    await writeFile(path, '');
    return (await lstat(path, { bigint: true })).ctimeNs;
  } catch (error) {
    throw fileSystemError(error, `write ${path}`);
  }
}

/** Adds up the progress of several downloads. */
function totalProgress(
  onProgress: RestoreOptions['onProgress'],
  layers: readonly Descriptor[],
): () => (done: number) => void {
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  let all = 0;
  return () => {
    let before = 0;
    return (done) => {
      all += done - before;
      before = done;
      onProgress?.(all, total);
    };
  };
}
