import { checkRepositoryName, isOciError, type Digest, type OciErrorCode } from '../spec/index.ts';
import { pullOf } from './access.ts';
import type { RequestContext } from './request-context.ts';

export type MountOutcome =
  | { readonly mounted: true; readonly digest: Digest }
  /** The client is to send the bytes. */
  | { readonly mounted: false; readonly code: OciErrorCode };

/** What the registry says when it cannot mount although nothing is wrong. */
const takeBytesInstead: readonly OciErrorCode[] = ['BLOB_UNKNOWN', 'NAME_UNKNOWN', 'UNSUPPORTED'];

/**
 * Makes a blob of another repository visible in `name` (distribution-spec, "Mounting a blob from another repository"). Who may not pull
 * from the source gets the same answer as for a blob that is not there.
 *
 * @param from undefined means: from any repository that the caller may pull from
 */
export async function tryMount(
  ctx: RequestContext,
  name: string,
  digest: Digest,
  from: string | undefined,
): Promise<MountOutcome> {
  if (from !== undefined) return mountFrom(ctx, name, digest, checkRepositoryName(from));
  for await (const source of candidates(ctx, name)) {
    const outcome = await mountFrom(ctx, name, digest, source);
    if (outcome.mounted) return outcome;
  }
  return { mounted: false, code: 'BLOB_UNKNOWN' };
}

async function mountFrom(ctx: RequestContext, name: string, digest: Digest, from: string): Promise<MountOutcome> {
  if (!(await ctx.principal.can(pullOf(from)))) return { mounted: false, code: 'BLOB_UNKNOWN' };
  try {
    const descriptor = await ctx.registry.mountBlob(from, name, digest, { signal: ctx.signal });
    return { mounted: true, digest: descriptor.digest };
  } catch (error) {
    if (isOciError(error, ...takeBytesInstead)) return { mounted: false, code: error.code };
    throw error;
  }
}

/** The repository itself first, then the others, as many as may be asked. */
async function* candidates(ctx: RequestContext, name: string): AsyncGenerator<string, void, undefined> {
  yield name;
  try {
    for await (const source of ctx.registry.repositories({
      limit: ctx.settings.anonymousMountScan,
      signal: ctx.signal,
    })) {
      if (source !== name) yield source;
    }
  } catch (error) {
    // A registry that does not list its repositories mounts with a source only.
    if (!isOciError(error, 'UNSUPPORTED', 'DENIED', 'UNAUTHORIZED', 'NOT_FOUND')) throw error;
  }
}
