import type { GitHubPackage } from '../../github/index.ts';
import type { Repository } from '../../registry/index.ts';
import type { Digest } from '../../spec/index.ts';
import type { PruneStore } from './store.ts';

/**
 * A container package in GitHub Packages. Each version is a manifest with its tags. The content is read from the
 * registry, and versions are listed and deleted over the packages API.
 */
export function packageStore(repository: Repository, gitHubPackage: GitHubPackage): PruneStore {
  const ids = new Map<Digest, number>();
  return {
    repository,
    canDeleteTags: false,
    lastTagReason: 'GitHub does not delete the last version with a tag; delete the package instead',
    async *manifests(options) {
      for await (const version of gitHubPackage.versions(options)) {
        ids.set(version.digest, version.id);
        yield version;
      }
    },
    async tagsOf(digest, options) {
      const id = ids.get(digest);
      return (id === undefined ? undefined : await gitHubPackage.version(id, options))?.tags ?? [];
    },
    async delete({ digest }, options) {
      const id = ids.get(digest);
      // Another client has pushed it during the run.
      if (id === undefined) return 'its version is not known';
      return gitHubPackage.delete(id, options);
    },
  };
}
