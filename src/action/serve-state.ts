import * as core from '@actions/core';
import { storageLayouts, type StorageLayout } from '../commands/index.ts';
import { saveState } from './command-files.ts';

/** The state for the post step. It has no secrets, because a debug run shows it. */
export interface ServeState {
  readonly directory: string;
  readonly url: string;
  readonly storage: string;
  readonly layout: StorageLayout;
  readonly cacheKey: string;
  readonly restoredKey: string;
  readonly summary: boolean;
}

interface StatePart {
  readonly directory?: string;
  readonly storage?: string | undefined;
  readonly layout?: StorageLayout;
  readonly cacheKey?: string | undefined;
  readonly summary?: boolean;
  readonly restoredKey?: string | undefined;
  /** For debugging only. The post step uses the heartbeat of the process. */
  readonly pid?: number | undefined;
  readonly url?: string;
  readonly log?: string;
}

export function saveServeState({ cacheKey, restoredKey, ...others }: StatePart): void {
  const values = { ...others, 'cache-key': cacheKey, 'restored-key': restoredKey };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  saveState(Object.fromEntries(given.map(([name, value]) => [name, String(value)])));
}

/** Undefined when no registry was started. */
export function readServeState(): ServeState | undefined {
  const directory = core.getState('directory');
  if (directory === '') return undefined;
  return {
    directory,
    url: core.getState('url'),
    storage: core.getState('storage'),
    layout: storageLayouts.find((layout) => layout === core.getState('layout')) ?? 'per-repository',
    cacheKey: core.getState('cache-key'),
    restoredKey: core.getState('restored-key'),
    summary: core.getState('summary') !== 'false',
  };
}
