import type { Repository, Storage } from '../registry/index.ts';

/** The storage as a repository, which keeps manifests apart and takes tags with a push; undefined when it is something simpler. */
export function asRepository(storage: Storage): Repository | undefined {
  return isRepository(storage) ? storage : undefined;
}

function isRepository(storage: Storage): storage is Repository {
  return ['mount', 'untag', 'tags', 'delete', 'predecessors'].every((method) => method in storage);
}
