import { AsyncLocalStorage } from 'node:async_hooks';
import { rm } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import type * as ActionsCache from '@actions/cache';
import { untilAborted } from '../concurrency/index.ts';
import type { Reporter } from '../output/index.ts';
import { messageOf, throwIfAborted } from '../spec/index.ts';

/** A directory that is cached between jobs. */
export interface CachedDirectory {
  /** Absolute. The path is a part of an entry's identity: an entry is found only for the same path. */
  readonly path: string;
  /** Paths below the workspace are relative to it, so that other runners find them. */
  readonly workspace: string | undefined;
}

/** The entry to restore: the first that exists of some exact keys, or the newest whose key has a prefix. */
export type EntryQuery = { readonly keys: readonly [string, ...string[]] } | { readonly prefix: string };

export interface MatchingEntry {
  readonly key: string;
  /** False when the entry could not be unpacked; then the directory was removed. */
  readonly restored: boolean;
}

type CacheLog = Pick<Reporter, 'line' | 'warning'>;

/** Maximum number of keys in one lookup of the cache service. */
export const maxKeys = 10;

/**
 * Restores a new or empty directory from the cache service. Problems of the service are warnings. The content is not
 * trusted: another job wrote it, and its archive may contain links.
 *
 * @returns undefined when there is no such entry, or the service is not available
 * @throws OciError only `ABORTED`
 */
export async function restoreDirectory(
  directory: CachedDirectory,
  query: EntryQuery,
  log: CacheLog,
  signal: AbortSignal,
): Promise<MatchingEntry | undefined> {
  throwIfAborted(signal);
  try {
    const cache = await service(log);
    if (cache === undefined) return undefined;
    const [first, others] = 'prefix' in query ? [query.prefix, [query.prefix]] : [query.keys[0], query.keys.slice(1)];
    const paths = [cachePath(directory)];
    // The service treats every key as a prefix. The lookup finds the whole key, which is checked and then downloaded.
    const key = await run(() => cache.restoreCache(paths, first, others, { lookupOnly: true }), signal);
    if (key === undefined || !matches(key, query)) return undefined;
    const restored = (await run(() => cache.restoreCache(paths, key), signal)) === key;
    if (!restored) await rm(directory.path, { recursive: true, force: true });
    return { key, restored };
  } catch (error) {
    throwIfAborted(signal);
    log.warning(`cannot restore ${directory.path} from the cache: ${messageOf(error)}`);
    return undefined;
  }
}

/**
 * Saves a directory that has no more writers. An entry never changes: an existing entry with the key is kept. Problems
 * are warnings.
 *
 * @throws OciError only `ABORTED`
 */
export async function saveDirectory(
  directory: CachedDirectory,
  key: string,
  log: CacheLog,
  signal?: AbortSignal,
): Promise<void> {
  throwIfAborted(signal);
  try {
    const cache = await service(log);
    if (cache === undefined) return;
    const paths = [cachePath(directory)];
    const saved = await run(() => cache.saveCache(paths, key), signal);
    if (saved >= 0) log.line(`saved ${directory.path} in the cache as ${key}`);
    else if ((await run(() => cache.restoreCache(paths, key, [], { lookupOnly: true }), signal)) === key)
      log.line(`another job saved the same content as ${key}`);
    else log.warning(`${directory.path} was not saved in the cache; see the messages above`);
  } catch (error) {
    throwIfAborted(signal);
    log.warning(`cannot save ${directory.path} in the cache: ${messageOf(error)}`);
  }
}

/** The client of the service has no abort signal. */
function run<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return untilAborted(() => withErrorsAsWarnings(work), signal);
}

/** True within the work of {@link withErrorsAsWarnings}. */
const inCacheClient = new AsyncLocalStorage<true>();
/** The installed filters. */
const filters = new WeakSet<object>();

/**
 * Runs `work`, in which `@actions/cache` prints an outage of the service as an error annotation. The cache is optional,
 * so its errors become warnings. The filter depends on the asynchronous context: it never changes the output of other
 * work, and continues when a caller no longer waits for `work`.
 */
export function withErrorsAsWarnings<T>(work: () => Promise<T>): Promise<T> {
  const { stdout } = process;
  if (!filters.has(Reflect.get(stdout, 'write'))) {
    const write = stdout.write.bind(stdout) as (...args: unknown[]) => boolean;
    const filter = (chunk: unknown, ...rest: unknown[]): boolean => write(demoteErrors(chunk), ...rest);
    stdout.write = filter;
    filters.add(filter);
  }
  return inCacheClient.run(true, work);
}

function demoteErrors(chunk: unknown): unknown {
  if (inCacheClient.getStore() !== true || typeof chunk !== 'string') return chunk;
  return chunk.replace(/^::error(?=[ :])/gm, '::warning');
}

async function service(log: CacheLog): Promise<typeof ActionsCache | undefined> {
  // Loaded lazily: it is larger than the rest of the program.
  const cache = await import('@actions/cache');
  if (cache.isFeatureAvailable()) return cache;
  log.warning('the cache service is not available here; nothing is restored or saved');
  return undefined;
}

function matches(key: string, query: EntryQuery): boolean {
  return 'prefix' in query ? key.startsWith(query.prefix) : query.keys.includes(key);
}

function cachePath({ path, workspace }: CachedDirectory): string {
  const inside = workspace === undefined ? '' : relative(workspace, path);
  return (inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside).replaceAll('\\', '/');
}
