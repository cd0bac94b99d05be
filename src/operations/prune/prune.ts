import { resolve } from 'node:path';
import { connectGitHubPackage, connectRepository, openLocation, type ConnectOptions } from '../../connect/index.ts';
import { formatBucket, type BucketRegistry } from '../../bucket/index.ts';
import { LayoutRegistry, LayoutRepository } from '../../layout/index.ts';
import { repository as repositoryIn, type CallOptions } from '../../registry/index.ts';
import {
  asLocation,
  checkNumbers,
  formatLocation,
  inputError,
  plainLabel,
  repositoryOf,
  throwIfAborted,
  type Descriptor,
  type EventOptions,
  type InputLabel,
  type LayoutLocation,
  type Location,
  type OciError,
  type RegistryLocation,
} from '../../spec/index.ts';
import { defaultConcurrency } from '../../transfer/index.ts';
import { FirstSeen } from './first-seen.ts';
import { packageStore } from './package-store.ts';
import { GraphReader } from './read-graph.ts';
import { keptItems, PruneError, type PruneResult } from './result.ts';
import { PruneRun } from './run.ts';
import { checkRules, untaggedGraceMs, type PruneRules } from './rules.ts';
import { cannotListUntagged, layoutStore, plainStore, registryStore, type PruneStore } from './store.ts';

/** Options of {@link prune}. */
export interface PruneOptions extends PruneRules, CallOptions, EventOptions {
  /** The repository, without tag and digest. A text is read as by {@link parseLocation}. */
  readonly target: Location | string;
  /** Computes the result without deleting anything. @default false */
  readonly dryRun?: boolean | undefined;
  /**
   * File that records when a manifest was seen first, for the age of manifests without a date. It is created, and also
   * written by a dry run.
   *
   * @default none; the age of such manifests is unknown
   */
  readonly state?: string | undefined;
  /** Maximum number of manifests that are read at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  readonly connection?: ConnectOptions | undefined;
  /**
   * URL of GitHub's API. With it, the target is a container package of GitHub, whatever its host.
   *
   * @default `https://api.github.com` for ghcr.io, `GITHUB_API_URL` for the registry of a GitHub Enterprise server
   */
  readonly gitHubApi?: URL | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  /**
   * Age below which manifests without a tag and unused blobs of a layout are kept, milliseconds.
   *
   * @default 3 600 000, an hour
   */
  readonly graceMs?: number | undefined;
  /** Names options in error messages. @default their names */
  readonly label?: InputLabel | undefined;
}

/** {@link PruneOptions} with a parsed target. */
interface PruneSettings extends PruneOptions {
  readonly target: Location;
  /** @default the formatted target */
  readonly name?: string | undefined;
}

/**
 * Deletes the artifacts of a repository that rules select, with the manifests that belong to them. It never deletes a
 * manifest that a remaining index, tag or subject needs, nor a referrer or cosign tag of a remaining manifest. The tags
 * are read again before each deletion, and what was pushed since stays. In a layout, unused blobs are removed as well.
 *
 * @throws OciError `INPUT_INVALID` without a change, for rules that select nothing or everything; `UNSUPPORTED` without
 *   a change, for a registry that cannot delete; errors of the registry
 * @throws PruneError for a failure after the first deletion
 */
export async function prune(given: PruneOptions): Promise<PruneResult> {
  checkNumbers(given, { concurrency: 1, graceMs: 0, keepLatest: 0, olderThanMs: 0 });
  const options = { ...given, target: asLocation(given.target) };
  const { target, label = plainLabel } = options;
  checkRules(options, label);
  if (target.tag !== undefined || target.digest !== undefined)
    throw inputError(label('target'), formatLocation(target), 'names one manifest; give only the repository');
  return target.kind === 'registry' ? pruneRegistry(target, options) : pruneLayout(target, options);
}

async function pruneRegistry(target: RegistryLocation, options: PruneSettings): Promise<PruneResult> {
  const { signal, gitHubApi, label = plainLabel } = options;
  const settings = { ...options.connection, gitHubApi, signal };
  await using connection = await connectRepository(target, settings);
  await using gitHub = await connectGitHubPackage(connection, settings);
  if (gitHub !== undefined) return await pruneStore(packageStore(connection.repository, gitHub.package), options);
  if (options.untagged === true) throw cannotListUntagged(label('untagged'));
  // A dry run also informs users whose credentials may only read.
  const onRefusal = (error: OciError): void =>
    options.onEvent?.({ kind: 'warning', text: `a run would fail: ${error.message}` });
  const store = await registryStore(connection.repository, {
    signal,
    onRefusal: options.dryRun === true ? onRefusal : undefined,
  });
  return await pruneStore(store, options);
}

async function pruneLayout(target: LayoutLocation, options: PruneSettings): Promise<PruneResult> {
  const { signal } = options;
  await using opened = await openLocation(target, { create: false, manyWrites: true, signal });
  const { repository } = opened;
  if (!(repository instanceof LayoutRepository)) throw new TypeError('the location of a layout opens a layout');
  return await pruneStore(layoutStore(repository), options, (gc) => repository.gc(gc));
}

/** Options of {@link pruneStorage}. */
export interface PruneStorageOptions extends Omit<PruneOptions, 'target' | 'connection'> {
  /** The storage of a server of this package. */
  readonly registry: LayoutRegistry | BucketRegistry;
  readonly repository: string;
}

/** Prunes a repository in the storage of a server, as {@link prune}. @throws OciError `NAME_UNKNOWN` */
export async function pruneStorage(options: PruneStorageOptions): Promise<PruneResult> {
  checkNumbers(options, { concurrency: 1, graceMs: 0, keepLatest: 0, olderThanMs: 0 });
  const { registry, repository: name, label = plainLabel } = options;
  checkRules(options, label);
  const store: PruneStore = {
    ...plainStore(repositoryIn(registry, name), true),
    manifests: (call) => registry.allManifests(name, call),
  };
  const isLayout = registry instanceof LayoutRegistry;
  const path = isLayout ? resolve(registry.root, name) : `${formatBucket(registry.address)}/${name}`;
  const settings = { ...options, target: { kind: 'layout', path } as const, name: isLayout ? undefined : path };
  return pruneStore(store, settings, (gc) => registry.gc(gc));
}

type CollectGarbage = (options: CallOptions & { readonly graceMs: number }) => Promise<readonly Descriptor[]>;

/** Prunes the repository of a store. @param gc removes unused blobs */
export async function pruneStore(store: PruneStore, options: PruneSettings, gc?: CollectGarbage): Promise<PruneResult> {
  const { target, signal, concurrency = defaultConcurrency, dryRun = false, graceMs = untaggedGraceMs } = options;
  const now = (options.now ?? Date.now)();
  const name = options.name ?? formatLocation(repositoryOf(target));
  const seen = options.state === undefined ? undefined : await FirstSeen.open(options.state, name);
  const reader = new GraphReader(store, { concurrency, signal });
  const graph = await reader.readAll();
  seen?.update(graph, now);
  await seen?.save();
  const run = new PruneRun(store, reader, {
    rules: options,
    selection: { now, graceMs, firstSeen: ({ descriptor }) => seen?.get(descriptor.digest) },
    concurrency,
    signal,
    onEvent: options.onEvent,
  });
  const plan = run.plan();
  const result = (freedBytes: number): PruneResult => ({
    name,
    dryRun,
    deleted: dryRun ? plan : run.deleted,
    kept: keptItems(graph, run.decision),
    freedBytes,
  });
  if (dryRun) return result(0);
  try {
    await run.execute();
    const freed = (await gc?.({ graceMs, signal })) ?? [];
    return result(freed.reduce((sum, { size }) => sum + size, 0));
  } catch (error) {
    throwIfAborted(signal);
    if (run.deleted.length === 0) throw error;
    throw new PruneError(result(0), plan.length, error);
  }
}
