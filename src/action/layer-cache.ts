import { join } from 'node:path';
import type { JobCache, RunContext } from '../commands/index.ts';
import type { LayerCache } from '../operations/index.ts';
import { ActionsCacheStore, keptKeys } from './actions-cache-store.ts';

/** Opens the cache of layers between jobs. Without a directory for it, only the packing cache on the runner is used. */
export function layersBetweenJobs({ env, log, signal }: RunContext): (LayerCache & JobCache) | undefined {
  const temporary = env['RUNNER_TEMP'];
  if (!temporary) return undefined;
  const store = new ActionsCacheStore(join(temporary, 'oci-artifact-layers'), env['GITHUB_WORKSPACE'], log);
  return {
    open: async (key, openSignal) =>
      (await store.open(keptKeys(`oci-artifact-layer-${key}`), 'this source', openSignal ?? signal)).path,
    warn: store.onWarning,
    save: (saveSignal) => store.save(saveSignal),
    removeNow: () => {
      store.removeNow();
    },
  };
}
