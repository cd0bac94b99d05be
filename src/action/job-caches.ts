import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DownloadSelection, JobCache, RunContext, Workflow } from '../commands/index.ts';
import { platformText, type Digest } from '../spec/index.ts';
import { ActionsCacheStore, entryKeys, type EntryKeys } from './actions-cache-store.ts';

/** Opens the cache of layers between jobs. Without a directory for it, only the packing cache on the runner is used. */
export const layerCache: NonNullable<Workflow['layerCache']> = async ({ env, log, signal }) => {
  const temporary = env['RUNNER_TEMP'];
  if (!temporary) return undefined;
  const store = new ActionsCacheStore(join(temporary, 'oci-artifact-layers'), env['GITHUB_WORKSPACE'], log);
  return {
    ...jobCache(store),
    open: async (key, openSignal) =>
      (await store.open(entryKeys(`oci-artifact-layer-${key}`), 'this source', openSignal ?? signal)).path,
    warn: store.onWarning,
  };
};

/** Opens the cache of downloads between jobs. */
export const downloadCache: NonNullable<Workflow['downloadCache']> = async (
  selection: DownloadSelection,
  { env, log, signal }: RunContext,
) => {
  const temporary = env['RUNNER_TEMP'];
  if (!temporary) {
    log.warning('RUNNER_TEMP is not set, so there is no directory for the cache; nothing is restored or saved');
    return undefined;
  }
  const store = new ActionsCacheStore(join(temporary, 'oci-artifact-pull-cache'), env['GITHUB_WORKSPACE'], log);
  return { ...jobCache(store), open: (root) => store.open(downloadKeys(root, selection), root, signal) };
};

/** Keys of the downloads of a digest, the current one first. */
export function downloadKeys(root: Digest, selection: DownloadSelection): EntryKeys {
  const { platform, include, layers, configOutput, format } = selection;
  // A pull downloads one manifest of an index, only the layers that it writes, and the config only if it needs it.
  const isPart = layers.length > 0 || configOutput !== undefined || format !== 'auto';
  const others = isPart ? [layers, configOutput !== undefined, format] : [];
  const hash = createHash('sha256')
    .update(JSON.stringify([platform === undefined ? '' : platformText(platform), include, ...others]))
    .digest('hex')
    .slice(0, 16);
  return entryKeys(`oci-artifact-pull-${root.replace(':', '-')}-${hash}`);
}

function jobCache(store: ActionsCacheStore): JobCache {
  return {
    save: (signal) => store.save(signal),
    removeNow: () => {
      store.removeNow();
    },
  };
}
