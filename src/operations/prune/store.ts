import { randomBytes } from 'node:crypto';
import type { LayoutRepository } from '../../layout/index.ts';
import type { CallOptions, Repository } from '../../registry/index.ts';
import {
  digestOf,
  inputError,
  isNotFound,
  isOciError,
  mediaTypeImageManifest,
  type OciError,
  withMessage,
  type Descriptor,
  type Digest,
} from '../../spec/index.ts';

/** A manifest that a store lists. */
export interface StoredManifest {
  readonly digest: Digest;
  /** When it was stored, milliseconds since 1970; undefined if unknown. */
  readonly storedMs?: number | undefined;
  /** All its tags. @default they are read from the repository */
  readonly tags?: readonly string[] | undefined;
}

/** The repository that is pruned. */
export interface PruneStore {
  readonly repository: Repository;
  /** Whether a tag can be deleted without its manifest. */
  readonly canDeleteTags: boolean;
  /** Why the last manifest with a tag cannot be deleted. @default it can be deleted */
  readonly lastTagReason?: string | undefined;
  /** Lists all manifests, also without tags. Undefined if the store cannot list them. */
  readonly manifests?: ((options: CallOptions) => AsyncIterable<StoredManifest>) | undefined;
  /** Reads all current tags of a manifest. Undefined if the store cannot find them. */
  readonly tagsOf?: ((digest: Digest, options: CallOptions) => Promise<readonly string[]>) | undefined;
  /**
   * Deletes a manifest with its tags.
   *
   * @returns the reason if this manifest cannot be deleted, although others can
   */
  delete(manifest: Descriptor, options: CallOptions): Promise<string | undefined>;
}

/** An image layout. */
export function layoutStore(repository: LayoutRepository): PruneStore {
  return {
    ...plainStore(repository, true),
    manifests: (options) => repository.allManifests(options),
  };
}

/** A repository that can delete tags and manifests. */
export function plainStore(repository: Repository, canDeleteTags: boolean): PruneStore {
  return {
    repository,
    canDeleteTags,
    async delete(manifest, options) {
      try {
        // Also a manifest of an unknown type is not a blob.
        await repository.delete({ ...manifest, mediaType: mediaTypeImageManifest }, options);
      } catch (error) {
        // Another client has deleted it.
        if (!isNotFound(error)) throw error;
      }
      return undefined;
    },
  };
}

/**
 * A repository of a registry. Finds out, with requests for content that does not exist, what the registry can delete.
 *
 * @param options.onRefusal called when the credentials may not delete
 * @throws OciError `UNSUPPORTED` if the registry cannot delete manifests; `DENIED`, `UNAUTHORIZED` without `onRefusal`
 */
export async function registryStore(
  repository: Repository,
  options: CallOptions & { readonly onRefusal?: ((error: OciError) => void) | undefined },
): Promise<PruneStore> {
  const random = randomBytes(16).toString('hex');
  const absent: Descriptor = { mediaType: mediaTypeImageManifest, digest: digestOf(random), size: random.length };
  try {
    await repository.delete(absent, options);
  } catch (error) {
    if (isOciError(error, 'UNSUPPORTED'))
      throw withMessage(
        error,
        `cannot prune, because the registry does not delete manifests: ${error.message}; enable deletion in its ` +
          'configuration, or delete in its own user interface',
      );
    if (options.onRefusal !== undefined && isOciError(error, 'DENIED', 'UNAUTHORIZED')) {
      options.onRefusal(error);
      return plainStore(repository, true);
    }
    if (!isNotFound(error)) throw error;
  }
  return plainStore(repository, await canUntag(repository, `prune-${random}`, options));
}

async function canUntag(repository: Repository, tag: string, options: CallOptions): Promise<boolean> {
  try {
    await repository.untag(tag, options);
    return true;
  } catch (error) {
    if (isNotFound(error)) return true;
    // Registries report a tag in place of a digest in several ways.
    if (isOciError(error, 'UNSUPPORTED', 'DIGEST_INVALID', 'MANIFEST_INVALID', 'TAG_INVALID', 'UNKNOWN', 'DENIED'))
      return false;
    throw error;
  }
}

/** The error for a rule that needs a list of all manifests. */
export function cannotListUntagged(subject: string): OciError {
  return inputError(
    subject,
    undefined,
    "a registry does not list manifests without a tag; omit it, or use the registry's own garbage collection",
  );
}
