import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectRepository, type ConnectOptions } from '../../connect/index.ts';
import { removeTree } from '../../fs/index.ts';
import {
  checkNumbers,
  formatReference,
  inputError,
  parseReference,
  plainLabel,
  type EventOptions,
  type InputLabel,
  type Reference,
  type VerifiedBy,
} from '../../spec/index.ts';
import type { Verification } from '../../verification/index.ts';
import { verifierOf } from '../verify-location.ts';
import { findEntry, type FoundEntry } from './find.ts';
import { cacheVersion } from './keys.ts';
import { CachePaths } from './paths.ts';
import { restoreEntry } from './restore.ts';
import { loadRestoredLayers, saveRestoredLayers } from './restored-layers.ts';
import { saveEntry, type SavedCache } from './save.ts';

export type { SavedCache } from './save.ts';

/** Maximum length of a key, characters, as in `actions/cache`. */
const maxKeyLength = 512;
/** Maximum number of keys in one lookup, as in `actions/cache`. */
const maxKeys = 10;
const defaultConcurrency = 4;

/** Options of {@link restoreCache} and {@link saveCache}. */
export interface CacheOptions extends EventOptions {
  /** The repository of the entries. A text is read as by {@link parseReference}. */
  readonly repository: Reference | string;
  /** Files, directories and patterns, one per item; `!` excludes. They are a part of the identity of an entry. */
  readonly paths: readonly string[];
  /** At most 512 characters, without commas. */
  readonly key: string;
  /** Directory of relative paths. */
  readonly workspace: string;
  /** Directory of paths that begin with `~`. */
  readonly home: string;
  /** Directory of temporary files, which steps of one job share. */
  readonly temporary: string;
  /** Windows restores entries of other systems, and the other way round. @default false */
  readonly crossOs?: boolean | undefined;
  /** @default process.platform */
  readonly platform?: NodeJS.Platform | undefined;
  /** Maximum number of layers that are transferred at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  readonly connection?: ConnectOptions | undefined;
  readonly label?: InputLabel | undefined;
  /** Called with each directory of temporary files. It is removed at the end. */
  readonly onStaging?: ((directory: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link restoreCache}. */
export interface RestoreCacheOptions extends CacheOptions {
  /** Prefixes of keys, in the order of their priority. @default none */
  readonly restoreKeys?: readonly string[] | undefined;
  /** Signatures that the entry must have. Without them, nothing is downloaded or written. @default none */
  readonly verify?: Verification | undefined;
  /** Only finds the entry. @default false */
  readonly lookupOnly?: boolean | undefined;
  /** Receives the number of bytes that were downloaded so far, and their total. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Receives warnings, for example about an entry that cannot be used. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

/** The entry that {@link restoreCache} found. */
export interface RestoredCache {
  readonly key: string;
  readonly digest: string;
  /** Bytes of its layers. */
  readonly size: number;
  /** The signatures that satisfied the policy; empty without verification. */
  readonly verifiedBy: readonly VerifiedBy[];
}

/**
 * Restores the entry of a key over existing files; else the newest entry whose key begins with the key or one of
 * `restoreKeys`. The content is verified before a file is written, and only the given paths are written.
 *
 * @returns undefined without an entry
 * @throws OciError `INPUT_INVALID`, `MANIFEST_INVALID` for an entry with other paths; with `verify`, as `verifyArtifact`;
 *   errors of the registry
 */
export async function restoreCache(given: RestoreCacheOptions): Promise<RestoredCache | undefined> {
  checkNumbers(given, { concurrency: 1 });
  const options = { ...given, repository: asReference(given.repository) };
  const { key, restoreKeys = [], label = plainLabel, concurrency = defaultConcurrency } = options;
  const signal = options.signal ?? new AbortController().signal;
  const paths = pathsOf(options);
  checkKeys([key], label('key'));
  checkKeys(restoreKeys, label('restore-keys'));
  if (restoreKeys.length >= maxKeys)
    throw inputError(label('restore-keys'), undefined, `it has more than ${maxKeys - 1} keys; write fewer prefixes`);
  const version = versionOf(options, paths);
  await using connection = await connectRepository(options.repository, { ...options.connection, signal });
  const { repository } = connection;
  const found = await findEntry(repository, version, key, restoreKeys, { signal, onWarning: options.onWarning });
  if (found === undefined) return undefined;
  const { digest } = found.descriptor;
  const name = formatReference({ ...options.repository, digest });
  const verified = await verifierOf(options.verify)?.verify(repository, digest, { name, signal });
  if (options.lookupOnly !== true) {
    const layers = await restoreEntry(repository, found, paths, { ...options, concurrency, signal });
    await saveRestoredLayers(stateDirectory(options), version, layers);
  }
  return { ...describe(found), verifiedBy: verified?.verifiedBy ?? [] };
}

/**
 * Saves paths as the entry of a key. An existing entry is not replaced. Layers whose files did not change since
 * {@link restoreCache} in the same job are neither read nor sent.
 *
 * @throws OciError `INPUT_INVALID`, `NOT_FOUND` when no path exists; as `publish`
 */
export async function saveCache(given: CacheOptions): Promise<SavedCache> {
  checkNumbers(given, { concurrency: 1 });
  const options = { ...given, repository: asReference(given.repository) };
  const { repository: reference, key, label = plainLabel, concurrency = defaultConcurrency } = options;
  const signal = options.signal ?? new AbortController().signal;
  const paths = pathsOf(options);
  checkKeys([key], label('key'));
  const version = versionOf(options, paths);
  const directory = join(options.temporary, `oci-artifact-cache-${randomBytes(8).toString('hex')}`);
  await mkdir(directory, { recursive: true });
  options.onStaging?.(directory);
  try {
    const pushTo = reference.repository;
    await using connection = await connectRepository(reference, { ...options.connection, pushTo, signal });
    return await saveEntry(connection.repository, paths, {
      name: formatReference(reference),
      version,
      key,
      created: new Date(),
      storePath: join(directory, 'layout'),
      restored: await loadRestoredLayers(stateDirectory(options), version),
      concurrency,
      signal,
      onEvent: options.onEvent,
    });
  } finally {
    await removeTree(directory);
  }
}

/** {@link CacheOptions} with a parsed repository. */
export interface CacheSettings extends CacheOptions {
  readonly repository: Reference;
}

function asReference(repository: Reference | string): Reference {
  return typeof repository === 'string' ? parseReference(repository) : repository;
}

function pathsOf(options: CacheOptions): CachePaths {
  return CachePaths.parse(options.paths, options);
}

function versionOf({ crossOs = false, platform = process.platform }: CacheOptions, { lines }: CachePaths): string {
  // As in `actions/cache`, entries of Windows are separate, and those of other systems are shared.
  return cacheVersion({ paths: lines, system: platform === 'win32' && !crossOs ? 'win32' : undefined });
}

/** Entries of different repositories and versions have different restored layers. */
function stateDirectory({ temporary, repository }: CacheSettings): string {
  return join(temporary, 'oci-artifact-cache', encodeURIComponent(`${repository.registry}/${repository.repository}`));
}

function describe({ key, descriptor, manifest }: FoundEntry): Omit<RestoredCache, 'verifiedBy'> {
  return { key, digest: descriptor.digest, size: manifest.layers.reduce((sum, { size }) => sum + size, 0) };
}

/** The rules of `actions/cache`. @throws OciError `INPUT_INVALID` */
function checkKeys(keys: readonly string[], subject: string): void {
  for (const key of keys) {
    if (key.length > maxKeyLength)
      throw inputError(subject, key, `is longer than ${maxKeyLength} characters; write a hash of its long part`);
    if (key.includes(',')) throw inputError(subject, key, 'contains a comma; replace it, for example with "-"');
  }
}
