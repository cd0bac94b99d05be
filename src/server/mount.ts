import { checkRepositoryName, isOciError, type Digest, type OciErrorCode } from '../spec/index.ts';
import { pullAccess } from './access.ts';
import type { RequestContext } from './request-context.ts';

/** The result of a mount. */
export type MountOutcome =
  | { readonly mounted: true; readonly digest: Digest }
  /** The client must upload the blob. */
  | { readonly mounted: false; readonly code: OciErrorCode };

/** Codes of errors after which the client uploads the blob instead. */
const fallbackCodes: readonly OciErrorCode[] = ['BLOB_UNKNOWN', 'NAME_UNKNOWN', 'UNSUPPORTED'];

/**
 * Mounts a blob of another repository in `name` (distribution-spec, "Mounting a blob from another repository"). For a
 * user who may not pull from the source, the result is the same as for a blob that does not exist.
 *
 * @param from undefined means any repository that the user may pull from
 */
export async function tryMount(
  ctx: RequestContext,
  name: string,
  digest: Digest,
  from: string | undefined,
): Promise<MountOutcome> {
  if (from !== undefined) return mountFrom(ctx, name, digest, checkRepositoryName(from));
  for await (const source of sources(ctx, name, digest)) {
    const outcome = await mountFrom(ctx, name, digest, source);
    if (outcome.mounted) return outcome;
  }
  return { mounted: false, code: 'BLOB_UNKNOWN' };
}

async function mountFrom(ctx: RequestContext, name: string, digest: Digest, from: string): Promise<MountOutcome> {
  if (!(await ctx.principal.can(pullAccess(from)))) return { mounted: false, code: 'BLOB_UNKNOWN' };
  try {
    const descriptor = await ctx.registry.mountBlob(from, name, digest, { signal: ctx.signal });
    return { mounted: true, digest: descriptor.digest };
  } catch (error) {
    if (isOciError(error, ...fallbackCodes)) return { mounted: false, code: error.code };
    throw error;
  }
}

/** Yields the repository itself, and then the other repositories in which the registry knows the blob. */
async function* sources(ctx: RequestContext, name: string, digest: Digest): AsyncGenerator<string, void, undefined> {
  yield name;
  try {
    for await (const source of ctx.registry.repositories({
      withBlob: digest,
      limit: ctx.settings.anonymousMountScan,
      signal: ctx.signal,
    })) {
      if (source !== name) yield source;
    }
  } catch (error) {
    // A registry that does not list its repositories cannot mount without a source.
    if (!isOciError(error, 'UNSUPPORTED', 'DENIED', 'UNAUTHORIZED', 'NOT_FOUND')) throw error;
  }
}
