import type { Reporter } from '../output/index.ts';
import { rm } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import type * as ActionsCache from '@actions/cache';
import { untilAborted } from '../concurrency/index.ts';
import { messageOf, throwIfAborted } from '../spec/index.ts';
import { outagesAsWarnings } from './cached-directory-messages.ts';

/** A folder that lasts between jobs. */
export interface KeptFolder {
  /** Absolute. It is a part of an entry's identity: the same folder is found again under the same path alone. */
  readonly path: string;
  /** Paths below it are known relative to it, so that another runner finds them. */
  readonly workspace: string | undefined;
}

/** Which entry is wanted: the first of some exact keys, none of which stands for a longer one; or the newest whose key begins so. */
export type WantedEntry = { readonly keys: readonly [string, ...string[]] } | { readonly prefix: string };

export interface FoundEntry {
  readonly key: string;
  /** False when it is there and could not be unpacked; the folder is gone then. */
  readonly restored: boolean;
}

type KeptLog = Pick<Reporter, 'line' | 'warning'>;

/** Keys that one look at the cache service may name. */
export const maxKeys = 10;

/**
 * Brings a folder, new or empty, back from the cache service. Whatever goes wrong with the service is a warning. Who calls this trusts
 * nothing of what came: it was written by another job, and its archive may hold links.
 *
 * @returns undefined when there is no such entry, or the service cannot be reached
 * @throws OciError `ABORTED` alone
 */
export async function restoreFolder(
  folder: KeptFolder,
  wanted: WantedEntry,
  log: KeptLog,
  signal: AbortSignal,
): Promise<FoundEntry | undefined> {
  throwIfAborted(signal);
  try {
    const cache = await service(log);
    if (cache === undefined) return undefined;
    const [first, others] =
      'prefix' in wanted ? [wanted.prefix, [wanted.prefix]] : [wanted.keys[0], wanted.keys.slice(1)];
    const paths = [cachePath(folder)];
    // The service takes every key for the beginning of one. Only what was meant is downloaded, and then by its whole key.
    const key = await told(() => cache.restoreCache(paths, first, others, { lookupOnly: true }), signal);
    if (key === undefined || !isWanted(key, wanted)) return undefined;
    const restored = (await told(() => cache.restoreCache(paths, key), signal)) === key;
    if (!restored) await rm(folder.path, { recursive: true, force: true });
    return { key, restored };
  } catch (error) {
    throwIfAborted(signal);
    log.warning(`${folder.path} could not be restored from the cache: ${messageOf(error)}`);
    return undefined;
  }
}

/**
 * Saves a folder that nobody writes to any more. An entry never changes: what has the key already stays. Whatever goes wrong is a warning.
 *
 * @throws OciError `ABORTED` alone
 */
export async function saveFolder(folder: KeptFolder, key: string, log: KeptLog, signal?: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  try {
    const cache = await service(log);
    if (cache === undefined) return;
    const paths = [cachePath(folder)];
    const saved = await told(() => cache.saveCache(paths, key), signal);
    if (saved >= 0) log.line(`saved ${folder.path} in the cache as ${key}`);
    else if ((await told(() => cache.restoreCache(paths, key, [], { lookupOnly: true }), signal)) === key)
      log.line(`another job has saved the same as ${key}`);
    else log.warning(`${folder.path} was not saved in the cache; the lines before this one say why`);
  } catch (error) {
    throwIfAborted(signal);
    log.warning(`${folder.path} could not be saved in the cache: ${messageOf(error)}`);
  }
}

/** The client knows no signal. */
function told<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return untilAborted(() => outagesAsWarnings(work), signal);
}

async function service(log: KeptLog): Promise<typeof ActionsCache | undefined> {
  // Loaded only here: it is larger than all the rest.
  const cache = await import('@actions/cache');
  if (cache.isFeatureAvailable()) return cache;
  log.warning('the cache service cannot be reached from here, so that nothing is restored or saved');
  return undefined;
}

function isWanted(key: string, wanted: WantedEntry): boolean {
  return 'prefix' in wanted ? key.startsWith(wanted.prefix) : wanted.keys.includes(key);
}

function cachePath({ path, workspace }: KeptFolder): string {
  const inside = workspace === undefined ? '' : relative(workspace, path);
  return (inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside).replaceAll('\\', '/');
}
