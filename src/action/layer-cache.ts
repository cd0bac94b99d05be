import { join } from 'node:path';
import { ActionsCacheStore, keptKeys } from './actions-cache-store.ts';
import type { ActionContext } from './run.ts';
import type { LayerCache } from '../operations/index.ts';

/** The layer of a source, kept between jobs. */
export interface LayersBetweenJobs extends LayerCache {
  readonly cache: ActionsCacheStore;
}

/** Undefined where there is no place for it: the packing cache on the runner is used all the same. */
export function layersBetweenJobs({ env, log, lifetime }: ActionContext): LayersBetweenJobs | undefined {
  const temporary = env['RUNNER_TEMP'];
  if (!temporary) return undefined;
  const cache = new ActionsCacheStore(join(temporary, 'oci-artifact-layers'), env['GITHUB_WORKSPACE'], log);
  return {
    cache,
    open: async (key, signal) =>
      (await cache.open(keptKeys(`oci-artifact-layer-${key}`), 'this source', signal ?? lifetime.signal)).path,
    warn: cache.onWarning,
  };
}
